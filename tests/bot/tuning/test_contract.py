"""The promises of `TuningService`, held by each service that Tuner can use."""

import pytest
from google.oauth2.credentials import Credentials

from bot.domain import Example, JobState, Order, Question, Sampling
from bot.errors import LinkExpired, NotFound, ServiceRefused, TuningUnavailable
from bot.tuning import TuningService
from bot.tuning.counted import counted
from bot.tuning.gemini import GeminiService
from tests.bot.tuning.places import EXAMPLES, STEPS, Place, ended, order, tuned


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
    assert [it.step for it in status.snapshots] == list(range(1, STEPS + 1))
    assert [status.snapshots[at].epoch for at in (0, -1)] == [0, 4]
    assert all(it.mean_loss >= 0 for it in status.snapshots)
    assert status.started
    assert status.finished
    assert status.started <= status.snapshots[0].at <= status.finished
    assert not status.reason


def test_the_steps_to_come_are_known_before_they_are_done(slow_place: Place) -> None:
    ada = slow_place.of("ada")
    ada.start("tuner-cat", order(ada), EXAMPLES)
    status = ada.status("tuner-cat")
    assert status.state in {JobState.QUEUED, JobState.TUNING}
    assert status.total_steps == STEPS
    assert status.completed_steps < STEPS
    assert status.finished is None


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
    unknown = Order(display_name="x", base_model="models/nonsense", channel="C1")
    with pytest.raises(ServiceRefused, match="nonsense"):
        ada.start("tuner-cat", unknown, EXAMPLES)


def test_what_the_service_can_not_learn_is_refused_in_words(ada: TuningService) -> None:
    with pytest.raises(ServiceRefused, match=r"^The tuning service refused: .+\.$"):
        ada.start("tuner-cat", order(ada), [Example("a", "b" * 5_001)] * 20)


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
    stranger = GeminiService(Credentials(token="mock-token"), place.url, timeout=5)
    with pytest.raises(LinkExpired):
        stranger.base_models()


def test_a_start_that_failed_half_way_can_be_made_again(place: Place) -> None:
    ada = place.of("ada")
    wanted = order(ada)
    place.fail("*CreateTunedModel", 503)
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


def test_calls_are_counted_by_name_and_so_is_what_went_wrong(ada: TuningService) -> None:
    heard = list[tuple[str, str]]()
    watched = counted(ada, lambda name, _, error: heard.append((name, error)))
    cat = tuned(ada)

    assert watched.lane == ada.lane
    assert "".join(it.text for it in watched.ask_in_pieces(cat, Question(text="3")))
    with pytest.raises(NotFound):
        watched.status("tuner-nobody")
    assert heard == [("ask_in_pieces", ""), ("status", "NotFound")]
