"""The workspace on its first day."""

import secrets
import time
from typing import Any

from playground.slack.ids import new_id
from playground.slack.manifest import Manifest
from playground.slack.store import Store

Json = dict[str, Any]

PEOPLE = (
    ("ada", "Ada", "admin", "9f69e7"),
    ("ben", "Ben", "member", "4bbe2e"),
    ("chloe", "Chloé", "member", "e7392d"),
)


def fill(store: Store, manifest: Manifest) -> None:
    team, app = new_id("T"), new_id("A")
    people = {name: _person(name, real, role, color) for name, real, role, color in PEOPLE}
    bot = _person(manifest.bot_name, manifest.name, "bot", "3c989f")
    for person in (*people.values(), bot):
        store.put("person", person["id"], person)
    store.put("team", "team", {"id": team, "name": "Playground", "domain": "playground"})
    known = {"id": app, "name": manifest.name, "bot_user": bot["id"], "bot_id": new_id("B")}
    store.put("app", "app", known)
    ada, ben, chloe = (people[name]["id"] for name in ("ada", "ben", "chloe"))
    everyone = [ada, ben, chloe]
    group: Json = {
        "id": new_id("S"),
        "name": "Annotators",
        "handle": "annotators",
        "users": [chloe],
    }
    store.put("group", group["id"], group)
    for name, kind, members in (
        ("general", "channel", [*everyone, bot["id"]]),
        ("tuning", "channel", [*everyone, bot["id"]]),
        ("random", "channel", everyone),
        ("secret-lab", "private", [ada, ben]),
        *(("", "dm", [person, bot["id"]]) for person in everyone),
    ):
        key = new_id("D" if kind == "dm" else "C")
        store.put("channel", key, channel(key, name, kind, members, members[0]))


def channel(id: str, name: str, kind: str, members: list[str], creator: str) -> Json:
    return {
        "id": id,
        "name": name,
        "kind": kind,
        "members": members,
        "creator": creator,
        "created": int(time.time()),
        "topic": "",
        "purpose": "",
        "archived": False,
    }


def _person(name: str, real_name: str, role: str, color: str) -> Json:
    person: Json = {
        "id": new_id("U"),
        "name": name,
        "real_name": real_name,
        "email": f"{name}@example.com",
        "role": role,
        "color": f"#{color}",
        "is_bot": role == "bot",
        "tz": "Etc/UTC",
    }
    return person


def tokens(store: Store, app: str) -> Json:
    """Return the app's secrets, of which those that are not there yet are made."""
    known: Json = store.get("tokens", "tokens") or {}
    number = secrets.randbelow(10**12)
    made = {
        "bot": f"xoxb-{number:012d}-{secrets.token_hex(12)}",
        "app": f"xapp-1-{app}-{number:012d}-{secrets.token_hex(32)}",
        "signing_secret": secrets.token_hex(16),
        "verification": secrets.token_hex(12),
        "client_id": f"{number:012d}.{secrets.randbelow(10**12):012d}",
        "client_secret": secrets.token_hex(16),
    }
    if made.keys() - known.keys():
        store.put("tokens", "tokens", made | known)
    return made | known
