"""Whether Google knows the client that people sign in with, and sends them back."""

from collections.abc import Mapping
from urllib.parse import urlsplit

import requests

from bot.config import GoogleClient
from bot.doctor.check import TIMEOUT, Check, Checks, clock, fine, unset, wrong
from bot.domain import Clock
from bot.environment import is_loopback
from bot.signin import GoogleSignIn

GOOGLE = "accounts.google.com"
WHERE = "*APIs & Services > Credentials*, the OAuth client, *Authorized redirect URIs*"
TESTING = (
    "If the app is left in *Testing* (*OAuth consent screen > Audience*), every link dies after "
    "7 days. Publish it, or make it *Internal*."
)
# An address that is not safe gets no secret from us.
NEEDED = ("GOOGLE_CLIENT_ID", "GOOGLE_CLIENT_SECRET", "GOOGLE_AUTH_URL", "GOOGLE_TOKEN_URL")
COMPLAINTS = {
    "redirect_uri_mismatch": f"Add exactly this address there: {WHERE}. It is {{redirect}}",
    "invalid_client": "Set GOOGLE_CLIENT_ID to the client's ID, as *Credentials* shows it.",
    "invalid_scope": "Set GOOGLE_SCOPES to scopes that it knows, and enable their API.",
}


def checks(client: GoogleClient, problems: Mapping[str, str], now: Clock) -> Checks:
    yield from list(unset("google.redirect", problems, "TUNER_URL")) or [_redirect(client)]
    unknown = list(unset("google.client", problems, *NEEDED))
    yield from unknown or _asked(client, now)
    yield fine("google.testing", "whether the app is still in Testing can't be asked", TESTING)


def _redirect(client: GoogleClient) -> Check:
    words = f"{client.redirect_url} must stand in Google's console"
    if is_loopback(urlsplit(client.redirect_url).hostname or ""):
        hint = "Only browsers on this machine come back there. For others set TUNER_URL (https)."
        return fine("google.redirect", words, hint)
    return fine("google.redirect", words, f"It is at {WHERE}.")


def _asked(client: GoogleClient, now: Clock) -> Checks:
    sign_in = GoogleSignIn(client)
    try:
        page = requests.get(sign_in.ask("doctor")[0], timeout=TIMEOUT)
    except requests.RequestException as error:
        yield _silent("google.sign_in", client.auth_url, "GOOGLE_AUTH_URL", error)
    else:
        yield _page(client, page)
        yield from clock("google.clock", "Google's", page.headers.get("date"), now())
    try:
        yield _secret(sign_in.complaint())
    except (requests.RequestException, ValueError) as error:
        yield _silent("google.client", client.token_url, "GOOGLE_TOKEN_URL", error)


def _silent(name: str, url: str, setting: str, error: Exception) -> Check:
    words = f"nothing that can be read is answered at {url} ({type(error).__name__})"
    return wrong(name, words, f"Let this machine reach it, or mend {setting}.")


def _page(client: GoogleClient, page: requests.Response) -> Check:
    """Read the consent page as somebody would who is about to sign in."""
    for complaint, fix in COMPLAINTS.items():
        if complaint in page.text or complaint in page.url:
            words = f"the sign-in refuses to begin: {complaint}"
            return wrong("google.sign_in", words, fix.format(redirect=client.redirect_url))
    if not page.ok:
        words = f"the consent page answers with status {page.status_code}"
        return wrong("google.sign_in", words, "Check GOOGLE_AUTH_URL, and the client's settings.")
    if urlsplit(client.auth_url).hostname == GOOGLE:
        hint = "Google says whether the redirect address is right only to somebody who signs in."
        return fine("google.sign_in", "the consent page answers", hint)
    return fine("google.sign_in", "the consent page answers, and knows the redirect address")


def _secret(complaint: str) -> Check:
    """Judge by what Google says to a code that is made up: it looks at the client first."""
    if complaint in {"invalid_client", "unauthorized_client"}:
        fix = "Set GOOGLE_CLIENT_ID and GOOGLE_CLIENT_SECRET to those of one client."
        return wrong("google.client", f"Google refuses the client: {complaint}", fix)
    if complaint == "invalid_grant":
        return fine("google.client", "Google knows the client and its secret")
    words = f"Google's token address gave an answer that is not one of OAuth's: {complaint}"
    return wrong("google.client", words, "Check GOOGLE_TOKEN_URL.")
