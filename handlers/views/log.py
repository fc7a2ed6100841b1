"""What people did, a page at a time."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Self

from bot.domain import Act, Deed, Facts
from handlers.views import kit

OPEN = "log.press"
NEXT = "log.next"
FIRST = "log.first"
PERSON = "log.person"
CLEAR = "log.clear"
EXPORT = "log.export"

TITLE = "What happened"
ALL = "Everything that was done here through Tuner, newest first."
OWN = "What you did here through Tuner, and what was done to your models."
UNSAID = (
    "Questions are counted, not logged: nobody reads what others ask. `/tune log NAME` shows one "
    "model alone."
)
NOTHING = "Nothing that fits."
SENT = ":white_check_mark: The log is in your messages with me, as a CSV file."
FACT = 120  # characters of one fact

SAID = {
    Act.LINKED: "linked a Google account",
    Act.UNLINKED: "unlinked their Google account",
    Act.STARTED: "started the training of",
    Act.CANCELLED: "cancelled",
    Act.RENAMED: "described anew",
    Act.SHARED: "shared",
    Act.UNSHARED: "took back a share of",
    Act.CHECKPOINT: "chose another checkpoint of",
    Act.HANDED_OVER: "handed over",
    Act.ADOPTED: "took over",
    Act.DELETION_ASKED: "asked to delete",
    Act.DELETION_WITHDRAWN: "no longer asks to delete",
    Act.DELETED: "deleted",
    Act.VANISHED: "The tuning service no longer has",
    Act.SETTINGS: "changed the settings",
    Act.KEY_STORED: "stored an API key",
    Act.KEY_FORGOTTEN: "had the API key forgotten",
    Act.DATASET_FIXED: "fixed the file",
    Act.EXPORTED: "exported this log",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """Which part of the log somebody looks at; *before* is the last line of the page before."""

    by: str = ""
    text: str = ""
    before: int | None = None

    @classmethod
    def load(cls, value: str) -> Self:
        return cls(**json.loads(value or "{}"))

    def dump(self) -> str:
        return json.dumps({"by": self.by, "text": self.text, "before": self.before})


def button() -> kit.Block:
    return kit.button(OPEN, "Log")


def build(
    deeds: Sequence[Deed], look: Look, *, more: bool, admin: bool, words: str = ""
) -> kit.View:
    """Lay out a page; *more* says that older ones follow, *admin* that all is shown."""
    about = f" About “{kit.escape(look.text)}”." if look.text else ""
    blocks = [
        *([kit.section(words), kit.divider()] if words else []),
        kit.context(f"{ALL if admin else OWN}{about} {UNSAID}"),
        _filters(look, admin=admin),
        kit.divider(),
        *(_row(it) for it in deeds),
        *([] if deeds else [kit.section(NOTHING)]),
        *_pages(deeds, look, more=more),
    ]
    return kit.modal(TITLE, blocks) | {"private_metadata": look.dump()}


def looked(view: dict[str, Any]) -> Look:
    """Return what an open log shows."""
    return Look.load(view.get("private_metadata") or "")


def _filters(look: Look, *, admin: bool) -> kit.Block:
    person: kit.Block = {
        "type": "users_select",
        "action_id": PERSON,
        "placeholder": kit.plain("Done by"),
    }
    if look.by:
        person["initial_user"] = look.by
    clear = [kit.button(CLEAR, "Show everything")] if look.by or look.text else []
    export = [kit.button(EXPORT, "Export CSV")] if admin else []
    return kit.actions(person, *clear, *export)


def _row(deed: Deed) -> kit.Block:
    who = f"<@{deed.by}> " if deed.by else ""
    what = f" *{kit.escape(deed.about)}*" if deed.about else ""
    place = [kit.when(deed.at)]
    if deed.origin.way:
        place.append(f"`{kit.escape(deed.origin.way)}`")
    if deed.origin.channel.startswith(("C", "G")):
        place.append(f"<#{deed.origin.channel}>")
    change = _change(deed.before, deed.after)
    lines = [f"{who}{SAID[deed.act]}{what}", *([change] if change else []), " · ".join(place)]
    return kit.section("\n".join(lines))


def _change(before: Facts, after: Facts) -> str:
    """Say what was different before and after, field by field."""
    names = [it for it in dict.fromkeys([*before, *after]) if before.get(it) != after.get(it)]
    told = [_fact(it, before, after) for it in names]
    return " · ".join(told)


def _fact(name: str, before: Facts, after: Facts) -> str:
    label = name.replace("_", " ")
    if name in before and name in after:
        return f"{label}: {_plain(before[name])} → {_plain(after[name])}"
    return f"{label}: {_plain(after.get(name, before.get(name)))}"


def _plain(value: object) -> str:
    match value:
        case None | "" | [] | ():
            said = "nothing"
        case bool():
            said = "yes" if value else "no"
        case list() | tuple():
            said = json.dumps(value, ensure_ascii=False).strip("[]").replace('"', "")
        case _:
            said = str(value)
    return kit.escape(kit.cut(said, FACT))


def _pages(deeds: Sequence[Deed], look: Look, *, more: bool) -> list[kit.Block]:
    buttons: list[kit.Block] = []
    if look.before is not None:
        buttons.append(kit.button(FIRST, "Newest", replace(look, before=None).dump()))
    if more:
        buttons.append(kit.button(NEXT, "Older", replace(look, before=deeds[-1].id).dump()))
    return [kit.actions(*buttons)] if buttons else []
