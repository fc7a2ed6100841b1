"""What becomes of a job once it has begun, and who may do what with it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain import Audience, Example, JobState, NewsKind, Order, Question, Site, TuningJob
from bot.errors import InvalidInput, NotAllowed, NotFound, TuningUnavailable
from bot.stepping import GONE
from bot.store import Store
from bot.tuner import Tuner
from bot.tuning import TuningService
from tests import make
from tests.bot.pressing import READY, begun, look, told, wanted
from tests.fakes import FakeService, Wall


def tuning(tuner: Tuner, service: FakeService, done: int) -> TuningJob:
    """Let the service be that many of four steps on, and look."""
    service.stands["cat"] = make.status(JobState.TUNING, done, started=make.NOON)
    return look(tuner)


def test_a_thread_hears_of_each_thing_once(
    store: Store, tuner: Tuner, service: FakeService
) -> None:
    begun(tuner)
    heard = [told(store)]
    for done in (0, 1, 1, 2, 3, 4):
        tuning(tuner, service, done)
        heard.append(told(store))
    service.stands["cat"] = READY
    look(tuner)

    assert heard == [
        [(NewsKind.CARD, 0)],
        [(NewsKind.STARTED, 0)],
        [(NewsKind.PROGRESS, 25)],
        [],
        [(NewsKind.PROGRESS, 50)],
        [(NewsKind.PROGRESS, 75)],
        [(NewsKind.CARD, 100)],
    ]
    assert told(store) == [(NewsKind.READY, 100)]


def test_milestones_that_pile_up_are_one(store: Store, tuner: Tuner, service: FakeService) -> None:
    begun(tuner)
    for done in (0, 1, 2, 3):
        tuning(tuner, service, done)

    assert told(store) == [(NewsKind.CARD, 0), (NewsKind.STARTED, 0), (NewsKind.PROGRESS, 75)]


def test_a_training_that_begins_anew_is_not_told_twice(
    store: Store, tuner: Tuner, service: FakeService
) -> None:
    begun(tuner)
    tuning(tuner, service, 2)
    told(store)

    service.stands["cat"] = make.status(JobState.QUEUED)
    assert look(tuner).snapshots == ()
    for done in (0, 1, 2):
        assert tuning(tuner, service, done).snapshots == make.snapshots(done)

    assert {kind for kind, _ in told(store)} == {NewsKind.CARD}


def test_trouble_while_tuning_is_shown_and_passes(
    store: Store, tuner: Tuner, service: FakeService
) -> None:
    begun(tuner)
    tuning(tuner, service, 1)
    told(store)

    service.trouble = TuningUnavailable("Down.")
    job = look(tuner)
    assert (job.state, job.completed_steps, job.reason) == (JobState.TUNING, 1, "Down.")
    assert told(store) == [(NewsKind.CARD, 25)]
    assert look(tuner).reason == ""


def test_a_model_that_is_gone_is_looked_for_twice(
    store: Store, tuner: Tuner, service: FakeService
) -> None:
    begun(tuner)
    del service.stands["cat"]

    assert look(tuner).state is JobState.QUEUED
    job = look(tuner)

    assert (job.state, job.reason) == (JobState.FAILED, GONE)
    assert told(store)[-1] == (NewsKind.FAILED, 0)


def test_a_failure_says_why(tuner: Tuner, service: FakeService) -> None:
    begun(tuner)
    service.stands["cat"] = make.status(JobState.FAILED, 1, reason="Out of memory.")

    job = look(tuner)

    assert (job.state, job.reason, job.finished) == (JobState.FAILED, "Out of memory.", make.NOON)


# Cancelling


def test_only_its_owner_cancels_a_job_and_only_once(
    store: Store, tuner: Tuner, service: FakeService
) -> None:
    begun(tuner)
    tuning(tuner, service, 1)
    told(store)

    with pytest.raises(NotAllowed):
        tuner.cancel("cat", by="U2")
    job = tuner.cancel("cat", by="U1")
    assert (job.state, job.snapshots) == (JobState.CANCELLED, make.snapshots(1))
    assert service.stands["cat"].state is JobState.CANCELLED
    assert told(store) == [(NewsKind.CANCELLED, 25)]
    with pytest.raises(NotAllowed, match="over"):
        tuner.cancel("cat", by="U1")


def test_a_model_that_was_ready_before_it_was_cancelled_is_ready(
    tuner: Tuner, service: FakeService
) -> None:
    begun(tuner)
    service.stands["cat"] = READY

    assert tuner.cancel("cat", by="U1").state is JobState.READY


def test_what_could_not_be_cancelled_goes_on(
    store: Store, tuner: Tuner, service: FakeService
) -> None:
    begun(tuner)
    service.trouble = TuningUnavailable("Down.")
    with pytest.raises(TuningUnavailable):
        tuner.cancel("cat", by="U1")

    assert [claim.job.state for [claim] in store.claim_due(make.NOON, 9)] == [JobState.QUEUED]


def test_a_job_that_is_cancelled_as_it_begins_does_not_train(
    tuner: Tuner, service: FakeService, wall: Wall
) -> None:
    """The service hears of the cancelling first, and of the start only then."""

    class Slow(FakeService):
        def start(
            self,
            id: str,
            order: Order,
            examples: Sequence[Example],
            held_out: Sequence[Example] = (),
        ) -> None:
            tuner.cancel(id, by="U1")
            super().start(id, order, examples, held_out)

    def service_for(_user: str, _site: Site | None = None) -> TuningService:
        return Slow(stands=service.stands)

    slow = replace(tuner, service_for=service_for)
    assert slow.begin(wanted(tuner), wall.put_up).state is JobState.CANCELLED
    assert service.stands["cat"].state is JobState.CANCELLED


# Finding and asking


@pytest.mark.parametrize(
    ("text", "name", "rest"),
    [
        ("increment III", "increment", "III"),
        ("Increment: III", "increment", "III"),
        ("increment 2 III", "increment 2", "III"),
        ("increment: 2 and 2?", "increment", "2 and 2?"),
        ("increment 20", "increment", "20"),
        ("increment", "increment", ""),
        ("incremental: x: y", "incremental", "x: y"),
        ("increment III\nIV", "increment", "III\nIV"),
    ],
)
def test_a_model_is_found_by_the_longest_name_that_fits(
    tuner: Tuner, text: str, name: str, rest: str
) -> None:
    for one in ("increment", "incremental"):
        wanted(tuner, one, one)
    wanted(tuner, "second", "increment")

    job, prompt = tuner.find(text, user="U1")

    assert (job.order.display_name, prompt) == (name, rest)


@pytest.mark.parametrize("text", ["incremet III", "Incremnt: III", "inc III"])
def test_what_is_not_found_brings_near_names(tuner: Tuner, text: str) -> None:
    wanted(tuner, "a", "increment")
    wanted(tuner, "b", "weather")

    with pytest.raises(NotFound) as caught:
        tuner.find(text, user="U1")

    assert ("*increment*" in str(caught.value)) == (not text.startswith("inc "))
    assert "weather" not in str(caught.value)


def test_a_question_needs_a_name(tuner: Tuner) -> None:
    with pytest.raises(InvalidInput):
        tuner.find(" ", user="U1")


def test_a_private_model_is_seen_by_its_owner_alone(tuner: Tuner) -> None:
    wanted(tuner, audience=Audience.ME)

    assert [job.id for job in tuner.models.seen("U1")] == ["cat"]
    assert tuner.models.seen("U2") == []
    with pytest.raises(NotFound):
        tuner.find("Cat hello", user="U2")


@pytest.mark.parametrize(
    ("audience", "others"),
    [(Audience.CHANNEL, ["C1"]), (Audience.ME, []), (Audience.EVERYONE, ["C1", "C2"])],
)
def test_a_model_answers_its_owner_anywhere_and_its_audience(
    tuner: Tuner, service: FakeService, audience: Audience, others: list[str]
) -> None:
    begun(tuner, audience=audience)
    service.stands["cat"] = READY
    look(tuner)

    def answers(user: str, channel: str) -> bool:
        try:
            return [*tuner.asking.ask("cat", Question(text="III"), by=user, channel=channel)] != []
        except NotAllowed:
            return False

    assert [channel for channel in ("C1", "C2") if answers("U1", channel)] == ["C1", "C2"]
    assert [channel for channel in ("C1", "C2") if answers("U2", channel)] == others


def test_a_model_that_is_not_ready_says_so_at_once(tuner: Tuner) -> None:
    begun(tuner)

    with pytest.raises(NotAllowed, match="waits its turn"):
        tuner.asking.ask("cat", Question(text="III"), by="U1", channel="C1")


def test_looks_grow_rarer_and_are_eager_again_near_the_end() -> None:
    job = make.job(state=JobState.TUNING, started=make.NOON, total_steps=100)
    eager, minute = timedelta(seconds=15), timedelta(minutes=1)

    def wait(age: int, done: int, jitter: float = 0.0) -> timedelta:
        now = make.NOON + age * minute
        look_at = replace(job, completed_steps=done).next_look(now, eager=eager, jitter=jitter)
        assert look_at
        return look_at - now

    assert [wait(age, 0) for age in (2, 10, 20, 60)] == [eager, minute, 3 * minute, 10 * minute]
    assert wait(20, 80) == 1.25 * minute
    assert wait(60, 99) == eager
    assert [wait(60, 0, jitter) for jitter in (-1, 1)] == [9 * minute, 11 * minute]
    assert wait(-60, 0) == eager, "the clock was put back"


def test_a_model_has_the_id_that_was_asked_for(tuner: Tuner, service: FakeService) -> None:
    draft = make.draft(order=make.order(model_id="my-cat"))
    claim = tuner.receive(draft)
    assert claim
    tuner.library.check(claim, make.CSV, "cat.csv")
    pressed = tuner.want("cat", by="U1")
    assert pressed
    tuner.begin(pressed, Wall().put_up)
    tuner.cancel("cat", by="U1")

    assert service.starts == ["my-cat"]
    assert service.stands["my-cat"].state is JobState.CANCELLED


def test_an_id_that_another_model_has_is_refused_in_the_form_and_at_the_start(
    tuner: Tuner,
) -> None:
    first, second = (make.draft(id=it, order=make.order(model_id="my-cat")) for it in "ab")
    for draft in (first, second):
        claim = tuner.receive(draft)
        assert claim
        tuner.library.check(claim, make.CSV, "cat.csv")
    tuner.want("a", by="U1")

    for too_late in (lambda: tuner.want("b", by="U1"), lambda: tuner.receive(second)):
        with pytest.raises(InvalidInput, match=r"\*Cat\* has the id my-cat already") as refused:
            too_late()
        assert refused.value.field == "model_id"
    tuner.store.jobs.delete("a", by="U1", at=make.NOON)
    assert tuner.want("b", by="U1")
