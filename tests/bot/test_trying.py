"""Held-out rows are asked of a model and its base, once, whatever happens on the way."""

from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest

from bot.domain import Answer, JobState, NewsKind, Question, Score, TrialClaim
from bot.errors import NotFound, ServiceRefused, TunerError, TuningUnavailable
from bot.store import MAX_TRIES, TRY_LEASE, Store
from bot.tuner import Tuner
from tests import make
from tests.bot.pressing import READY, look, told
from tests.bot.test_library import rows
from tests.fakes import FakeService, Wall


@dataclass
class Knowing(FakeService):
    """Knows all answers; its base knows none. *asked* counts the questions."""

    asked: list[str] = field(default_factory=list[str])
    base_trouble: TunerError | None = None
    fails_at: int = 0  # the question that is not answered, from 1

    def ask(self, id: str, question: Question) -> Answer:
        assert id == "cat"
        self.asked.append(question.text)
        if len(self.asked) == self.fails_at:
            raise TuningUnavailable("Down.")
        return Answer(text=question.text.removeprefix("word "))

    def ask_base(self, base_model: str, question: Question) -> Answer:
        if self.base_trouble:
            raise self.base_trouble
        return Answer(text=f"{base_model} has no idea of {question.text}")


@pytest.fixture
def service() -> Knowing:
    return Knowing()


@pytest.fixture
def ready(tuner: Tuner, service: Knowing) -> None:
    """Have a model that is ready, with 30 rows held out of 150."""
    claim = tuner.receive(make.draft())
    assert claim
    tuner.library.check(claim, rows(150), "cats.csv")
    tuner.library.hold_out("cat", 0.2, by="U1")
    pressed = tuner.want("cat", by="U1")
    assert pressed
    tuner.begin(pressed, Wall().put_up)
    service.stands["cat"] = READY
    assert look(tuner).state is JobState.READY


def claimed(store: Store, after: timedelta = timedelta()) -> TrialClaim:
    [claim] = store.claim_trials(make.NOON + after, 9)
    return claim


@pytest.mark.usefixtures("ready")
def test_twenty_rows_are_asked_and_the_news_is_told_once(
    store: Store, tuner: Tuner, service: Knowing
) -> None:
    told(store)

    trial = tuner.trying.go_on(claimed(store))

    assert (len(trial.rows), len(service.asked)) == (20, 20)
    assert (trial.tuned, trial.base) == (Score(20, 20), Score(0, 0))
    assert (trial.gained, trial.lost) == (20, 0)
    assert told(store) == [(NewsKind.TRIED, 100)]
    assert not store.claim_trials(make.NOON + timedelta(days=1), 9)


@pytest.mark.usefixtures("ready")
def test_it_goes_on_where_it_stopped(store: Store, tuner: Tuner, service: Knowing) -> None:
    service.fails_at = 8
    tuner.trying.go_on(claimed(store))
    assert NewsKind.TRIED not in dict(told(store))

    trial = tuner.trying.go_on(claimed(store, TRY_LEASE))

    assert len(trial.rows) == 20
    assert len(service.asked) == 21, "one was asked twice, since it had no answer"


@pytest.mark.usefixtures("ready")
def test_who_lost_the_claim_asks_no_more(store: Store, tuner: Tuner, service: Knowing) -> None:
    first = claimed(store)
    claimed(store, TRY_LEASE)

    tuner.trying.go_on(first)

    assert len(service.asked) == 1
    assert NewsKind.TRIED not in dict(told(store))


@pytest.mark.usefixtures("ready")
@pytest.mark.parametrize("trouble", [ServiceRefused("Not offered."), NotFound("m")])
def test_a_base_that_cannot_be_asked_is_said(
    store: Store, tuner: Tuner, service: Knowing, trouble: TunerError
) -> None:
    service.base_trouble = trouble

    trial = tuner.trying.go_on(claimed(store))

    assert (trial.tuned, trial.base) == (Score(20, 20), None)
    assert trial.note == f"Its base model could not be asked. {trouble}"
    assert dict(told(store))[NewsKind.TRIED]


@pytest.mark.usefixtures("ready")
def test_after_the_last_try_it_is_said_why(store: Store, tuner: Tuner, service: Knowing) -> None:
    service.fails_at = 1
    last = replace(claimed(store), tries=MAX_TRIES)

    trial = tuner.trying.go_on(last)

    assert (trial.rows, trial.note) == ((), "It could not be asked. Down.")
    assert dict(told(store))[NewsKind.TRIED]


@pytest.mark.usefixtures("ready")
def test_a_model_that_was_deleted_is_not_asked(
    store: Store, tuner: Tuner, service: Knowing
) -> None:
    tuner.store.jobs.delete("cat", by="U1", at=make.NOON)

    tuner.trying.go_on(claimed(store))

    assert not service.asked
    assert NewsKind.TRIED not in dict(told(store))


def test_scores_tell_to_the_letter_from_nearly() -> None:
    trial = make.trial(("IV", "iv."), ("iv", "five"), ("no", "IV"), (None, None))

    assert (trial.tuned, trial.base) == (Score(1, 2), Score(1, 2))
    assert (trial.gained, trial.lost) == (1, 1)
