"""What only one format can have, or a whole file."""

import gzip
import json
from collections.abc import Iterator, Sequence

from bot.domain.datasets import Code
from tests.bot.datasets.workbooks import as_workbook
from tests.datasets.corpus.case import GOOD, Case, Found, Rows
from tests.datasets.corpus.writing import comma, lines, objects

HEAD = b"text_input,output\n"
BODY = comma(GOOD)[0].removeprefix(b'"text_input","output"\n')
END = 1 + len(GOOD)  # the last line of a file with a header and these rows
JSON = lines(GOOD)[0].replace(b"\n\n", b"\n").lstrip()
LAST = len(GOOD)  # its last line
UNREADABLE = Code.UNREADABLE_ROW


def cases() -> Iterator[Case]:
    yield from _separated()
    yield from _encodings()
    yield from _json_lines()
    yield from _json()
    yield from _conversations()
    yield from _labels()
    yield from _refused()


def _rows(name: str, rows: bytes, *found: tuple[Code, int]) -> Case:
    """Return a file with rows below those that are fine, and where in these rows what is found."""
    return Case(name, HEAD + BODY + rows, [(code, END + line) for code, line in found])


def _separated() -> Iterator[Case]:
    yield _rows("one-cell.csv", b"lonely\n", (Code.MISSING_FIELD, 1))
    yield _rows("three-cells.csv", b"a,b,c\n", (UNREADABLE, 1))
    yield _rows("empty-cells-more.csv", b"What,That,,,\n")
    yield _rows("only-commas.csv", b",\n,,,\n", (Code.MISSING_FIELD, 1), (Code.MISSING_FIELD, 2))
    yield _rows(
        "text-after-quote.csv", b'x,"b" c\nWhat,\n', (UNREADABLE, 1), (Code.MISSING_FIELD, 2)
    )
    yield _rows("never-closed.csv", b'What,"That\nand so on\n', (UNREADABLE, 1))
    yield _rows("blank-lines.csv", b"\n\n  \nWhat,\n\n", (Code.MISSING_FIELD, 4))
    yield _rows(
        "quoted-line-ends.csv",
        b'"a\n\nb","c\n"\n,x\n',
        (Code.SURROUNDING_SPACE, 1),
        (Code.MISSING_FIELD, 5),
    )
    yield _rows("no-line-end.csv", b"What,", (Code.MISSING_FIELD, 1))
    yield _rows("inch.csv", b'5" pipe,6" pipe\n')
    yield Case(
        "old-mac.csv",
        (HEAD + BODY + b"What,\n").replace(b"\n", b"\r"),
        [(Code.MISSING_FIELD, END + 1)],
    )
    yield Case(
        "sep-line.csv", b"sep=,\n" + HEAD + BODY + b"What,\n", [(Code.MISSING_FIELD, END + 2)]
    )
    yield Case(
        "late-header.csv", b"\n\n\n" + HEAD + BODY + b",That\n", [(Code.MISSING_FIELD, END + 4)]
    )
    bars = (HEAD + BODY + b"What,\n").replace(b",", b"|")
    yield Case("bars.csv", bars, [(Code.MISSING_FIELD, END + 1)])
    for first, second in (("prompt", "completion"), ("input", "output"), ("Question", "ANSWER")):
        content = f"{first},{second}\n".encode() + BODY + b",x\n"
        yield Case(
            f"{first}.csv", content, [(Code.MISSING_FIELD, END + 1)], columns=(first, second)
        )
    wide = b"id,output,text_input\n" + b"".join(
        f'{n},"{b}","{a}"\n'.encode() for n, (a, b) in enumerate(GOOD)
    )
    yield Case("other-order.csv", wide + b"99,x,\n", [(Code.MISSING_FIELD, END + 1)])


def _encodings() -> Iterator[Case]:
    rows = HEAD + BODY + "Où est le café ?,Là-bas\nWhat,\n".encode()
    missing = (Code.MISSING_FIELD, END + 2)
    for encoding in ("utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"):
        yield Case(f"{encoding}.csv", rows.decode().encode(encoding), [missing])
    yield Case("windows.csv", rows.decode().encode("cp1252"), [missing, (Code.MOJIBAKE, None)])
    for encoding, word in (
        ("cp1251", "привет"),
        ("shift_jis", "こんにちは"),
        ("cp1253", "καλημέρα"),
    ):
        content = HEAD + BODY + f"{word},x\nfine,too\n{word},y\n".encode(encoding)
        yield Case(f"{encoding}.csv", content, [(UNREADABLE, END + 1), (UNREADABLE, END + 3)])
    cut = HEAD + BODY + "größe,groß\nschön,".encode() + b"\xf0\x9f\nfine,too\n"
    yield Case("cut-emoji.csv", cut, [(UNREADABLE, END + 2)])


