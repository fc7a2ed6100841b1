"""Files: what is known of them, and their bytes on disk."""

import mimetypes
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import quote

from playground.slack.errors import SlackError
from playground.slack.ids import Timestamps, new_id
from playground.slack.images import size_of
from playground.slack.store import Store
from playground.slack.workspace import Workspace

Json = dict[str, Any]
HEAD = 65_536  # bytes in which a picture says its size

TYPES = {
    "csv": "text/csv",
    "jsonl": "application/x-ndjson",
    "md": "text/markdown",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


class Files:
    """A kept file is `{id, key, name, title, mimetype, size, user, created, channels, …}`.

    *key* stands in the address that the page fetches; *with_app* says that a form gave it to
    the app; *url* is where this server is.
    """

    def __init__(self, store: Store, workspace: Workspace, data: Path, ts: Timestamps) -> None:
        self._store, self._workspace, self._timestamps = store, workspace, ts
        self._folder = data / "files"
        self._folder.mkdir(parents=True, exist_ok=True)
        self.url = ""

    def new(self, name: str, user: str, **more: Any) -> Json:
        """Make room for a file whose bytes come later, at `path`."""
        ending = Path(name).suffix.removeprefix(".").casefold()
        guessed = TYPES.get(ending) or mimetypes.guess_type(name)[0]
        file: Json = {
            "id": new_id("F"),
            "key": secrets.token_urlsafe(16),
            "name": name,
            "title": name,
            "mimetype": guessed or "application/octet-stream",
            "filetype": ending or "binary",
            "size": 0,
            "user": user,
            "created": int(float(self._timestamps())),
            "channels": [],
            "there": False,
            "with_app": False,
            **more,
        }
        self.save(file)
        return file

    def keep(self, name: str, user: str, content: bytes) -> Json:
        file = self.new(name, user)
        self.path(file).write_bytes(content)
        return self.arrived(file)

    def arrived(self, file: Json) -> Json:
        """Note that the bytes are on disk now."""
        path = self.path(file)
        file |= {"there": True, "size": path.stat().st_size}
        if file["mimetype"].startswith("image/"):
            with path.open("rb") as content:
                size = size_of(content.read(HEAD))
            file |= {"width": size[0], "height": size[1]} if size else {}
        self.save(file)
        return file

    def path(self, file: Json) -> Path:
        return self._folder / file["id"]

    def save(self, file: Json) -> None:
        self._store.put("file", file["id"], file)

    def get(self, id: str) -> Json:
        file = self._store.get("file", id)
        if file is None:
            raise SlackError("file_not_found")
        return file

    def all(self) -> list[Json]:
        return self._store.all("file")

    def share(self, file: Json, channel: str) -> None:
        if channel not in file["channels"]:
            file["channels"].append(channel)
            self.save(file)

    def give_to_app(self, id: str) -> Json:
        file = self.get(id) | {"with_app": True}
        self.save(file)
        return file

    def delete(self, file: Json) -> None:
        self._store.drop("file", file["id"])
        self.path(file).unlink(missing_ok=True)

    def seen_by(self, viewer: str, file: Json) -> bool:
        channels = (self._workspace.channels.get(it) for it in file["channels"])
        shared = any(it and self._workspace.sees(viewer, it) for it in channels)
        given = file["with_app"] and viewer == self._workspace.bot
        return shared or given or file["user"] == viewer

    def shown_to_app(self, id: str) -> Json:
        file = self.get(id)
        if not file["there"] or not self.seen_by(self._workspace.bot, file):
            raise SlackError("file_not_found")
        return file

    def slack(self, file: Json) -> Json:
        """Return it as Slack's API shows it."""
        team = self._workspace.team["id"]
        path = f"{self.url}/files-pri/{team}-{file['id']}"
        name, kinds = quote(file["name"]), self._by_kind(file)
        sizes = {"original_w": file["width"], "original_h": file["height"]} if _sized(file) else {}
        return {
            **{it: file[it] for it in ("id", "created", "name", "title", "mimetype", "filetype")},
            **{it: file[it] for it in ("user", "size")},
            **sizes,
            **kinds,
            "timestamp": file["created"],
            "pretty_type": file["filetype"].upper(),
            "user_team": team,
            "editable": False,
            "mode": "hosted",
            "is_external": False,
            "external_type": "",
            "is_public": bool(kinds["channels"]),
            "public_url_shared": False,
            "display_as_bot": False,
            "username": "",
            "url_private": f"{path}/{name}",
            "url_private_download": f"{path}/download/{name}",
            "permalink": f"{self.url}/person/files/{file['id']}/{file['key']}/{name}",
            "file_access": "visible",
            **({"alt_txt": file["alt_txt"]} if file.get("alt_txt") else {}),
        }

    def person(self, file: Json) -> Json:
        """Return it as the page shows it."""
        names = ("id", "name", "mimetype", "size", "title", "width", "height", "alt_txt")
        shown = {it: file[it] for it in names if file.get(it) is not None}
        return shown | {"url": f"/person/files/{file['id']}/{file['key']}/{quote(file['name'])}"}

    def _by_kind(self, file: Json) -> Json:
        kinds: dict[str, list[str]] = {"channel": [], "private": [], "dm": []}
        for channel in file["channels"]:
            kinds[self._workspace.channels[channel]["kind"]].append(channel)
        return {"channels": kinds["channel"], "groups": kinds["private"], "ims": kinds["dm"]}


def _sized(file: Json) -> bool:
    return file.get("width") is not None
