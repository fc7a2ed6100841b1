"""Who is refused where, and in which of Google's words."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from playground.google import scopes
from playground.google.settings import Settings
from tests.playground.google.local import BEN, Google
from tests.playground.google.vertex.local import CLOUD, PLACE, Watch, upload

JOBS = f"{PLACE}/tuningJobs"


@pytest.fixture
def settings(tmp_path: Path, watch: Watch) -> Settings:
    cloud = replace(CLOUD, strangers=(BEN,))
    return Settings(data=tmp_path / "google", cloud=cloud, clock=watch)


def refused(google: Google, path: str, **more: Any) -> dict[str, Any]:
    answer = google.call("GET", path, **more)
    error = answer.json()["error"]
    info = error.get("details", [{}])[0]
    return {"code": answer.status_code, "status": error["status"], **info, **error}


def test_an_api_that_is_off_says_where_to_enable_it(google: Google) -> None:
    found = refused(google, JOBS.replace(CLOUD.project, "tuner-no-api"))
    assert (found["code"], found["reason"]) == (403, "SERVICE_DISABLED")
    assert found["metadata"]["service"] == "aiplatform.googleapis.com"
    assert "has not been used in project tuner-no-api" in found["message"]


def test_without_a_role_the_missing_permission_is_named(google: Google) -> None:
    found = refused(google, JOBS, email=BEN)
    assert (found["code"], found["reason"]) == (403, "IAM_PERMISSION_DENIED")
    assert found["metadata"]["permission"] == "aiplatform.tuningJobs.list"
    assert "Permission 'aiplatform.tuningJobs.list' denied" in found["message"]
    told = upload(google, "it.jsonl", "x", email=BEN)
    assert told.status_code == 403
    assert "Permission 'storage.objects.create' denied" in told.json()["error"]["message"]


def test_another_project_is_refused_as_one_where_one_has_no_role(google: Google) -> None:
    found = refused(google, JOBS.replace(CLOUD.project, "somebody-elses"))
    assert (found["code"], found["reason"]) == (403, "IAM_PERMISSION_DENIED")


def test_the_scope_for_all_of_google_cloud_is_needed(google: Google) -> None:
    token = google.token(allowed=(scopes.TUNING,))
    found = refused(google, JOBS, headers={"Authorization": f"Bearer {token}"})
    assert (found["code"], found["reason"]) == (403, "ACCESS_TOKEN_SCOPE_INSUFFICIENT")
    assert found["metadata"]["service"] == "aiplatform.googleapis.com"


def test_keys_and_unknown_tokens_are_nobody(google: Google) -> None:
    key = {"Authorization": "", "x-goog-api-key": google.service.api_key}
    assert "API keys are not supported" in refused(google, JOBS, headers=key)["message"]
    assert refused(google, JOBS, headers={"Authorization": "Bearer x"})["code"] == 401


def test_a_place_that_does_not_exist_is_refused(google: Google) -> None:
    found = refused(google, JOBS.replace("us-central1", "mars-north1"))
    assert (found["code"], found["status"]) == (400, "INVALID_ARGUMENT")


def test_the_projects_number_is_as_good_as_its_id(google: Google) -> None:
    assert google.call("GET", JOBS.replace(CLOUD.project, CLOUD.number)).json() == {}


def test_trouble_on_order_befalls_these_calls_too(google: Google) -> None:
    for method in ("GenAiTuningService.ListTuningJobs", "storage.objects.create"):
        google.call("POST", "/faults", {"method": f"*{method}", "status": 503})
    assert google.call("GET", JOBS).status_code == 503
    assert google.call("GET", JOBS).status_code == 200
    assert upload(google, "it.jsonl", "x").status_code == 503
