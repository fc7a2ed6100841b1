"""What Tuner remembers. These docstrings are the contract; tests/bot/store holds it."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Protocol

from bot.domain import Claim, DraftClaim, Figures, News, TrialClaim
from bot.store.contracts.answers import Answers
from bot.store.contracts.datasets import Datasets, Drafts, Library
from bot.store.contracts.history import Audit, Departed, Requests, Usage
from bot.store.contracts.jobs import Cards, Jobs, Shares, Trials
from bot.store.contracts.people import Accounts, Settings
from bot.store.outside import Departures, Inbox, Installations, Links

__all__ = [
    "HORIZON",
    "LOOK_LEASE",
    "MAX_TRIES",
    "MOST_CLAIMS",
    "READ_LEASE",
    "RENEW_LEASE",
    "TELL_LEASE",
    "TRY_LEASE",
    "Accounts",
    "Answers",
    "Audit",
    "Cards",
    "Datasets",
    "Departed",
    "Departures",
    "Drafts",
    "Inbox",
    "Installations",
    "Jobs",
    "Library",
    "Links",
    "Requests",
    "Settings",
    "Shares",
    "Store",
    "Trials",
    "Usage",
    "WorkspaceStore",
]

# A lease outlives twice the slowest call made under it, plus some time to settle:
# a claim is worthless if the first holder's request can still land.
LOOK_LEASE = timedelta(seconds=150)  # the tuning service has 60 s to answer
TELL_LEASE = timedelta(seconds=60)  # Slack has 10 s, twice
READ_LEASE = timedelta(seconds=180)  # a file of 100 MB is fetched and checked
RENEW_LEASE = timedelta(seconds=75)  # Google has 10 s, three times
TRY_LEASE = timedelta(seconds=300)  # two answers of 60 s each, asked for twice if need be
MAX_TRIES = 8
MOST_CLAIMS = 40  # of a form: a file that ends us each time is given up, too
HORIZON = timedelta(minutes=20)  # nothing waits longer, so what seems to was left by a clock


class WorkspaceStore(Protocol):
    """What one Slack workspace has told us, by subject.

    Sees and touches no other workspace's rows, whatever it is asked. Any thread may use it.
    """

    @property
    def accounts(self) -> Accounts: ...
    @property
    def datasets(self) -> Datasets: ...
    @property
    def drafts(self) -> Drafts: ...
    @property
    def library(self) -> Library: ...
    @property
    def jobs(self) -> Jobs: ...
    @property
    def cards(self) -> Cards: ...
    @property
    def shares(self) -> Shares: ...
    @property
    def settings(self) -> Settings: ...
    @property
    def answers(self) -> Answers: ...
    @property
    def trials(self) -> Trials: ...
    @property
    def audit(self) -> Audit: ...
    @property
    def usage(self) -> Usage: ...
    @property
    def requests(self) -> Requests: ...
    @property
    def departed(self) -> Departed: ...


class Store(Protocol):
    """All workspaces; what the poller sees. Any thread and any process may use it."""

    @property
    def links(self) -> Links: ...
    @property
    def installations(self) -> Installations: ...
    @property
    def inbox(self) -> Inbox: ...
    @property
    def departures(self) -> Departures: ...

    def rekey(self, limit: int) -> int:
        """Encrypt at most *limit* things anew that an older key has; 0 when none is left."""
        ...

    def workspace(self, id: str) -> WorkspaceStore:
        """Return the one workspace's store, which may be new."""
        ...

    def workspaces(self) -> Sequence[str]:
        """Return the ids of all workspaces that have a job, ready or not, and have not left."""
        ...

    def claim_drafts(self, now: datetime, limit: int) -> Sequence[DraftClaim]:
        """Claim the drafts whose files have not been read, longest waiting first.

        As with jobs and news: none of a workspace that Tuner was taken out of.
        Nobody else gets them for `READ_LEASE`; what `failed` `MAX_TRIES` times, or was claimed
        `MOST_CLAIMS` times, is left.
        """
        ...

    def claim_due(self, now: datetime, limit: int) -> Sequence[Sequence[Claim]]:
        """Claim the jobs that are due longest, in any workspace: those of *limit* people.

        Each person's jobs at one site come together, also those that are due soon; one that
        the service has yet to hear of comes alone. Jobs in line are due in their order, and
        those that are paused not at all. Nobody else gets them for `LOOK_LEASE`: a job that
        crashes us waits its turn. A clock that was put back makes nobody wait longer than
        `HORIZON`.
        """
        ...

    def hand_back(self, now: datetime) -> None:
        """Give up all that was claimed here, so that somebody else goes on at once.

        News that is on its way keeps its lease: it may land yet.
        """
        ...

    def free(self, now: datetime) -> int:
        """Do that for processes that have ended without it; return how much there was."""
        ...

    def line_up(self, now: datetime) -> None:
        """Say anew who is next in each lane, with news for the cards that show it.

        People take turns, whoever was served longest ago first; each one's oldest job comes
        first. Whoever has come to the front tries at once.
        """
        ...

    def standing(self, now: datetime) -> Figures: ...

    def try_writing(self) -> None:
        """Raise whatever keeps us from writing just now."""
        ...

    def is_awaited(self, lane: str) -> bool:
        """Tell whether anybody stands in line there."""
        ...

    def claim_news(self, now: datetime, limit: int) -> Sequence[News]:
        """Claim the oldest news, for `TELL_LEASE`, at most one of each job.

        A job's news comes in order: the next waits until this is `delivered`, or has `failed`
        `MAX_TRIES` times; then it stays in the store, but is claimed no more.
        """
        ...

    def claim_trials(self, now: datetime, limit: int) -> Sequence[TrialClaim]:
        """Claim the trials that nobody goes on with, longest waiting first, for `TRY_LEASE`.

        What was claimed `MAX_TRIES` times since it last came further is left.
        """
        ...

    def telling(self, news: News) -> bool:
        """Mark claimed news as on its way, just before it is posted.

        News that comes again although it was on its way has perhaps been posted: False.
        """
        ...

    def delivered(self, news: News) -> bool:
        """Forget news that was told. False if somebody has claimed it since."""
        ...

    def failed(self, news: News) -> bool:
        """Count a try that went wrong. Whoever is killed meanwhile has not tried."""
        ...

    def postpone(self, news: News, until: datetime, *, perhaps: bool = False) -> bool:
        """Tell it later: Slack said when, and nothing was posted. It has not `failed`.

        *perhaps*: an earlier try may have posted it, so the next one is told so again.
        """
        ...

    def shut(self, news: News) -> bool:
        """Forget news that a channel does not let in; SHUT is queued, once for each job."""
        ...
