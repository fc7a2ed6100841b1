"""Who people are, as Slack knows them at this moment; what it said holds for a minute."""

from collections.abc import Callable, Collection, Hashable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, TypeVar

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.domain import Clock, Kind, Standing, utc_now
from bot.errors import TuningUnavailable
from bot.permissions import Who
from handlers import slack

T = TypeVar("T")
Json = dict[str, Any]

FRESH = timedelta(minutes=1)
MOST = 10_000  # that are remembered at a time
NO_ANSWER = "Slack does not say who you are just now. Try again in a minute."
UNKNOWN = {"user_not_found", "user_not_visible", "users_not_found"}
NO_GROUPS = {
    "missing_scope",
    "no_such_subteam",
    "subteam_max_users_exceeded",
    "plan_upgrade_required",
}


@dataclass(frozen=True, slots=True)
class Group:
    """A user group, which people mention as ``@handle``."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class People:
    """All workspaces' people. Any thread may use it; two that ask at once both ask Slack."""

    client_for: Callable[[str], WebClient]  # takes a workspace's id
    clock: Clock = utc_now
    known: dict[Hashable, tuple[datetime, Any]] = field(
        default_factory=dict[Hashable, tuple[datetime, Any]]
    )

    def of(self, workspace: str) -> Who:
        return SlackWho(self, workspace)

    def groups(self, workspace: str) -> Collection[Group] | None:
        """Return the user groups there are; None where Tuner may not see them."""
        return self.remembered(("groups", workspace), lambda: self._groups(workspace))

    def remembered(self, key: Hashable, ask: Callable[[], T]) -> T:
        now, entry = self.clock(), self.known.get(key)
        if entry and now - entry[0] < FRESH:
            return entry[1]
        found = ask()
        if len(self.known) >= MOST:
            self.known.clear()
        self.known[key] = now, found
        return found

    def _groups(self, workspace: str) -> Collection[Group] | None:
        try:
            answer: Any = self.client_for(workspace).usergroups_list()
        except SlackApiError as error:
            if slack.code(error) in NO_GROUPS:
                return None
            raise TuningUnavailable(NO_ANSWER) from error
        found: list[Json] = answer["usergroups"]
        return [Group(it["id"], f"@{it['handle']}") for it in found]


@dataclass(frozen=True, slots=True)
class SlackWho(Who):
    people: People
    workspace: str

    def person(self, user: str) -> Standing:
        key = ("person", self.workspace, user)
        return self.people.remembered(key, lambda: self._person(user))

    def members(self, group: str) -> Collection[str]:
        key = ("group", self.workspace, group)
        return self.people.remembered(key, lambda: self._members(group))

    def _person(self, user: str) -> Standing:
        try:
            answer: Any = self._client.users_info(user=user)
        except SlackApiError as error:
            if slack.code(error) in UNKNOWN:
                return Standing(user=user, kind=Kind.STRANGER)
            raise TuningUnavailable(NO_ANSWER) from error
        except OSError as error:
            raise TuningUnavailable(NO_ANSWER) from error
        return standing(answer["user"], self.workspace)

    def _members(self, group: str) -> Collection[str]:
        try:
            answer: Any = self._client.usergroups_users_list(usergroup=group)
        except SlackApiError as error:
            if slack.code(error) in NO_GROUPS:
                return ()
            raise TuningUnavailable(NO_ANSWER) from error
        except OSError as error:
            raise TuningUnavailable(NO_ANSWER) from error
        return frozenset(answer["users"])

    @property
    def _client(self) -> WebClient:
        return self.people.client_for(self.workspace)


def standing(user: Json, workspace: str) -> Standing:
    """Read what Slack says of somebody."""
    profile: Json = user.get("profile") or {}
    kind = _kind(user, workspace)
    admin = bool(user.get("is_admin") or user.get("is_owner"))
    return Standing(
        user=user["id"],
        name=profile.get("display_name") or user.get("real_name") or user.get("name") or "",
        kind=kind,
        is_admin=admin and kind is Kind.MEMBER,
        is_deactivated=bool(user.get("deleted")),
    )


def _kind(user: Json, workspace: str) -> Kind:
    """Tell strangers by their team; in an organisation, people are of several."""
    enterprise: Json = user.get("enterprise_user") or {}
    teams: list[str] = enterprise.get("teams") or []
    team = user.get("team_id") or workspace
    if user.get("is_stranger") or (team != workspace and workspace not in teams):
        return Kind.STRANGER
    if user.get("is_restricted") or user.get("is_ultra_restricted"):
        return Kind.GUEST
    return Kind.MEMBER
