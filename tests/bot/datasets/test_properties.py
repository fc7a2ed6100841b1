"""What holds for every file, not only for those that somebody thought of."""

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import UnusableFile
from tests.bot.datasets.make import as_csv, as_json_lines, read, refusal

text = st.text(
    st.one_of(
        st.sampled_from("ab ,;\t\"'\n\r{}[]\\=é😀\u2028\ufeff"),
        st.characters(exclude_categories=["Cs"], exclude_characters="\0"),
    ),
    min_size=1,
    max_size=12,
).filter(str.strip)
pairs = st.lists(st.tuples(text, text), min_size=1, max_size=8)
few = settings(max_examples=150, deadline=None)


def answered(content: bytes, name: str) -> object:
    """Return the pairs, or the words in place of them; anything else is raised."""
    try:
        return read(content, name)
    except UnusableFile as error:
        return str(error)


@few
@given(pairs, st.sampled_from(",;\t"), st.sampled_from(["\n", "\r\n"]), st.booleans())
def test_pairs_are_the_same_however_they_were_written(
    wanted: list[tuple[str, str]],
    delimiter: str,
    end: str,
    mark: bool,  # noqa: FBT001 - drawn, not passed
) -> None:
    start = b"\xef\xbb\xbf" if mark else b""
    assert read(start + as_csv(wanted, delimiter=delimiter, end=end)) == wanted
    assert read(start + as_csv(wanted, delimiter=delimiter, quote_all=True)) == wanted
    assert read(start + as_json_lines(wanted), "pairs.jsonl") == wanted


@few
@given(pairs, st.integers(0, 2**32))
def test_the_lines_reported_are_the_lines_that_were_broken(
    good: list[tuple[str, str]], seed: int
) -> None:
    chance = random.Random(seed)  # noqa: S311
    content, broken = b"text_input,output\n", list[int]()
    for pair in good:
        content += b"\n" * chance.randrange(3)
        if chance.random() < 0.5:
            broken.append(1 + len(content.decode().splitlines()))
            content += chance.choice([b",x\n", b'"x",\n', b"lonely\n", b"a,b,c\n", b'"a"b,c\n'])
        # Line ends that only Python knows, as U+2028, would make `splitlines` miscount.
        first, second = (" ".join(value.split()) for value in pair)
        content += as_csv([(first, second)]).split(b"\n", 1)[1]
    if broken:
        assert [it.line for it in refusal(content).problems] == broken


@few
@given(st.binary(max_size=200), st.sampled_from(["x.csv", "x.jsonl", "x.json", ""]))
def test_no_bytes_at_all_are_answered_with_anything_but_words(content: bytes, name: str) -> None:
    assert answered(content, name)


@few
@given(st.text(st.sampled_from('a,;\t"\n\r{}[]:\\u08d'), max_size=60), st.booleans())
def test_no_text_below_a_good_header_is_answered_with_anything_but_words(
    body: str,
    lines: bool,  # noqa: FBT001 - drawn, not passed
) -> None:
    head = '{"text_input": "a", "output": "b"}\n' if lines else "text_input,output\n"
    assert answered((head + body).encode(), "x.jsonl" if lines else "x.csv")
