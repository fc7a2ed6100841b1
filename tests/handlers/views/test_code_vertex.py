"""What was done on Vertex AI runs as the code that is shown for it."""

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import requests
from google.oauth2.credentials import Credentials

from bot.domain import CloudPlace, Hyperparameters, Question, Sampling, Site
from bot.tuning.vertex import VertexService
from handlers.views import code_vertex, details, listing
from playground.google import scopes
from playground.google.vertex.cloud import Cloud
from playground.slack.limits import check_view
from tests import make
from tests.bot.tuning.places import hand_out, local, order, tuned

NASTY = 'Say "hi" \\ {x} and 🐈\n"""'
CLOUD = Cloud(lag=0.01)
PLACE = CloudPlace(CLOUD.project, "us-central1", CLOUD.bucket)
SITE = Site("vertex", PLACE)
ORDER = make.order(
    display_name="A 'name'",
    site=SITE,
    base_model="gemini-3.1-flash-lite",
    description=NASTY,
    hyperparameters=Hyperparameters(
        epochs=2,
        batch_size=0,
        learning_rate=None,
        learning_rate_multiplier=0.5,
        adapter_size=4,
    ),
)
ASKED = Question(text=NASTY, sampling=Sampling(temperature=0.0), max_tokens=50, candidates=2)


def test_the_local_service_does_what_the_shown_code_asks_of_it(tmp_path: Path) -> None:
    with local(tmp_path, 0.01, cloud=CLOUD) as (url, service):
        token = hand_out(service, "ada", scopes.CLOUD)
        ada = VertexService(Credentials(token=token), PLACE, url=url, storage_url=url)
        cat = tuned(ada, "tuner-cat", name="Cat")
        job = make.job(id=cat, order=replace(order(ada), site=SITE))
        upload(url, token)
        key = tmp_path / "key.json"
        service.robot.write(key, url)

        assert ran(code_vertex.ask(job, Question(text="3")), url, key)
        assert "/tuningJobs/" in ran(code_vertex.tune(ORDER), url, key)
        further = replace(ORDER, base_model=f"tunedModels/{cat}", display_name="Kitten")
        assert "/tuningJobs/" in ran(code_vertex.tune(further), url, key)


def upload(url: str, token: str) -> None:
    turns = (
        {"role": "user", "parts": [{"text": "1"}]},
        {"role": "model", "parts": [{"text": "2"}]},
    )
    lines = "\n".join([json.dumps({"contents": turns})] * 20)
    where = f"{url}/upload/storage/v1/b/{PLACE.bucket}/o"
    named = {"uploadType": "media", "name": "examples.jsonl"}
    bearer = {"Authorization": f"Bearer {token}"}
    requests.post(where, lines, params=named, headers=bearer, timeout=5).raise_for_status()


def ran(text: str, url: str, key: Path) -> str:
    """Run what is shown, as a program with a service account."""
    known = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    keys = {"GOOGLE_APPLICATION_CREDENTIALS": str(key), "GOOGLE_VERTEX_BASE_URL": url}
    done = subprocess.run(
        (sys.executable, "-W", "ignore", "-"),
        input=text,
        env=known | keys,
        cwd=key.parent,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_no_name_and_no_question_can_be_code() -> None:
    job = make.job(order=ORDER)
    for text in (code_vertex.ask(job, ASKED), code_vertex.tune(ORDER)):
        compile(text, "shown", "exec")
    assert code_vertex.TOO_LONG in code_vertex.ask(job, Question(text="x" * 9000))


def test_slack_takes_it_wherever_it_is_shown() -> None:
    job = make.job(order=ORDER)
    assert check_view(listing.build(job, listing.Language.CURL, None, {})) == []
    kept = make.kept(question=ASKED)
    assert check_view(listing.build(job, listing.Language.CURL, kept, {})) == []
    shown = details.Shown(id="cat", name="Cat", user="U1", job=job, where="Vertex AI")
    view = details.build(shown, details.CODE)
    assert check_view(view) == []
    assert "gcloud auth" in str(view)
