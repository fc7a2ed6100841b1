"""Google's sign-in, over the wire: ask, redeem, renew, revoke. Remembers nothing."""

import json
import logging
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, Self

import requests
from google.auth.exceptions import GoogleAuthError, RefreshError
from google.auth.transport.requests import Request
from google.oauth2.credentials import Credentials
from google_auth_oauthlib.flow import Flow
from oauthlib.oauth2 import OAuth2Error

from bot.config import GoogleClient
from bot.domain.scopes import boxes, in_words, is_identity
from bot.errors import LinkExpired, LinkFailed, TuningUnavailable

log = logging.getLogger(__name__)

TIMEOUT = 10  # seconds; a renewal is tried three times, and a lease must outlive them all

USED_UP = "Google did not accept this sign-in: it has run out, or was used already."
NO_ANSWER = "Google did not answer."
NO_EMAIL = "Google did not say whose account it is."
NOT_LASTING = (
    "Google gave no lasting access. Remove this app at https://myaccount.google.com/connections, "
    "then run `/tune connect` in Slack again."
)
AGAIN = "Run `/tune connect` in Slack to try again."
OUR_CLIENT = (
    "Google does not accept the client that Tuner signs in with. Whoever runs Tuner has to "
    "check GOOGLE_CLIENT_ID and GOOGLE_CLIENT_SECRET."
)
UNREACHABLE = "Google's sign-in does not answer. Please try again in a minute."

OUR_FAULT = {"invalid_client", "unauthorized_client", "redirect_uri_mismatch"}

# No connection, or something that is not the JSON object which Google's libraries take it for.
NO_ANSWER_AT_ALL = (requests.RequestException, ValueError, TypeError, LookupError, AttributeError)


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """What Google granted: *token* is good until *expires*, *refresh_token* gets the next."""

    token: str = field(repr=False)
    refresh_token: str = field(repr=False)
    expires: datetime
    scopes: tuple[str, ...]

    def dump(self) -> str:
        """Return it as text, to be kept encrypted. The client's own secret is no part of it."""
        expires = self.expires.isoformat()
        return json.dumps([self.token, self.refresh_token, expires, *self.scopes])

    @classmethod
    def load(cls, text: str) -> Self:
        token, refresh_token, expires, *scopes = json.loads(text)
        return cls(
            token=token,
            refresh_token=refresh_token,
            expires=datetime.fromisoformat(expires),
            scopes=tuple(scopes),
        )


