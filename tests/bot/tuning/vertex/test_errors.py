"""What Google refuses is told in words, with who has to do what next."""

import sys
from typing import Any

import pytest
from google.auth.exceptions import RefreshError
from google.oauth2 import service_account
from google.oauth2.credentials import Credentials

from bot.domain import JobState, Question
from bot.errors import (
    Forbidden,
    LinkExpired,
    NotFound,
    QuotaUsedUp,
    ServiceRefused,
    TunerError,
    TuningUnavailable,
)
from bot.tuning.vertex import VertexService
from tests.bot.tuning.servers import RPC, Said, Script, failed, ok
from tests.bot.tuning.vertex.script import EXAMPLES, ORDER, PLACE, job, jobs, make

AGENT = "service-271828@gcp-sa-aiplatform.iam.gserviceaccount.com"


def info(reason: str, **metadata: str) -> dict[str, Any]:
    return {"@type": RPC + "ErrorInfo", "reason": reason, "metadata": metadata}


def denied(permission: str) -> Said:
    words = f"Permission '{permission}' denied on resource '//x/y' (or it may not exist)."
    return failed(403, "PERMISSION_DENIED", info("IAM_PERMISSION_DENIED"), message=words)


def stored(code: int, words: str) -> Said:
    """Return an error as Cloud Storage words it: without a status."""
    return ok({"error": {"code": code, "message": words, "errors": [{"message": words}]}}, code)


STARTS = [
    (
        failed(
            403,
            "PERMISSION_DENIED",
            info("SERVICE_DISABLED", service="aiplatform.googleapis.com"),
        ),
        Forbidden,
        "`gcloud services enable aiplatform.googleapis.com --project acme`",
    ),
    (
        denied("aiplatform.tuningJobs.create"),
        Forbidden,
        "Your Google account lacks the role Vertex AI User",
    ),
    (
        failed(403, "PERMISSION_DENIED", info("USER_PROJECT_DENIED")),
        Forbidden,
        "Service Usage Consumer",
    ),
    (failed(403, "PERMISSION_DENIED", info("BILLING_DISABLED")), Forbidden, "billing account"),
    (failed(403, "PERMISSION_DENIED", info("CONSUMER_INVALID")), Forbidden, "none of that name"),
    (
        failed(403, "PERMISSION_DENIED", info("ACCESS_TOKEN_SCOPE_INSUFFICIENT")),
        Forbidden,
        "/tune connect",
    ),
    (failed(403, "PERMISSION_DENIED", message="No."), Forbidden, "whoever runs the project"),
    (failed(401, "UNAUTHENTICATED"), LinkExpired, "/tune connect"),
    (
        failed(429, "RESOURCE_EXHAUSTED", message="Quota exceeded for global_concurrent_tuning."),
        QuotaUsedUp,
        "takes no more",
    ),
    (
        failed(
            400,
            "FAILED_PRECONDITION",
            message=f"Service account `{AGENT}` does not have `[storage.objects.get]` IAM "
            "permission(s) to the bucket.",
        ),
        ServiceRefused,
        f"give `{AGENT}` the role Storage Object Viewer",
    ),
    (
        failed(
            400,
            "FAILED_PRECONDITION",
            message=f"Service agent {AGENT} is being provisioned. Retry in a few minutes.",
        ),
        TuningUnavailable,
        "in a few minutes",
    ),
    (
        failed(400, "INVALID_ARGUMENT", message="Base model gemini-x is not supported."),
        ServiceRefused,
        "Choose another base model",
    ),
    (
        failed(
            400,
            "INVALID_ARGUMENT",
            message="The bucket is in region EUROPE-WEST1, but the job runs in us-central1.",
        ),
        ServiceRefused,
        "another region",
    ),
    (failed(400, "INVALID_ARGUMENT", message="epoch_count: too many."), ServiceRefused, "epoch"),
]


@pytest.mark.parametrize(("told", "kind", "words"), STARTS, ids=lambda it: str(it)[:40])
def test_why_a_job_was_not_started_is_told(
    script: Script, service: VertexService, told: Said, kind: type[TunerError], words: str
) -> None:
    script.say(jobs(), told, to="/tuningJobs")
    script.say(ok({"name": "x"}), to="/o/")
    with pytest.raises(kind) as caught:
        service.start("cat", ORDER, EXAMPLES)
    assert words in str(caught.value)
    assert type(caught.value) is kind


