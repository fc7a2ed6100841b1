"""Who may use a tuned model: see it, let somebody in, take it back, hand the model over."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Self

from bot.domain import Grantee, Permission, Role, TuningJob
from bot.errors import InvalidForm, InvalidInput
from handlers.views import ask, kit

OPEN = "share.press"
SUBMIT = "share.submit"
TAKE_BACK = "share.take_back"
HAND_OVER = "share.hand_over"
TRANSFER = "share.transfer"

TITLE = "Who may use it"
LISTED = 40  # permissions shown

ROLES = {Role.READER: "Ask it", Role.WRITER: "Ask it, describe it and share it"}
HOLDS = {Role.OWNER: "owns it", Role.WRITER: "asks, describes, shares", Role.READER: "asks"}
ONE_OF = "Choose one: somebody here, an address, or everyone."
NOBODY = "Nobody but its owner uses it at Google."
HOW = (
    "Access at Google, for notebooks and other programs as well. "
    "In Slack, this model may be asked {}."
)
NOT_HERE = (
    "At {}, models are not shared one by one: whoever may use the project may use all in it. Who "
    "may ask this one in Slack is settled here, when it is tuned."
)
WARNING = (
    ":warning: The new owner alone may then delete it, or hand it on. You stay as somebody who "
    "may ask, describe and share it, until they take that back. This can't be undone by you."
)

TAKEN_BACK = ":white_check_mark: Taken back"
STAYS = "You may still ask, describe and share it there, until they take that back."
USAGE = "Say which model: `/models share NAME`. `/models` lists what there is."


@dataclass(frozen=True, slots=True, kw_only=True)
class Sharing:
    """Which model this is about, and what people may do with it in Slack."""

    job: str
    name: str
    audience: str

    @classmethod
    def of(cls, view: dict[str, Any]) -> Self:
        return cls(**kit.data(view))

    @classmethod
    def about(cls, job: TuningJob) -> Self:
        return cls(job=job.id, name=job.order.display_name, audience=job.order.audience.words)


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """Somebody, by one of three ways of naming them, and what they may do."""

    user: str = ""
    email: str = ""
    everyone: bool = False
    role: Role = Role.READER


def button(job: TuningJob) -> kit.Block:
    return kit.button(OPEN, "Share", job.id)


def build(
    sharing: Sharing,
    permissions: Sequence[Permission] | None,
    *,
    words: str = "",
    given: Grant | None = None,
) -> kit.View:
    """Lay out who may use it and the form that lets somebody in; *words* stand on top.

    Without *permissions* only the form is there.
    """
    blocks = [
        *([kit.section(words), kit.divider()] if words else []),
        kit.section(f"*{kit.escape(sharing.name)}*\n{HOW.format(sharing.audience)}"),
        *([] if permissions is None else _listed(permissions)),
        kit.actions(kit.button(HAND_OVER, "Hand it over…")),
        kit.divider(),
        *_whom(given or Grant()),
        _role(given or Grant()),
    ]
    return kit.form(SUBMIT, TITLE, blocks, submit="Share it", data=asdict(sharing), close="Close")


def read(view: dict[str, Any]) -> Grant:
    """Read whom to let in, or raise `InvalidForm`."""
    entered = kit.answers(view)
    grant = Grant(
        user=_user(view),
        email=entered.get("email", ""),
        everyone=_is_ticked(view),
        role=Role(entered.get("role") or Role.READER),
    )
    if sum(map(bool, (grant.user, grant.email, grant.everyone))) != 1:
        raise InvalidForm({"user": ONE_OF, "email": ONE_OF})
    return grant


def hand_over(sharing: Sharing, *, words: str = "", given: Grant | None = None) -> kit.View:
    """Lay out the form that makes somebody else the owner."""
    blocks = [
        *kit.warning(words),
        kit.section(f"*{kit.escape(sharing.name)}* gets a new owner.\n{WARNING}"),
        *_named(given or Grant()),
    ]
    return kit.form(TRANSFER, "Hand it over", blocks, submit="Hand it over", data=asdict(sharing))


def read_owner(view: dict[str, Any]) -> Grant:
    """Read who is to own it, or raise `InvalidInput`."""
    grant = Grant(user=_user(view), email=kit.answers(view).get("email", ""), role=Role.OWNER)
    if bool(grant.user) == bool(grant.email):
        raise InvalidInput("Choose somebody here, or write an address.", field="user")
    return grant


def who(permission: Permission) -> str:
    """Say whom a permission is for, safe inside our markdown."""
    if permission.grantee is Grantee.EVERYONE:
        return "Everyone"
    group = " (a group)" if permission.grantee is Grantee.GROUP else ""
    return f"*{kit.escape(permission.email)}*{group}"


def shared(permission: Permission) -> str:
    return f":white_check_mark: Shared: {who(permission)} {HOLDS[permission.role]}."


def let_in(sharing: Sharing, by: str) -> kit.Message:
    """Tell somebody that they may use a model now, with the way to ask it."""
    return _told(sharing, f"<@{by}> shared *{kit.escape(sharing.name)}* with you.")


def given(sharing: Sharing, by: str) -> kit.Message:
    """Tell somebody that a model is theirs now."""
    return _told(sharing, f"<@{by}> made you the owner of *{kit.escape(sharing.name)}*.")


def taken_back(permission: Permission | None) -> str:
    """Say from whom, as the service knew them until now."""
    if permission is None:
        return f"{TAKEN_BACK} already."
    return f"{TAKEN_BACK}: {who(permission)} can't use it any more."


def handed(name: str) -> str:
    return f":white_check_mark: *{kit.escape(name)}* has a new owner at Google. " + STAYS


def _told(sharing: Sharing, text: str) -> kit.Message:
    button = kit.button(ask.OPEN, "Ask it", sharing.job)
    return kit.Message(text=text, blocks=[kit.section(text), kit.actions(button)])


def _listed(permissions: Sequence[Permission]) -> list[kit.Block]:
    hidden = len(permissions) - LISTED
    more = [kit.context(f"…and {hidden} more.")] if hidden > 0 else []
    nobody = [] if permissions else [kit.section(NOBODY)]
    return [*nobody, *(_row(it) for it in permissions[:LISTED]), *more]


def _row(permission: Permission) -> kit.Block:
    text = f"{who(permission)} · {HOLDS[permission.role]}"
    if permission.role is Role.OWNER:
        return kit.section(text)
    sure = kit.confirm(
        "Take it back?",
        kit.cut(f"{permission.email or 'Everyone'} can't use this model any more, then.", 300),
        yes="Take it back",
        no="Leave it",
    )
    return kit.section(text, kit.button(TAKE_BACK, "Take back", permission.id, confirm=sure))


def _whom(given: Grant) -> list[kit.Block]:
    tick = kit.option("Everyone who knows its name at Google", "everyone")
    boxes: kit.Block = {"type": "checkboxes", "options": [tick]}
    boxes |= {"initial_options": [tick]} if given.everyone else {}
    return [*_named(given), kit.field("everyone", "Or everyone", boxes, optional=True)]


def _named(given: Grant) -> list[kit.Block]:
    people: kit.Block = {"type": "users_select"} | (
        {"initial_user": given.user} if given.user else {}
    )
    box = kit.text_input(given.email, placeholder="ada@example.com", max_length=254)
    return [
        kit.field(
            "user",
            "Somebody here",
            people,
            hint="By the Google account that they have linked.",
            optional=True,
        ),
        kit.field("email", "Or an address, or a Google group's", box, optional=True),
    ]


def _role(given: Grant) -> kit.Block:
    options = [kit.option(label, role) for role, label in ROLES.items()]
    return kit.field("role", "What they may do", kit.choice("radio_buttons", options, given.role))


def _user(view: dict[str, Any]) -> str:
    state: dict[str, Any] = view["state"]["values"].get("user", {}).get("user") or {}
    return str(state.get("selected_user") or "")


def _is_ticked(view: dict[str, Any]) -> bool:
    state: dict[str, Any] = view["state"]["values"].get("everyone", {}).get("everyone") or {}
    return bool(state.get("selected_options"))
