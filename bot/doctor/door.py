"""Whether Slack's requests reach Tuner, where they come by signed HTTP, and the secret is right."""

import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping

import requests

from bot.config import Config, SlackClient
from bot.doctor.check import TIMEOUT, Check, Checks, fine, unset, wrong
from bot.doctor.reaching import own_url, runs_here
from bot.domain import Clock

NAME = "slack.request_url"
NEEDED = ("SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET", "SLACK_SIGNING_SECRET", "TUNER_URL")
OTHER = "Set SLACK_SIGNING_SECRET as under *Basic Information*, and start Tuner again."
LATER = "Whether it lets Slack in is seen once Tuner runs: look again then."


def checks(config: Config, client: SlackClient, problems: Mapping[str, str], now: Clock) -> Checks:
    unknown = list(unset(NAME, problems, *NEEDED))
    yield from unknown or [_knocked(config, client, now)]


def _knocked(config: Config, client: SlackClient, now: Clock) -> Check:
    """Knock as Slack does when it is told of the address."""
    url, challenge = f"{own_url(config)}/slack/events", secrets.token_hex(8)
    if not runs_here(config):
        return fine(NAME, f"Slack will send requests to {url}", LATER)
    body = json.dumps({"type": "url_verification", "challenge": challenge}).encode()
    try:
        unsigned = requests.post(url, body, timeout=TIMEOUT)
        signed = requests.post(url, body, headers=_signed(client, body, now), timeout=TIMEOUT)
    except requests.RequestException as error:
        words = f"{url} can't be reached ({type(error).__name__})"
        return wrong(NAME, words, "Mend TUNER_URL, or the proxy or firewall before Tuner.")
    return _judged(url, unsigned, signed, challenge)


def _judged(url: str, unsigned: requests.Response, signed: requests.Response, word: str) -> Check:
    if unsigned.status_code != requests.codes.unauthorized:
        words = f"{url} answers {unsigned.status_code} to what is not signed, where it refuses such"
        return wrong(NAME, words, "Something else answers there: mend TUNER_URL or the proxy.")
    if signed.status_code == requests.codes.unauthorized:
        return wrong(NAME, f"{url} does not take our signature: it has another secret", OTHER)
    if not signed.ok or word not in signed.text:
        words = f"{url} answers {signed.status_code} to Slack's first question"
        return wrong(NAME, words, "Look into Tuner's log for why.")
    return fine(NAME, f"{url} answers Slack, and refuses what is not signed")


def _signed(client: SlackClient, body: bytes, now: Clock) -> Mapping[str, str]:
    stamp = str(int(now().timestamp()))
    text = b"v0:%b:%b" % (stamp.encode(), body)
    mac = hmac.new(client.signing_secret.encode(), text, hashlib.sha256).hexdigest()
    kind = {"content-type": "application/json"}
    return kind | {"x-slack-request-timestamp": stamp, "x-slack-signature": f"v0={mac}"}
