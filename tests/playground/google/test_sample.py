"""Google's own public sample, where its path is given."""

import importlib.util
import os
import subprocess
import sys

import pytest

from tests.playground.google.local import Google

VARIABLE = "TUNED_MODELS_SAMPLE"


@pytest.mark.timeout(600)
@pytest.mark.skipif(
    not os.environ.get(VARIABLE),
    reason=f"{VARIABLE} is not the path of samples/tuned_models.py "
    "of google-gemini/deprecated-generative-ai-python",
)
@pytest.mark.skipif(
    not importlib.util.find_spec("absl"), reason="the sample needs absl-py: pip install absl-py"
)
def test_google_s_sample_of_tuned_models_runs_unchanged(google: Google) -> None:
    launcher = "tests.playground.google.launch_sample"
    sample, key = os.environ[VARIABLE], google.service.api_key
    command = [sys.executable, "-m", launcher, sample, google.url, key]
    done = subprocess.run(command, capture_output=True, text=True, timeout=500, check=False)
    assert done.returncode == 0, done.stderr
    called = {each["method"].rpartition(".")[2] for each in google.service.journal.since(0)}
    assert {"CreateTunedModel", "DeleteTunedModel", "UpdatePermission"} <= called
