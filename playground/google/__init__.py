"""The local tuning service: Google's sign-in, the Gemini API's tuned-model surface, Vertex AI.

It is written against public documents of each, so that Google's own clients run unchanged.
What is served stands in `methods`; what was chosen where those documents are silent, in
`listing`, `roles`, `shapes` and `questions`, each with what it is about, and in `vertex`.
"""

import warnings

# Google's libraries say at each import until when they will support this Python.
warnings.filterwarnings("ignore", ".*Python version.*", FutureWarning)
