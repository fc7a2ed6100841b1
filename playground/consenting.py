"""Installing the app by HTTP, as somebody would in a browser."""

import re
from html import unescape

import requests

from playground.person import Json, Person

SECONDS = 10
WHO = "Ada"


class NotInstalled(Exception):  # noqa: N818  # `str(error)` is for whoever started it
    """The words are the page's on which it ended."""


def install(slack_url: str, bot_url: str, *, again: bool = False) -> None:
    """Install the bot in the workspace, unless it is there. Raises `NotInstalled`."""
    ada = Person.named(slack_url, WHO)
    if ada.get("workspace")["app"]["installed"] and not again:
        return
    with requests.Session() as browser:
        browser.trust_env = False  # it is on this machine: no proxy
        offer = browser.get(f"{bot_url}/slack/install", timeout=SECONDS)
        link = re.search(r'href="([^"]*/oauth/v2/authorize[^"]*)"', offer.text)
        if not link:
            raise NotInstalled(offer.text)
        where = f"{slack_url}/{unescape(link[1]).split('/', 3)[3]}"  # of several workspaces, this
        answer: Json = {"as": ada.user, "choice": "allow"}
        done = browser.post(where, answer, timeout=SECONDS)
        if not done.ok:
            raise NotInstalled(done.text)
