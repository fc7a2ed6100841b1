"""A person in the local workspace: what somebody does on the page, from Python."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

import requests

Json = dict[str, Any]
T = TypeVar("T")

SECONDS = 30
MANY = 500  # messages that are read at a time; more are not given


class Refused(Exception):  # noqa: N818  # it is an answer: the workspace says why, in words
    """The workspace said no; `str(error)` is what the page would show, *errors* by field."""

    def __init__(self, answer: Json) -> None:
        self.errors: dict[str, str] = answer.get("errors") or {}
        words = "\n".join(self.errors.values())
        super().__init__(words or answer.get("message") or answer.get("error"))


class Person:
    """Acts as one user of the workspace at *url*, through ``/person/`` and nothing else."""

    def __init__(self, url: str, user: str) -> None:
        self.url, self.user = url.rstrip("/"), user
        self._http = requests.Session()
        self._http.trust_env = False  # it is on this machine: no proxy

    @classmethod
    def named(cls, url: str, name: str) -> Person:
        """Return the person whom the workspace at *url* calls *name*."""
        anybody = cls(url, "")
        people: list[Json] = anybody.get("workspace")["people"]
        for person in people:
            if name.casefold() in {person["name"].casefold(), person["real_name"].casefold()}:
                return cls(url, person["id"])
        raise LookupError(f"nobody here is called {name}")

    def get(self, path: str, **query: Any) -> Json:
        return self._answer("GET", path, params={"as": self.user, **query})

    def post(self, path: str, **body: Any) -> Json:
        return self._answer("POST", path, json={"as": self.user, **body})

    def channel(self, name: str) -> str:
        """Return the id of a channel."""
        channels: list[Json] = self.get("workspace")["channels"]
        return next(channel["id"] for channel in channels if channel["name"] == name)

    def command(self, channel: str, command: str, text: str = "") -> Json:
        return self.post("commands", channel=channel, command=command, text=text)

    def say(self, channel: str, text: str, **more: Any) -> Json:
        return self.post("messages", channel=channel, text=text, **more)["message"]

    def upload(self, name: str, content: bytes) -> Json:
        query = {"as": self.user, "name": name}
        return self._answer("POST", "files", params=query, data=content)["file"]

    def fetch(self, url: str) -> bytes:
        """Return a file's content."""
        return self._http.get(f"{self.url}{url}", timeout=SECONDS).content

    def messages(self, channel: str, thread_ts: str | None = None) -> list[Json]:
        """Return what this person sees in a channel or thread, oldest first."""
        thread = {"thread_ts": thread_ts} if thread_ts else {}
        return self.get(f"channels/{channel}/messages", limit=MANY, **thread)["messages"]

    def view(self) -> Json | None:
        """Return the modal that is on top, if any is open."""
        views: list[Json] = self.get("views")["views"]
        return views[-1] if views else None

    def press(self, place: Json, action: str, **state: Any) -> Json:
        """Press what has that action id, in a view or a message (which knows its channel)."""
        if place.get("type") == "modal":
            container: Json = {"type": "view", "view_id": place["id"]}
        else:
            container = {"type": "message", "channel": place["channel"], "ts": place["ts"]}
        element, block = element_of(place, action)
        pressed = {"value": element.get("value")} | state
        return self.post(
            "actions", container=container, block_id=block, action_id=action, **pressed
        )

    def submit(self, view: Json, **entered: Any) -> Json:
        """Fill in a form and send it; what is not *entered* goes as it stands."""
        return self.post(f"views/{view['id']}/submit", values=filled(view, **entered))

    def close(self, view: Json) -> Json:
        return self.post(f"views/{view['id']}/close")

    def until(self, see: Callable[[], T | None], *, within: float = SECONDS) -> T:
        """Return what *see* gives once it gives something, looking whenever anything changes.

        Raises `TimeoutError` after *within* seconds.
        """
        end, since = time.monotonic() + within, 0
        while time.monotonic() < end:
            if found := see():
                return found
            since = self.get("changes", since=since, wait=1)["seq"]
        raise TimeoutError(f"not seen within {within:.0f} s: {see.__qualname__}")

    def _answer(self, method: str, path: str, **request: Any) -> Json:
        url = f"{self.url}/person/{path}"
        response = self._http.request(method, url, timeout=SECONDS, **request)
        answer: Json = response.json()
        if not response.ok or answer.get("ok") is False or answer.get("errors"):
            raise Refused(answer)
        return answer


def elements(place: Json) -> Iterator[tuple[Json, str]]:
    """Yield what can be pressed or filled in, with the id of its block."""
    blocks: list[Json] = place.get("blocks") or []
    for block in blocks:
        found: list[Json | None] = [*block.get("elements", [])]
        found += [block.get("accessory"), block.get("element")]
        yield from ((element, block.get("block_id", "")) for element in found if element)


def element_of(place: Json, action: str) -> tuple[Json, str]:
    for element, block in elements(place):
        if element.get("action_id") == action:
            return element, block
    raise LookupError(f"nothing here has the action {action}")


def filled(view: Json, **entered: Any) -> Json:
    """Return a form's state as Slack sends it: what the fields began with, less what is entered.

    What is entered is the value of a text or number field, of an option, a channel's id, or a
    list of file ids, of people's or channels' ids, or of the values of options.
    """
    values: Json = {}
    for block in view["blocks"]:
        if block["type"] == "input":
            element, field = block["element"], block["block_id"]
            state = _state(element, entered.get(field))
            values[field] = {element["action_id"]: {"type": element["type"], **state}}
    return values


def _state(element: Json, entered: Any) -> Json:  # noqa: PLR0911 - one a kind
    match element["type"]:
        case "static_select" | "radio_buttons":
            groups: list[Json] = element.get("option_groups") or [element]
            options = [option for group in groups for option in group.get("options", [])]
            picked = [option for option in options if option["value"] == entered]
            return {"selected_option": picked[0] if picked else element.get("initial_option")}
        case "conversations_select":
            return {"selected_conversation": entered or element.get("initial_conversation")}
        case "users_select" | "channels_select":
            kind = element["type"].removesuffix("s_select")
            return {f"selected_{kind}": entered or element.get(f"initial_{kind}")}
        case "multi_users_select" | "multi_conversations_select":
            word = element["type"].removeprefix("multi_").removesuffix("_select")
            ids: list[str] = element.get(f"initial_{word}", [])
            return {f"selected_{word}": ids if entered is None else entered}
        case "checkboxes" | "multi_static_select":
            before: list[Json] = element.get("initial_options", [])
            chosen = [
                it
                for it in element["options"]
                if it in (entered or []) or it["value"] in (entered or [])
            ]
            return {"selected_options": before if entered is None else chosen}
        case "file_input":
            files: list[str] = entered or []
            return {"files": [{"id": file} for file in files]}
        case _:
            return {"value": element.get("initial_value") if entered is None else str(entered)}
