"""Asking models, comparing them with their bases, and what people think of the answers."""

import logging
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Self

from bot.deleting import Deleting
from bot.domain import (
    Act,
    Answer,
    Clock,
    Facts,
    Feedback,
    JobState,
    KeptAnswer,
    KeyFacts,
    Question,
    Site,
    TuningJob,
    answer_id,
    utc_now,
)
from bot.errors import (
    InvalidInput,
    LinkExpired,
    NotAllowed,
    NotConnected,
    NotFound,
    ServiceRefused,
    TunerError,
    TuningUnavailable,
)
from bot.store import WorkspaceStore
from bot.tuning import Keyed, ServiceFor, TuningService

log = logging.getLogger(__name__)

# What another credential may help against.
REFUSALS = (ServiceRefused, NotFound, LinkExpired)
PASSING = (NotConnected, LinkExpired, TuningUnavailable)
TOO_LONG = "Your question has {:,} characters; this model takes {:,}. Shorten it."
TOO_MANY = "This service gives at most {} answers to one question."
BAD_KEY = "The tuning service does not take this key. {}"
GONE = "*{}* is no longer at Google since {:%Y-%m-%d %H:%M} UTC, not deleted through Tuner."
ADDRESS = re.compile(r'"client_email"\s*:\s*"([^"]+)"')
SHOWN = 4  # characters, so that people know which key it is
NO_KEYS = "This Tuner can't ask with an API key."


@dataclass(frozen=True, slots=True)
class Asking:
    """Who may ask is in our own record; the service is asked with a credential that may.

    *keyed* makes a service of a key, which an admin may leave for the whole workspace at
    *site*, where it tunes now.
    """

    store: WorkspaceStore
    service_for: ServiceFor
    models: Deleting
    keyed: Keyed | None = None
    clock: Clock = utc_now
    site: Site = Site()  # noqa: RUF009 - it is frozen

    def ask(self, id: str, question: Question, *, by: str, channel: str) -> Iterator[Answer]:
        """Ask a tuned model from *channel*, piece by piece; more candidates come at once.

        *id* is a job's, or that of a tuned model which only the service knows. Raises
        `NotAllowed` or `InvalidInput` before anything is asked.
        """
        model, services, question = self._asked(id, question, by, channel)
        _check(question, services[0])
        self.models.may.question(by)
        pieces = _first_that_may(services, lambda it: it.ask_in_pieces(model, question))
        return self._or_gone(id, pieces)

    def compare(
        self, id: str, question: Question, *, by: str, channel: str
    ) -> tuple[Answer, Answer]:
        """Ask a tuned model and its base the same; return both answers in that order."""
        model, services, question = self._asked(id, question, by, channel)
        _check(question, services[0])
        self.models.may.question(by)
        [tuned] = _first_that_may(services, lambda it: iter([it.ask(model, question)]))
        [base] = _first_that_may(services, lambda it: iter([_ask_base(it, model, question)]))
        return tuned, base

    def limit(self, id: str) -> int | None:
        """Return how many characters a question may have; None if nobody says."""
        service = self._any(id)
        return service.limits.input_characters if service else None

    def candidates(self, id: str) -> int:
        """Return the most answers that one question may get."""
        service = self._any(id)
        return service.capabilities.candidates if service else 1

    def keep(  # noqa: PLR0913 - what was said, by whom and where
        self,
        id: str,
        question: Question,
        answer: Answer,
        *,
        by: str,
        channel: str,
        ts: str,
    ) -> str:
        """Remember an answer and where it stands; return its id."""
        kept = KeptAnswer(
            id=answer_id(id, channel, ts),
            job=id,
            question=question,
            answer=answer,
            by=by,
            channel=channel,
            ts=ts,
            at=self.clock(),
        )
        self.store.answers.keep(kept)
        return kept.id

    def kept(self, answer_id: str) -> KeptAnswer:
        return self.store.answers.kept(answer_id)

    def answered_by(self, channel: str, ts: str) -> TuningJob | None:
        """Return the model whose answer that message is, if it is one."""
        job = self.store.answers.model_at(channel, ts)
        return self.store.jobs.job(job) if job else None

    def rate(self, answer_id: str, *, by: str, good: bool) -> Feedback:
        """Remember what *by* thinks of an answer; the latest counts."""
        return self.store.answers.rate(answer_id, by=by, good=good, at=self.clock())

    def set_key(self, api_key: str, *, by: str) -> None:
        """Try an API key, then keep it for the workspace. Raises `InvalidInput`."""
        self.models.may.admin(by)
        key = api_key.strip()
        if not key:
            raise InvalidInput("Enter a key.", field="api_key")
        if self.keyed is None:
            raise InvalidInput(NO_KEYS, field="api_key")
        try:
            self._try(self.keyed(key, self.site))
        except (ServiceRefused, LinkExpired) as error:
            words = "" if isinstance(error, LinkExpired) else str(error)
            raise InvalidInput(BAD_KEY.format(words).strip(), field="api_key") from error
        self.store.settings.set_key(
            key, by=by, at=self.clock(), service=self.site.service, shown=_shown(key)
        )
        facts = self.key_facts()
        after: Facts = {"ends": facts.ends} if facts else {}
        self.models.history.write(Act.KEY_STORED, by=by, after=after)
        log.info("key.set user=%s", by)

    def at(self, site: Site) -> Self:
        """Return the same for where a workspace is about to tune."""
        return replace(self, site=site)

    def _try(self, service: TuningService | None) -> None:
        """Ask for something that only a key that is right lets one see."""
        if service is None:
            raise InvalidInput(NO_KEYS, field="api_key")
        if service.capabilities.api_key:
            service.base_models()
        else:
            service.models(size=1)

    def key_facts(self) -> KeyFacts | None:
        return self.store.settings.key_facts(self.site.service)

    def forget_key(self, by: str) -> bool:
        """Forget the workspace's key. False if there was none."""
        self.models.may.admin(by)
        forgotten = self.store.settings.forget_key(self.site.service)
        if forgotten:
            self.models.history.write(Act.KEY_FORGOTTEN, by=by)
            log.info("key.forgotten user=%s", by)
        return forgotten

    def _asked(
        self, id: str, question: Question, by: str, channel: str
    ) -> tuple[str, Sequence[TuningService], Question]:
        """Return what the service calls the model, whom to ask, the best first, and what."""
        try:
            job = self.store.jobs.job(id)
        except NotFound:
            if self.store.jobs.called(id):
                raise
            return id, [self.service_for(by)], question
        name, allowed = job.order.display_name, job.may_be_asked(by=by, channel=channel)
        if not allowed and not self._shares(job, by):
            raise NotAllowed(f"*{name}* may be asked {job.order.audience.words}.")
        if job.state is not JobState.READY:
            raise NotAllowed(f"*{name}* can't be asked: {job.state.words}.")
        services = self._services(job, by=by, allowed=allowed)
        keeps = services[0].capabilities.sampling
        return job.model_id, services, question.to(job.order, keeps_sampling=keeps)

    def _or_gone(self, id: str, pieces: Iterator[Answer]) -> Iterator[Answer]:
        """Look twice for a model that the service does not know, and say since when."""
        try:
            yield from pieces
        except NotFound:
            job = self.store.jobs.job(id)
            if since := self.models.look_for(job).gone:
                raise NotAllowed(GONE.format(job.order.display_name, since)) from None
            raise

    def _shares(self, job: TuningJob, user: str) -> bool:
        return self.models.is_shared_with(job, user)

    def _services(self, job: TuningJob, *, by: str, allowed: bool) -> Sequence[TuningService]:
        """Open what *job* may be asked with: one's own account where the service lets it in.

        Else, where the audience allows it, the workspace's key, then the owner's account.
        """
        ways = list[Callable[[], TuningService | None]]()
        if by == job.owner or self._shares(job, by):
            ways.append(partial(self.service_for, by, job.site))
        if allowed:
            ways.append(partial(self._ours, job.site))
        if allowed and by != job.owner:
            ways.append(partial(self.service_for, job.owner, job.site))
        opened, troubles = list[TuningService](), list[TunerError]()
        for way in ways:
            try:
                opened += [it] if (it := way()) else []
            except PASSING as error:
                troubles.append(error)
        if not opened:
            raise _in_words_for(by, job, troubles[-1])
        return opened

    def _ours(self, site: Site) -> TuningService | None:
        """Open what the workspace itself may ask with, if it has anything."""
        key = self.store.settings.key(site.service) or ""
        return self.keyed(key, site) if self.keyed else None

    def _any(self, id: str) -> TuningService | None:
        """Return a service that a job may be asked at, if there is one; nothing is asked."""
        try:
            job = self.store.jobs.job(id)
            return self._services(job, by=job.owner, allowed=True)[0]
        except TunerError:
            return None


