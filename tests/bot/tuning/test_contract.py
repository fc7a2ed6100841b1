"""The promises of `TuningService`, held by each service that Tuner can use."""

import time
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain import (
    Example,
    Grantee,
    JobState,
    Order,
    Question,
    Role,
    Sampling,
    Status,
    utc_now,
)
from bot.errors import LinkExpired, NotFound, ServiceRefused, TuningUnavailable
from bot.tuning import TuningService
from bot.tuning.counted import counted
from tests.bot.tuning.places import EXAMPLES, STEPS, Place, ended, numbers, order, tuned


def test_a_service_publishes_its_limits(ada: TuningService) -> None:
    assert ada.limits.input_characters
    assert ada.limits.output_characters
    assert ada.limits.request_bytes


def test_base_models_have_names_for_people(ada: TuningService) -> None:
    bases = ada.base_models()
    assert bases
    assert all(base.name and base.display_name for base in bases)
    assert bases[0].input_tokens


def test_a_model_is_tuned_step_by_step(ada: TuningService) -> None:
    status = ended(ada, tuned(ada))
    assert (status.completed_steps, status.total_steps) == (STEPS, STEPS)
    assert status.started
    assert status.finished
    assert status.started < status.finished
    assert not status.reason


@pytest.mark.needs("loss")
def test_each_step_comes_with_its_loss(ada: TuningService) -> None:
    status = ended(ada, tuned(ada))
    assert [it.step for it in status.snapshots] == list(range(1, STEPS + 1))
    assert [status.snapshots[at].epoch for at in (0, -1)] == [0, 4]
    assert all(it.mean_loss >= 0 for it in status.snapshots)
    assert status.started
    assert status.finished
    assert status.started <= status.snapshots[0].at <= status.finished


def test_the_steps_to_come_are_known_before_they_are_done(slow_place: Place) -> None:
    ada = slow_place.of("ada")
    ada.start("tuner-cat", order(ada), EXAMPLES)
    status = counted_on(ada, "tuner-cat")
    assert status.state in {JobState.QUEUED, JobState.TUNING}
    assert status.total_steps == STEPS
    assert status.completed_steps < STEPS
    assert status.finished is None


def counted_on(service: TuningService, id: str) -> Status:
    """Wait until the service has seen how many examples there are."""
    end = time.monotonic() + 20
    while not (status := service.status(id)).total_steps:
        assert time.monotonic() < end
        time.sleep(0.02)
    return status


def test_a_job_that_waits_its_turn_is_queued(slow_place: Place) -> None:
    ada = slow_place.of("ada")
    ada.start("tuner-first", order(ada), EXAMPLES)
    ada.start("tuner-second", order(ada), EXAMPLES)
    status = ada.status("tuner-second")
    assert (status.state, status.completed_steps) == (JobState.QUEUED, 0)
    assert status.started is None


def test_starting_twice_is_one_model(ada: TuningService) -> None:
    cat = tuned(ada)
    ada.start(cat, order(ada), EXAMPLES)
    assert ada.status(cat).state is JobState.READY


def test_an_unknown_base_model_is_refused_by_name(ada: TuningService) -> None:
    unknown = Order(display_name="x", base_model="nonsense", channel="C1")
    with pytest.raises(ServiceRefused, match="nonsense"):
        ada.start("tuner-cat", unknown, EXAMPLES)


def test_what_the_service_can_not_learn_is_refused_in_words(ada: TuningService) -> None:
    assert refusal(ada, [Example("a", "")] * 20).endswith(".")


def refusal(service: TuningService, examples: list[Example]) -> str:
    """Return why a service takes no such examples: at once, or after it has read them."""
    try:
        service.start("tuner-cat", order(service), examples)
    except ServiceRefused as error:
        return str(error)
    status = ended(service, "tuner-cat")
    assert status.state is JobState.FAILED
    return status.reason


def test_an_unknown_model_is_not_found(ada: TuningService) -> None:
    with pytest.raises(NotFound):
        ada.status("tuner-nobody")
    with pytest.raises(NotFound):
        ada.ask("tuner-nobody", Question(text="hi"))
    with pytest.raises(NotFound):
        list(ada.ask_in_pieces("tuner-nobody", Question(text="hi")))


def test_tuning_can_be_stopped_twice(slow_place: Place) -> None:
    ada = slow_place.of("ada")
    ada.start("tuner-cat", order(ada), EXAMPLES)
    ada.cancel("tuner-cat")
    assert ended(ada, "tuner-cat").state is JobState.CANCELLED
    ada.cancel("tuner-cat")


def test_stopping_what_is_done_or_gone_is_success(ada: TuningService) -> None:
    cat = tuned(ada)
    ada.cancel(cat)
    assert ada.status(cat).state is JobState.READY
    ada.cancel("tuner-nobody")


def test_a_deleted_model_is_gone_and_may_be_deleted_again(ada: TuningService) -> None:
    cat = tuned(ada)
    ada.delete(cat)
    with pytest.raises(NotFound):
        ada.status(cat)
    ada.delete(cat)


def test_a_tuned_model_answers(ada: TuningService) -> None:
    answer = ada.ask(tuned(ada), Question(text="3"))
    assert answer.text
    assert not answer.why


def test_the_pieces_of_an_answer_are_the_answer(ada: TuningService) -> None:
    cat = tuned(ada)
    whole = ada.ask(cat, Question(text="3", sampling=Sampling(temperature=0.0)))
    pieces = list(ada.ask_in_pieces(cat, Question(text="3", sampling=Sampling(temperature=0.0))))
    assert "".join(it.text for it in pieces) == whole.text
    assert not any(it.why for it in pieces)


