"""Sheets come from one host, as CSV, and from nowhere else."""

from collections.abc import Generator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest

from bot import sheets
from bot.errors import InvalidInput, NotPublic, TunerError, TuningUnavailable, UnusableFile
from bot.sheets import Sheets

CSV = b'"text_input","output"\n"I","II"\n'
ID = "a-sheet-of-twenty-letters"
PAGE = (200, "text/html", b"<!doctype html>Sign in")


@contextmanager
def site(*answers: tuple[int, str, bytes]) -> Generator[tuple[str, list[Any]]]:
    """Give these answers in turn, the last one for ever; give the address and what was asked."""
    asked, left = list[Any](), list(answers)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append((self.path, self.headers.get("Authorization")))
            status, kind, content = left.pop(0) if len(left) > 1 else left[0]
            self.send_response(status)
            self.send_header("Content-Type", kind)
            if status == 307:
                self.send_header("Location", "/elsewhere")
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", asked
    finally:
        server.shutdown()
        server.server_close()


def fetch(url: str, token: str | None = None, link: str = "") -> bytes:
    link = link or f"{url}/spreadsheets/d/{ID}/edit#gid=7"

    def token_for(workspace: str, user: str) -> str | None:
        assert (workspace, user) == ("T1", "U1")
        return token

    file, name = Sheets(token_for, url).fetch("T1", "U1", link)
    with file:
        assert name == "sheet.csv"
        return file.read()


def test_a_public_sheet_is_had_without_anybodys_account() -> None:
    with site((200, "text/csv; charset=utf-8", CSV)) as (url, asked):
        assert fetch(url, "secret") == CSV
    [(path, token)] = asked
    assert path == f"/spreadsheets/d/{ID}/gviz/tq?tqx=out:csv&headers=1&gid=7"
    assert token is None, "it was not needed"


@pytest.mark.parametrize("closed", [PAGE, (307, "text/html", b""), (403, "text/html", b"")])
def test_a_private_sheet_is_read_with_the_persons_own_account(
    closed: tuple[int, str, bytes],
) -> None:
    with site(closed, (200, "text/csv", CSV)) as (url, asked):
        assert fetch(url, "secret") == CSV
    assert [token for _, token in asked] == [None, "Bearer secret"]


@pytest.mark.parametrize("closed", [PAGE, (307, "text/html", b""), (404, "text/html", b"")])
def test_what_is_closed_is_said_with_the_way_in(closed: tuple[int, str, bytes]) -> None:
    with site(closed) as (url, asked):
        with pytest.raises(NotPublic, match="Share"):
            fetch(url)
        with pytest.raises(InvalidInput, match="your linked Google account"):
            fetch(url, "secret")
    assert all("elsewhere" not in path for path, _ in asked), "no redirect is followed"


def test_no_other_place_is_asked() -> None:
    with (
        site((200, "text/csv", CSV)) as (url, asked),
        pytest.raises(InvalidInput, match="no link"),
    ):
        fetch(url, link=f"https://evil.example/spreadsheets/d/{ID}/edit")
    assert not asked


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_site_in_trouble_can_be_tried_again(status: int) -> None:
    with site((status, "text/plain", b"")) as (url, _), pytest.raises(TuningUnavailable):
        fetch(url)


def test_a_site_that_is_gone_is_said_in_words() -> None:
    with site(PAGE) as (url, _):
        pass
    with pytest.raises(TunerError, match="did not answer"):
        fetch(url)


def test_a_sheet_is_not_read_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "MOST", 2**20)
    with (
        site((200, "text/csv", b"x" * (2**20 + 1))) as (url, _),
        pytest.raises(UnusableFile, match="over 1 MB"),
    ):
        fetch(url)
