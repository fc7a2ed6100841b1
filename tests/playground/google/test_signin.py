"""The sign-in as an app and a person see it, with Google's own client library."""

from collections.abc import Callable
from typing import Any

import pytest
from google.auth.exceptions import RefreshError
from google.auth.transport.requests import Request
from google_auth_oauthlib.flow import Flow
from oauthlib.oauth2.rfc6749.errors import AccessDeniedError, InvalidGrantError

from playground.google import scopes
from tests.playground.google.browser import Browser, back
from tests.playground.google.local import ADA, BEN, Clients, Google

RETURN = "http://127.0.0.1:9/google/callback"
WANTED = ["openid", scopes.EMAIL, scopes.TUNING, scopes.GENERATIVE]
NewFlow = Callable[..., Any]


@pytest.fixture(autouse=True)
def plain_http(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OAUTHLIB_INSECURE_TRANSPORT", "1")
    monkeypatch.setenv("OAUTHLIB_RELAX_TOKEN_SCOPE", "1")


@pytest.fixture
def flow(google: Google) -> NewFlow:
    def new(**more: Any) -> Any:
        web = {
            "client_id": google.service.settings.client_id,
            "client_secret": google.service.client_secret,
            "auth_uri": f"{google.url}/o/oauth2/v2/auth",
            "token_uri": f"{google.url}/token",
        }
        return Flow.from_client_config({"web": web}, WANTED, redirect_uri=RETURN, **more)

    return new


def ask(flow: Any, **more: str) -> tuple[str, str]:
    return flow.authorization_url(access_type="offline", prompt="consent", **more)


def linked(flow: Any, email: str = ADA, **more: Any) -> Any:
    """Sign in and allow; return the credentials."""
    url, _ = ask(flow, login_hint=email)
    browser = Browser()
    told = back(browser.press(browser.open(url), **more))
    flow.fetch_token(code=told["code"])
    return flow.credentials


def test_a_person_picks_an_account_allows_and_the_app_may_tune(
    google: Google, flow: NewFlow
) -> None:
    app = flow()
    url, state = ask(app)
    browser = Browser()
    page = browser.open(url)
    assert "Choose an account" in page.text
    consent = browser.pick(page, BEN)
    assert "Tuner wants to use your account" in consent.text
    assert scopes.WORDS[scopes.TUNING] in consent.text
    told = back(browser.press(consent))
    assert told["state"] == state
    app.fetch_token(code=told["code"])
    credentials = app.credentials
    assert set(credentials.granted_scopes) == set(WANTED)
    answer = app.authorized_session().get(f"{google.url}/oauth2/v3/userinfo").json()
    assert (answer["email"], answer["email_verified"]) == (BEN, True)
    assert Clients(google.url, credentials).created(id="bens").name == "tunedModels/bens"


def test_the_flow_goes_on_in_another_process_with_its_verifier(flow: NewFlow) -> None:
    first = flow()
    url, state = ask(first, login_hint=ADA)
    browser = Browser()
    told = browser.press(browser.open(url)).headers["location"]
    second = flow(state=state, code_verifier=first.code_verifier, autogenerate_code_verifier=False)
    second.fetch_token(authorization_response=told)
    assert second.credentials.refresh_token


def test_a_lost_or_wrong_verifier_gets_no_token(flow: NewFlow) -> None:
    for verifier in (None, "w" * 64):
        url, _ = ask(flow(), login_hint=ADA)
        browser = Browser()
        told = back(browser.press(browser.open(url)))
        late = flow(autogenerate_code_verifier=False, code_verifier=verifier)
        with pytest.raises(InvalidGrantError, match="code verifier"):
            late.fetch_token(code=told["code"])


def test_cancel_is_told_to_the_app(flow: NewFlow) -> None:
    app = flow()
    url, state = ask(app, login_hint=ADA)
    browser = Browser()
    answer = browser.press(browser.open(url), "cancel")
    assert back(answer) == {"error": "access_denied", "state": state}
    with pytest.raises(AccessDeniedError):
        app.fetch_token(authorization_response=answer.headers["location"])


def test_only_ticked_scopes_are_granted_and_enforced(google: Google, flow: NewFlow) -> None:
    credentials = linked(flow(), only="generative-language")
    assert set(credentials.granted_scopes) == {"openid", scopes.EMAIL, scopes.GENERATIVE}
    headers = {"Authorization": f"Bearer {credentials.token}"}
    answer = google.call("POST", "/v1beta/tunedModels", {}, headers=headers)
    assert answer.status_code == 403
    [info] = answer.json()["error"]["details"]
    assert info["reason"] == "ACCESS_TOKEN_SCOPE_INSUFFICIENT"
    assert google.call("GET", "/v1beta/models", headers=headers).status_code == 200


def test_earlier_scopes_are_granted_again_where_asked_for(flow: NewFlow) -> None:
    linked(flow())
    app = flow()
    url, _ = ask(app, login_hint=ADA, include_granted_scopes="true")
    browser = Browser()
    told = back(browser.press(browser.open(url), only="tuning"))
    app.fetch_token(code=told["code"])
    assert scopes.GENERATIVE in app.credentials.granted_scopes


def test_a_token_is_refreshed_and_revoked_by_google_auth(google: Google, flow: NewFlow) -> None:
    credentials = linked(flow())
    before = credentials.token
    credentials.refresh(Request())
    assert credentials.token != before
    headers = {"Authorization": f"Bearer {credentials.token}"}
    assert google.call("GET", "/v1beta/models", headers=headers).status_code == 200
    path = f"/revoke?token={credentials.refresh_token}"
    assert google.call("POST", path).status_code == 200
    assert google.call("GET", "/v1beta/models", headers=headers).status_code == 401
    assert google.call("POST", path).status_code == 400
    with pytest.raises(RefreshError, match="invalid_grant") as failure:
        credentials.refresh(Request())
    assert not failure.value.retryable


def test_an_address_that_is_not_registered_is_never_redirected_to(google: Google) -> None:
    client = google.service.settings.client_id
    query = f"client_id={client}&response_type=code&scope=openid&redirect_uri="
    for wrong in ("https://evil.test/", "http://127.0.0.1@evil.test/", "", "javascript:alert(1)"):
        answer = Browser().open(f"{google.url}/o/oauth2/v2/auth?{query}{wrong}")
        assert answer.status_code == 400
        assert "redirect_uri_mismatch" in answer.text


WRONG = {
    "client_id=other": "invalid_client",
    "response_type=token": "unsupported_response_type",
    "scope=drive": "invalid_scope",
    "scope=": "invalid_scope",
    "code_challenge=abc&code_challenge_method=plain": "invalid_request",
}


@pytest.mark.parametrize("change", WRONG)
def test_a_request_that_is_wrong_gets_a_page_that_says_so(google: Google, change: str) -> None:
    right = {
        "client_id": google.service.settings.client_id,
        "response_type": "code",
        "scope": "openid",
        "redirect_uri": RETURN,
    }
    wrong = dict(pair.split("=") for pair in change.split("&"))
    query = "&".join(f"{name}={value}" for name, value in (right | wrong).items())
    answer = Browser().open(f"{google.url}/o/oauth2/v2/auth?{query}")
    assert answer.status_code == 400
    assert WRONG[change] in answer.text


def test_another_site_cannot_send_the_form(flow: NewFlow) -> None:
    url, _ = ask(flow(), login_hint=ADA)
    page = Browser().open(url)  # a guard that was made for another browser
    assert "open too long" in Browser().press(page).text
    browser = Browser()
    assert "open too long" in browser.press(browser.open(url), guard="").text


def test_what_the_app_says_is_shown_as_text_only(flow: NewFlow) -> None:
    url, _ = ask(flow(), login_hint="<script>alert(1)</script>@x.test")
    page = Browser().open(url).text
    assert "<script>" not in page
    assert "has no account here" in page


def test_who_has_a_password_must_give_it(google: Google, flow: NewFlow) -> None:
    google.service.people.set_password(ADA, "correct horse")
    url, _ = ask(flow(), login_hint=ADA)
    browser = Browser()
    page = browser.open(url)
    assert 'type="password"' in page.text
    wrong = browser.press(page, password="guess")
    assert wrong.status_code == 403
    assert "not the password" in wrong.text
    assert "code" in back(browser.press(page, password="correct horse"))


def test_guessing_passwords_is_stopped(google: Google, flow: NewFlow) -> None:
    google.service.people.set_password(ADA, "correct horse")
    url, _ = ask(flow(), login_hint=ADA)
    browser = Browser()
    page = browser.open(url)
    for _ in range(10):
        browser.press(page, password="guess")
    assert "Too many" in browser.press(page, password="correct horse").text