@pytest.mark.parametrize(
    ("told", "kind", "words"),
    [
        (
            stored(403, "ada@x.test does not have storage.objects.create access to the bucket."),
            Forbidden,
            "`roles/storage.objectUser`) on the bucket `acme-tuner`",
        ),
        (stored(404, "The specified bucket does not exist."), ServiceRefused, "no bucket"),
        (stored(401, "Invalid Credentials"), LinkExpired, "/tune connect"),
        (stored(503, "Backend Error"), TuningUnavailable, "Try again"),
        (stored(429, "Slow down."), QuotaUsedUp, "takes no more"),
    ],
    ids=lambda it: str(it)[:40],
)
def test_why_examples_did_not_reach_the_bucket_is_told(
    script: Script, service: VertexService, told: Said, kind: type[TunerError], words: str
) -> None:
    script.say(jobs(), to="/tuningJobs")
    script.say(stored(404, "No such object"), to="/o/")
    script.say(told, to="/upload/")
    with pytest.raises(kind) as caught:
        service.start("cat", ORDER, EXAMPLES)
    assert words in str(caught.value)


def test_a_bucket_that_nobody_has_set_is_asked_for(script: Script) -> None:
    script.say(jobs(), to="/tuningJobs")
    place = type(PLACE)(PLACE.project, PLACE.location)
    nowhere = VertexService(Credentials(token="mock-token"), place, url=script.url)
    with pytest.raises(ServiceRefused, match="needs a bucket"):
        nowhere.start("cat", ORDER, EXAMPLES)


def test_why_a_job_failed_is_told_in_words(script: Script, service: VertexService) -> None:
    words = f"{AGENT} does not have storage.objects.get access to the object."
    script.say(
        jobs(job(state="JOB_STATE_FAILED", error={"code": 7, "message": words})), to="/tuningJobs"
    )
    status = service.status("cat")
    assert status.state is JobState.FAILED
    assert f"`{AGENT}` the role Storage Object Viewer" in status.reason


def test_a_service_account_is_called_by_its_name(script: Script) -> None:
    script.say(denied("aiplatform.endpoints.predict"))
    with pytest.raises(Forbidden, match="The service account `tuner@acme"):
        make(script, account()).status("cat")


def test_a_service_account_whose_key_has_ended_is_not_a_link_to_renew(script: Script) -> None:
    script.say(failed(401, "UNAUTHENTICATED"))
    with pytest.raises(Forbidden, match="Ask an admin to enter a new one"):
        make(script, account()).status("cat")


def test_a_key_that_can_not_be_refreshed_is_told_as_well(script: Script) -> None:
    class Ended(service_account.Credentials):
        def refresh(self, request: object) -> None:
            del request
            raise RefreshError("invalid_grant: Invalid JWT Signature.", {"error": "invalid_grant"})

    ended = Ended(None, "tuner@acme.iam.gserviceaccount.com", "https://x.test/token")
    with pytest.raises(Forbidden, match="no longer accepts the key"):
        make(script, ended).status("cat")


class Renewed(service_account.Credentials):
    """Gets another token whenever it is told to."""

    def refresh(self, request: object) -> None:
        del request
        self.token = "mock-token"


def account() -> service_account.Credentials:
    made = Renewed(None, "tuner@acme.iam.gserviceaccount.com", "x")
    made.token = "mock-token"
    return made


@pytest.mark.parametrize("id", ["tuner nobody", 'x" OR labels.x:*', "X", ""])
def test_what_can_be_no_id_is_not_even_asked_for(
    script: Script, service: VertexService, id: str
) -> None:
    with pytest.raises(NotFound):
        service.ask(id, Question(text="3"))
    assert not script.asked


@pytest.mark.parametrize(
    "said",
    [
        Said(502, b"<html>Bad gateway</html>", "text/html"),
        Said(body=b'{"tuningJobs": [', claimed=None),
        Said(body=b"<html></html>", content_type="text/html"),
        Said(body=b'{"tuningJobs": 7}'),
        Said(404, b"<html>Not here</html>", "text/html"),
        Said(404, b'[{"error": 1}, {"error": 2}]'),
        Said(reset=True),
        Said(body=b'{"tuningJobs"', claimed=900),
    ],
    ids=["proxy", "half", "page", "odd", "elsewhere", "list", "reset", "cut"],
)
def test_an_answer_that_is_none_ends_no_job(
    script: Script, service: VertexService, said: Said
) -> None:
    script.say(said)
    with pytest.raises(TuningUnavailable):
        service.status("cat")


def test_without_the_extra_it_is_told_how_to_install_it(
    script: Script, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "google.genai", None)
    with pytest.raises(TuningUnavailable, match=r"pip install 'tuner\[vertex\]'"):
        make(script)
