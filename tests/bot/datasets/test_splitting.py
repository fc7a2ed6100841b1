import json
from collections.abc import Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from bot import datasets
from tests.bot.datasets.checked import source

Pairs = list[tuple[str, str]]


def parts(pairs: Pairs, share: float, seed: int) -> tuple[Pairs, Pairs]:
    learnt, held = datasets.split(source(pairs, "pairs.jsonl"), share, seed)
    return _rows(learnt), _rows(held)


def _rows(content: bytes) -> Pairs:
    rows: Sequence[dict[str, str]] = [json.loads(line) for line in content.splitlines()]
    return [(row["text_input"], row["output"]) for row in rows]


few = st.sampled_from(["a", "A!", "b", "c", "d", "e", "f", "g"])


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.tuples(few, few), min_size=1, max_size=30),
    st.floats(0, 0.9),
    st.integers(0, 2**32),
)
def test_every_example_is_on_one_side_and_equal_inputs_on_the_same(
    pairs: Pairs, share: float, seed: int
) -> None:
    learnt, held = parts(pairs, share, seed)
    assert sorted(learnt + held) == sorted(pairs)
    folded = [{it[0].casefold().strip("!") for it in side} for side in (learnt, held)]
    assert not folded[0] & folded[1]
    assert learnt
    assert (learnt, held) == parts(pairs, share, seed)


def test_the_share_is_kept_and_the_seed_matters() -> None:
    pairs = [(f"question {n}", f"{n}") for n in range(200)]
    learnt, held = parts(pairs, 0.1, 1)
    assert (len(learnt), len(held)) == (180, 20)
    assert held != parts(pairs, 0.1, 2)[1]
    assert learnt == [pair for pair in pairs if pair not in held]


def test_a_small_share_of_a_small_file_is_one_example() -> None:
    assert len(parts([(f"{n}", "x") for n in range(3)], 0.1, 1)[1]) == 1
    assert parts([("a", "b")], 0.5, 1) == ([("a", "b")], [])
    assert parts([("a", "b"), ("c", "d")], 0, 1)[1] == []


def test_the_split_is_the_same_in_every_process() -> None:
    pairs = [(f"question {n}", f"{n}") for n in range(20)]
    assert [it[0] for it in parts(pairs, 0.2, 7)[1]] == HELD_OUT


HELD_OUT = ["question 11", "question 15", "question 17", "question 18"]
