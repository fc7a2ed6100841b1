"""Who may do what, at the moment when they do it: the one place that says no."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Protocol

from bot.domain import Clock, Kind, Policy, Price, Standing, TuningJob, utc_now
from bot.errors import InvalidInput, NotAllowed
from bot.store import WorkspaceStore

HOUR = timedelta(hours=1)
NAMED = 3  # admins that one is sent to

ONLY_ADMINS = "Only an admin can see or change that."
ONLY_TUNERS = "Here, only those whom an admin has named may start a training."
ONLY_ADMINS_SPEND = "Training costs money here, and only admins may start it."
NO_ESTIMATE = "Nobody can say what this would cost, so it does not start: its base has no price."
TOO_DEAR = "It would cost {}, and one training may cost {} here. Take fewer epochs or rows."
DEACTIVATED = "This account is deactivated."
ONLY_ASKING = "Guests, and people of other workspaces, may ask models here at most."
NO_GUESTS = "Guests can't use Tuner in this workspace."
NO_STRANGERS = "People of other workspaces can't use Tuner here."
CHANNELS = "Trainings may be started in the channels that an admin chose, and not in this one."
EXAMPLES = "Your file has {:,} examples; here, a training may have {:,}. Attach a smaller file."
PER_PERSON = (
    "You have {} on the way, and nobody may have more here. Wait until one is done, "
    "or cancel one: `/tune cancel`."
)
AT_ONCE = (
    "This workspace has {} on the way, and may have no more. Wait until one is done: "
    "`/tune status` lists them."
)
QUESTIONS = "You have asked {} within an hour, and nobody may ask more here. Go on in {} min."


class Who(Protocol):
    """Whom Slack knows. Each call may take a network's time, so none comes before an ack."""

    def person(self, user: str) -> Standing:
        """Return who somebody is, or raise `TuningUnavailable`."""
        ...

    def members(self, group: str) -> Collection[str]:
        """Return who is in a user group; nobody, where Slack won't say."""
        ...


class Anybody(Who):
    """Knows nobody: all are members, and none an admin."""

    def person(self, user: str) -> Standing:
        return Standing(user=user)

    def members(self, group: str) -> Collection[str]:  # noqa: ARG002 - nobody is in any
        return ()


@dataclass(frozen=True, slots=True)
class Permissions:
    """Each method returns when it may be, and else raises `NotAllowed`, or `InvalidInput`."""

    store: WorkspaceStore
    who: Who
    clock: Clock = utc_now
    paid: Collection[str] = ()  # the services that take money

    @property
    def policy(self) -> Policy:
        return self.store.settings.policy()

    def is_admin(self, user: str) -> bool:
        return self.policy.is_admin(self.who.person(user))

    def admin(self, user: str) -> None:
        if not self.is_admin(user):
            raise NotAllowed(self._with_whom_to_ask(ONLY_ADMINS))

    def member(self, user: str) -> None:
        """Let in who may do more than ask."""
        who = self.who.person(user)
        if who.is_deactivated:
            raise NotAllowed(DEACTIVATED)
        if who.kind is not Kind.MEMBER:
            raise NotAllowed(self._with_whom_to_ask(ONLY_ASKING))

    def tuner(self, user: str, service: str = "") -> None:
        """Let in who may start a training, at a service that perhaps takes money."""
        self.member(user)
        policy = self.policy
        groups = () if policy.is_for_all else self._groups(policy, user)
        if not policy.may_start(self.who.person(user), groups):
            raise NotAllowed(self._with_whom_to_ask(ONLY_TUNERS))
        if service in self.paid and not (policy.all_spend or self.is_admin(user)):
            raise NotAllowed(self._with_whom_to_ask(ONLY_ADMINS_SPEND))

    def spend(self, user: str, service: str, estimate: Price | None) -> None:
        """Let somebody start what costs so much; None is that nobody can say."""
        self.tuner(user, service)
        if service not in self.paid:
            return
        if estimate is None:
            raise NotAllowed(self._with_whom_to_ask(NO_ESTIMATE))
        most = self.policy.job_cost
        if most is not None and estimate.amount > most:
            limit = replace(estimate, amount=most).words
            words = TOO_DEAR.format(estimate.about, limit)
            raise NotAllowed(self._with_whom_to_ask(words))

    def asker(self, user: str) -> None:
        who = self.who.person(user)
        if self.policy.may_ask(who):
            return
        if who.is_deactivated:
            raise NotAllowed(DEACTIVATED)
        words = NO_GUESTS if who.kind is Kind.GUEST else NO_STRANGERS
        raise NotAllowed(self._with_whom_to_ask(words))

    def channel(self, channel: str) -> None:
        if not self.policy.may_be_in(channel):
            raise InvalidInput(self._with_whom_to_ask(CHANNELS), field="channel")

    def offered(self, channel: str) -> str:
        """Return *channel* if trainings may be started there, else one where they may."""
        return channel if self.policy.may_be_in(channel) else self.policy.channels[0]

    def examples(self, count: int) -> None:
        most = self.policy.examples
        if most is not None and count > most:
            words = self._with_whom_to_ask(EXAMPLES.format(count, most))
            raise InvalidInput(words, field="file")

    def start(self, job: TuningJob) -> None:
        """Let a job start that is written down, but has no card yet."""
        self.spend(job.owner, job.service, job.estimate)
        self.channel(job.order.channel)
        self.examples(job.examples)
        self._at_once(job)

    def question(self, user: str) -> None:
        """Let somebody ask once, and count it."""
        self.asker(user)
        now, most = self.clock(), self.policy.questions_per_hour
        again = self.store.usage.ask(user, now=now, most=most, within=HOUR)
        if again:
            minutes = max(-(-(again - now) // timedelta(minutes=1)), 1)
            words = QUESTIONS.format(_count(most or 0, "question"), minutes)
            raise NotAllowed(self._with_whom_to_ask(words))

    def _at_once(self, job: TuningJob) -> None:
        """Count the jobs that came before this one: of two at a time, one comes first."""
        policy, owners = self.policy, self.store.jobs.before(job)
        mine = sum(it == job.owner for it in owners)
        if policy.jobs_per_person is not None and mine >= policy.jobs_per_person:
            words = PER_PERSON.format(_count(mine, "training"))
            raise NotAllowed(self._with_whom_to_ask(words))
        if policy.jobs_at_once is not None and len(owners) >= policy.jobs_at_once:
            words = AT_ONCE.format(_count(len(owners), "training"))
            raise NotAllowed(self._with_whom_to_ask(words))

    def _groups(self, policy: Policy, user: str) -> Collection[str]:
        return {it for it in policy.tuner_groups if user in self.who.members(it)}

    def _with_whom_to_ask(self, words: str) -> str:
        known = self.policy.known_admins[:NAMED]
        people = [self.who.person(it) for it in known]
        names = [it.name for it in people if it.name and self.policy.is_admin(it)]
        return f"{words} Ask {' or '.join(names) or 'an admin of this workspace'}."


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