def _more(name: str, line: bytes, *codes: Code) -> Case:
    """Return JSON lines of which the last but one is *line*, and what is found in it."""
    content = JSON + line + b'\n{"text_input": "Why?", "output": "So."}\n'
    return Case(name, content, [(code, LAST + 1) for code in codes])


def _json_lines() -> Iterator[Case]:
    yield _more("no-comma.jsonl", b'{"text_input": "a" "output": "b"}', UNREADABLE)
    yield _more("not-closed.jsonl", b'{"text_input": "a", "output": "b"', UNREADABLE)
    yield _more("two-on-a-line.jsonl", b'{"text_input": "a", "output": "b"} {}', UNREADABLE)
    yield _more("comma-after.jsonl", b'{"text_input": "a", "output": "b"},', UNREADABLE)
    yield _more("single-quotes.jsonl", b"{'text_input': 'a', 'output': 'b'}", UNREADABLE)
    yield _more("deep.jsonl", b"[" * 100_000, UNREADABLE)
    yield _more("digits.jsonl", b"9" * 5_000, UNREADABLE)
    yield _more("list.jsonl", b'["a", "b"]', Code.NOT_TEXT)
    yield _more("text.jsonl", b'"a"', Code.NOT_TEXT)
    yield _more("null-line.jsonl", b"null", Code.NOT_TEXT)
    yield _more("empty-object.jsonl", b"{}", Code.MISSING_FIELD)
    yield _more("other-names.jsonl", b'{"prompt": "a", "completion": "b"}', Code.MISSING_FIELD)
    yield _more("list-as-value.jsonl", b'{"text_input": ["a"], "output": "b"}', Code.NOT_TEXT)
    yield _more("nan.jsonl", b'{"text_input": NaN, "output": "b"}', Code.NOT_TEXT)
    yield _more("indented.jsonl", b'  \t{"text_input": "a", "output": "b"}\t')
    yield _more("more-fields.jsonl", b'{"id": [1], "output": "b", "text_input": "a"}')


def _list(name: str, more: bytes, *found: tuple[Code, int]) -> Case:
    """Return a list with elements after those that are fine, and where in these what is found."""
    start = objects(GOOD)[0].removesuffix(b"\n]")
    before = start.count(b"\n")
    return Case(name, start + more, [(code, before + line) for code, line in found])


def _json() -> Iterator[Case]:
    good = b'{"text_input": "a", "output": "b"}'
    yield _list("broken-element.json", b',\n{"text_input" "a"},\n' + good + b"\n]", (UNREADABLE, 2))
    yield _list(
        "two-broken.json",
        b',\n{"text_input" "a"},\n{"text_input": },\n' + good + b"]",
        (UNREADABLE, 2),
        (UNREADABLE, 3),
    )
    yield _list("missing-comma.json", b"\n" + good + b"\n]", (UNREADABLE, 2))
    yield _list("cut-off.json", b",\n", (UNREADABLE, 2))
    yield _list("more-after.json", b"]\n[]", (UNREADABLE, 2))
    yield _list("comma-at-the-end.json", b",\n" + good + b",\n]")
    yield _list("no-object.json", b',\n"a"\n]', (Code.NOT_TEXT, 2))
    yield _list("two-lines-before.json", b',\n\n\n{\n"text_input": "a"}]', (Code.MISSING_FIELD, 4))
    first, second = zip(*GOOD, strict=True)
    uneven = json.dumps({"text_input": first, "output": second[:-2]})
    yield Case("uneven-columns.json", uneven.encode(), [(Code.MISSING_FIELD, 1)] * 2)
    frame = {"text_input": dict(enumerate(first)), "output": dict(enumerate(second))}
    yield Case("pandas.json", json.dumps(frame).encode())


def _conversation(name: str, *turns: tuple[str, object], code: Code | None = None) -> Case:
    rows = [(("user", first), ("assistant", second)) for first, second in GOOD]
    messages = ([{"role": role, "content": it} for role, it in row] for row in [*rows, turns])
    content = "".join(f"{json.dumps({'messages': it})}\n" for it in messages).encode()
    found: Sequence[Found] = [(code, LAST + 1)] if code else []
    return Case(name, content, found, columns=("user", "assistant"))


