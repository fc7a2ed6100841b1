"""Did it help? Rows that were held out, asked of a tuned model and of its base."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.domain import (
    Clock,
    Example,
    JobState,
    Question,
    Sampling,
    Trial,
    TrialClaim,
    Tried,
    TuningJob,
    utc_now,
)
from bot.domain.trials import MOST
from bot.errors import LinkExpired, NotConnected, TunerError, TuningUnavailable
from bot.shelf import Shelf
from bot.store import MAX_TRIES, WorkspaceStore
from bot.tuning import ServiceFor, TuningService

log = logging.getLogger(__name__)

PASSING = (TuningUnavailable, LinkExpired, NotConnected)
NO_BASE = "Its base model could not be asked. {}"
NO_ANSWER = "It could not be asked. {}"
ROOM = 32  # tokens more than the wanted answer has characters: a longer one is wrong anyway
LONGEST = 2048  # tokens


@dataclass(frozen=True, slots=True)
class Trying:
    """Asks as a job's owner does."""

    store: WorkspaceStore
    service_for: ServiceFor
    clock: Clock = utc_now

    def go_on(self, claim: TrialClaim) -> Trial:
        """Ask what has not been asked yet; each answer is kept at once.

        What may pass (a service that doesn't answer, an expired link) ends it until the lease
        runs out, and for good at the last try.
        """
        job, trial = self.store.jobs.job(claim.trial.job), claim.trial
        if job.state is not JobState.READY:
            return trial  # it was deleted meanwhile: there is nothing to tell
        rows = Shelf(self.store, self.service_for).held_out(job, MOST)
        trial = replace(trial, total=len(rows))
        try:
            trial = self._asked(claim, job, trial, rows[len(trial.rows) :])
        except PASSING as error:
            log.warning("trial.waits job=%s why=%s", job.id, type(error).__name__)
            if claim.tries < MAX_TRIES:
                return trial
            trial = self._ended(job, error)
        except TunerError as error:
            trial = self._ended(job, error)
        self.store.trials.finish(claim, trial)
        return trial

    def _asked(
        self, claim: TrialClaim, job: TuningJob, trial: Trial, rows: Sequence[Example]
    ) -> Trial:
        service = self.service_for(job.owner, job.site)
        for row in rows:
            tuned = service.ask(job.model_id, _question(row, job)).text
            base, note = self._base(service, job, row) if not trial.note else (None, trial.note)
            tried = Tried(row, tuned, base)
            trial = replace(trial, rows=(*trial.rows, tried), note=note)
            if not self.store.trials.save(claim, trial, now=self.clock()):
                break  # somebody else goes on with it
        return trial

    def _base(self, service: TuningService, job: TuningJob, row: Example) -> tuple[str | None, str]:
        """Return what the base model says; None, and why, if it can't be asked at all."""
        try:
            base = service.model(job.model_id).base_model
            return service.ask_base(base, _question(row, job)).text, ""
        except PASSING:
            raise
        except TunerError as error:
            return None, NO_BASE.format(error)

    def _ended(self, job: TuningJob, error: TunerError) -> Trial:
        """Return what there is, with why it is not more."""
        kept = self.store.trials.trial(job.id) or Trial(job=job.id, total=0)
        return replace(kept, note=NO_ANSWER.format(error))


def _question(row: Example, job: TuningJob) -> Question:
    """Ask for the likeliest answer, no longer than the wanted one could be."""
    most = min(len(row.output) + ROOM, LONGEST)
    likeliest = Sampling(temperature=0.0)
    plain = Question(text=row.text_input, sampling=likeliest, max_tokens=most)
    return plain.to(job.order, keeps_sampling=True)
