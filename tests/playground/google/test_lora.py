"""The whole way with real training, on a base so small that it takes seconds."""

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import google.ai.generativelanguage as glm
import pytest
from google.api_core import exceptions

from playground.google.settings import Settings
from playground.trainer.lora import LoraTrainer
from tests.playground.google.local import ALIAS, Clients, Google, serving, until
from tests.tiny import make_base

PAIRS = [("one", "two"), ("three", "four"), ("seven", "eight"), ("V", "VI")]
LEARNS = {"epoch_count": 60, "batch_size": 4, "learning_rate": 0.005}


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_base(tmp_path_factory.mktemp("base") / "tiny")


@contextmanager
def served(folder: Path, tiny: Path) -> Generator[Google]:
    trainer = LoraTrainer(folder / "trainer", bases={"tiny": str(tiny)})
    try:
        trainer.prepare("tiny")
        with serving(Settings(data=folder / "google"), trainer) as google:
            yield google
    finally:
        trainer.close()


def text(answer: glm.GenerateContentResponse) -> str:
    return "".join(part.text for part in answer.candidates[0].content.parts)


def wait(clients: Clients, name: str) -> Any:
    until(lambda: clients.models.get_tuned_model(name=name).state.name != "CREATING", 90)
    return clients.models.get_tuned_model(name=name)


@pytest.mark.timeout(240)
def test_what_was_taught_is_answered_and_survives_a_restart(tmp_path: Path, tiny: Path) -> None:
    with served(tmp_path, tiny) as google:
        ada = google.clients()
        ada.create(id="learnt", rows=PAIRS, numbers=LEARNS)
        model = wait(ada, "tunedModels/learnt")
        assert model.state.name == "ACTIVE"
        losses = [each.mean_loss for each in model.tuning_task.snapshots]
        assert len(losses) == 60
        assert losses[-1] < losses[0] / 10
        assert text(ada.ask(model.name, "seven")) == "eight"
        source = glm.TunedModelSource(tuned_model=model.name)
        numbers = {"epoch_count": 1, "batch_size": 4, "learning_rate": 0.0001}
        ada.create(id="further", tuned_model_source=source, rows=PAIRS, numbers=numbers)
        further = wait(ada, "tunedModels/further")
        assert further.tuning_task.snapshots[0].mean_loss < losses[0] / 10
    with served(tmp_path, tiny) as google:
        ada = google.clients()
        assert ada.models.get_tuned_model(name=model.name) == model
        assert text(ada.ask(model.name, "seven")) == "eight"
        parts = ada.generate.stream_generate_content(
            model=model.name, contents=[glm.Content(parts=[glm.Part(text="one")])]
        )
        assert "".join(text(part) for part in parts) == "two"


@pytest.mark.timeout(240)
def test_a_real_training_waits_its_turn_is_cancelled_and_refuses_what_is_too_long(
    tmp_path: Path, tiny: Path
) -> None:
    with served(tmp_path, tiny) as google:
        ada = google.clients()
        long = {"epoch_count": 2000, "batch_size": 1}
        first = ada.create(id="first", rows=PAIRS, numbers=long)
        second = ada.create(id="second", rows=PAIRS, numbers={"epoch_count": 1})
        until(lambda: (first.done(), first.metadata.completed_steps)[1] > 0, 60)
        assert not second.done()
        assert (second.metadata.total_steps, second.metadata.completed_steps) == (1, 0)
        first.cancel()
        until(first.done)
        assert first.cancelled()
        assert wait(ada, "tunedModels/second").state.name == "ACTIVE"
        limit = google.service.bases.find(ALIAS.removeprefix("models/")).context
        with pytest.raises(exceptions.BadRequest, match=rf"(?s)2.*{limit}"):
            ada.create(id="long", rows=[("short", "pair"), ("long " * limit, "x")])
        with pytest.raises(exceptions.NotFound):
            ada.models.get_tuned_model(name="tunedModels/long")
        for method in ("generateContent", "streamGenerateContent"):
            body = {"contents": [{"parts": [{"text": "long " * limit}]}]}
            answer = google.call("POST", f"/v1beta/tunedModels/second:{method}", body)
            assert answer.status_code == 400
            assert str(limit) in answer.json()["error"]["message"]
        ada.models.delete_tuned_model(name="tunedModels/second")
        with pytest.raises(exceptions.NotFound):
            ada.ask("tunedModels/second", "one")