def _in_words_for(by: str, job: TuningJob, error: TunerError) -> TunerError:
    """Tell somebody else than the owner what they can do about the owner's link."""
    if by == job.owner or isinstance(error, TuningUnavailable):
        return error
    return NotAllowed(
        f"The Google link of whoever tuned *{job.order.display_name}* has ended, so it can't be "
        "asked. Ask them to link again, or an admin to store a key in `/tune settings`."
    )


def _shown(key: str) -> str:
    """Return what people know a key by: a service account's address, else its last characters."""
    found = ADDRESS.search(key)
    return found[1] if found else key[-SHOWN:]


def _check(question: Question, service: TuningService) -> None:
    most, length = service.limits.input_characters, len(question.text)
    if most is not None and length > most:
        raise InvalidInput(TOO_LONG.format(length, most), field="text")
    if question.candidates > service.capabilities.candidates:
        most = service.capabilities.candidates
        raise InvalidInput(TOO_MANY.format(most), field="candidates")


def _first_that_may(
    services: Sequence[TuningService], ask: Callable[[TuningService], Iterator[Answer]]
) -> Iterator[Answer]:
    """Ask the services in turn until one does not refuse; of several refusals, raise the last."""
    *others, last = services
    for service in others:
        try:
            pieces = ask(service)
            first = next(pieces, None)
        except REFUSALS as error:
            log.info("ask.refused error=%s", type(error).__name__)
            continue
        if first:
            yield first
        yield from pieces
        return
    yield from ask(last)


def _ask_base(service: TuningService, model: str, question: Question) -> Answer:
    return service.ask_base(service.model(model).base_model, question)
