"""What holds for every file, not only for those that somebody thought of."""

import json
import random

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import UnusableFile
from tests.bot.datasets.make import as_csv, as_json_lines, read, read_table, refusal
from tests.bot.datasets.workbooks import as_workbook

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


def as_conversations(wanted: list[tuple[str, str]]) -> bytes:
    turns = ([("user", first), ("assistant", second)] for first, second in wanted)
    rows = ({"messages": [{"role": role, "content": it} for role, it in pair]} for pair in turns)
    return "\n".join(map(json.dumps, rows)).encode()


def as_contents(wanted: list[tuple[str, str]]) -> bytes:
    turns = ([("user", first), ("model", second)] for first, second in wanted)
    rows = (
        {"contents": [{"role": role, "parts": [{"text": it}]} for role, it in pair]}
        for pair in turns
    )
    return "\n".join(map(json.dumps, rows)).encode()


def as_json(wanted: list[tuple[str, str]], indent: int | None, *, columns: bool) -> bytes:
    first, second = zip(*wanted, strict=True)
    if columns:
        return json.dumps({"input": first, "output": second}, indent=indent).encode()
    rows = [{"input": one, "output": other} for one, other in wanted]
    return json.dumps(rows, ensure_ascii=False, indent=indent).encode()


@few
@given(
    pairs,
    st.sampled_from(",;\t|"),
    st.sampled_from(["\n", "\r\n"]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"]),
    st.sampled_from([None, 0, 2]),
)
def test_pairs_are_the_same_however_they_were_written(
    wanted: list[tuple[str, str]], delimiter: str, end: str, encoding: str, indent: int | None
) -> None:
    def encoded(content: bytes) -> bytes:
        return content.decode().encode(encoding)

    assert read(encoded(as_csv(wanted, delimiter=delimiter, end=end))) == wanted
    assert read(encoded(as_csv(wanted, delimiter=delimiter, quote_all=True))) == wanted
    assert read(encoded(as_json_lines(wanted)), "pairs.jsonl") == wanted
    for columns in (True, False):
        content = as_json(wanted, indent, columns=columns)
        assert read(encoded(content), "pairs.json") == wanted
    assert read(encoded(as_conversations(wanted)), "pairs.jsonl") == wanted
    assert read(encoded(as_contents(wanted)), "pairs.jsonl") == wanted


SHEET = str.maketrans(
    "", "", "".join(map(chr, [*range(9), 11, 12, *range(13, 32), 0xFFFE, 0xFFFF]))
)


@settings(max_examples=5, deadline=None)
@given(pairs)
def test_pairs_are_the_same_in_a_workbook(given_pairs: list[tuple[str, str]]) -> None:
    # What a sheet can't hold, or would take for a formula or for a character's number.
    texts = [
        tuple(f"x{it.translate(SHEET)}".replace("_x", "x") for it in row) for row in given_pairs
    ]
    wanted = [(first, second) for first, second in texts]
    assert read(as_workbook([("text_input", "output"), *wanted]), "pairs.xlsx") == wanted


@few
@given(st.lists(st.booleans(), min_size=2, max_size=12), st.integers(0, 2**32))
def test_the_elements_reported_of_a_list_are_those_that_were_broken(
    sound: list[bool], seed: int
) -> None:
    chance = random.Random(seed)  # noqa: S311
    lines, broken, kept = ["["], list[int](), list[str]()
    for number, fine in enumerate([True, *sound]):
        lines += [""] * chance.randrange(2)
        end = "," if number < len(sound) else ""
        if not fine:
            broken.append(len(lines) + 1)
            bad = ['{"input": "x" "output": "y"}', '{"input": "x, "output": "y"}', '{"input": }']
            lines.append(chance.choice([*bad, '{"output": ["y"], "input": tru}']) + end)
            continue
        kept.append(str(number))
        lines += f'{{"input":\n "{number}",\n "output": "y"}}{end}'.split("\n")
    rows, findings = read_table("\n".join([*lines, "]"]).encode(), "pairs.json")
    assert [row[1] for row in rows] == kept
    assert [it.line for it in findings] == broken


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
    for start in ('[{"text_input": "a", "output": "b"}', '{"text_input": ["a"', '{"messages": '):
        assert answered((start + body).encode(), "x.json")
