import pytest

from bot.datasets.sheets import Sheet, is_link, parse_link
from bot.errors import InvalidInput

ID = "1BxiMVs0XRA5nFMdKvBdBZjgmUUqptlbs74OgvE2upms"
BASE = f"https://docs.google.com/spreadsheets/d/{ID}"


@pytest.mark.parametrize(
    ("link", "gid"),
    [
        (BASE, None),
        (f"{BASE}/", None),
        (f"{BASE}/edit", None),
        (f"{BASE}/edit?usp=sharing", None),
        (f"{BASE}/edit#gid=17", "17"),
        (f"{BASE}/edit?gid=17#gid=18", "18"),
        (f"{BASE}/edit?gid=17", "17"),
        (f"{BASE}/edit?gid=evil%26x", None),
        (f" <{BASE}/edit#gid=0> ", "0"),
        (f"https://docs.google.com/spreadsheets/u/1/d/{ID}/edit#gid=3", "3"),
        (f"https://DOCS.google.com:443/spreadsheets/d/{ID}/view", None),
    ],
)
def test_a_link_as_people_copy_it_names_spreadsheet_and_sheet(link: str, gid: str | None) -> None:
    assert parse_link(link) == Sheet(ID, gid)
    assert is_link(BASE)


@pytest.mark.parametrize(
    "link",
    [
        "",
        "docs",
        f"http://docs.google.com/spreadsheets/d/{ID}",
        f"https://docs.google.com.evil.example/spreadsheets/d/{ID}",
        f"https://docs.google.com@evil.example/spreadsheets/d/{ID}",
        f"https://me:secret@docs.google.com/spreadsheets/d/{ID}",
        f"https://evil.example/docs.google.com/spreadsheets/d/{ID}",
        f"https://docs.google.com:8443/spreadsheets/d/{ID}",
        f"https://docs.google.com:x/spreadsheets/d/{ID}",
        f"https://docs.google.com/document/d/{ID}",
        f"https://docs.google.com/spreadsheets/d/{ID}%2F..%2Fx/edit",
        "https://docs.google.com/spreadsheets/d/short",
        "https://docs.google.com/spreadsheets/d/../../accounts",
        f"file:///spreadsheets/d/{ID}",
        "https://[::1/spreadsheets",
    ],
)
def test_any_other_address_is_refused_with_what_to_do(link: str) -> None:
    with pytest.raises(InvalidInput, match="no link to a Google Sheet") as error:
        parse_link(link)
    assert error.value.field == "link"


def test_a_published_copy_is_told_from_the_sheet_itself() -> None:
    with pytest.raises(InvalidInput, match="published copy"):
        parse_link("https://docs.google.com/spreadsheets/d/e/2PACX-1vTxxxxxxxxxxxxxxxx/pubhtml")


def test_the_export_stays_on_the_one_host() -> None:
    start = f"{BASE}/gviz/tq?tqx=out:csv&headers=1"
    assert Sheet(ID).address == start
    assert Sheet(ID, "17").address == f"{start}&gid=17"
    assert Sheet("../x", "1").address.startswith("https://docs.google.com/spreadsheets/d/..%2Fx/")
