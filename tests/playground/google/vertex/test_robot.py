"""The service account, by Google's own libraries."""

import json
from pathlib import Path
from typing import Any

import pytest
import requests
from google.auth.exceptions import RefreshError
from google.auth.transport.requests import AuthorizedSession
from google.oauth2 import service_account

from playground.google import scopes
from tests.playground.google.local import Google
from tests.playground.google.vertex.local import CLOUD, PLACE


@pytest.fixture
def key(google: Google, tmp_path: Path) -> dict[str, Any]:
    file = tmp_path / "key.json"
    google.service.robot.write(file, google.url)
    assert file.stat().st_mode & 0o077 == 0
    return json.loads(file.read_text())


def session(key: dict[str, Any], *allowed: str) -> Any:
    made: Any = service_account.Credentials
    return AuthorizedSession(made.from_service_account_info(key, scopes=list(allowed)))


def test_it_acts_with_its_key_and_no_sign_in(google: Google, key: dict[str, Any]) -> None:
    mine = session(key, scopes.CLOUD)
    assert mine.get(f"{google.url}{PLACE}/tuningJobs").json() == {}
    assert mine.get(f"{google.url}/storage/v1/b/{CLOUD.bucket}").status_code == 200
    who = google.call("GET", "/journal").json()["entries"][-1]["principal"]
    assert who == key["client_email"] == f"tuner@{CLOUD.project}.iam.gserviceaccount.com"


def test_its_token_is_for_what_it_asked_for(google: Google, key: dict[str, Any]) -> None:
    answer = session(key, scopes.TUNING).get(f"{google.url}{PLACE}/tuningJobs")
    assert answer.status_code == 403
    with pytest.raises(RefreshError, match="invalid_scope"):
        session(key, "https://www.googleapis.com/auth/unknown").get(google.url)


def test_another_key_or_another_account_is_refused(
    google: Google, key: dict[str, Any], tmp_path: Path
) -> None:
    with pytest.raises(RefreshError, match="invalid_grant"):
        session(key | {"client_email": "somebody@else.test"}, scopes.CLOUD).get(google.url)
    other = {"grant_type": "urn:ietf:params:oauth:grant-type:jwt-bearer", "assertion": "a.b.c"}
    told = requests.post(f"{google.url}/token", other, timeout=10)
    assert (told.status_code, told.json()["error"]) == (400, "invalid_grant")
