"""A log can be handed to anybody: it has no secret and nothing that people said."""

import io
import logging
import re
import threading
from collections.abc import Iterator

import pytest
from slack_bolt import App
from slack_bolt.logger import get_bolt_logger

from bot import log

LINE = "-----"  # written apart, or it would be found among what git keeps
SECRETS = [
    "xoxb-111-222-abcDEF",
    "xoxe.xoxp-1-Mi0yLTEyMw",
    "xapp-1-A0-77-beef",
    "ya29.a0AfH6SMBx-yz_1.2",
    "1//0gRefresh-Token_value",
    "4/0AY0e-g7authorizationcode",
    "GOCSPX-hush-hush",
    "AIzaSyA-1234567890abcdefghijklmnopqrst",
    f"{LINE}BEGIN PRIVATE KEY{LINE}MIIEvQ+/abc=",
    "https://hooks.slack.com/commands/T1/2/abc",
]


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    root, saved = logging.getLogger(), logging.getLogger().handlers[:]
    level, hook, stream = root.level, threading.excepthook, io.StringIO()
    log.set_up("info", ["by-heart-7"], stream)
    yield stream
    logging.captureWarnings(capture=False)
    root.handlers[:], threading.excepthook = saved, hook
    root.setLevel(level)


def crash(error: Exception) -> None:
    logging.getLogger("bot.x").error("x.crashed incident=%s", "1a2b3c", exc_info=error)


def test_a_line_has_time_level_name_and_what_happened(written: io.StringIO) -> None:
    logging.getLogger("bot.poller").info("job.looked job=%s state=%s key=%s", "t-1", "ready", "k:1")
    at = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z"
    line = rf"{at} INFO bot\.poller job\.looked job=t-1 state=ready key=k:1\n"
    assert re.fullmatch(line, written.getvalue())


@pytest.mark.parametrize("secret", [*SECRETS, "by-heart-7"])
@pytest.mark.parametrize("how", ["in %s words", "?x=%s", "{'a': '%s'}", "it's:%s", "%s"])
def test_a_secret_is_known_wherever_it_stands(written: io.StringIO, secret: str, how: str) -> None:
    logging.getLogger("bot.x").info("x.said %s", how % secret)
    assert "***" in written.getvalue()
    assert secret not in written.getvalue()
    assert secret[8:] not in written.getvalue()


@pytest.mark.parametrize(
    "text",
    [
        "Authorization: Bearer canary-1-2",
        "GET /google/callback?state=canary-1-2&code=canary-1-2 HTTP/1.1",
        '{"refresh_token": "canary-1-2", "token_type": "x"}',
        "client_secret=canary-1-2&grant_type=x",
        "{'response_url': 'canary-1-2'}",
        "http://127.0.0.1:7/response/canary-1-2",
        "wss://wss.slack.example/link/?ticket=canary-1-2&app_id=1",
        "x-goog-api-key: canary-1-2",
    ],
)
def test_a_secret_is_known_by_its_name(written: io.StringIO, text: str) -> None:
    logging.getLogger("bot.x").warning("x.said %s", text)
    assert "canary" not in written.getvalue()


@pytest.mark.parametrize("secret", SECRETS)
def test_a_traceback_has_no_secret(written: io.StringIO, secret: str) -> None:
    crash(OSError(f"connection to {secret} refused"))
    assert "OSError: connection to" in written.getvalue()
    assert secret not in written.getvalue()


def test_a_traceback_says_where_but_quotes_nobody(written: io.StringIO) -> None:
    try:
        try:
            int("a dataset line")
        except ValueError as error:
            raise LookupError("a prompt") from error
    except LookupError:
        logging.getLogger("handlers.x").exception("x.crashed")
    assert "test_log.py" in written.getvalue()
    assert "builtins.ValueError" in written.getvalue()
    assert "which led to" in written.getvalue()
    for said in ("a dataset line\n", "'a dataset line'\n", "a prompt\n"):
        assert said not in written.getvalue()


def test_foreign_text_cannot_look_like_a_line_of_ours(written: io.StringIO) -> None:
    logging.getLogger("bot.x").info("x.said name=%s", "a\n2026-01-01 INFO bot.x y.done")
    assert written.getvalue().count("\n") == 1


@pytest.mark.parametrize("library", ["slack_bolt.App", "slack_sdk.web", "uvicorn"])
def test_libraries_speak_from_warnings_on(written: io.StringIO, library: str) -> None:
    logging.getLogger(library).info("a whole request")
    logging.getLogger(library).warning("trouble")
    assert "a whole request" not in written.getvalue()
    assert "trouble" in written.getvalue()


def test_bolt_does_not_raise_its_own_voice(written: io.StringIO) -> None:
    get_bolt_logger(App).info("a whole request")
    assert not written.getvalue()


def test_a_thread_that_dies_is_logged(written: io.StringIO) -> None:
    thread = threading.Thread(target=crash_hard, name="worker-9")
    thread.start()
    thread.join()
    assert "thread.died name=worker-9" in written.getvalue()
    assert "builtins.ValueError" in written.getvalue()


def crash_hard() -> None:
    raise ValueError("what somebody said")


def test_arguments_that_do_not_fit_are_no_reason_for_silence(written: io.StringIO) -> None:
    logging.getLogger("bot.x").error("x.broken %d", "no number")
    assert "x.broken" in written.getvalue()
