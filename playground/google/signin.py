"""The pages on which a person picks an account and allows an app some of what it asks."""

import hmac
import secrets
from collections import defaultdict
from dataclasses import dataclass
from urllib.parse import urlencode

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from playground.google import pages, scopes
from playground.google.people import Person
from playground.google.service import Service
from playground.google.tokens import Ticket

PATH = "/o/oauth2/v2/auth"
COOKIE = "playground_signin"
TRIES, PAUSE = 10, 900.0  # wrong passwords of one account, and the seconds until they are forgotten
HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; "
        "base-uri 'none'; frame-ancestors 'none'"
    ),
}


class Refused(Exception):  # noqa: N818 - a page, not a failure of ours
    """Words for a page of our own: going back to the app would not be safe or not be of use."""

    def __init__(self, error: str, words: str) -> None:
        super().__init__(words)
        self.error, self.words = error, words


@dataclass(frozen=True, slots=True)
class Asked:
    """What the app asks for, checked."""

    client: str
    redirect_uri: str
    scopes: tuple[str, ...]
    state: str
    challenge: str
    offline: bool
    together: bool  # scopes that were granted before are granted again
    hint: str
    choose: bool

    def back(self, **answer: str) -> Response:
        mark = "&" if "?" in self.redirect_uri else "?"
        query = urlencode(answer | ({"state": self.state} if self.state else {}))
        return RedirectResponse(f"{self.redirect_uri}{mark}{query}", 303, HEADERS)


def signin_routes(service: Service) -> list[Route]:
    desk = _Desk(service)
    return [Route(path, desk.answer, methods=["GET", "POST"]) for path in (PATH, "/o/oauth2/auth")]


class _Desk:
    def __init__(self, service: Service) -> None:
        self._service = service
        self._key = secrets.token_bytes(32)
        self._wrong = defaultdict[str, list[float]](list)

    async def answer(self, request: Request) -> Response:
        form = await request.form() if request.method == "POST" else None
        response = await run_in_threadpool(self._answer, request, form)
        journal = self._service.journal
        journal.add("oauth2.Authorize", "", response.status_code, request.url.path)
        return response

    def _answer(self, request: Request, form: FormData | None) -> Response:
        try:
            asked = asked_of(self._service, request)
            if form is None:
                return self._show(request, asked, asked.hint)
            return self._decide(request, asked, form)
        except Refused as error:
            page = pages.refusal(error.error, error.words)
            return HTMLResponse(page, 400, HEADERS)

    def _show(self, request: Request, asked: Asked, email: str, wrong: str = "") -> Response:
        """Show the accounts, or once one is known what the app asks of it."""
        person = self._person(email)
        name = self._service.settings.app_name
        if person is None or asked.choose:
            people = [each for each in self._service.people.all() if self._may_sign_in(each)]
            links = [(each, _link(request, each.email)) for each in people]
            page = pages.accounts(name, links, unknown="" if person else email)
            return HTMLResponse(page, headers=HEADERS)
        seed = request.cookies.get(COOKIE) or secrets.token_urlsafe(16)
        form = pages.Form(
            action=f"{PATH}?{request.url.query}",
            other=_link(request, ""),
            guard=self._guard(seed),
            wrong=wrong,
        )
        page = pages.consent(name, person, asked.scopes, form)
        response = HTMLResponse(page, 403 if wrong else 200, HEADERS)
        response.set_cookie(COOKIE, seed, httponly=True, samesite="lax")
        return response

    def _decide(self, request: Request, asked: Asked, form: FormData) -> Response:
        guard = self._guard(request.cookies.get(COOKIE, ""))
        if not hmac.compare_digest(str(form.get("guard", "")).encode(), guard.encode()):
            raise Refused("invalid_request", "This page was open too long. Begin again in the app.")
        if form.get("choice") != "allow":
            return asked.back(error="access_denied")
        person = self._person(str(form.get("account", "")))
        if person is None:
            return self._show(request, asked, "")
        wrong = self._wrong_password(person, str(form.get("password", "")))
        if wrong:
            return self._show(request, asked, person.email, wrong)
        return self._allow(asked, person, {str(each) for each in form.getlist("scope")})

    def _allow(self, asked: Asked, person: Person, ticked: set[str]) -> Response:
        granted = [each for each in asked.scopes if each in ticked or each in scopes.SIGN_IN]
        if not granted:
            return asked.back(error="access_denied")
        if asked.together:
            before = self._service.tokens.granted(person.email, asked.client)
            granted += sorted(before - set(granted))
        ticket = Ticket(
            email=person.email,
            client=asked.client,
            scopes=tuple(granted),
            redirect_uri=asked.redirect_uri,
            challenge=asked.challenge,
            offline=asked.offline,
        )
        code = self._service.tokens.code(ticket)
        return asked.back(code=code, scope=" ".join(granted), authuser="0")

    def _person(self, email: str) -> Person | None:
        person = self._service.people.find(email)
        return person if person and self._may_sign_in(person) else None

    def _may_sign_in(self, person: Person) -> bool:
        return person.has_password or self._service.settings.open_sign_in

    def _wrong_password(self, person: Person, password: str) -> str:
        """Return what to say, or nothing where all is well; too many wrong tries make one wait."""
        if not person.has_password:
            return ""
        now = self._service.clock()
        recent = [at for at in self._wrong[person.email] if now - at < PAUSE]
        self._wrong[person.email] = recent
        if len(recent) >= TRIES:
            return "Too many wrong passwords. Try again in a quarter of an hour."
        if self._service.people.password_fits(person.email, password):
            return ""
        recent.append(now)
        return "That is not the password of this account."

    def _guard(self, seed: str) -> str:
        """Tie a form to the browser that was shown it, so that no other site can send it."""
        return hmac.digest(self._key, seed.encode(), "sha256").hex()


