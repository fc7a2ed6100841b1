"""The workspace's settings, in three tabs of one modal: people, limits, Google."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from bot.domain import KeyFacts, Policy
from bot.errors import InvalidForm
from handlers.views import kit
from handlers.views import settings_google as google
from handlers.views.settings_google import FORGET, NONE_YET, Choice

__all__ = ["FORGET", "NONE_YET", "Choice"]  # of its third tab

OPEN = "settings.press"
SUBMIT = "settings.submit"
PEOPLE = "settings.people"
LIMITS = "settings.limits"
GOOGLE = "settings.google"

TABS = {PEOPLE: "People", LIMITS: "Limits", GOOGLE: "Google"}
TITLE = "Tuner's settings"
STORED = ":white_check_mark: The key is stored."
FORGOTTEN = ":white_check_mark: The key is forgotten."
SAVED = ":white_check_mark: Saved. It holds from now on."
MOVED = "Whoever has linked a Google account is asked for what this needs when they next tune."
HINTS = {
    "admins": "Besides Slack's own admins and owners.",
    "tuners": "Nobody named, here and below: every member may start trainings.",
    "channels": "Where trainings may be started. None chosen: anywhere.",
    "retention_days": "Questions and answers are deleted after that. Empty: never.",
    "job_cost": "Where tuning costs money: in the currency of its prices, such as 20.",
}
NO_GROUPS = (
    "To name user groups here, let Tuner see them: add the scope `usergroups:read` to the app."
)
ALSO = {
    "guests_ask": "Guests may ask models",
    "strangers_ask": "People of other workspaces may ask, in shared channels",
    "second_person": "Deleting a model needs a second person to agree",
    "all_spend": "Where tuning costs money, not only admins may start it",
}
NUMBERS = {
    "jobs_per_person": "Trainings at a time, one person",
    "jobs_at_once": "Trainings at a time, all together",
    "examples": "Examples in one training",
    "questions_per_hour": "Questions in an hour, one person",
    "retention_days": "Days that questions and answers are kept",
}
MOST = 1_000_000
EMPTY = "Leave it empty for no limit."


class Group(Protocol):
    """A user group; *name* is its handle."""

    @property
    def id(self) -> str: ...
    @property
    def name(self) -> str: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What the tabs are made of. *groups* is None where they can't be seen."""

    policy: Policy
    facts: KeyFacts | None = None
    groups: Collection[Group] | None = ()
    choice: Choice = field(default_factory=Choice)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entered:
    """What a tab came back with: *changes* to the policy, and a new key if there is one."""

    tab: str
    changes: dict[str, Any]
    key: str = ""


def button() -> kit.Block:
    return kit.button(OPEN, "Settings")


def build(shown: Shown, tab: str = PEOPLE, *, words: str = "") -> kit.View:
    """Lay out one tab; *words* say what was just done, or why it was not."""
    rows = {PEOPLE: _people, LIMITS: _limits, GOOGLE: _google}[tab](shown)
    data = {"tab": tab, **(google.data(shown.choice) if tab == GOOGLE else {})}
    above = [kit.section(words), kit.divider()] if words else []
    blocks = [_tabs(tab), *above, *rows, *_settled(shown.policy)]
    return kit.form(SUBMIT, TITLE, blocks, submit="Save", data=data, close="Close")


def read(view: dict[str, Any]) -> Entered:
    """Read a submitted tab, or raise `InvalidForm`, which marks each field that is wrong."""
    tab = kit.data(view)["tab"]
    if tab == GOOGLE:
        changes, key = google.read(view)
        return Entered(tab=tab, changes=changes, key=key)
    changes = _read_people(view) if tab == PEOPLE else _read_limits(view)
    return Entered(tab=tab, changes=changes)


def saved(before: Policy, entered: Entered, trouble: str = "") -> str:
    """Say what was saved, and what that means; *trouble* is what the service has said to it."""
    moved = entered.changes.get("service", before.service) != before.service
    said = STORED if entered.key else SAVED
    words = [said, *([MOVED] if moved else [])]
    if trouble:
        words.append(f"\n:warning: {kit.escape(trouble)}")
    return " ".join(words)


def _tabs(tab: str) -> kit.Block:
    return kit.actions(
        *(
            kit.button(action, label, style="primary" if action == tab else "")
            for action, label in TABS.items()
        )
    )


