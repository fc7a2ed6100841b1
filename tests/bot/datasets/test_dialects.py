"""Separated values as spreadsheets, databases and people write them."""

import pytest

from bot.datasets import open_table
from bot.datasets.columns import Pair
from bot.datasets.findings import Findings
from bot.datasets.source import Source
from bot.errors import UnknownColumns, UnusableFile
from tests.bot.datasets.make import as_csv, read, read_table, refusal, where


@pytest.mark.parametrize(
    ("content", "wanted"),
    [
        (b"text_input|output\na,b|c;d\n", ("a,b", "c;d")),
        (b"sep=;\r\ntext_input;output\r\na,b;c\r\n", ("a,b", "c")),
        (b"'text_input','output'\n'a, b','it''s'\n", ("a, b", "it's")),
        (b'"text_input", "output"\n"a", "b, c"\n', ("a", "b, c")),
        (b'text_input\toutput\n"Go," she said.\t5" pipe\n', ('"Go," she said.', '5" pipe')),
        (b'text_input\toutput\n"a\tb"\tc\n', ("a\tb", "c")),
    ],
)
def test_how_a_file_is_written_is_found_out(content: bytes, wanted: tuple[str, str]) -> None:
    assert read(content) == [wanted]


def test_a_first_line_for_excel_counts_as_a_line() -> None:
    assert where(b"sep=,\ntext_input,output\na,b\n,c\n") == [4]


@pytest.mark.parametrize(("delimiter", "name"), [("\t", "tsv"), (",", "csv"), (";", "csv")])
def test_the_format_is_told(delimiter: str, name: str) -> None:
    source = Source.of_bytes(as_csv([("a", "b")], delimiter=delimiter), "x.txt")
    assert open_table(source, Findings()).format == name


def asked(content: bytes, name: str = "x.csv", chosen: Pair | None = None) -> UnknownColumns:
    with pytest.raises(UnknownColumns) as error:
        read_table(content, name, chosen)
    return error.value


def test_unknown_columns_come_with_the_first_rows() -> None:
    error = asked(b"\nFrage;Antwort;Nr\na;b;1\n;d;2\n" + b"e" * 100 + b";f;3\ng;h;4\n")
    assert error.names == ("Frage", "Antwort", "Nr")
    assert error.rows == (("a", "b", "1"), ("", "d", "2"), ("e" * 39 + "…", "f", "3"))
    assert error.problems[0].line == 2


def test_somebody_chooses_two_columns() -> None:
    content = b"Frage;Antwort;Nr\na;b;1\n;d;2\n"
    table, _ = read_table(content, columns=Pair("Antwort", "Frage"))
    assert table == [(2, "b", "a"), (3, "d", "")]
    assert read_table(content, columns=Pair("antwort", "NR"))[0][0] == (2, "b", "1")


def test_a_choice_that_is_not_there_is_asked_again() -> None:
    assert asked(b"Frage,Antwort\na,b\n", chosen=Pair("Frage", "Nr")).names == ("Frage", "Antwort")


def test_a_choice_goes_before_the_names_that_are_known() -> None:
    content = b"text_input,output,better\na,b,c\n"
    assert read_table(content, columns=Pair("text_input", "better"))[0] == [(2, "a", "c")]


@pytest.mark.parametrize(
    "content",
    [b"1,2\n3,4\n", b"What is it?,A test.\n\nAnd now?,Another.\n", b"a,a\nb,c\n"],
)
def test_a_file_without_names_is_asked_about_by_numbers(content: bytes) -> None:
    error = asked(content)
    assert error.names == ("column 1", "column 2")
    assert error.rows[0] == tuple(content.decode().splitlines()[0].split(","))
    table, _ = read_table(content, columns=Pair("column 2", "column 1"))
    assert [row[0] for row in table] == ([1, 3] if b"\n\n" in content else [1, 2])
    assert table[0][1:] == error.rows[0][::-1]


def test_a_single_column_can_not_be_chosen_from() -> None:
    assert type(refusal(b"hello\na\n")) is UnusableFile


def test_the_separator_of_unknown_columns_is_the_one_that_fits_all_rows() -> None:
    content = b"Frage;Antwort\na, b, c;d, e\nf;g, h\n"
    assert asked(content).names == ("Frage", "Antwort")
