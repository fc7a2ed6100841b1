"""The promises of `TuningService`, held by each service that Tuner can use."""

import contextlib
import socket
import threading
import time
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import requests
import uvicorn
from google.oauth2.credentials import Credentials

from bot.domain import Example, JobState, Order, Question, Sampling, Status
from bot.errors import LinkExpired, NotFound, ServiceRefused, TuningUnavailable
from bot.tuning import TuningService
from bot.tuning.gemini import GeminiService
from playground.google import scopes
from playground.google.app import make_app
from playground.google.settings import Settings
from playground.trainer.replay import ReplayTrainer

EXAMPLES = [Example(str(number), str(number + 1)) for number in range(15)]
STEPS = 19  # 15 examples, 5 epochs, batches of 4 across the epochs' borders


@dataclass(frozen=True, slots=True)
class Place:
    """A running tuning service. *of* gives a person's view of it; *fail* makes calls fail."""

    url: str
    of: Callable[[str], TuningService]
    fail: Callable[[str, int], None]


@contextlib.contextmanager
def gemini(folder: Path, step_seconds: float) -> Generator[Place]:
    """Start the local service, which speaks the Gemini API."""
    trainer = ReplayTrainer(folder / "trainer", step_seconds=step_seconds)
    app = make_app(Settings(data=folder / "google"), trainer)
    with contextlib.closing(trainer), served(app) as url:
        local = app.state.service

        def of(name: str) -> TuningService:
            email = f"{name}@playground.test"
            token = local.tokens.hand_out(email, local.settings.client_id, [scopes.TUNING])
            return GeminiService(Credentials(token=token), url, timeout=10)

        def fail(method: str, status: int) -> None:
            order = {"method": method, "status": status}
            requests.post(f"{url}/faults", json=order, timeout=5).raise_for_status()

        yield Place(url, of, fail)


@contextlib.contextmanager
def served(app: object) -> Generator[str]:
    listener = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(app, log_config=None, lifespan="off")  # pyright: ignore[reportArgumentType]
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()


@pytest.fixture(params=[gemini], ids=["gemini"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    with request.param(tmp_path, 0.01) as place:
        yield place


@pytest.fixture(params=[gemini], ids=["gemini"])
def slow_place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    """Yield a service that trains so slowly that it does not end by itself."""
    with request.param(tmp_path, 20) as place:
        yield place


@pytest.fixture
def ada(place: Place) -> TuningService:
    return place.of("ada")


def order(service: TuningService, name: str = "increment") -> Order:
    base = service.base_models()[0]
    return Order(display_name=name, base_model=base.name, channel="C1")


def ended(service: TuningService, id: str) -> Status:
    end = time.monotonic() + 20
    while not (status := service.status(id)).state.is_final:
        assert time.monotonic() < end, f"still {status.state}"
        time.sleep(0.02)
    return status


def tuned(service: TuningService, id: str = "tuner-cat") -> str:
    service.start(id, order(service), EXAMPLES)
    assert ended(service, id).state is JobState.READY
    return id


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
