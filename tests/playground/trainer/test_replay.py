from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from playground.trainer import Question, Run, RunState, TooLong, TrainerError, Unknown
from playground.trainer.replay import RECORDED, ReplayTrainer

START = datetime(2026, 1, 1, tzinfo=UTC)
RUN = Run(id="a", base="any", examples=tuple((str(n), str(n + 1)) for n in range(15)))


class World:
    """A folder and a clock that both outlive a trainer."""

    def __init__(self, folder: Path) -> None:
        self.now = START
        self._folder = folder

    def trainer(self) -> ReplayTrainer:
        return ReplayTrainer(self._folder, step_seconds=1, clock=lambda: self.now)

    def pass_(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def states(trainer: ReplayTrainer, *ids: str) -> list[tuple[RunState, int]]:
    looks = [trainer.progress(name) for name in ids]
    return [(look.state, len(look.snapshots)) for look in looks]


def test_it_plays_a_recorded_loss_a_step(world: World) -> None:
    trainer = world.trainer()
    trainer.start(RUN)
    world.pass_(7.5)
    assert states(trainer, "a") == [(RunState.TRAINING, 7)]
    world.pass_(12)
    done = trainer.progress("a")
    assert (done.state, done.finished) == (RunState.DONE, START + timedelta(seconds=19))
    assert tuple(snapshot.mean_loss for snapshot in done.snapshots) == RECORDED


def test_runs_take_turns_and_a_cancelled_or_deleted_one_makes_way(world: World) -> None:
    trainer = world.trainer()
    for name in "abc":
        trainer.start(replace(RUN, id=name))
    world.pass_(5)
    assert states(trainer, "a", "b") == [(RunState.TRAINING, 5), (RunState.WAITING, 0)]
    trainer.cancel("a")
    world.pass_(3)
    assert states(trainer, "a", "b", "c") == [
        (RunState.CANCELLED, 5),
        (RunState.TRAINING, 3),
        (RunState.WAITING, 0),
    ]
    trainer.delete("b")
    world.pass_(4)
    assert states(trainer, "c") == [(RunState.TRAINING, 4)]
    with pytest.raises(Unknown):
        trainer.progress("b")


def test_a_restart_changes_nothing(world: World) -> None:
    world.trainer().start(RUN)
    world.pass_(5)
    assert states(world.trainer(), "a") == [(RunState.TRAINING, 5)]


def test_every_answer_says_that_it_is_replayed(world: World) -> None:
    trainer = world.trainer()
    *_, last = pieces = list(trainer.answer(Question(text="III", run=None, base="any")))
    assert "".join(piece.text for piece in pieces).startswith("[replay] ")
    assert last.finish == "STOP"
    assert trainer.label == "replay"


def test_it_refuses_what_a_real_one_refuses(world: World) -> None:
    trainer = world.trainer()
    with pytest.raises(TooLong, match="Example 1 "):
        trainer.start(replace(RUN, examples=(("a" * 40_000, "b"),)))
    trainer.start(RUN)
    with pytest.raises(TrainerError, match="not tuned yet"):
        trainer.start(replace(RUN, id="b", start_from="a"))
    world.pass_(60)
    trainer.start(replace(RUN, id="b", start_from="a"))
