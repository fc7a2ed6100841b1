import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from playground.trainer.lora import LoraTrainer
from tests.playground.trainer.watching import RUN, finished
from tests.tiny import make_base


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a trainer's folder with its base converted and probed, to copy."""
    place = tmp_path_factory.mktemp("tiny")
    make_base(place / "base")
    trainer = LoraTrainer(place / "data", bases={"tiny": str(place / "base")})
    trainer.prepare("tiny")
    trainer.close()
    return place / "data"


@dataclass
class NewTrainer:
    """Each call is a new service on the same folder; close one before the next."""

    data: Path
    made: list[LoraTrainer] = field(default_factory=list[LoraTrainer])

    def __call__(self) -> LoraTrainer:
        self.made.append(LoraTrainer(self.data, bases={"tiny": "never looked for again"}))
        return self.made[-1]


@pytest.fixture
def new_trainer(prepared: Path, tmp_path: Path) -> Iterator[NewTrainer]:
    new = NewTrainer(shutil.copytree(prepared, tmp_path / "data"))
    yield new
    for trainer in new.made:
        trainer.close()


@pytest.fixture
def trainer(new_trainer: NewTrainer) -> LoraTrainer:
    return new_trainer()


@pytest.fixture(scope="module")
def taught(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LoraTrainer]:
    """Give a trainer whose run `first` is done; tests that share it leave that as it is."""
    data = tmp_path_factory.mktemp("taught") / "data"
    shutil.copytree(prepared, data)
    trainer = LoraTrainer(data, bases={"tiny": "never looked for again"})
    trainer.start(RUN)
    finished(trainer, "first")
    yield trainer
    trainer.close()
