import pytest

from bot.domain import Code
from tests.bot.datasets.checked import found, only


@pytest.mark.parametrize("value", [" a", "a ", "a\n", "\u00a0a", "a\u3000"])
def test_blanks_around_a_value_are_told(value: str) -> None:
    assert found([("fine", "x"), (value, "b")], Code.SURROUNDING_SPACE) == [2]
    assert found([("fine", "x"), ("b", value)], Code.SURROUNDING_SPACE) == [2]


@pytest.mark.parametrize("value", ["N/A", "null", "None", "-", "—", " nan ", "?", "TBD", "..."])
def test_values_that_only_look_like_one_are_told(value: str) -> None:
    assert found([("a", "fine"), ("b", value)], Code.EMPTY_LOOKING) == [2]


@pytest.mark.parametrize("value", ["no", "0", "-1", "nothing", "N", "+", "Nan Goldin", "nullify"])
def test_short_values_that_mean_something_are_values(value: str) -> None:
    assert found([("b", value)], Code.EMPTY_LOOKING) == []


@pytest.mark.parametrize("mark", ["\x00", "\x07", "\x1b[31m", "\x7f", "\x85", "\u200b", "\u202e"])
def test_characters_that_can_not_be_seen_are_told_and_never_shown(mark: str) -> None:
    assert found([("a", f"x{mark}y")], Code.CONTROL_CHARACTER) == [1]
    message = only([("a", f"x{mark}y")], Code.CONTROL_CHARACTER).message
    assert f"U+{ord(mark[0]):04X}" in message
    assert message.isprintable()


@pytest.mark.parametrize("value", ["two\nlines", "a\tb", "👩‍👩‍👧", "می‌خواهم", "café"])
def test_what_is_text_has_no_control_characters(value: str) -> None:
    assert found([("a", value)], Code.CONTROL_CHARACTER) == []


@pytest.mark.parametrize(
    "right",
    ["café", "Größe", "don\u2019t", "“quoted”", "naïve", "10 €", "привет", "日本語", "😀", "Łódź"],
)
def test_garbled_letters_are_told_and_the_right_ones_are_not(right: str) -> None:
    wrong = "".join(
        bytes([it]).decode("cp1252") if it not in b"\x81\x8d\x8f\x90\x9d" else chr(it)
        for it in right.encode()
    )
    assert found([("a", f"x {right} y"), ("b", f"x {wrong} y")], Code.MOJIBAKE) == [2]


@pytest.mark.parametrize("value", ["„Spaß“", "NÃO", "«CHÂTEAU»", "ARÊTE…", "the letter “Å”", "çé"])
def test_letters_of_other_languages_are_not_garbled(value: str) -> None:
    assert found([("a", value)], Code.MOJIBAKE) == []


def test_a_lost_character_is_told() -> None:
    assert found([("a", "caf\ufffd")], Code.MOJIBAKE) == [1]


def test_an_output_that_copies_its_input_is_told() -> None:
    pairs = [("same thing", "same thing "), ("hello world", "Hello, world!")]
    assert found(pairs, Code.COPIES_INPUT) == [1]


def test_values_are_shortened_in_messages() -> None:
    message = only([("a", " " + "b" * 500)], Code.SURROUNDING_SPACE).message
    assert len(message) < 120
