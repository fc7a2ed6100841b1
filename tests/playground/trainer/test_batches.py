from collections import Counter
from itertools import chain
from math import ceil

from hypothesis import given
from hypothesis import strategies as st

from playground.trainer import Run
from playground.trainer.batches import chunks, steps, total_steps


def run(examples: int, epochs: int, batch: int, seed: int = 0) -> Run:
    pairs = tuple((str(n), str(n)) for n in range(examples))
    return Run(id="r", base="b", examples=pairs, epochs=epochs, batch_size=batch, seed=seed)


def test_the_sample_takes_nineteen_steps_across_epoch_borders() -> None:
    made = list(steps(run(15, 5, 4)))
    assert len(made) == total_steps(run(15, 5, 4)) == 19
    assert [len(step.picks) for step in made] == [4] * 18 + [3]
    assert [step.epoch for step in made] == [0] * 4 + [1] * 4 + [2] * 4 + [3] * 3 + [4] * 4


@given(st.integers(1, 30), st.integers(1, 6), st.integers(1, 40), st.integers(0, 9))
def test_every_example_is_learnt_once_an_epoch(n: int, epochs: int, batch: int, seed: int) -> None:
    made = list(steps(run(n, epochs, batch, seed)))
    order = list(chain.from_iterable(step.picks for step in made))
    assert [step.number for step in made] == list(range(1, ceil(n * epochs / batch) + 1))
    for epoch in range(epochs):
        assert sorted(order[epoch * n : epoch * n + n]) == list(range(n))


def test_each_epoch_and_each_seed_has_its_own_order() -> None:
    order = [tuple(chain(*(s.picks for s in steps(run(20, 2, 4, seed))))) for seed in (0, 0, 1)]
    assert order[0] == order[1] != order[2]
    assert order[0][:20] != order[0][20:]


@given(st.lists(st.integers(1, 50), min_size=1, max_size=20), st.integers(1, 200))
def test_a_pass_takes_no_more_than_there_is_room_for(lengths: list[int], room: int) -> None:
    made = chunks(lengths, room)
    assert Counter(chain(*made)) == Counter(range(len(lengths)))
    for picks in made:
        assert len(picks) == 1 or max(lengths[i] for i in picks) * len(picks) <= room
