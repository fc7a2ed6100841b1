"""The local Google, and somebody who walks its pages as a browser would."""

import re
import threading
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from html import unescape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import requests

from bot.accounts import GoogleAccounts
from bot.config import SCOPES, GoogleClient
from bot.domain import Person
from playground.google.settings import Settings
from tests.playground.google.local import Google, serving

TUNING = SCOPES[-1]
CALLBACK = "http://127.0.0.1:9/google/callback"  # nobody listens: browsers here follow no redirect

ADA = Person(workspace="T1", user="U1", name="Ada", workspace_name="Acme")
BEN = Person(workspace="T1", user="U2", name="Ben", workspace_name="Acme")


@contextmanager
def local_google(folder: Path, **settings: Any) -> Generator[Google]:
    nobody: Any = None  # signing in asks no trainer
    with serving(Settings(data=folder / "google", **settings), nobody) as google:
        yield google


def client_of(google: Google, *, redirect_url: str = CALLBACK) -> GoogleClient:
    return GoogleClient(
        id=google.service.settings.client_id,
        secret=google.service.client_secret,
        auth_url=f"{google.url}/o/oauth2/v2/auth",
        token_url=f"{google.url}/token",
        revoke_url=f"{google.url}/revoke",
        userinfo_url=f"{google.url}/oauth2/v3/userinfo",
        redirect_url=redirect_url,
        scopes=SCOPES,
    )


def google_settings(google: Google) -> dict[str, str]:
    """Return what Tuner's environment says of a local Google."""
    client = client_of(google)
    return {
        "GOOGLE_CLIENT_ID": client.id,
        "GOOGLE_CLIENT_SECRET": client.secret,
        "GOOGLE_AUTH_URL": client.auth_url,
        "GOOGLE_TOKEN_URL": client.token_url,
        "GOOGLE_REVOKE_URL": client.revoke_url,
        "GOOGLE_USERINFO_URL": client.userinfo_url,
        "TUNING_URL": google.url,
    }


def consent(
    url: str,
    email: str = "ada@playground.test",
    *,
    allow: Sequence[str] = (TUNING,),
    choice: str = "allow",
) -> str:
    """Answer the consent page; return the address that the browser is sent back to."""
    browser = requests.Session()
    page = browser.get(f"{url}&login_hint={email}", timeout=10)
    page.raise_for_status()
    action = re.search(r'<form method="post" action="([^"]+)"', page.text)
    guard = re.search(r'name="guard" value="([^"]+)"', page.text)
    assert action, page.text
    assert guard
    form = {"account": email, "guard": guard[1], "choice": choice, "scope": list(allow)}
    where = page.url.split("/o/")[0] + unescape(action[1])
    answer = browser.post(where, data=form, allow_redirects=False, timeout=10)
    assert answer.is_redirect, answer.text
    return answer.headers["location"]


def query_of(address: str) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(address).query))


def link(
    accounts: GoogleAccounts, person: Person = ADA, email: str = "ada@playground.test"
) -> None:
    secret, _ = accounts.returned(query_of(consent(accounts.begin(person, "form"), email)))
    accounts.confirm(secret)


def token_of(accounts: GoogleAccounts) -> str:
    credentials: Any = accounts.credentials("T1", "U1")
    return credentials.token


def who(google: Google, token: str) -> str | None:
    bearer = google.service.tokens.bearer(token)
    return bearer.email if bearer else None


@contextmanager
def babbling(
    status: int, body: bytes, meanwhile: Callable[[], object] = lambda: None
) -> Generator[str]:
    """Serve that one answer to everybody; *meanwhile* happens before it is given."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["content-length"]))
            meanwhile()
            self.send_response(status)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/token"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
