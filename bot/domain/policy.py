"""Who may do what in a workspace, and how much of it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Kind(StrEnum):
    """What somebody is to a workspace."""

    MEMBER = "member"
    GUEST = "guest"  # of one channel or several
    STRANGER = "stranger"  # of another workspace, met in a shared channel


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Who somebody is, as Slack has it. *is_admin* says so of Slack's own admins and owners."""

    user: str
    name: str = ""
    kind: Kind = Kind.MEMBER
    is_admin: bool = False
    is_deactivated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """What the admins of a workspace have settled. None is no limit; the lists are of ids.

    Where neither people nor groups are named as *tuners*, all members may tune; where no
    channels are named, all will do. *project* is the Google Cloud project whose quota is used;
    a service in the cloud also has a *location* and a *bucket* there. What is empty of these is
    as Tuner was started. *retention_days* is how long questions and answers are kept.
    """

    admins: tuple[str, ...] = ()
    tuners: tuple[str, ...] = ()
    tuner_groups: tuple[str, ...] = ()
    guests_ask: bool = False
    strangers_ask: bool = False
    second_person: bool = False  # to delete a model
    channels: tuple[str, ...] = ()
    jobs_per_person: int | None = None
    jobs_at_once: int | None = None
    examples: int | None = None
    questions_per_hour: int | None = None
    all_spend: bool = False  # all who may tune, also where that costs money
    job_cost: float | None = None  # the most of one training, in the prices' currency
    retention_days: int | None = None
    service: str = ""  # where models are tuned; empty: the one that Tuner was started with
    project: str = ""
    location: str = ""
    bucket: str = ""
    changed_by: str = ""
    changed_at: datetime | None = None

    @property
    def is_for_all(self) -> bool:
        """Say whether all members may tune."""
        return not (self.tuners or self.tuner_groups)

    @property
    def known_admins(self) -> tuple[str, ...]:
        """Return whom one can turn to: who settled this, and those who were named."""
        return tuple(dict.fromkeys(it for it in (self.changed_by, *self.admins) if it))

    def is_admin(self, who: Standing) -> bool:
        named = who.user in self.admins and who.kind is Kind.MEMBER
        return (who.is_admin or named) and not who.is_deactivated

    def may_start(self, who: Standing, groups: Collection[str] = ()) -> bool:
        """Say whether somebody, who is in *groups*, may tune."""
        if who.kind is not Kind.MEMBER or who.is_deactivated:
            return False
        named = who.user in self.tuners or not set(groups).isdisjoint(self.tuner_groups)
        return self.is_for_all or named or self.is_admin(who)

    def may_ask(self, who: Standing) -> bool:
        return {
            Kind.MEMBER: True,
            Kind.GUEST: self.guests_ask,
            Kind.STRANGER: self.strangers_ask,
        }[who.kind] and not who.is_deactivated

    def may_be_in(self, channel: str) -> bool:
        return not self.channels or channel in self.channels
