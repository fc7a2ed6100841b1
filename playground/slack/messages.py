"""Messages: posted, changed, deleted, whispered, and read back."""

from collections.abc import Sequence
from typing import Any

from playground.slack.errors import SlackError
from playground.slack.events import Events
from playground.slack.feed import Feed
from playground.slack.files import Files
from playground.slack.ids import Timestamps
from playground.slack.shapes import with_ids
from playground.slack.store import Store
from playground.slack.workspace import Workspace

Json = dict[str, Any]

_SHOWN = (
    "ts",
    "user",
    "bot_id",
    "text",
    "blocks",
    "thread_ts",
    "edited",
    "metadata",
    "subtype",
    "reactions",
)
_MORE = ("attachments", "streaming", "reply_count", "reply_users", "latest_reply")
_OWN = {
    "channel",
    "file_ids",
    "addressee",
    "metadata",
    "stream",
    "streaming",
}  # not in what the API shows


class Messages:
    """A kept message is Slack's, with `channel` and, for its files, `file_ids`.

    An ephemeral one is kept too, with its `addressee`; only that person sees it.
    """

    def __init__(  # noqa: PLR0913, PLR0917  # what a message touches
        self,
        store: Store,
        workspace: Workspace,
        files: Files,
        feed: Feed,
        events: Events,
        timestamps: Timestamps,
    ) -> None:
        self._store, self._workspace, self._files = store, workspace, files
        self._feed, self._events, self._timestamps = feed, events, timestamps

    def post(self, channel: Json, author: str, text: str, **content: Any) -> Json:
        """Add a message; *content* is `blocks`, `thread_ts`, `metadata`, `file_ids` and the like.

        Raises `SlackError` for a thread that is not there.
        """
        message = self._make(channel, author, text, content)
        files = [self._files.get(it) for it in message.get("file_ids", ())]
        for file in files:
            self._files.share(file, channel["id"])
        self._store.put_message(message, None)
        if message.get("thread_ts") and message["thread_ts"] != message["ts"]:
            self._begin_thread(channel, message["thread_ts"])
        self._tell(channel, "message", message)
        self._events.message(channel, self._as_event(message))
        for file in files:
            self._tell_shared(channel, file, message)
        return message

    def whisper(self, channel: Json, to: str, text: str, **content: Any) -> Json:
        """Add a message from the app that only one person sees."""
        message = self._make(channel, self._workspace.bot, text, content)
        self._store.put_message(message, to)
        shown = self.person(message | {"addressee": to})
        place = {"channel": channel["id"], "ts": message["ts"]}
        self._feed.publish("ephemeral", {to}, **place, message=shown)
        return message

    def change(self, message: Json, *, edited: bool = True, **changes: Any) -> Json:
        """Replace what *changes* names; a value of None takes it away."""
        addressee = message.get("addressee")
        before = {name: it for name, it in message.items() if name != "addressee"}
        new = {name: it for name, it in (before | changes).items() if it is not None}
        if new.get("blocks"):
            new["blocks"] = with_ids(new["blocks"], before.get("blocks"))
        channel = self._workspace.channels[message["channel"]]
        if edited:
            new["edited"] = {"user": message["user"], "ts": self._timestamps()}
        self._store.put_message(new, addressee)
        self._tell(channel, "message_changed", new | _to(addressee))
        if not addressee and edited:
            self._events.message(channel, self._changed(before, new))
        return new

    def delete(self, message: Json) -> None:
        channel = self._workspace.channels[message["channel"]]
        self._store.drop_message(channel["id"], message["ts"])
        gone = {"channel": channel["id"], "ts": message["ts"]}
        audience = {message["addressee"]} if message.get("addressee") else None
        thread = {"thread_ts": message["thread_ts"]} if message.get("thread_ts") else {}
        to = audience or self._workspace.audience(channel)
        self._feed.publish("message_deleted", to, **gone, **thread)
        if not audience:
            stamp = self._timestamps()
            event = {"subtype": "message_deleted", "hidden": True, "ts": stamp, "event_ts": stamp}
            event |= {"deleted_ts": message["ts"], "previous_message": self.slack(message)}
            self._events.message(channel, event)
        if thread and message["thread_ts"] != message["ts"]:
            self._retell(channel, message["thread_ts"])

    def now(self) -> str:
        return self._timestamps()

    def get(self, channel: str, ts: str, viewer: str | None = None) -> Json:
        """Raise `SlackError` where there is none that *viewer* may see."""
        sql = "channel = ? and ts = ? and (addressee is null or addressee = ?)"
        for message in self._store.messages(sql, channel, ts, viewer):
            return message
        raise SlackError("message_not_found")

    def history(self, channel: str, viewer: str, **window: Any) -> tuple[list[Json], bool]:
        """Return the last of what stands in the channel itself, oldest first, and "more?".

        *window*: `oldest`, `latest` (both not included) and `limit`.
        """
        return self._page("channel = ? and top", [channel], viewer, **window)

    def replies(
        self, channel: str, thread_ts: str, viewer: str, **window: Any
    ) -> tuple[list[Json], bool]:
        """Return a thread from its first message on, like `history`."""
        where = "channel = ? and (thread_ts = ? or ts = ?)"
        return self._page(where, [channel, thread_ts, thread_ts], viewer, **window)

    def unread(self, channel: str, person: str) -> int:
        sql = """
            select count(*) as number from messages where channel = ? and top and ts > ?
            and author != ? and (addressee is null or addressee = ?)
        """
        last = self._workspace.last_read(channel, person)
        return self._store.rows(sql, (channel, last, person, person))[0]["number"]

    def slack(self, message: Json, *, metadata: bool = False) -> Json:
        """Return it as Slack's API shows it."""
        shown = {name: it for name, it in message.items() if name not in _OWN}
        if message.get("file_ids"):
            shown["files"] = [self._files.slack(it) for it in self._kept_files(message)]
        if metadata and "metadata" in message:
            shown["metadata"] = message["metadata"]
        return shown | self._thread(message)

    def person(self, message: Json) -> Json:
        """Return it as the page shows it."""
        whole = message | self._thread(message)
        shown = {name: whole[name] for name in (*_SHOWN, *_MORE) if name in whole}
        if message.get("file_ids"):
            shown["files"] = [self._files.person(it) for it in self._kept_files(message)]
        return shown | {"ephemeral": bool(message.get("addressee"))}

    def _make(self, channel: Json, author: str, text: str, content: Json) -> Json:
        app, bot = self._workspace.app, self._workspace.bot
        given = {name: it for name, it in content.items() if it is not None and it != []}
        if given.get("thread_ts"):
            self._thread_root(channel["id"], given["thread_ts"])
        if given.get("blocks"):
            given["blocks"] = with_ids(given["blocks"])
        by_app = {"bot_id": app["bot_id"], "app_id": app["id"]} if author == bot else {}
        return {
            "type": "message",
            "channel": channel["id"],
            "user": author,
            "ts": self._timestamps(),
            "team": self._workspace.team["id"],
            "text": text,
            **by_app,
            **given,
        }

    def _thread_root(self, channel: str, ts: str) -> Json:
        try:
            return self.get(channel, ts)
        except SlackError:
            raise SlackError("thread_not_found") from None

    def _begin_thread(self, channel: Json, ts: str) -> None:
        root = self._thread_root(channel["id"], ts)
        if "thread_ts" not in root:
            self._store.put_message(root | {"thread_ts": ts}, None)
        self._retell(channel, ts)

    def _retell(self, channel: Json, ts: str) -> None:
        """Tell a thread's first message again: its count of replies is another."""
        for root in self._store.messages("channel = ? and ts = ?", channel["id"], ts):
            self._tell(channel, "message_changed", root)

    def _tell(self, channel: Json, kind: str, message: Json) -> None:
        to = message.get("addressee")
        audience = {to} if to else self._workspace.audience(channel)
        place = {"channel": channel["id"], "ts": message["ts"]}
        self._feed.publish(kind, audience, **place, message=self.person(message))

    def _tell_shared(self, channel: Json, file: Json, message: Json) -> None:
        if self._workspace.bot in channel["members"]:
            event = {
                "type": "file_shared",
                "file_id": file["id"],
                "user_id": message["user"],
                "file": {"id": file["id"]},
                "channel_id": channel["id"],
                "event_ts": message["ts"],
            }
            self._events.emit(event)

    def _as_event(self, message: Json) -> Json:
        shown = self.slack(message, metadata="bot_id" in message)
        return shown | {"event_ts": message["ts"]}

    def _changed(self, before: Json, after: Json) -> Json:
        stamp = after["edited"]["ts"]
        return {
            "subtype": "message_changed",
            "hidden": True,
            "message": self.slack(after),
            "previous_message": self.slack(before),
            "ts": stamp,
            "event_ts": stamp,
        }

    def _page(
        self, where: Any, values: list[Any], viewer: str, **window: Any
    ) -> tuple[list[Json], bool]:
        limit = window.get("limit", 100)
        oldest, latest = window.get("oldest") or "0", window.get("latest") or "9999999999.999999"
        seen = "and ts > ? and ts < ? and (addressee is null or addressee = ?)"
        order = "asc" if window.get("forward") else "desc"
        sql: Any = f"{where} {seen} order by ts {order} limit ?"
        found = list(self._store.messages(sql, *values, oldest, latest, viewer, limit + 1))
        page = found[:limit] if window.get("forward") else found[:limit][::-1]
        return page, len(found) > limit

    def _kept_files(self, message: Json) -> Sequence[Json]:
        found = [self._store.get("file", it) for it in message["file_ids"]]
        return [file for file in found if file]

    def _thread(self, message: Json) -> Json:
        if message.get("thread_ts") != message["ts"]:
            return {}
        sql = """
            select author, ts from messages
            where channel = ? and thread_ts = ? and ts != ? and addressee is null order by ts
        """
        ts = message["ts"]
        rows = self._store.rows(sql, (message["channel"], ts, ts))
        users = list(dict.fromkeys(row["author"] for row in rows))
        counted = {"reply_count": len(rows), "reply_users": users, "reply_users_count": len(users)}
        return counted | ({"latest_reply": rows[-1]["ts"]} if rows else {})


def _to(addressee: str | None) -> Json:
    return {"addressee": addressee} if addressee else {}
