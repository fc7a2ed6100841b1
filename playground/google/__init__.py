"""The local tuning service: Google's sign-in and the Gemini API's tuned-model surface.

It is written against public documents of both, so that Google's own clients run unchanged.
What is served stands in `methods`; what was chosen where those documents are silent, in
`listing`, `roles`, `shapes` and `questions`, each with what it is about.
"""

import warnings

# Google's libraries say at each import until when they will support this Python.
warnings.filterwarnings("ignore", ".*Python version.*", FutureWarning)
