"""Examples as Vertex AI learns from them."""

import hashlib
import json

from hypothesis import given
from hypothesis import strategies as some

from bot.domain import Example
from bot.tuning.vertex_dataset import lines, validation, written

EXAMPLES = some.lists(some.builds(Example, some.text(), some.text()), max_size=5)


@given(EXAMPLES)
def test_each_example_is_a_line_that_says_what_it_said(examples: list[Example]) -> None:
    said = [json.loads(line)["contents"] for line in lines(examples)]
    assert [[turn["parts"][0]["text"] for turn in turns] for turns in said] == [
        [it.text_input, it.output] for it in examples
    ]


def test_a_file_is_as_long_as_it_says_and_goes_by_its_content() -> None:
    with written(Example(str(n), "é\u2028" * 9_000) for n in range(400)) as dataset:
        content = dataset.content.read()
    assert dataset.size == len(content) > 8_000_000
    assert dataset.sha256 == hashlib.sha256(content).hexdigest()
    assert len(content.splitlines()) == 400


def test_the_system_instruction_makes_another_file() -> None:
    one, other = (b"".join(lines([Example("1", "2")], it)) for it in ("", "Count."))
    assert one != other
    assert json.loads(other)["systemInstruction"]["parts"][0]["text"] == "Count."


def test_no_more_is_held_out_than_google_takes() -> None:
    rows = [Example("1", "2")] * 9_000
    assert len(validation(rows[:900], 100)) == 900
    assert len(validation(rows, 100)) == 1_000
    assert len(validation(rows, 10_000)) == 3_000
    assert len(validation(rows, 100_000)) == 5_000
