"""What a service tells of a training, in words."""

import pytest

from bot.domain import Taken


@pytest.mark.parametrize(
    ("taken", "words"),
    [
        (Taken(), ""),
        (Taken(examples=20, billed_tokens=12_345), "12,345 tokens are billed."),
        (
            Taken(left_out=1, lines=(4,), reasons=("Too long.",)),
            "1 example was left out or cut: line 4: Too long.",
        ),
        (Taken(left_out=2), "2 examples were left out or cut."),
        (Taken(left_out=1, reasons=("Too long.",)), "1 example was left out or cut: Too long."),
        (
            Taken(
                examples=120,
                billed_tokens=9,
                left_out=5,
                lines=(1, 7, 9, 11),
                reasons=("Too long.", "Empty."),
            ),
            (
                "9 tokens are billed. 5 of 120 examples were left out or cut: "
                "line 1: Too long; line 7: Empty; line 9; and more."
            ),
        ),
    ],
)
def test_what_was_taken_of_the_examples_is_said_in_a_sentence(taken: Taken, words: str) -> None:
    assert taken.words == words