def _people(shown: Shown) -> list[kit.Block]:
    policy = shown.policy
    return [
        _several("admins", "Admins of Tuner", _users(policy.admins)),
        _several("tuners", "Who may start trainings", _users(policy.tuners)),
        *_groups(shown.groups, policy.tuner_groups),
        _several("also", "Besides", _boxes(policy)),
    ]


def _limits(shown: Shown) -> list[kit.Block]:
    policy = shown.policy
    channels: kit.Block = {"type": "multi_conversations_select"}
    channels["filter"] = {"include": ["public", "private"], "exclude_bot_users": True}
    if policy.channels:
        channels["initial_conversations"] = list(policy.channels)
    boxes = [_number(name, label, getattr(policy, name)) for name, label in NUMBERS.items()]
    return [_several("channels", "Channels", channels), kit.context(EMPTY), *boxes, _cost(policy)]


def _google(shown: Shown) -> list[kit.Block]:
    return google.build(shown.policy, shown.choice, shown.facts)


def _several(name: str, label: str, element: kit.Block) -> kit.Block:
    return kit.field(name, label, element, hint=HINTS.get(name, ""), optional=True)


def _users(chosen: Sequence[str]) -> kit.Block:
    element: kit.Block = {"type": "multi_users_select"}
    return element | ({"initial_users": list(chosen)} if chosen else {})


def _groups(groups: Collection[Group] | None, chosen: Sequence[str]) -> list[kit.Block]:
    """Offer the groups there are; those that were chosen and are gone stay until taken out."""
    if groups is None:
        return [kit.context(NO_GROUPS)]
    known = {it.id: it.name for it in groups}
    options = [kit.option(known.get(it, it), it) for it in dict.fromkeys([*chosen, *known])][:100]
    if not options:
        return []
    element: kit.Block = {"type": "multi_static_select", "options": options}
    if first := [it for it in options if it["value"] in chosen]:
        element["initial_options"] = first
    return [_several("tuner_groups", "And which user groups", element)]


def _boxes(policy: Policy) -> kit.Block:
    options = [kit.option(label, name) for name, label in ALSO.items()]
    chosen = [it for it in options if getattr(policy, it["value"])]
    element: kit.Block = {"type": "checkboxes", "options": options}
    return element | ({"initial_options": chosen} if chosen else {})


def _number(name: str, label: str, value: int | None) -> kit.Block:
    element: kit.Block = {
        "type": "number_input",
        "is_decimal_allowed": False,
        "min_value": "1",
        "max_value": str(MOST),
    }
    if value is not None:
        element["initial_value"] = str(value)
    return _several(name, label, element)


def _cost(policy: Policy) -> kit.Block:
    element: kit.Block = {"type": "number_input", "is_decimal_allowed": True, "min_value": "0"}
    element["max_value"] = str(MOST)
    if policy.job_cost is not None:
        element["initial_value"] = f"{policy.job_cost:g}"
    return _several("job_cost", "Most that one training may cost", element)


def _settled(policy: Policy) -> list[kit.Block]:
    if not policy.changed_at:
        return []
    return [kit.context(f"Last changed by <@{policy.changed_by}>, {kit.when(policy.changed_at)}.")]


def _read_people(view: dict[str, Any]) -> dict[str, Any]:
    also = kit.chosen(view, "also")
    lists = [it for it in ("admins", "tuners", "tuner_groups") if kit.has(view, it)]
    return {it: tuple(kit.chosen(view, it)) for it in lists} | {it: it in also for it in ALSO}


def _read_limits(view: dict[str, Any]) -> dict[str, Any]:
    entered, wrong = kit.answers(view), dict[str, str]()
    numbers = {name: _whole(name, entered.get(name, ""), wrong) for name in NUMBERS}
    cost = _amount("job_cost", entered.get("job_cost", ""), wrong)
    if wrong:
        raise InvalidForm(wrong)
    return {"channels": tuple(kit.chosen(view, "channels")), **numbers, "job_cost": cost}


def _whole(name: str, text: str, wrong: dict[str, str]) -> int | None:
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= MOST):
        wrong[name] = f"Enter a whole number from 1 to {MOST:,}, or nothing."
        return None
    return int(text)


def _amount(name: str, text: str, wrong: dict[str, str]) -> float | None:
    try:
        amount = float(text) if text else None
    except ValueError:
        amount = -1.0
    if amount is None or 0 <= amount <= MOST:
        return amount
    wrong[name] = f"Enter an amount from 0 to {MOST:,}, or nothing."
    return None
