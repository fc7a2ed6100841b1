"""People and channels: who is there, and who may see what."""

from collections.abc import Iterator
from typing import Any

from playground.slack import seed
from playground.slack.errors import SlackError
from playground.slack.ids import Timestamps, new_id
from playground.slack.manifest import Manifest
from playground.slack.store import Store

Json = dict[str, Any]


class Workspace:
    """People and channels live in memory and are written through.

    A person is `{id, name, real_name, email, role, color, is_bot, tz}`; a channel is
    `{id, name, kind, members, creator, created, topic, purpose, archived}`, where kind is
    channel, private or dm.
    """

    def __init__(self, store: Store, manifest: Manifest, timestamps: Timestamps) -> None:
        self._store, self.manifest, self._timestamps = store, manifest, timestamps
        if store.get("team", "team") is None:
            seed.fill(store, manifest)
        self.team: Json = store.get("team", "team")
        self.app: Json = store.get("app", "app")
        self.people: dict[str, Json] = {it["id"]: it for it in store.all("person")}
        self.channels: dict[str, Json] = {it["id"]: it for it in store.all("channel")}
        self.groups: dict[str, Json] = {it["id"]: it for it in store.all("group")}
        self._rename_bot()

    @property
    def bot(self) -> str:
        """The user id of the app's bot."""
        return self.app["bot_user"]

    def person(self, id: str) -> Json:
        """Raise `SlackError` where nobody has this id."""
        if id not in self.people:
            raise SlackError("user_not_found")
        return self.people[id]

    def humans(self) -> list[Json]:
        return [it for it in self.people.values() if not it["is_bot"]]

    def named(self, name: str) -> Json | None:
        """Return whom people call *name*: by name, full name or address."""
        wanted = name.casefold()
        for person in self.people.values():
            if wanted in {person[it].casefold() for it in ("name", "real_name", "email")}:
                return person
        return None

    def channel(self, id: str, viewer: str | None = None) -> Json:
        """Return a channel; one that *viewer* may not see does not exist for them."""
        channel = self.channels.get(id)
        if channel is None or (viewer and not self.sees(viewer, channel)):
            raise SlackError("channel_not_found")
        return channel

    def sees(self, person: str, channel: Json) -> bool:
        return channel["kind"] == "channel" or person in channel["members"]

    def seen_by(self, person: str) -> Iterator[Json]:
        return (it for it in self.channels.values() if self.sees(person, it))

    def audience(self, channel: Json) -> set[str] | None:
        """Return who hears what happens there; None is everybody."""
        return None if channel["kind"] == "channel" else set(channel["members"])

    def by_name(self, name: str) -> Json | None:
        wanted = name.removeprefix("#")
        return next(
            (it for it in self.channels.values() if it["kind"] != "dm" and it["name"] == wanted),
            None,
        )

    def dm(self, one: str, other: str) -> Json:
        """Return their conversation, made if there is none yet."""
        both = {one, other}
        for channel in self.channels.values():
            if channel["kind"] == "dm" and set(channel["members"]) == both:
                return channel
        return self.create("", "dm", [one, other], one)

    def create(self, name: str, kind: str, members: list[str], creator: str) -> Json:
        key = new_id("D" if kind == "dm" else "C")
        created = int(float(self._timestamps()))
        channel = seed.channel(key, name, kind, members, creator) | {"created": created}
        self.channels[key] = channel
        self.save(channel)
        return channel

    def save(self, channel: Json) -> None:
        self._store.put("channel", channel["id"], channel)

    def mark_read(self, channel: str, person: str, ts: str) -> None:
        if ts > self.last_read(channel, person):
            self._store.put("read", f"{channel}/{person}", ts)

    def last_read(self, channel: str, person: str) -> str:
        return self._store.get("read", f"{channel}/{person}") or "0"

    def _rename_bot(self) -> None:
        """Take the names that the manifest gives now."""
        bot = self.people[self.bot]
        self.app["name"], bot["real_name"] = self.manifest.name, self.manifest.name
        bot["name"] = self.manifest.bot_name