class GoogleSignIn:
    """Speaks with one Google, as one registered client."""

    def __init__(self, client: GoogleClient) -> None:
        self._client = client
        if client.is_plain:
            # oauthlib knows no other way to be told; the settings saw to it that http stays
            # on this machine.
            os.environ["OAUTHLIB_INSECURE_TRANSPORT"] = "1"

    def ask(
        self, state: str, *, hint: str = "", scopes: Iterable[str] = (), more: Iterable[str] = ()
    ) -> tuple[str, str]:
        """Return the address of the consent page, and the PKCE verifier to keep for `redeem`.

        *scopes* are those that are needed, besides whose account it is; with none, the
        client's. *more* are scopes that the person may leave out.
        """
        asked = [*self._needed(scopes), *more]
        flow = self._flow(asked, autogenerate_code_verifier=True)
        url, _ = flow.authorization_url(
            state=state,
            access_type="offline",
            prompt="consent",  # without it Google gives no second refresh token
            include_granted_scopes="true",
            **({"login_hint": hint} if hint else {}),
        )
        return url, flow.code_verifier

    def redeem(self, code: str, verifier: str, now: datetime, scopes: Iterable[str] = ()) -> Grant:
        """Exchange the code that the browser brought back, or raise `LinkFailed`.

        *scopes* are those that were asked for.
        """
        # No scopes here: people may allow fewer, which oauthlib would raise as a bare Warning.
        flow = self._flow(None, code_verifier=verifier, autogenerate_code_verifier=False)
        try:
            token: dict[str, Any] = flow.fetch_token(code=code, timeout=TIMEOUT)
        except OAuth2Error as error:
            raise _redeeming_error(error) from error
        except NO_ANSWER_AT_ALL as error:
            raise LinkFailed(_again(NO_ANSWER)) from error
        if not token.get("refresh_token"):
            raise LinkFailed(NOT_LASTING)
        return Grant(
            token=token["access_token"],
            refresh_token=token["refresh_token"],
            expires=now + timedelta(seconds=float(token.get("expires_in", 3600))),
            scopes=_granted(token, self._needed(scopes)),
        )

    def email(self, grant: Grant) -> str:
        """Ask whose account it is, or raise `LinkFailed`."""
        bearer = {"Authorization": f"Bearer {grant.token}"}
        try:
            answer = requests.get(self._client.userinfo_url, headers=bearer, timeout=TIMEOUT)
            answer.raise_for_status()
            email = answer.json()["email"]
        except KeyError as error:
            raise LinkFailed(_again(NO_EMAIL)) from error
        except NO_ANSWER_AT_ALL as error:
            raise LinkFailed(_again(NO_ANSWER)) from error
        return str(email)

    def renew(self, grant: Grant) -> Grant:
        """Get the next token; Google may give a new refresh token with it.

        Raises `LinkExpired` if Google takes the old one no more, else `TuningUnavailable`.
        """
        # No scopes: Google would complain of those that were asked for and not granted.
        it: Any = Credentials(
            grant.token,
            refresh_token=grant.refresh_token,
            token_uri=self._client.token_url,
            client_id=self._client.id,
            client_secret=self._client.secret,
        )
        try:
            it.refresh(partial(Request(), timeout=TIMEOUT))
        except RefreshError as error:
            raise _renewal_error(error) from error
        except (GoogleAuthError, *NO_ANSWER_AT_ALL) as error:
            raise TuningUnavailable(UNREACHABLE) from error
        return Grant(
            token=it.token,
            refresh_token=it.refresh_token,
            expires=it.expiry.replace(tzinfo=UTC),  # the library's times are naive, in UTC
            scopes=grant.scopes,
        )

    def complaint(self) -> str:
        """Return OAuth's word for what is wrong with a code that nobody was given.

        It is *invalid_grant* only for a client that Google knows. Raises RequestException, or
        ValueError for an answer that is none.
        """
        made_up = {
            "grant_type": "authorization_code",
            "code": "4/none",
            "redirect_uri": self._client.redirect_url,
            "client_id": self._client.id,
            "client_secret": self._client.secret,
        }
        answer = requests.post(self._client.token_url, data=made_up, timeout=TIMEOUT)
        said: Any = answer.json()
        try:
            return _why(said["error"])
        except (LookupError, TypeError) as error:
            raise ValueError from error

    def revoke(self, grant: Grant) -> bool:
        """Have Google forget what was granted. False if it can't be reached or knew nothing."""
        try:
            url, token = self._client.revoke_url, grant.refresh_token
            answer = requests.post(url, data={"token": token}, timeout=TIMEOUT)
        except requests.RequestException as error:
            log.warning("account.not_revoked why=%s", type(error).__name__)
            return False
        log.info("account.revoked status=%s", answer.status_code)
        return answer.ok

    def _flow(self, scopes: Iterable[str] | None, **kwargs: Any) -> Any:
        client = {
            "client_id": self._client.id,
            "client_secret": self._client.secret,
            "auth_uri": self._client.auth_url,
            "token_uri": self._client.token_url,
        }
        return Flow.from_client_config(
            {"web": client},
            list(scopes) if scopes else None,
            redirect_uri=self._client.redirect_url,
            **kwargs,
        )

    def _needed(self, scopes: Iterable[str]) -> tuple[str, ...]:
        asked = tuple(scopes)
        identity = tuple(it for it in self._client.scopes if is_identity(it))
        return (*identity, *asked) if asked else self._client.scopes


def _granted(token: Mapping[str, Any], needed: tuple[str, ...]) -> tuple[str, ...]:
    """Return the scopes that were granted, if they are enough."""
    granted = tuple[str, ...](token.get("scope") or needed)
    if missing := [it for it in needed if it not in granted and not is_identity(it)]:
        raise LinkFailed(_too_little(missing))
    return granted


def _redeeming_error(error: OAuth2Error) -> LinkFailed:
    why = _why(error.error)
    log.warning("link.refused why=%s", why)
    if why in OUR_FAULT:
        return LinkFailed(OUR_CLIENT)
    return LinkFailed(_again(USED_UP if why == "invalid_grant" else NO_ANSWER))


def _renewal_error(error: RefreshError) -> LinkExpired | TuningUnavailable:
    """Tell a link that is over from trouble that passes; only *invalid_grant* is final."""
    details: Any = error.args[1] if len(error.args) > 1 else None
    why = _why(details["error"] if details and "error" in details else None)
    log.warning("account.not_renewed why=%s", why)
    if why == "invalid_grant":
        return LinkExpired()
    return TuningUnavailable(OUR_CLIENT if why in OUR_FAULT else UNREACHABLE)


def _why(code: object) -> str:
    """Return OAuth's word for it; a server in trouble may answer with anything."""
    return code if isinstance(code, str) else "no_answer"


def _too_little(missing: Sequence[str]) -> str:
    return (
        f"You did not allow Tuner to {in_words(missing)}. Run `/tune connect` in Slack to "
        f"try again, and on Google's page tick the box {boxes(missing)}."
    )


def _again(words: str) -> str:
    return f"{words} {AGAIN}"
