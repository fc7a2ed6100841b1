"""Grants, and the codes and tokens that come of them; the store sees digests only."""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from playground.google.store import Row, Store

CODE_SECONDS = 600
Clock = Callable[[], float]


class OAuthError(Exception):
    """A refusal in RFC 6749's words: *error* is the code that clients compare."""

    def __init__(self, error: str, description: str, status: int = 400) -> None:
        super().__init__(description)
        self.error, self.description, self.status = error, description, status


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket:
    """What a person allowed on the consent page, and how the app will prove itself."""

    email: str
    client: str
    scopes: tuple[str, ...]
    redirect_uri: str
    challenge: str = ""  # PKCE, S256; empty if the app sent none
    offline: bool = False


@dataclass(frozen=True, slots=True)
class Issued:
    access: str
    refresh: str | None
    scopes: tuple[str, ...]
    seconds: int


@dataclass(frozen=True, slots=True)
class Bearer:
    """Whom an access token stands for; *expires* in seconds since 1970."""

    email: str
    client: str
    scopes: frozenset[str]
    expires: float
    offline: bool


class Tokens:
    def __init__(self, store: Store, clock: Clock, *, seconds: int, rotate: bool) -> None:
        self._store, self._clock = store, clock
        self._seconds, self._rotate = seconds, rotate
        self._store.rows("delete from codes where expires < :now returning digest", now=clock())
        sql = "delete from tokens where kind = 'access' and expires < :now returning digest"
        self._store.rows(sql, now=clock())

    def code(self, ticket: Ticket) -> str:
        code = "4/" + secrets.token_urlsafe(24)
        with self._store.writing():
            row = {
                "digest": _digest(code),
                "of": self._grant(ticket),
                "redirect_uri": ticket.redirect_uri,
                "challenge": ticket.challenge,
                "expires": self._clock() + CODE_SECONDS,
                "used": 0,
            }
            self._store.insert("codes", row)
        return code

    def redeem(self, code: str, client: str, redirect_uri: str, verifier: str) -> Issued:
        """Trade *code* once; a second try is a sign of theft and takes back the first's tokens."""
        digest = _digest(code)
        sql = "select * from codes join grants on grants.id = codes.of where digest = :digest"
        row = self._store.row(sql, digest=digest)
        if row is None or row["client"] != client or row["expires"] < self._clock():
            raise OAuthError("invalid_grant", "Malformed or expired auth code.")
        _check_code(row, redirect_uri, verifier)
        sql = "update codes set used = 1 where digest = :digest and used = 0 returning digest"
        if not self._store.rows(sql, digest=digest):
            self._withdraw(row["of"])
            raise OAuthError("invalid_grant", "This auth code was used already.")
        return self._issue(row, refresh=bool(row["offline"]))

    def refresh(self, token: str, client: str, scopes: Iterable[str] = ()) -> Issued:
        """Give a new access token; scopes that were never granted are left out, not refused."""
        row = self._find(token, "refresh")
        if row is None or row["client"] != client:
            raise OAuthError("invalid_grant", "Token has been expired or revoked.")
        asked = [scope for scope in scopes if scope in row["scopes"].split()]
        if self._rotate:
            sql = "delete from tokens where digest = :digest returning digest"
            if not self._store.rows(sql, digest=_digest(token)):
                raise OAuthError("invalid_grant", "Token has been expired or revoked.")
        return self._issue(row, refresh=self._rotate, scopes=asked)

    def revoke(self, token: str) -> bool:
        """Take back the whole grant that *token*, of either kind, came of."""
        row = self._find(token, "access") or self._find(token, "refresh")
        if row:
            self._withdraw(row["of"])
        return row is not None

    def bearer(self, token: str) -> Bearer | None:
        row = self._find(token, "access")
        if row is None or row["expires"] < self._clock():
            return None
        scopes = frozenset[str](row["scopes"].split())
        return Bearer(row["email"], row["client"], scopes, row["expires"], bool(row["offline"]))

    def granted(self, email: str, client: str) -> set[str]:
        """Return every scope that *email* allowed *client* and has not taken back."""
        sql = "select scopes from grants where email = :email and client = :client"
        rows = self._store.rows(sql, email=email, client=client)
        return {scope for row in rows for scope in row["scopes"].split()}

    def hand_out(self, email: str, client: str, scopes: Iterable[str]) -> str:
        """Return an access token without a sign-in, for whoever started the service."""
        return self.issue(email, client, scopes).access

    def issue(self, email: str, client: str, scopes: Iterable[str]) -> Issued:
        """Give an access token to whoever has shown in another way who they are."""
        ticket = Ticket(email=email, client=client, scopes=tuple(scopes), redirect_uri="")
        with self._store.writing():
            grant = self._grant(ticket)
        return self._issue({"of": grant, "scopes": " ".join(ticket.scopes)}, refresh=False)

    def _grant(self, ticket: Ticket) -> str:
        row: Row = {
            "id": secrets.token_hex(16),
            "email": ticket.email,
            "client": ticket.client,
            "scopes": " ".join(ticket.scopes),
            "offline": int(ticket.offline),
            "at": self._clock(),
        }
        self._store.insert("grants", row)
        return row["id"]

    def _issue(self, grant: Row, *, refresh: bool, scopes: list[str] | None = None) -> Issued:
        allowed: list[str] = scopes or grant["scopes"].split()
        access = self._keep(grant["of"], "access", "ya29.", allowed, self._clock() + self._seconds)
        again = None
        if refresh:
            again = self._keep(grant["of"], "refresh", "1//", grant["scopes"].split(), None)
        return Issued(access, again, tuple(allowed), self._seconds)

    def _keep(self, of: str, kind: str, prefix: str, scopes: list[str], end: float | None) -> str:
        token = prefix + secrets.token_urlsafe(32)
        row = {"digest": _digest(token), "of": of, "kind": kind, "expires": end}
        self._store.insert("tokens", row | {"scopes": " ".join(scopes)})
        return token

    def _find(self, token: str, kind: str) -> Row | None:
        sql = """
            select tokens.*, email, client, offline from tokens join grants on grants.id = tokens.of
            where digest = :digest and kind = :kind
        """
        return self._store.row(sql, digest=_digest(token), kind=kind)

    def _withdraw(self, grant: str) -> None:
        with self._store.writing():
            self._store.rows("delete from tokens where of = :id returning digest", id=grant)
            self._store.rows("delete from grants where id = :id returning id", id=grant)


def _check_code(row: Row, redirect_uri: str, verifier: str) -> None:
    if row["redirect_uri"] != redirect_uri:
        raise OAuthError("redirect_uri_mismatch", "redirect_uri is not the one that was asked with")
    if row["challenge"] and not verifier:
        raise OAuthError("invalid_grant", "Missing code verifier.")
    if row["challenge"] and not hmac.compare_digest(row["challenge"], challenge_of(verifier)):
        raise OAuthError("invalid_grant", "Invalid code verifier.")


def challenge_of(verifier: str) -> str:
    """Return PKCE's S256 challenge (RFC 7636, 4.2)."""
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
