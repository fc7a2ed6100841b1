"""What the page's tests share: a running workspace, an app in it, and somebody who looks."""

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import requests
from playwright.sync_api import Browser, Locator, Page
from slack_sdk import WebClient

from playground.slack.testing import Running
from tests.browser import browser_page

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Local:
    """A workspace, with its people and channels by name."""

    running: Running
    people: dict[str, str]
    channels: dict[str, str]
    browser: Browser

    @property
    def client(self) -> WebClient:
        return WebClient(self.running.bot_token, base_url=self.running.api_url)

    def say(self, text: str, channel: str = "tuning", **more: Any) -> str:
        """Post as the app; returns the message's ts."""
        answer = self.client.chat_postMessage(channel=self.channels[channel], text=text, **more)
        return str(answer.get("ts", ""))

    def person(self, path: str, who: str = "Ada", **body: Any) -> Json:
        """Act as a person, elsewhere than on the page that is looked at."""
        url = f"{self.running.url}/person/{path}"
        return requests.post(url, json={"as": self.people[who], **body}, timeout=10).json()

    def close_forms(self, who: str = "Ada") -> None:
        query = {"as": self.people[who]}
        url = f"{self.running.url}/person/views"
        for view in requests.get(url, query, timeout=10).json()["views"]:
            self.person(f"views/{view['id']}/close", who)

    def address(self, channel: str = "tuning", who: str = "Ada", thread: str | None = None) -> str:
        rest = f"/thread/{thread}" if thread else ""
        return f"{self.running.url}/#/{self.people[who]}/{self.channels[channel]}{rest}"

    @contextmanager
    def look(
        self, channel: str = "tuning", who: str = "Ada", thread: str | None = None, **options: Any
    ) -> Generator[Page]:
        where = self.address(channel, who, thread)
        with browser_page(where, browser=self.browser, **options) as page:
            page.get_by_test_id("message-box").wait_for(state="attached")
            yield page


def explore(running: Running, browser: Browser) -> Local:
    found = requests.get(f"{running.url}/person/workspace", timeout=10).json()
    people = {it["real_name"]: it["id"] for it in found["people"]}
    channels = {it["name"]: it["id"] for it in found["channels"] if it["kind"] != "dm"}
    return Local(running, people, channels, browser)


def message(page: Page, ts: str) -> Locator:
    return page.locator(f'[data-testid=messages] [data-ts="{ts}"]')


def run_command(page: Page, text: str) -> None:
    box = page.get_by_test_id("message-box")
    box.fill(text)
    box.press("Enter")


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str) -> Json:
    return {"type": "mrkdwn", "text": text}


def option(text: str, value: str | None = None) -> Json:
    return {"text": plain(text), "value": value or text.lower()}


def field(name: str, label: str, element: Json, **more: Any) -> Json:
    return {
        "type": "input",
        "block_id": name,
        "label": plain(label),
        "element": {"action_id": name, **element},
        **more,
    }


def button(text: str, action_id: str, **more: Any) -> Json:
    return {"type": "button", "text": plain(text), "action_id": action_id, **more}


def modal(title: str, *blocks: Json, **more: Any) -> Json:
    whole = {"type": "modal", "title": plain(title), "submit": plain("Send"), "blocks": [*blocks]}
    return whole | {"close": plain("Cancel"), **more}
