"""What a stream does when either end breaks off."""

import threading
from collections.abc import Generator
from pathlib import Path

import pytest
import requests

from playground.google.settings import Settings
from playground.trainer import Broken, Piece, Question
from playground.trainer.replay import ReplayTrainer
from tests.playground.google.local import Google, serving

PATH = "/v1beta/models/gemini-1.5-flash-001-tuning:streamGenerateContent"
III = {"contents": [{"parts": [{"text": "III"}]}]}


class Breaking(ReplayTrainer):
    """Break off after one piece, as when the process that holds the model is killed."""

    def answer(self, question: Question) -> Generator[Piece]:  # noqa: ARG002 - the contract
        yield Piece(text="I")
        raise Broken("The model's process died. Ask again.")


class Endless(ReplayTrainer):
    """Answer until nobody listens."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.stopped = threading.Event()

    def answer(self, question: Question) -> Generator[Piece]:  # noqa: ARG002 - the contract
        try:
            while True:
                yield Piece(text="word " * 1000)
        finally:
            self.stopped.set()


@pytest.fixture
def breaking(settings: Settings, tmp_path: Path) -> Generator[Google]:
    with serving(settings, Breaking(tmp_path / "trainer")) as google:
        yield google


def test_a_failure_in_the_middle_is_said_in_the_stream(breaking: Google) -> None:
    first, last = breaking.call("POST", PATH, III).json()
    assert first["candidates"][0]["content"]["parts"] == [{"text": "I"}]
    assert last["error"]["code"] == 503
    assert last["error"]["message"] == "The model's process died. Ask again."


def test_a_failure_of_an_unstreamed_answer_has_its_status(breaking: Google) -> None:
    path = PATH.replace("streamGenerateContent", "generateContent")
    answer = breaking.call("POST", path, III)
    assert answer.status_code == 503
    assert answer.json()["error"]["status"] == "UNAVAILABLE"


def test_the_trainer_stops_when_the_reader_goes_away(settings: Settings, tmp_path: Path) -> None:
    trainer = Endless(tmp_path / "trainer")
    with serving(settings, trainer) as google:
        headers = {"Authorization": f"Bearer {google.token()}"}
        url = f"{google.url}{PATH}"
        with requests.post(url, json=III, headers=headers, stream=True, timeout=10) as answer:
            assert next(answer.iter_content(100))
        assert trainer.stopped.wait(10)
