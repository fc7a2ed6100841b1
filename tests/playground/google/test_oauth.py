"""The token end of sign-in, without a client library: what each refuses."""

import base64
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import requests

from playground.google import scopes
from playground.google.people import SERVICE
from playground.google.settings import Settings
from playground.google.tokens import OAuthError, Ticket, challenge_of
from playground.trainer.replay import ReplayTrainer
from tests.playground.google.local import ADA, Google, serving

RETURN = "http://localhost:9/callback"
VERIFIER = "v" * 64


def code(google: Google, **more: Any) -> str:
    ticket = Ticket(
        email=ADA,
        client=google.service.settings.client_id,
        scopes=("openid", scopes.TUNING),
        redirect_uri=RETURN,
        challenge=challenge_of(VERIFIER),
        offline=True,
    )
    return google.service.tokens.code(replace(ticket, **more))


def trade(google: Google, given: str, **more: str) -> requests.Response:
    form = {
        "grant_type": "authorization_code",
        "code": given,
        "redirect_uri": RETURN,
        "code_verifier": VERIFIER,
        "client_id": google.service.settings.client_id,
        "client_secret": google.service.client_secret,
    }
    return requests.post(f"{google.url}/token", data=form | more, timeout=10)


def refresh(google: Google, token: str, **more: str) -> requests.Response:
    return trade(google, "", grant_type="refresh_token", refresh_token=token, **more)


def test_the_client_may_prove_itself_by_basic_or_in_the_form(google: Google) -> None:
    assert trade(google, code(google)).status_code == 200
    pair = f"{google.service.settings.client_id}:{google.service.client_secret}"
    header = {"Authorization": "Basic " + base64.b64encode(pair.encode()).decode()}
    form = {
        "grant_type": "authorization_code",
        "code": code(google),
        "redirect_uri": RETURN,
        "code_verifier": VERIFIER,
    }
    answer = requests.post(f"{google.url}/token", data=form, headers=header, timeout=10)
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    header = {"Authorization": "Basic nonsense"}
    answer = requests.post(f"{google.url}/token", data=form, headers=header, timeout=10)
    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"client_secret": "wrong"}, "invalid_client"),
        ({"client_id": "wrong"}, "invalid_client"),
        ({"code": "4/wrong"}, "invalid_grant"),
        ({"redirect_uri": "http://localhost:9/other"}, "redirect_uri_mismatch"),
        ({"code_verifier": ""}, "invalid_grant"),
        ({"code_verifier": "x" * 64}, "invalid_grant"),
        ({"grant_type": "password"}, "unsupported_grant_type"),
    ],
)
def test_a_wrong_trade_is_refused_and_the_code_stays_good(
    google: Google, change: dict[str, str], error: str
) -> None:
    right = code(google)
    answer = trade(google, right, **change)
    assert answer.status_code in {400, 401}
    assert answer.json()["error"] == error
    assert trade(google, right).status_code == 200


def test_a_code_works_once_and_a_second_try_takes_all_back(google: Google) -> None:
    used = code(google)
    first = trade(google, used).json()
    assert trade(google, used).json()["error"] == "invalid_grant"
    assert refresh(google, first["refresh_token"]).json()["error"] == "invalid_grant"


def test_an_online_app_gets_no_refresh_token(google: Google) -> None:
    assert "refresh_token" not in trade(google, code(google, offline=False)).json()


def test_refreshing_may_ask_for_less_but_never_gets_more(google: Google) -> None:
    token = trade(google, code(google)).json()["refresh_token"]
    less = refresh(google, token, scope=scopes.TUNING).json()
    assert less["scope"] == scopes.TUNING
    more = refresh(google, token, scope=f"{scopes.TUNING} {scopes.CLOUD}").json()
    assert more["scope"] == scopes.TUNING
    assert refresh(google, token).json()["scope"].split() == ["openid", scopes.TUNING]


def test_tokeninfo_tells_whose_token_and_how_long(google: Google) -> None:
    token = google.token()
    answer = requests.get(f"{google.url}/tokeninfo?access_token={token}", timeout=10).json()
    assert answer["email"] == ADA
    assert 0 < int(answer["expires_in"]) <= 3599
    answer = requests.get(f"{google.url}/tokeninfo?access_token=x", timeout=10)
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_token")


def test_userinfo_tells_only_what_was_allowed(google: Google) -> None:
    def ask(*allowed: str) -> requests.Response:
        headers = {"Authorization": f"Bearer {google.token(ADA, allowed)}"}
        return requests.get(f"{google.url}/v1/userinfo", headers=headers, timeout=10)

    assert set(ask("openid").json()) == {"sub", "id"}
    assert ask("openid", scopes.PROFILE).json()["name"] == "Ada Admin"
    assert ask("openid", scopes.EMAIL).json()["email"] == ADA
    assert ask(scopes.TUNING).status_code == 403
    assert requests.get(f"{google.url}/v1/userinfo", timeout=10).status_code == 401


def test_codes_and_tokens_run_out(settings: Settings, tmp_path: Path) -> None:
    now = [1_700_000_000.0]
    later = replace(settings, clock=lambda: now[0])
    with serving(later, ReplayTrainer(tmp_path / "trainer")) as google:
        token, late = google.token(), code(google)
        now[0] += 601
        assert trade(google, late).json()["error"] == "invalid_grant"
        assert google.call("GET", "/v1beta/models").status_code == 200
        now[0] += 3600
        headers = {"Authorization": f"Bearer {token}"}
        answer = google.call("GET", "/v1beta/models", headers=headers)
        assert answer.status_code == 401
        assert answer.json()["error"]["status"] == "UNAUTHENTICATED"


def test_a_rotated_refresh_token_works_once(settings: Settings, tmp_path: Path) -> None:
    rotating = replace(settings, rotate_refresh=True)
    with serving(rotating, ReplayTrainer(tmp_path / "trainer")) as google:
        first = trade(google, code(google)).json()["refresh_token"]
        second = refresh(google, first).json()["refresh_token"]
        assert refresh(google, first).json()["error"] == "invalid_grant"
        assert refresh(google, second).status_code == 200


def test_only_digests_are_kept(google: Google) -> None:
    answer = trade(google, code(google)).json()
    for table in ("tokens", "codes", "grants"):
        kept = str(google.service.store.rows(f"select * from {table}"))  # noqa: S608
        assert answer["access_token"] not in kept
        assert answer["refresh_token"] not in kept


def test_a_call_needs_a_credential_that_is_known(google: Google) -> None:
    def status(**headers: str) -> tuple[int, str]:
        answer = requests.get(f"{google.url}/v1beta/models", headers=headers, timeout=10)
        return answer.status_code, answer.json().get("error", {}).get("status", "")

    assert status() == (401, "UNAUTHENTICATED")
    assert status(Authorization="Bearer wrong") == (401, "UNAUTHENTICATED")
    assert status(**{"x-goog-api-key": "wrong"}) == (400, "INVALID_ARGUMENT")
    assert status(**{"x-goog-api-key": google.service.api_key})[0] == 200
    key = google.service.api_key
    assert requests.get(f"{google.url}/v1beta/models?key={key}", timeout=10).status_code == 200
    assert google.service.journal.since(0)[-1]["principal"] == SERVICE


def test_a_grant_of_one_client_is_no_other_s(google: Google) -> None:
    with pytest.raises(OAuthError):
        google.service.tokens.redeem(code(google), "other", RETURN, VERIFIER)
