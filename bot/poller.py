"""Watch running jobs, and tell their threads what changed: look, then deliver."""

import logging
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import Executor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Protocol, TypeVar

from bot import cards
from bot.domain import Card, Claim, DraftClaim, News, NewsKind, TrialClaim, TuningJob
from bot.errors import ChannelClosed, InvalidInput, NotAllowed, NotKept, NotPosted
from bot.store import MAX_TRIES, TELL_LEASE, Store
from bot.tuner import Tuner

log = logging.getLogger(__name__)

TRIALS_AT_ONCE = 2  # each keeps the service busy

T = TypeVar("T")


class Later(Exception):  # noqa: N818 - nothing is wrong: Slack is busy
    """Slack asked to be told later: nothing was posted, so say all of it again from *until*."""

    def __init__(self, until: datetime) -> None:
        super().__init__(f"not before {until:%H:%M:%S}")
        self.until = until


class Unheard(Exception):  # noqa: N818 - nothing is wrong with us
    """Slack gave no answer, so nobody knows whether it was said. The cause says why."""


class CardGone(Exception):  # noqa: N818 - nothing is wrong: another one is put up
    """Somebody deleted the card: nothing was posted."""


class Herald(Protocol):
    """Speaks to a job's channel; the Slack one is `handlers.progress.CardAndThread`."""

    def put_up(self, workspace: str, job: TuningJob, before: int = 0) -> Card | None:
        """Post a job's card, or raise `ChannelClosed` or `NotPosted`.

        It was perhaps posted *before*, so often: then it is looked for first. None where that
        can't be done: whether it is there is not to be known.
        """
        ...

    def tell(self, news: News, *, again: bool) -> None:
        """Edit the card and say it in the thread.

        May raise `Later`, `CardGone`, `ChannelClosed`, `Unheard`.

        News that comes *again* was perhaps said already: then it is looked for, and where that
        can't be done only the card is edited.
        """
        ...

    def apologise(self, workspace: str, job: TuningJob) -> None:
        """Tell a job's owner that its card could not be put up; *job.reason* says why."""
        ...


class Reader(Protocol):
    """Goes on with a submitted form whose file nobody is reading; `handlers.start` has it."""

    def read(self, claim: DraftClaim) -> None: ...
    def give_up(self, claim: DraftClaim) -> None:
        """Tell its owner that reading it went wrong too often."""
        ...


@dataclass(frozen=True, slots=True)
class Poller:
    """Any number of these may run, in any number of processes.

    Each method claims at most *at_once* and works on all of them together, which *pool*
    must have the threads for: a claim that waits in a queue is a lease that runs out.
    """

    store: Store
    tuner_for: Callable[[str], Tuner]
    herald: Herald
    reader: Reader
    pool: Executor
    at_once: int = 8
    lagged: Callable[[timedelta], object] = lambda _: None  # how late each look is

    def look(self, now: datetime) -> None:
        """Ask the service about jobs that are due, and queue the news."""
        with able():
            while groups := self._claim(now):
                if not self._all(partial(self._look_at, now=now), groups):
                    break
            self.store.line_up(now)

    def deliver(self, now: datetime) -> None:
        """Tell the news; what could not be told comes again when its lease runs out."""
        with able():
            while news := self.store.claim_news(now, self.at_once):
                if not self._all(partial(self._tell, now=now), news):
                    break

    def read(self, now: datetime) -> None:
        """Go on with what was left behind when a process ended; read the files of its forms."""
        with able():
            if freed := self.store.free(now):
                log.warning("leases.freed count=%s", freed)
            self._all(self._read, self.store.claim_drafts(now, self.at_once))

    def try_out(self, now: datetime) -> None:
        """Ask ready models the rows that were held out for them. It may take minutes."""
        with able():
            self._all(self._try_out, self.store.claim_trials(now, TRIALS_AT_ONCE))

    def _all(self, work: Callable[[T], None], claimed: Sequence[T]) -> bool:
        """Work on all together; say whether there is perhaps more to claim."""
        try:
            list(self.pool.map(work, claimed))
        except RuntimeError:  # the pool takes no more: this process ends, and hands back its claims
            return False
        return len(claimed) >= self.at_once

    def _claim(self, now: datetime) -> Sequence[Sequence[Claim]]:
        groups = self.store.claim_due(now, self.at_once)
        for claim in (claim for group in groups for claim in group):
            self.lagged(max(now - claim.due, timedelta()) if claim.due else timedelta())
        return groups

    def _look_at(self, claims: Sequence[Claim], now: datetime) -> None:
        """Look at jobs of one person; only one that has no card yet comes alone."""
        workspace, job = claims[0].workspace, claims[0].job
        with surviving("job.look_failed", job.id):
            following = self.tuner_for(workspace).following
            try:
                following.look_at_all(claims, now, partial(self.herald.put_up, workspace))
            except (ChannelClosed, NotAllowed, InvalidInput) as error:
                self.herald.apologise(workspace, replace(job, reason=str(error)))
            except NotPosted as error:
                log.warning("card.not_posted job=%s perhaps=%s", job.id, error.perhaps)

    def _tell(self, news: News, now: datetime) -> None:
        with surviving("news.delivery_failed", news.job.id):
            # An edit may be made twice, and half of all news is that alone.
            again = news.kind is not NewsKind.CARD and not self.store.telling(news)
            try:
                self.herald.tell(self._carded(news, now), again=again)
            except Later as later:
                self.store.postpone(news, later.until, perhaps=again)
            except CardGone:
                if news.job.card:
                    self.store.workspace(news.workspace).cards.gone(news.job.id, news.job.card)
                self.store.postpone(news, now, perhaps=again)
            except ChannelClosed:
                self.store.shut(news)
            except Exception:
                self.store.failed(news)
                raise
            else:
                self.store.delivered(news)

    def _carded(self, news: News, now: datetime) -> News:
        """Have a card put up where there is none: it was deleted, or is perhaps there."""
        if news.job.card or news.kind in {NewsKind.SHUT, NewsKind.HINDERED}:
            return news
        put_up = partial(self.herald.put_up, news.workspace)
        try:
            card = cards.put_up(self.store.workspace(news.workspace).cards, news.job, put_up, now)
        except NotPosted as error:
            raise Later(now + (error.retry_after or TELL_LEASE)) from error
        except ChannelClosed:
            if news.job.state.is_final:
                return news  # its owner hears it
            raise
        return replace(news, job=replace(news.job, card=card))

    def _read(self, claim: DraftClaim) -> None:
        with surviving("draft.read_failed", claim.draft.id):
            try:
                self.reader.read(claim)
            except Exception:
                if self.store.workspace(claim.workspace).drafts.failed(claim) >= MAX_TRIES:
                    self.reader.give_up(claim)
                raise

    def _try_out(self, claim: TrialClaim) -> None:
        with surviving("trial.failed", claim.trial.job):
            self.tuner_for(claim.workspace).trying.go_on(claim)


@contextmanager
def surviving(event: str, id: str) -> Generator[None]:
    """Log what goes wrong inside and carry on: one job's trouble is not the next one's."""
    try:
        yield
    except (NotKept, Unheard) as error:
        log.warning("%s id=%s why=%s", event, id, type(error.__cause__ or error).__name__)
    except Exception:
        log.exception("%s id=%s", event, id)


@contextmanager
def able() -> Generator[None]:
    """Leave to the next tick what the database does not take."""
    try:
        yield
    except NotKept as error:
        log.warning("database.silent why=%s", error.__cause__)
