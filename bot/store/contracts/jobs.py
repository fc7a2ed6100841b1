"""Tuning jobs, and with whom their models are shared."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Protocol

from bot.domain import Card, Claim, Move, Named, NewsKind, Trial, TrialClaim, TuningJob


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

    def some(self, ids: Sequence[str]) -> Sequence[TuningJob]:
        """Return those of them that there are, in this order, as `jobs` does."""
        ...

    def named(self) -> Sequence[Named]:
        """Return what lists need of all jobs that are not deleted, newest first. Quick."""
        ...

    def needing(self, owner: str, *, since: datetime, most: int) -> Sequence[TuningJob]:
        """Return the newest jobs that their *owner* should look after, as `jobs` does.

        First those on their way that wait for something, then those that failed *since*.
        """
        ...

    def owned(self, user: str) -> Collection[str]:
        """Return the ids of *user*'s jobs, of deleted ones too."""
        ...

    def with_card(self, card: Card) -> TuningJob | None:
        """Return the job that a card shows, unless it is deleted."""
        ...

    def called(self, model_id: str) -> TuningJob | None:
        """Return the job of the tuned model that the service calls so."""
        ...

    def drop(self, claim: Claim) -> bool:
        """Forget a claimed job without a card; its draft is `CHECKED` again."""
        ...

    def advance_all(self, moves: Sequence[Move]) -> Collection[str]:
        """Do what `advance` does for each, in one transaction; return the ids that were moved."""
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
        news of the same kind that nobody has begun to tell: the latest wins. HINDERED is told
        once for each link to Google, and due again at once is the job when its owner links
        anew. A job that
        becomes ready and has rows held out has its trial begin with it. Snapshots that are
        the claim's own are left as they are.
        """
        ...

    def untold(self, now: datetime) -> Sequence[tuple[TuningJob, NewsKind]]:
        """Return the news that was given up, oldest first: told too often in vain."""
        ...

    def rename(self, id: str, *, name: str, description: str) -> TuningJob:
        """Write another name and description, and queue news for the card.

        The name may get a number, as in `add`. Raises `NotFound`.
        """
        ...

    def hand_over(self, id: str, *, owner: str) -> TuningJob:
        """Write who owns it from now on, or raise `NotFound`."""
        ...

    def put_off(self, job: TuningJob, *, now: datetime, until: datetime) -> None:
        """Have nobody look before then at due jobs that wait for what *job* waits for.

        They are its owner's, at its site, and not started yet. What is claimed or in line or
        lacks its card is left as it is.
        """
        ...

    def pause(self, owner: str, reason: str, *, until: datetime) -> None:
        """Have nobody look at that person's jobs for so long, or until they `link` again.

        Each of the jobs that are not over gets the *reason*, and news for its card.
        """
        ...

    def delete(self, id: str, *, by: str, at: datetime) -> TuningJob:
        """Write that it is gone, and queue the news: once, however often it is called.

        It stays in the record, but its name is free. Raises `NotFound`.
        """
        ...

    def missed(self, id: str, at: datetime) -> TuningJob:
        """Write that the service did not know a model that was ready.

        The second time, and later than the first, it is `gone` since the first; the news is
        queued, once. Raises `NotFound`.
        """
        ...

    def met(self, id: str) -> None:
        """Write that the service knows the model after all: nothing was missed."""
        ...

    def warn(self, id: str, *, days: int, retires: date, successor: str) -> bool:
        """Write when a ready model's base retires, and queue the news: once for these *days*.

        Nothing is told that is further away than what was told last. *successor* is a base
        that stays. False if nothing is new.
        """
        ...

    def before(self, job: TuningJob) -> Sequence[str]:
        """Return the owners of the jobs that are not over and were wanted before *job*."""
        ...


class Cards(Protocol):
    """Where jobs' cards are. A card that was perhaps posted is never posted again blindly."""

    def posting(self, job: str, now: datetime) -> int | None:
        """Write that a card is about to be posted; return how often it perhaps was before.

        None if it is there already, or somebody else may still be at it, for `TELL_LEASE`.
        """
        ...

    def posted(self, job: str, card: Card) -> bool:
        """Write where it is. False if there is one already."""
        ...

    def refused(self, job: str) -> None:
        """Write that it was certainly not posted this time."""
        ...

    def gone(self, job: str, card: Card) -> bool:
        """Forget a card that somebody deleted, so that another is put up. False if it was."""
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


class Trials(Protocol):
    """Held-out rows that are asked of a tuned model and its base. The texts are encrypted."""

    def trial(self, job: str) -> Trial | None:
        """Return what has been asked so far, or all there was to ask."""
        ...

    def save(self, claim: TrialClaim, trial: Trial, *, now: datetime) -> bool:
        """Write what has been asked so far, and begin the lease anew. False if it was lost."""
        ...

    def finish(self, claim: TrialClaim, trial: Trial) -> bool:
        """Write all of it and queue the news: all or nothing. False if the claim was lost."""
        ...