@pytest.mark.needs("sharing")
def test_a_stranger_sees_nothing_and_hears_what_to_do(place: Place) -> None:
    cat = tuned(place.of("ada"))
    ben = place.of("ben")
    with pytest.raises((ServiceRefused, NotFound)):
        ben.status(cat)
    with pytest.raises((ServiceRefused, NotFound)):
        ben.ask(cat, Question(text="3"))
    with pytest.raises(ServiceRefused, match="share"):
        ben.delete(cat)


def test_a_token_that_google_does_not_know_is_an_ended_link(place: Place) -> None:
    with pytest.raises(LinkExpired):
        place.by("mock-token").models()


def test_a_start_that_failed_half_way_can_be_made_again(place: Place) -> None:
    ada = place.of("ada")
    wanted = order(ada)
    place.fail("*CreateTun*", 503)
    with pytest.raises(TuningUnavailable):
        ada.start("tuner-cat", wanted, EXAMPLES)
    ada.start("tuner-cat", wanted, EXAMPLES)
    assert ended(ada, "tuner-cat").state is JobState.READY


def test_a_hiccup_does_not_cost_an_answer(place: Place) -> None:
    ada = place.of("ada")
    cat = tuned(ada)
    place.fail("*GenerateContent", 503)
    assert ada.ask(cat, Question(text="3")).text


def test_one_call_tells_how_several_stand_as_each_ones_own_does(place: Place) -> None:
    ada = place.of("ada")
    cat, dog = tuned(ada), tuned(ada, "tuner-dog")

    together = ada.statuses([cat, dog, "tuner-nobody"])

    assert set(together) == {cat, dog}, "who is left out needs a call of their own"
    assert together == {id: ada.status(id) for id in (cat, dog)}  # noqa: A001
    assert ada.statuses([cat]) == {cat: ada.status(cat)}
    with pytest.raises(NotFound):
        ada.statuses(["tuner-nobody"])


def test_why_a_training_ended_early_is_not_in_a_list(slow_place: Place) -> None:
    ada = slow_place.of("ada")
    for id in ("tuner-cat", "tuner-dog"):  # noqa: A001
        ada.start(id, order(ada), EXAMPLES)
    ada.cancel("tuner-cat")
    assert ended(ada, "tuner-cat").state is JobState.CANCELLED

    assert set(ada.statuses(["tuner-cat", "tuner-dog"])) == {"tuner-dog"}


def test_what_a_service_can_not_do_it_refuses_in_words(ada: TuningService) -> None:
    """Refuse it, and leave everything as it was."""
    cat, can = tuned(ada), ada.capabilities
    if not can.sharing:
        assert not ada.permissions(cat)
        for refused in (
            lambda: ada.share(cat, Grantee.EVERYONE, Role.READER),
            lambda: ada.change(cat, "1", Role.READER),
            lambda: ada.unshare(cat, "1"),
            lambda: ada.transfer(cat, "ben@playground.test"),
        ):
            with pytest.raises(ServiceRefused, match="project"):
                refused()
    if not can.checkpoints:
        with pytest.raises(ServiceRefused, match="checkpoint"):
            ada.use_checkpoint(cat, "1")
    if not can.loss:
        assert not ada.status(cat).snapshots
    assert ada.ask(cat, Question(text="3")).text


def test_old_training_data_is_tidied_up(ada: TuningService) -> None:
    tuned(ada)
    kept = ada.tidy(datetime(2026, 1, 1, tzinfo=UTC))
    gone = ada.tidy(utc_now() + timedelta(days=1))
    assert kept == 0
    assert gone in {0, 1}, "a service that keeps no data has none to delete"
    assert ada.tidy(utc_now() + timedelta(days=1)) == 0


@pytest.mark.needs("checkpoints")
def test_another_checkpoint_answers_and_is_tuned_further(ada: TuningService) -> None:
    cat = tuned(ada, hyperparameters=numbers(ada, epochs=2))
    first, last = ada.status(cat).checkpoints

    assert (first.epoch, last.epoch) == (1, 2)
    assert ada.model(cat).checkpoint == last.id
    assert ada.use_checkpoint(cat, first.id).checkpoint == first.id
    assert ada.model(cat).checkpoint == first.id
    assert ada.ask(cat, Question(text="3")).text
    kitten = tuned(
        ada, "tuner-kitten", name="kitten", base_model=f"tunedModels/{cat}", checkpoint=first.id
    )
    assert ada.model(kitten).parent == cat
    with pytest.raises(ServiceRefused, match="no checkpoint 77"):
        ada.use_checkpoint(cat, "77")


@pytest.mark.needs("validation")
def test_what_is_held_out_is_handed_over_too(ada: TuningService) -> None:
    ada.start("tuner-cat", order(ada), EXAMPLES, EXAMPLES[:3])
    assert ended(ada, "tuner-cat").state is JobState.READY


def test_calls_are_counted_by_name_and_so_is_what_went_wrong(ada: TuningService) -> None:
    heard = list[tuple[str, str]]()
    watched = counted(ada, lambda name, _, error: heard.append((name, error)))
    cat = tuned(ada)

    assert watched.lane == ada.lane
    assert "".join(it.text for it in watched.ask_in_pieces(cat, Question(text="3")))
    with pytest.raises(NotFound):
        watched.status("tuner-nobody")
    assert heard == [("ask_in_pieces", ""), ("status", "NotFound")]
