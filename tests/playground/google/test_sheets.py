"""Sheets are given to those who may read them, and to nobody else."""

import pytest
import requests

from playground.google import scopes
from tests.playground.google.local import ADA, BEN, Google

OPEN, CLOSED, MOVED = (f"{it}-increment-sheet-1" for it in ("public", "private", "moved"))


def ask(google: Google, name: str, token: str = "", tqx: str = "out:csv") -> requests.Response:
    return requests.get(
        f"{google.url}/spreadsheets/d/{name}/gviz/tq",
        params={"tqx": tqx},
        headers={"Authorization": f"Bearer {token}"} if token else {},
        allow_redirects=False,
        timeout=10,
    )


def test_a_public_sheet_is_csv_for_everybody(google: Google) -> None:
    answer = ask(google, OPEN)

    assert answer.headers["content-type"].startswith("text/csv")
    assert answer.text.startswith('"text_input","output"\n"I","II"\n')
    assert ask(google, OPEN, tqx="out:html").status_code == 400


def test_a_private_one_is_a_page_but_for_its_readers(google: Google) -> None:
    sheets = (scopes.SHEETS,)

    assert ask(google, CLOSED).headers["content-type"].startswith("text/html")
    assert ask(google, CLOSED, google.token(ADA, sheets)).status_code == 403
    assert ask(google, CLOSED, google.token(BEN, (scopes.TUNING,))).text.startswith("<!doctype")
    assert ask(google, CLOSED, google.token(BEN, sheets)).text.startswith('"text_input"')


@pytest.mark.parametrize(("name", "status"), [(MOVED, 307), ("nothing-of-that-name-1", 404)])
def test_what_is_elsewhere_or_nowhere_is_no_csv(google: Google, name: str, status: int) -> None:
    assert ask(google, name).status_code == status
