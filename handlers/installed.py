"""Doctor's Slack part where many workspaces install the app: its client, and each one's token."""

from collections.abc import Mapping, Sequence
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError

from bot.doctor.check import TIMEOUT, Checks, clock, fine, unset, wrong
from bot.domain import Clock, Installation, utc_now
from handlers.checks import API, LOST

CLIENT = ("SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET", API)
NO_CODE = "tuner-doctor"  # is none that Slack has given to anybody
MOST = 5  # workspaces that are named
BASIC = "Set SLACK_CLIENT_ID and SLACK_CLIENT_SECRET as under *Basic Information*."
REACH = "Let this machine reach it, by HTTPS_PROXY if need be."
FIRST = "An admin does that at {}."
AGAIN = "Have somebody there install it again, at {}."


def checks(  # noqa: PLR0913 - by name, but for the first two
    client: tuple[str, str],
    installations: Sequence[Installation],
    *,
    api_url: str,
    install_url: str,
    problems: Mapping[str, str],
    now: Clock = utc_now,
) -> Checks:
    """Look at the *client*, which is its ID and its secret, and at all installations."""
    slack = WebClient(base_url=api_url, timeout=TIMEOUT, retry_handlers=[])
    yield from list(unset("slack.client", problems, *CLIENT)) or _client(slack, client, now)
    if API not in problems:
        yield from _installs(installations, api_url, install_url, now)


def _client(slack: WebClient, client: tuple[str, str], now: Clock) -> Checks:
    """Ask for a token with a code that is none: Slack looks at the client first."""
    name = "slack.client"
    try:
        slack.oauth_v2_access(client_id=client[0], client_secret=client[1], code=NO_CODE)
    except SlackApiError as error:
        answer: Any = error.response
        if answer["error"] == "invalid_code":
            yield fine(name, "Slack knows the app's client")
        else:
            yield wrong(name, f"Slack refuses the app's client: {answer['error']}", BASIC)
        dates = (value for name, value in answer.headers.items() if name.lower() == "date")
        yield from clock("slack.clock", "Slack's", next(dates, None), now())
    except (SlackClientError, OSError) as error:
        words = f"Slack does not answer at {slack.base_url} ({type(error).__name__})"
        yield wrong(name, words, REACH)


def _installs(every: Sequence[Installation], api_url: str, install_url: str, now: Clock) -> Checks:
    name, again = "slack.installs", AGAIN.format(install_url)
    if not every:
        yield fine(name, "no workspace has installed it yet", FIRST.format(install_url))
        return
    answers = [(it, *_asked(it, api_url, now)) for it in every]
    refused = [f"{called(it)}: {why}" for it, why, _ in answers if why]
    if refused:
        yield wrong(name, f"Slack refuses the token of {_some(refused)}", again)
    else:
        many = "1 workspace has" if len(every) == 1 else f"{len(every)} workspaces have"
        yield fine(name, f"{many} installed it; Slack takes every token")
    lacking = [words for it, _, scopes in answers if scopes and (words := _lacks(it, scopes))]
    if lacking:
        yield wrong("slack.scopes", _some(lacking), again)
    elif any(scopes for _, _, scopes in answers):
        yield fine("slack.scopes", "the bot may do all that Tuner does")


def _asked(it: Installation, api_url: str, now: Clock) -> tuple[str, frozenset[str]]:
    """Return why Slack refuses a token, or what it may do; nothing of one that has run out."""
    if it.expires and it.expires <= now():
        return "", frozenset()
    slack = WebClient(it.token, base_url=api_url, timeout=TIMEOUT, retry_handlers=[])
    try:
        answer: Any = slack.auth_test()
    except SlackApiError as error:
        said: Any = error.response
        return str(said["error"]), frozenset()
    except (SlackClientError, OSError) as error:
        return type(error).__name__, frozenset()
    headers = {name.lower(): value for name, value in answer.headers.items()}
    granted = str(headers.get("x-oauth-scopes", "")).split(",")
    return "", frozenset(it.strip() for it in granted)


def _lacks(it: Installation, granted: frozenset[str]) -> str:
    missing = [f"without {scope} {lost}" for scope, lost in LOST.items() if scope not in granted]
    return f"{called(it)}: {'; '.join(missing)}" if missing else ""


def called(it: Installation) -> str:
    where = it.team or it.enterprise
    return f"{it.name} ({where})" if it.name else where


def _some(words: Sequence[str]) -> str:
    more = len(words) - MOST
    return ", ".join([*words[:MOST], *([f"and {more} more"] if more > 0 else [])])
