"""Files come from Slack's own hosts only, and the token goes nowhere else."""

from collections.abc import Generator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest

from bot.errors import InvalidInput, TunerError, TuningUnavailable, UnusableFile
from handlers.files import FORM_BYTES, POSTED_BYTES, Files
from tests.handlers.recording import RecordingSlack

CSV = b"text_input,output\nI,II\n"


@contextmanager
def host(
    content: bytes = CSV, *, status: int = 200, kind: str = "text/csv", **headers: str
) -> Generator[tuple[str, list[Any]]]:
    """Serve one answer to everybody; give its address and the requests that came."""
    requests = list[Any]()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            requests.append(self.headers)
            self.send_response(status)
            for name, value in {"Content-Type": kind, **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"127.0.0.1:{server.server_port}", requests
    finally:
        server.shutdown()
        server.server_close()


def slack(url: str, **file: Any) -> RecordingSlack:
    entry = {"id": "F1", "name": "cats.csv", "size": len(CSV), "url_private_download": url}
    return RecordingSlack(files_info={"file": entry | file})


def fetch(address: str, client: RecordingSlack | None = None) -> tuple[bytes, str]:
    file, name = Files([address]).fetch(client or slack(f"http://{address}/f"), "F1")
    with file:
        return file.read(), name


def test_a_file_is_fetched_with_the_token() -> None:
    with host() as (address, requests):
        assert fetch(address) == (CSV, "cats.csv")
    assert requests[0]["Authorization"] == "Bearer xoxb-recording"


@pytest.mark.parametrize(
    ("url", "trusted"),
    [
        ("https://slack.com/f", True),
        ("https://files.slack.com/f", True),
        ("https://files.slack.com:443/f", True),
        ("http://files.slack.com/f", False),
        ("https://files.slack.com:8443/f", False),
        ("https://files.slack.com@evil.example/f", False),
        ("https://me@files.slack.com/f", False),
        ("https://slack.com.evil.example/f", False),
        ("https://evilslack.com/f", False),
        ("http://127.0.0.1/f", False),
        ("http://[::1/f", False),
        ("file:///etc/passwd", False),
        ("", False),
    ],
)
def test_the_token_goes_to_slack_only(url: str, *, trusted: bool) -> None:
    assert Files().trusts(url) == trusted


def test_a_slack_of_ones_own_is_trusted_at_its_port_only() -> None:
    files = Files(["127.0.0.1:4000"])

    assert files.trusts("http://127.0.0.1:4000/f")
    assert not files.trusts("http://127.0.0.1:4001/f")
    assert Files(["127.0.0.1"]).trusts("http://127.0.0.1:4001/f")


def test_a_file_elsewhere_is_not_fetched() -> None:
    with host() as (address, requests):
        client = slack(f"http://{address}/f", mode="external")
        with pytest.raises(InvalidInput):
            Files(["slack.com"]).fetch(client, "F1")
    assert requests == []


def test_a_redirect_is_not_followed() -> None:
    with (
        host() as (there, followed),
        host(status=302, Location=f"http://{there}/") as (here, _),
        pytest.raises(TunerError),
    ):
        fetch(here)
    assert followed == []


def test_a_sign_in_page_instead_of_the_file_names_the_missing_permission() -> None:
    page = b"<!DOCTYPE html><html>Sign in</html>"
    with (
        host(page, kind="text/html; charset=utf-8") as (address, _),
        pytest.raises(TunerError, match="files:read"),
    ):
        fetch(address)


def test_a_large_file_is_not_read_to_its_end() -> None:
    large = b"x" * (FORM_BYTES + 2)
    with host(large) as (address, _), pytest.raises(UnusableFile, match="10 MB"):
        fetch(address)


def test_a_posted_file_may_be_larger_and_then_lies_on_disk() -> None:
    large = b"x" * (2 * FORM_BYTES)
    with host(large) as (address, _):
        client = slack(f"http://{address}/f", size=len(large))
        file, _ = Files([address]).fetch(client, "F1", most=POSTED_BYTES)
    with file:
        assert file.read() == large


def test_a_file_that_says_it_is_large_is_not_fetched() -> None:
    with host() as (address, requests):
        client = slack(f"http://{address}/f", size=FORM_BYTES + 1)
        with pytest.raises(UnusableFile, match="10 MB"):
            fetch(address, client)
    assert requests == []


@pytest.mark.parametrize(
    ("status", "error"), [(500, TuningUnavailable), (429, TuningUnavailable), (404, TunerError)]
)
def test_a_refusal_is_said_in_words(status: int, error: type[TunerError]) -> None:
    with host(status=status) as (address, _), pytest.raises(error, match="did not hand over"):
        fetch(address)


def test_a_host_that_is_gone_is_said_in_words() -> None:
    with host() as (address, _):
        pass
    with pytest.raises(TuningUnavailable):
        fetch(address)


@pytest.mark.parametrize(
    ("refusal", "words"),
    [("file_not_found", "Attach it again"), ("missing_scope", "files:read"), ("x", "in a minute")],
)
def test_what_slack_says_of_a_file_is_said_in_words(refusal: str, words: str) -> None:
    client = slack("")
    client.refusals["files.info"] = refusal

    with pytest.raises(TunerError, match=words):
        Files().fetch(client, "F1")
