"""Run a sample that was written for Google's service against another one.

    python -m tests.playground.google.launch_sample SAMPLE.py ENDPOINT API_KEY

Nothing of the SDK or the sample is changed: only key, transport and endpoint are set first.
"""

import runpy
import sys
from pathlib import Path
from typing import Any

import google.generativeai

genai: Any = google.generativeai


def main(sample: str, endpoint: str, key: str) -> None:
    options = {"api_endpoint": endpoint}
    genai.configure(api_key=key, transport="rest", client_options=options)
    sys.argv = [sample]
    sys.path.insert(0, str(Path(sample).parent))
    runpy.run_path(sample, run_name="__main__")


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    main(*sys.argv[1:])