def _conversations() -> Iterator[Case]:
    asked, said = ("user", "What?"), ("assistant", "That.")
    yield _conversation("system.jsonl", ("system", "Be brief."), asked, said)
    yield _conversation("two-turns.jsonl", asked, said, asked, said, code=Code.MULTI_TURN)
    yield _conversation("answer-first.jsonl", said, asked, code=Code.MULTI_TURN)
    yield _conversation("tool.jsonl", asked, ("tool", "x"), said, code=Code.MULTI_TURN)
    yield _conversation("no-answer.jsonl", asked, code=Code.MISSING_FIELD)
    yield _conversation("no-question.jsonl", said, code=Code.MISSING_FIELD)
    yield _conversation("no-turns.jsonl", code=Code.MISSING_FIELD)
    yield _conversation("parts.jsonl", ("user", [{"type": "text", "text": "What?"}]), said)
    yield _conversation(
        "picture.jsonl", ("user", [{"type": "image_url"}]), said, code=Code.NOT_TEXT
    )
    turns = (
        {
            "contents": [
                {"role": r, "parts": [{"text": it}]}
                for r, it in zip(("user", "model"), row, strict=True)
            ]
        }
        for row in GOOD
    )
    content = "".join(f"{json.dumps(it)}\n" for it in turns).encode()
    more = content + content.splitlines()[0].replace(
        b"}]}]", b'}]}, {"role": "user", "parts": [{"text": "x"}]}]'
    )
    yield Case("vertex.jsonl", content, columns=("user", "model"))
    yield Case("vertex-turns.jsonl", more, [(Code.MULTI_TURN, LAST + 1)], columns=("user", "model"))


def _labelled(name: str, labels: Sequence[str], *found: Found) -> Case:
    rows: Rows = [(f"Text {'x' * (at + 1)}", label) for at, label in enumerate(labels)]
    return Case(name, comma(rows)[0], found)


def _labels() -> Iterator[Case]:
    yield _labelled("labels.csv", ["good", "bad"] * 12)
    yield _labelled("rare-label.csv", [*["good", "bad"] * 12, "Good!"], (Code.RARE_LABEL, 26))
    yield _labelled("same-output.csv", ["good"] * 24, (Code.SAME_OUTPUT, None))
    yield _labelled("uneven.csv", ["good"] * 40 + ["bad"] * 3, (Code.UNEVEN_LABELS, None))
    yield _labelled("few.csv", ["yes", "no", "perhaps"], (Code.FEW_EXAMPLES, None))
    large = [(f"{'x' * 39_000} {at}", f"{'y' * 4_000} {at}") for at in range(100)]
    yield Case("large.csv", comma(large)[0], [(Code.TOO_LARGE, None)])


def _refused() -> Iterator[Case]:
    for name, content, words in (
        ("empty.csv", b"", "empty"),
        ("blank.csv", b"\xef\xbb\xbf \r\n\n", "empty"),
        ("header-only-unknown.csv", b"a,b\n", "needs `text_input`"),
        ("no-header.csv", b"1,2\n3,4\n", "names of the columns in the first line"),
        ("one-column.csv", b"hello\nyou\n", "comma between"),
        ("half-a-pair.csv", b"question,reply\na,b\n", "Only `answer` is missing"),
        ("twice-there.csv", b"text_input,output,Output\na,b,c\n", "there twice"),
        ("quote-in-header.csv", b'"text_input,output\na,b\n', "never closed"),
        ("zeros.csv", b"\0" * 1000, "no plain text"),
        ("zero-in-text.csv", HEAD + b"a\0,b\n", "no plain text"),
        ("pdf.csv", b"%PDF-1.7\n%\xe2\xe3", "a PDF"),
        ("page.csv", b"<!DOCTYPE html><html>", "a web page"),
        ("picture.csv", b"\x89PNG\r\n\x1a\n", "a picture"),
        ("packed.csv", gzip.compress(HEAD), "a gzip file"),
        ("parquet.csv", b"PAR1\x15\x04", "a Parquet file"),
        ("old-excel.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Excel"),
        ("workbook.csv", as_workbook(GOOD[:1]), "although its name is"),
        ("empty.xlsx", as_workbook([]), "workbook is empty"),
        ("unknown.xlsx", as_workbook([("Frage", "Antwort"), ("a", "b")]), "`Frage`, `Antwort`"),
        ("no-zip.xlsx", b"PK\3\4" + b"x" * 100, "can't be read"),
        ("unknown.jsonl", b'{"words": "a"}\n', "has `words`"),
        ("no-objects.jsonl", b'"a"\n[1]\n', "No line is a JSON object"),
        ("empty-list.json", b"[]", "no object with fields"),
        ("unknown.json", b'[{"a": 1, "b": 2}]', "has `a`, `b`"),
        ("cut-columns.json", b'{"prompt": ["a", "b"', "cut off"),
        ("over-lines.jsonl", b'{\n"text_input": "a"\n}', "one on each line"),
    ):
        yield Case(name, content, refused=words)
