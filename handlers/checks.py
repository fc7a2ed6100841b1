"""Doctor's Slack part: whether the tokens are good, and may do what Tuner does."""

import socket
from collections.abc import Mapping
from typing import Any
from urllib.parse import SplitResult, urlsplit

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError

from bot.doctor.check import TIMEOUT, Check, Checks, clock, fine, unset, wrong
from bot.domain import Clock, utc_now

# What Tuner may do, as in the manifest, and what is lost without.
LOST = {
    "commands": "nothing works",
    "chat:write": "nothing can be followed",
    "files:read": "no file of examples can be read",
    "files:write": "the loss curve is not shown",
    "app_mentions:read": "mentions are not heard",
    "im:history": "direct messages are not heard",
    "users:read": "nobody changes the settings",
    "channels:read": "it comes to channels without a word",
    "groups:read": "it comes to private channels without a word",
}
API = "SLACK_API_URL"  # one that is not safe gets no token from us
INSTALL = "under *OAuth & Permissions*, and install the app again"
WHICH = {
    "SLACK_BOT_TOKEN": f"Set SLACK_BOT_TOKEN to the bot token (xoxb-…) {INSTALL}.",
    "SLACK_APP_TOKEN": (
        "Set SLACK_APP_TOKEN to an app-level token (xapp-…) with connections:write: *Basic "
        "Information > App-Level Tokens*. *Socket Mode* must be on."
    ),
}


def checks(  # what there is to know of an app in one workspace
    bot_token: str,
    app_token: str,
    api_url: str,
    problems: Mapping[str, str],
    now: Clock = utc_now,
) -> Checks:
    client = WebClient(bot_token, base_url=api_url, timeout=TIMEOUT, retry_handlers=[])
    yield from list(unset("slack.bot", problems, "SLACK_BOT_TOKEN", API)) or _bot(client, now)
    unknown = list(unset("slack.socket_mode", problems, "SLACK_APP_TOKEN", API))
    yield from unknown or _socket_mode(client, app_token)


def _bot(client: WebClient, now: Clock) -> Checks:
    try:
        answer: Any = client.auth_test()
    except (SlackApiError, SlackClientError, OSError) as error:
        yield _refused("slack.bot", client, "SLACK_BOT_TOKEN", error)
        return
    yield fine("slack.bot", f"the bot token is that of @{answer['user']} in {answer['team']}")
    headers = {name.lower(): value for name, value in answer.headers.items()}
    yield _scopes(str(headers.get("x-oauth-scopes", "")))
    yield from clock("slack.clock", "Slack's", headers.get("date"), now())


def _scopes(header: str) -> Check:
    granted = {it.strip() for it in header.split(",")} - {""}
    if missing := [it for it in LOST if it not in granted]:
        words = "; ".join(f"without {it} {LOST[it]}" for it in missing)
        return wrong("slack.scopes", words, f"Add {', '.join(missing)} {INSTALL}.")
    more = sorted(granted - set(LOST))
    hint = f"Tuner has no use for {', '.join(more)}: take that away." if more else ""
    return fine("slack.scopes", "the bot may do all that Tuner does", hint)


def _socket_mode(client: WebClient, app_token: str) -> Checks:
    """Ask for a connection, without opening it."""
    try:
        answer: Any = client.apps_connections_open(app_token=app_token)
    except (SlackApiError, SlackClientError, OSError) as error:
        yield _refused("slack.socket_mode", client, "SLACK_APP_TOKEN", error)
        return
    yield _reached(urlsplit(str(answer["url"])), client.proxy)


def _reached(url: SplitResult, proxy: str | None) -> Check:
    name, port = "slack.socket_mode", url.port or (443 if url.scheme == "wss" else 80)
    if proxy:
        return fine(name, "Slack offers a connection, which will go through the proxy")
    try:
        socket.create_connection((url.hostname, port), TIMEOUT).close()
    except OSError:
        words = f"Slack offers a connection, but {url.hostname}:{port} can't be reached from here"
        return wrong(name, words, "Let this machine open connections there: a firewall is between.")
    return fine(name, f"Slack offers a connection, and {url.hostname} can be reached")


def _refused(name: str, client: WebClient, token: str, error: Exception) -> Check:
    answer: Any = getattr(error, "response", None)
    if isinstance(error, SlackApiError):
        return wrong(name, f"Slack refuses {token}: {answer['error']}", WHICH[token])
    words = f"Slack does not answer at {client.base_url} ({type(error).__name__})"
    return wrong(name, words, "Let this machine reach it, by HTTPS_PROXY if need be.")
