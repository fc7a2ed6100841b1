"""Whatever a program writes as text is read, or said to be unreadable where it is."""

import pytest

from bot.datasets.findings import Code
from tests.bot.datasets.make import as_csv, as_json_lines, problem, read, read_table, refusal, where

PAIRS = [("Größe, café", "naïve"), ("日本語", "😀 “x”"), ("two\r\nlines", "tab\tbed")]
MARKED = ["utf-8-sig", "utf-16", "utf-32"]


@pytest.mark.parametrize("encoding", [*MARKED, "utf-8", "utf-16-le", "utf-16-be"])
def test_every_unicode_encoding_is_found_out(encoding: str) -> None:
    assert read(as_csv(PAIRS, delimiter="\t").decode().encode(encoding)) == PAIRS
    assert read(as_json_lines(PAIRS).decode().encode(encoding), "x.jsonl") == PAIRS


def test_a_big_endian_mark_is_known() -> None:
    content = b"\xfe\xff" + as_csv(PAIRS).decode().encode("utf-16-be")
    assert read(content) == PAIRS


def test_lines_are_counted_in_utf16_as_elsewhere() -> None:
    text = '\r\ntext_input\toutput\r\n"two\r\nlines"\tx\r\n\ta\r\n'
    assert where(text.encode("utf-16"), "Unicode text.txt") == [5]


def test_text_that_is_plainly_windows_is_read_and_that_is_told() -> None:
    pairs = [("café crème, s’il vous plaît", "à la carte"), ("5 € – “ça va”", "Straße in Köln")]  # noqa: RUF001
    table, findings = read_table(as_csv(pairs).decode().encode("cp1252"))
    assert [row[1:] for row in table] == pairs
    assert [(it.code, it.line) for it in findings] == [(Code.MOJIBAKE, None)]
    assert 'read as Windows text, as in `"café' in findings[0].message


@pytest.mark.parametrize(
    ("encoding", "word"),
    [
        ("cp1251", "привет"),
        ("shift_jis", "こんにちは"),
        ("cp1253", "καλημέρα"),
        ("mac_roman", "déjà vécu"),
        ("gbk", "你好你好"),
    ],
)
def test_other_old_encodings_are_not_guessed(encoding: str, word: str) -> None:
    content = f"text_input,output\na,b\n{word},x\nx,y\n{word},z\n".encode(encoding)
    assert where(content) == [3, 5]
    assert "is not UTF-8. Save the file as UTF-8" in refusal(content).problems[0].message


def test_a_broken_character_is_told_where_it_is_and_the_rest_is_read() -> None:
    head = as_csv([("größe", "schön")] * 5)
    content = head + b'"two\nlines","cut \xf0\x9f"\nfine,too\n,x\n'
    assert where(content) == [7, 10]
    assert "`cut" in refusal(content).problems[0].message


def test_a_broken_character_in_another_column_is_no_matter() -> None:
    content = as_csv([("größe", "schön")] * 5)
    wide = content.replace(b"\n", b",n\xf0\n")
    assert len(read(wide)) == 5


def test_a_broken_character_in_json_is_told_on_its_line() -> None:
    content = as_json_lines([("ä", "ö")]).replace(b"\\u00e4", "ä".encode()) * 3
    broken = b'{"text_input": "a \xff", "output": "b \\udc80"}\n'
    assert where(content + broken + content, "x.jsonl") == [4]


def test_a_line_without_an_end_is_refused_in_words() -> None:
    content = b"text_input,output\n" + b"x" * (2**24 + 2**20)
    assert "over 16 MB long" in problem(content, limit=2**26).message


def test_a_quote_that_is_never_closed_does_not_fill_the_memory() -> None:
    content = b'text_input,output\n"a,b\n' + b"c,d\n" * (2**22 + 2**18)
    found = refusal(content, limit=2**26).problems[0]
    assert found.line == 2
    assert "Close its quote" in found.message
