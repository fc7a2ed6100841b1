"""Whatever Google's service or the way to it does, a person hears what to do, in our words."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any, NamedTuple

import pytest
from google.oauth2.credentials import Credentials

from bot.domain import Example, Order, Question
from bot.errors import (
    LinkExpired,
    NotFound,
    ServiceRefused,
    TunerError,
    TuningUnavailable,
)
from bot.tuning.gemini import GeminiService
from tests.bot.tuning.servers import RPC, Said, Script, failed, ok, serving

ORDER = Order(display_name="increment", base_model="models/tiny", channel="C1")
EXAMPLES = (Example("1", "2"),)
Call = Callable[[GeminiService], object]

CALLS: dict[str, Call] = {
    "base_models": lambda it: it.base_models(),
    "start": lambda it: it.start("cat", ORDER, EXAMPLES),
    "status": lambda it: it.status("cat"),
    "cancel": lambda it: it.cancel("cat"),
    "delete": lambda it: it.delete("cat"),
    "ask": lambda it: it.ask("cat", Question(text="hi")),
    "ask_in_pieces": lambda it: list(it.ask_in_pieces("cat", Question(text="hi"))),
}
every_call = pytest.mark.parametrize("call", CALLS.values(), ids=CALLS.keys())

WITH_URL = "See https://console.developers.google.com/x?project=12 for details."


def scope_missing() -> Said:
    info = {"@type": RPC + "ErrorInfo", "reason": "ACCESS_TOKEN_SCOPE_INSUFFICIENT"}
    return failed(403, "PERMISSION_DENIED", info, message=WITH_URL)


def switched_off() -> Said:
    info = {"@type": RPC + "ErrorInfo", "reason": "SERVICE_DISABLED"}
    return failed(403, "PERMISSION_DENIED", info, message=WITH_URL)


def too_many() -> Said:
    info = {"@type": RPC + "RetryInfo", "retryDelay": "48s"}
    return failed(429, "RESOURCE_EXHAUSTED", info, message=WITH_URL)


@pytest.fixture
def script() -> Iterator[Script]:
    with serving() as script:
        yield script


@pytest.fixture
def service(script: Script) -> GeminiService:
    return GeminiService(Credentials(token="mock-token"), script.url, timeout=5)


def raised(call: Call, service: GeminiService) -> TunerError:
    with pytest.raises(TunerError) as caught:
        call(service)
    words = str(caught.value)
    assert "http" not in words
    assert "127.0.0.1" not in words
    assert words[0].isupper()
    assert words.endswith((".", "`"))
    return caught.value


class Row(NamedTuple):
    """What is answered, and what becomes of it."""

    said: Said
    kind: type[TunerError]
    words: str


FAULTS = {
    "400": Row(
        failed(400, "INVALID_ARGUMENT", message=f"Bad top_k. {WITH_URL}"), ServiceRefused, "Bad"
    ),
    "401": Row(failed(401, "UNAUTHENTICATED"), LinkExpired, "/tune connect"),
    "403-scope": Row(scope_missing(), ServiceRefused, "/tune connect"),
    "403-switched-off": Row(switched_off(), ServiceRefused, "enable"),
    "403": Row(failed(403, "PERMISSION_DENIED"), ServiceRefused, "share"),
    "429-wait": Row(too_many(), TuningUnavailable, "48 s"),
    "429": Row(failed(429, "RESOURCE_EXHAUSTED"), TuningUnavailable, "Try again later"),
    "500": Row(failed(500, "INTERNAL"), TuningUnavailable, "Try again later"),
    "503": Row(failed(503, "UNAVAILABLE"), TuningUnavailable, "Try again later"),
    "504": Row(failed(504, "DEADLINE_EXCEEDED"), TuningUnavailable, "Try again later"),
    "502-page": Row(
        Said(502, b"<html>Bad gateway</html>", "text/html"), TuningUnavailable, "Try again"
    ),
    "200-page": Row(
        Said(200, b"<html>Sign in</html>", "text/html"), TuningUnavailable, "can't be read"
    ),
    "403-page": Row(
        Said(403, b"<html>Blocked</html>", "text/html"), TuningUnavailable, "Ask whoever runs"
    ),
    "404-page": Row(
        Said(404, b"<html>Nothing</html>", "text/html"), TuningUnavailable, "Ask whoever runs"
    ),
    "200-half": Row(Said(200, b'{"name": "tunedModels/ca'), TuningUnavailable, "can't be read"),
    "200-short": Row(Said(200, b'{"na', claimed=100), TuningUnavailable, "can't be reached"),
    "500-list": Row(Said(500, b'["no object"]'), TuningUnavailable, "Try again later"),
    "400-odd": Row(Said(400, b'{"error": "no object"}'), TuningUnavailable, "Try again later"),
    "reset": Row(Said(reset=True), TuningUnavailable, "can't be reached"),
}
UNREADABLE = ("200-page", "200-half")


@every_call
@pytest.mark.parametrize("fault", FAULTS)
def test_every_failure_of_every_call_becomes_words(
    script: Script, service: GeminiService, call: Call, fault: str
) -> None:
    row = FAULTS[fault]
    script.say(row.said)
    if call is CALLS["delete"] and fault in UNREADABLE:
        call(service)  # It is done, and nothing in the answer is of interest.
        return
    error = raised(call, service)
    assert isinstance(error, row.kind)
    assert row.words in str(error)


@every_call
def test_a_service_that_does_not_answer_in_time_is_unavailable(script: Script, call: Call) -> None:
    script.say(Said(hang=True))
    service = GeminiService(Credentials(token="mock-token"), script.url, timeout=0.2)
    error = raised(call, service)
    assert isinstance(error, TuningUnavailable)
    assert "in time" in str(error)


@every_call
def test_a_service_that_is_down_is_unavailable(call: Call) -> None:
    with serving() as script:
        url = script.url
    error = raised(call, GeminiService(Credentials(token="mock-token"), url, timeout=5))
    assert isinstance(error, TuningUnavailable)


def test_the_wait_that_a_service_asks_for_is_kept(script: Script, service: GeminiService) -> None:
    script.say(too_many())
    error = raised(CALLS["status"], service)
    assert isinstance(error, TuningUnavailable)
    assert error.retry_after == timedelta(seconds=48)


def test_a_field_that_is_refused_is_named(script: Script, service: GeminiService) -> None:
    field = {"field": "top_k", "description": "must be positive"}
    detail = {"@type": RPC + "BadRequest", "fieldViolations": [field]}
    script.say(failed(400, "INVALID_ARGUMENT", detail))
    assert "top_k: must be positive" in str(raised(CALLS["ask"], service))


def test_an_unknown_base_model_is_named(script: Script, service: GeminiService) -> None:
    script.say(failed(404, "NOT_FOUND"))
    error = raised(CALLS["start"], service)
    assert isinstance(error, ServiceRefused)
    assert "`models/tiny`" in str(error)


@pytest.mark.parametrize("call", [CALLS[name] for name in ("status", "ask", "ask_in_pieces")])
def test_a_model_that_is_gone_is_not_found(
    script: Script, service: GeminiService, call: Call
) -> None:
    script.say(failed(404, "NOT_FOUND"))
    assert isinstance(raised(call, service), NotFound)


@pytest.mark.parametrize("call", [CALLS[name] for name in ("cancel", "delete")])
def test_a_model_that_is_gone_needs_no_stopping(
    script: Script, service: GeminiService, call: Call
) -> None:
    script.say(failed(404, "NOT_FOUND"))
    call(service)


def test_a_model_that_is_there_already_was_started(script: Script, service: GeminiService) -> None:
    script.say(failed(409, "ALREADY_EXISTS"))
    service.start("cat", ORDER, EXAMPLES)


def test_a_start_that_was_broken_off_by_another_call_is_tried_again(
    script: Script, service: GeminiService
) -> None:
    script.say(failed(409, "ABORTED"))
    assert isinstance(raised(CALLS["start"], service), TuningUnavailable)


@pytest.mark.parametrize("code", [500, 503])
def test_starting_is_never_retried_blindly(
    script: Script, service: GeminiService, code: int
) -> None:
    script.say(failed(code, "UNAVAILABLE"))
    raised(CALLS["start"], service)
    assert len(script.asked) == 1


def test_a_question_is_asked_twice_before_it_is_given_up(
    script: Script, service: GeminiService
) -> None:
    script.say(
        failed(503, "UNAVAILABLE"), ok({"candidates": [{"content": {"parts": [{"text": "IV"}]}}]})
    )
    assert service.ask("cat", Question(text="III")).text == "IV"


def test_a_question_is_not_pressed_on_a_service_that_asks_to_wait(
    script: Script, service: GeminiService
) -> None:
    script.say(too_many())
    raised(CALLS["ask"], service)
    raised(CALLS["ask_in_pieces"], service)
    assert len(script.asked) == 2


def refreshable(script: Script) -> Credentials:
    fields: dict[str, Any] = {"client_id": "c", "client_secret": "s"}
    return Credentials("old", refresh_token="r", token_uri=script.url + "/token", **fields)


def test_a_refused_token_is_refreshed_once_and_the_call_goes_on(script: Script) -> None:
    script.say(ok({"access_token": "new", "expires_in": 3600}), to="/token")
    script.say(failed(401, "UNAUTHENTICATED"), ok({"models": []}), to="/v1beta")
    assert GeminiService(refreshable(script), script.url).base_models() == []


@every_call
def test_a_link_that_google_has_ended_is_to_be_made_again(script: Script, call: Call) -> None:
    script.say(Said(400, b'{"error": "invalid_grant"}'), to="/token")
    script.say(failed(401, "UNAUTHENTICATED"), to="/v1beta")
    error = raised(call, GeminiService(refreshable(script), script.url))
    assert isinstance(error, LinkExpired)


def test_a_client_that_google_does_not_know_is_not_the_persons_fault(script: Script) -> None:
    script.say(Said(401, b'{"error": "invalid_client"}'), to="/token")
    script.say(failed(401, "UNAUTHENTICATED"), to="/v1beta")
    error = raised(CALLS["status"], GeminiService(refreshable(script), script.url))
    assert isinstance(error, ServiceRefused)
    assert "whoever runs Tuner" in str(error)


@pytest.mark.parametrize("said", [Said(reset=True), Said(503, b'{"error": "internal_failure"}')])
def test_a_sign_in_that_is_down_is_no_ended_link(script: Script, said: Said) -> None:
    script.say(said, to="/token")
    script.say(failed(401, "UNAUTHENTICATED"), to="/v1beta")
    error = raised(CALLS["status"], GeminiService(refreshable(script), script.url))
    assert isinstance(error, TuningUnavailable)
