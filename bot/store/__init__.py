"""What Tuner remembers. These docstrings are the contract; tests/bot/store holds it."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from bot.domain import (
    Account,
    Card,
    Claim,
    Draft,
    DraftClaim,
    Feedback,
    KeptAnswer,
    KeyFacts,
    Named,
    News,
    NewsKind,
    TuningJob,
)
from bot.store.outside import Departures, Inbox, Installations, Links

# A lease outlives twice the slowest call made under it, plus some time to settle:
# a claim is worthless if the first holder's request can still land.
LOOK_LEASE = timedelta(seconds=150)  # the tuning service has 60 s to answer
TELL_LEASE = timedelta(seconds=60)  # Slack has 10 s, twice
READ_LEASE = timedelta(seconds=60)  # a file is fetched and checked
MAX_TRIES = 8


class Accounts(Protocol):
    """The Google accounts that people of one workspace have linked. Credentials are encrypted."""

    def link(self, account: Account, credentials: str) -> None:
        """Remember *account.user*'s credentials; replaces older ones."""
        ...

    def account(self, user: str) -> Account | None: ...

    def linked(self, email: str) -> Account | None:
        """Return the account of whoever linked that address, capitals aside."""
        ...

    def credentials(self, user: str) -> str:
        """Return the credentials that *user* linked, or raise `NotConnected`."""
        ...

    def refreshed(self, user: str, credentials: str) -> None:
        """Write back credentials that Google has renewed; nothing happens if unlinked since."""
        ...

    def unlink(self, user: str) -> bool:
        """Forget them. False if there was nothing to forget."""
        ...


class Datasets(Protocol):
    """Files by the SHA-256 of their bytes, encrypted."""

    def keep(self, content: bytes, *, name: str, owner: str, at: datetime) -> str:
        """Keep a file and return its SHA-256 in hex; the same bytes again are kept once."""
        ...

    def content(self, sha256: str) -> bytes:
        """Return a file's bytes, or raise `NotFound`."""
        ...


class Drafts(Protocol):
    """Submitted forms that are not jobs yet."""

    def receive(self, draft: Draft, *, now: datetime) -> DraftClaim | None:
        """Write a submitted form, claimed by the caller; None if it is there already."""
        ...

    def draft(self, id: str) -> Draft:
        """Return a draft, or raise `NotFound`."""
        ...

    def settle(self, claim: DraftClaim, draft: Draft) -> bool:
        """Write what came of reading the file, and end the claim. False if it was lost."""
        ...


class Jobs(Protocol):
    """The tuning jobs of one workspace, for ever."""

    def add(self, job: TuningJob, *, now: datetime) -> Claim | None:
        """Write a new job, claimed by the caller; None if its id is taken already.

        Names are unique in a workspace: the claim's job has the name that it got.
        If it came of a draft (the draft's id is the job's), that is `STARTED` with it.
        """
        ...

    def job(self, id: str) -> TuningJob:
        """Return a job, or raise `NotFound`."""
        ...

    def jobs(self) -> Sequence[TuningJob]:
        """Return all jobs, newest first, each with its first and last snapshots only."""
        ...

    def named(self) -> Sequence[Named]:
        """Return the names of all jobs that are not deleted, newest first. Quick."""
        ...

    def called(self, model_id: str) -> TuningJob | None:
        """Return the job of the tuned model that the service calls so."""
        ...

    def drop(self, claim: Claim) -> bool:
        """Forget a claimed job without a card; its draft is `CHECKED` again."""
        ...

    def card(self, claim: Claim, card: Card) -> bool:
        """Write where a claimed job's card is. The claim goes on. False if it was lost."""
        ...

    def claim(self, id: str, now: datetime) -> Claim | None:
        """Take a job over, even from somebody who is looking at it; None if it is over."""
        ...

    def advance(
        self,
        claim: Claim,
        job: TuningJob,
        *,
        look_at: datetime | None,
        news: Sequence[NewsKind] = (),
    ) -> bool:
        """Move a claimed job on and queue the news of it: all or nothing. Ends the claim.

        False, and nothing done, if somebody has claimed the job since. A job with no
        *look_at* is over: never due again. News of a kind CARD or PROGRESS replaces older
        news of the same kind that nobody has begun to tell: the latest wins.
        """
        ...

    def rename(self, id: str, *, name: str, description: str) -> TuningJob:
        """Write another name and description, and queue news for the card.

        The name may get a number, as in `add`. Raises `NotFound`.
        """
        ...

    def hand_over(self, id: str, *, owner: str) -> TuningJob:
        """Write who owns it from now on, or raise `NotFound`."""
        ...

    def delete(self, id: str, *, by: str, at: datetime) -> TuningJob:
        """Write that it is gone, and queue the news: once, however often it is called.

        It stays in the record, but its name is free. Raises `NotFound`.
        """
        ...


class Shares(Protocol):
    """With whom models are shared at the service, as it was last seen there."""

    def keep(self, job: str, emails: Collection[str]) -> None:
        """Remember with whom; replaces what was. An empty address is everyone."""
        ...

    def shared_with(self, email: str) -> Collection[str]:
        """Return the ids of the jobs that are shared with that address, or with everyone."""
        ...

    def emails(self, job: str) -> Sequence[str]: ...


class Settings(Protocol):
    """What the workspace has chosen. The API key is encrypted."""

    def set_key(self, api_key: str, *, by: str, at: datetime) -> None:
        """Remember the key to ask models with; replaces an older one."""
        ...

    def key(self) -> str | None: ...

    def key_facts(self) -> KeyFacts | None: ...

    def forget_key(self) -> bool:
        """Forget it. False if there was nothing to forget."""
        ...


class Answers(Protocol):
    """Answers that were given, and what people think of them. The texts are encrypted."""

    def keep(self, kept: KeptAnswer) -> None:
        """Remember an answer; one that is there already stays as it is."""
        ...

    def kept(self, id: str) -> KeptAnswer:
        """Return an answer, or raise `NotFound`."""
        ...

    def model_at(self, channel: str, ts: str) -> str | None:
        """Return the job whose answer that message is, if it is one."""
        ...

    def rate(self, id: str, *, by: str, good: bool, at: datetime) -> Feedback:
        """Remember what somebody thinks of it, once a person. Raises `NotFound`."""
        ...

    def feedback(self, job: str) -> Sequence[Feedback]:
        """Return what people think of a model's answers, oldest first."""
        ...


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
    def jobs(self) -> Jobs: ...
    @property
    def shares(self) -> Shares: ...
    @property
    def settings(self) -> Settings: ...
    @property
    def answers(self) -> Answers: ...


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

    def claim_drafts(self, now: datetime, limit: int) -> Sequence[DraftClaim]:
        """Claim the drafts whose files have not been read, longest waiting first.

        As with jobs and news: none of a workspace that Tuner was taken out of.
        Nobody else gets them for `READ_LEASE`; what was claimed `MAX_TRIES` times is left.
        """
        ...

    def claim_due(self, now: datetime, limit: int) -> Sequence[Claim]:
        """Claim the *limit* jobs that are due longest, in any workspace.

        Nobody else gets them for `LOOK_LEASE`: a job that crashes us waits its turn.
        """
        ...

    def claim_news(self, now: datetime, limit: int) -> Sequence[News]:
        """Claim the oldest news, for `TELL_LEASE`, at most one of each job.

        A job's news comes in order: the next waits until this is `delivered`, or has been
        claimed `MAX_TRIES` times; then it stays in the store, but is claimed no more.
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

    def postpone(self, news: News, until: datetime) -> bool:
        """Tell it later: Slack said when, and nothing was posted. No try is counted."""
        ...