def asked_of(service: Service, request: Request) -> Asked:
    """Read and check what the app sent the person here with."""
    query = request.query_params
    _check_client(service, query.get("client_id", ""), query.get("redirect_uri", ""))
    if query.get("response_type") != "code":
        raise Refused("unsupported_response_type", "Only response_type=code is served here.")
    wanted = scopes.split(query.get("scope", ""))
    unknown = [each for each in wanted if each not in scopes.WORDS]
    if unknown or not wanted:
        named = ", ".join(unknown) or "none"
        raise Refused("invalid_scope", f"Some scopes are unknown or none was asked for: {named}.")
    challenge = query.get("code_challenge", "")
    if challenge and query.get("code_challenge_method") != "S256":
        raise Refused("invalid_request", "code_challenge_method must be S256.")
    prompts = query.get("prompt", "").split()
    return Asked(
        client=query["client_id"],
        redirect_uri=query["redirect_uri"],
        scopes=wanted,
        state=query.get("state", ""),
        challenge=challenge,
        offline=query.get("access_type") == "offline",
        together=query.get("include_granted_scopes") == "true",
        hint=query.get("login_hint", ""),
        choose="select_account" in prompts,
    )


def _check_client(service: Service, client: str, redirect_uri: str) -> None:
    if client != service.settings.client_id:
        raise Refused("invalid_client", "The OAuth client was not found.")
    if not service.settings.may_return_to(redirect_uri):
        raise Refused(
            "redirect_uri_mismatch",
            f"The app asked to come back to {redirect_uri or 'no address'}, which is not "
            "registered. Start this service with --redirect-uri and that address.",
        )


def _link(request: Request, email: str) -> str:
    """Return this page's address for another account; no *email*: for choosing one."""
    kept = [
        (name, value)
        for name, value in request.query_params.multi_items()
        if name not in {"login_hint", "prompt"}
    ]
    more = [("login_hint", email)] if email else [("prompt", "select_account")]
    return f"{PATH}?{urlencode(kept + more)}"
