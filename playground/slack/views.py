"""Modals, up to three over each other, and Home tabs."""

import secrets
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, cast

from playground.slack import forms
from playground.slack.errors import SlackError
from playground.slack.feed import Feed
from playground.slack.files import Files
from playground.slack.ids import new_id
from playground.slack.limits import VIEW_BYTES, check_view, view_bytes
from playground.slack.pictures import with_pictures
from playground.slack.shapes import filled, with_ids
from playground.slack.store import Store
from playground.slack.triggers import Trigger
from playground.slack.workspace import Workspace

Json = dict[str, Any]

DEEPEST = 3


@dataclass(eq=False)
class Open:
    """A view as one person sees it; *channel* is where they were when it opened."""

    view: Json
    person: str
    channel: str = ""
    errors: dict[str, str] = field(default_factory=dict[str, str])

    @property
    def values(self) -> Json:
        return self.view["state"]["values"]

    def shown(self) -> Json:
        """Return it as the page shows it."""
        return self.view | ({"errors": self.errors} if self.errors else {})


class Views:
    """Each person has one stack of modals, which a restart loses, and one Home, which is kept."""

    def __init__(self, store: Store, workspace: Workspace, feed: Feed, files: Files) -> None:
        self._store, self._workspace, self._feed, self._files = store, workspace, feed, files
        self._stacks: dict[str, list[Open]] = {}

    def stack(self, person: str) -> list[Open]:
        return self._stacks.setdefault(person, [])

    def find(self, id: str, person: str | None = None) -> Open:
        """Find an open modal or a Home by its id; raises `SlackError` if there is none."""
        for it in (*self._open(), *self._homes()):
            if it.view["id"] == id and person in (None, it.person):
                return it
        raise SlackError("not_found")

    def by_external_id(self, id: str) -> Open:
        for it in self._open():
            if it.view["external_id"] == id:
                return it
        raise SlackError("not_found")

    def open(self, trigger: Trigger, given: Json) -> Open:
        """Open a modal; what this person had open goes."""
        opened = self._make(given, "modal", trigger.person, trigger.channel)
        self.clear(trigger.person)
        return self._put(opened)

    def push(self, trigger: Trigger, given: Json) -> Open:
        return self.push_for(trigger.person, trigger.channel, given)

    def push_for(self, person: str, channel: str, given: Json) -> Open:
        stack = self.stack(person)
        if not stack:
            raise SlackError("not_found")
        if len(stack) >= DEEPEST:
            raise SlackError("push_limit_reached")
        return self._put(self._make(given, "modal", person, channel))

    def update(self, opened: Open, given: Json, hash: str | None = None) -> Open:
        """Replace what it shows. What is entered stays where block and action ids stay."""
        _check_hash(opened.view, hash)
        kind = opened.view["type"]
        fresh = self._make(given, kind, opened.person, opened.channel, opened)
        kept = {name: opened.view[name] for name in ("id", "root_view_id", "previous_view_id")}
        opened.view, opened.errors = fresh.view | kept, {}
        if kind == "home":
            self._keep_home(opened)
        else:
            self._tell("view_updated", opened)
        return opened

    def home(self, person: str) -> Open | None:
        view = self._store.get("home", person)
        return Open(view, person) if view else None

    def publish(self, person: str, given: Json, hash: str | None = None) -> Open:
        before = self.home(person)
        if before:
            return self.update(before, given, hash)
        made = self._make(given, "home", person, "")
        self._keep_home(made)
        return made

    def enter(self, opened: Open, entered: Json) -> None:
        """Note what is entered; unknown fields and what is no field are left out."""
        opened.view["state"]["values"] = forms.values(opened.view["blocks"], entered)
        if opened.view["type"] == "home":
            self._store.put("home", opened.person, opened.view)

    def mark(self, opened: Open, errors: dict[str, str]) -> None:
        opened.errors = errors
        self._tell("view_updated", opened)

    def close(self, opened: Open) -> None:
        """Close it; what lies under it is seen again. Nothing happens if it is closed already."""
        if opened in self.stack(opened.person):
            self.stack(opened.person).remove(opened)
            self._feed.publish("view_closed", {opened.person}, view_id=opened.view["id"])

    def clear(self, person: str) -> None:
        for opened in reversed(list(self.stack(person))):
            self.close(opened)

    def _open(self) -> Iterator[Open]:
        return (it for stack in self._stacks.values() for it in stack)

    def _homes(self) -> Iterator[Open]:
        homes = (self.home(person) for person in self._workspace.people)
        return (home for home in homes if home)

    def _put(self, opened: Open) -> Open:
        self.stack(opened.person).append(opened)
        self._tell("view_opened", opened)
        return opened

    def _keep_home(self, home: Open) -> None:
        self._store.put("home", home.person, home.view)
        self._feed.publish("home", {home.person}, view=home.view)

    def _tell(self, kind: str, opened: Open) -> None:
        view = opened.shown()
        self._feed.publish(kind, {opened.person}, view_id=opened.view["id"], view=view)

    def _make(
        self, given: Json, kind: str, person: str, channel: str, before: Open | None = None
    ) -> Open:
        check(given, kind)
        self._check_external_id(given, before)
        blocks = with_pictures(with_ids(given["blocks"]), self._files)
        _begin_here(blocks, channel)
        below = [it.view["id"] for it in self.stack(person)] if kind == "modal" else []
        made = new_id("V")
        return Open(
            {
                "id": made,
                "team_id": self._workspace.team["id"],
                "type": kind,
                "blocks": blocks,
                "private_metadata": given.get("private_metadata") or "",
                "callback_id": given.get("callback_id") or "",
                "state": {"values": forms.values(blocks, before.values if before else {})},
                "hash": f"{int(time.time())}.{secrets.token_hex(4)}",
                **{name: filled(given.get(name)) for name in ("title", "submit", "close")},
                "clear_on_close": given.get("clear_on_close") or False,
                "notify_on_close": given.get("notify_on_close") or False,
                "previous_view_id": below[-1] if below else None,
                "root_view_id": below[0] if below else made,
                "app_id": self._workspace.app["id"],
                "external_id": given.get("external_id") or "",
                "app_installed_team_id": self._workspace.team["id"],
                "bot_id": self._workspace.app["bot_id"],
            },
            person,
            channel,
        )

    def _check_external_id(self, given: Json, before: Open | None) -> None:
        wanted = given.get("external_id")
        if wanted and any(
            it.view["external_id"] == wanted and it is not before for it in self._open()
        ):
            raise SlackError("duplicate_external_id")


def check(given: Any, kind: str) -> None:
    """Raise `SlackError` for what Slack would refuse."""
    if not isinstance(given, dict):
        raise SlackError(
            "invalid_arguments", ["[ERROR] must provide an object [json-pointer:/view]"]
        )
    view = cast("Json", given)
    if view_bytes(view) > VIEW_BYTES:
        raise SlackError("view_too_large")
    if wrong := check_view(view):
        raise SlackError("invalid_arguments", wrong)
    if view["type"] != kind:
        words = f"[ERROR] must be a {kind} [json-pointer:/view/type]"
        raise SlackError("invalid_arguments", [words])


def _check_hash(view: Json, hash: str | None) -> None:
    if hash and hash != view["hash"]:
        raise SlackError("hash_conflict")


def _begin_here(blocks: list[Json], channel: str) -> None:
    """Let selects that want it begin with the conversation in which the person is."""
    for block in blocks:
        element: Json = block.get("element") or {}
        if channel and element.get("default_to_current_conversation"):
            several: bool = element["type"].startswith("multi_")
            name = "initial_conversations" if several else "initial_conversation"
            element.setdefault(name, [channel] if several else channel)
