from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from playground.trainer.streaming import Unroller


def decode(tokens: Sequence[int]) -> str:
    """Tokens are bytes."""
    return bytes(tokens).decode(errors="replace")


def unroll(text: str, *stop: str) -> tuple[list[str], bool]:
    unroller = Unroller(decode, stop)
    shown = [unroller.add(byte) for byte in text.encode()] + [unroller.rest()]
    return shown, unroller.stopped


@given(st.text())
def test_the_pieces_make_the_text_and_no_piece_is_half_a_character(text: str) -> None:
    shown, _ = unroll(text)
    assert "".join(shown) == text
    assert "\ufffd" not in "".join(shown).replace("\ufffd", "", text.count("\ufffd"))


def test_a_letter_is_shown_as_soon_as_it_is_whole() -> None:
    assert unroll("a€b")[0] == ["a", "", "", "€", "b", ""]


def test_text_ends_before_the_first_stop_text_even_across_pieces() -> None:
    shown, stopped = unroll("one\nUser: two", "User:", "two")
    assert ("".join(shown), stopped) == ("one\n", True)


def test_what_only_began_like_a_stop_text_is_shown_after_all() -> None:
    shown, stopped = unroll("Use it. Use", "User:")
    assert ("".join(shown), stopped) == ("Use it. Use", False)
    assert shown[3] == "Use "


@given(st.text(alphabet="ab", max_size=12), st.text(alphabet="ab", min_size=1, max_size=4))
def test_nothing_of_a_stop_text_or_behind_it_is_shown(text: str, stop: str) -> None:
    shown, stopped = unroll(text, stop)
    assert "".join(shown) == text.partition(stop)[0]
    assert stopped == (stop in text)
