"""People's own Google accounts: linked, renewed, unlinked."""

import logging
import secrets
import time
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from threading import Lock
from typing import Any

from google.oauth2.credentials import Credentials

from bot.config import SHEETS, GoogleClient
from bot.domain import (
    Account,
    Act,
    Clock,
    Deed,
    Facts,
    LinkAttempt,
    PendingLink,
    Person,
    Whence,
    utc_now,
)
from bot.domain.scopes import in_words
from bot.errors import LinkExpired, LinkFailed, NotConnected, NotGranted, TuningUnavailable
from bot.signin import AGAIN, UNREACHABLE, GoogleSignIn, Grant
from bot.store import Accounts, Store

log = logging.getLogger(__name__)

PATIENCE = timedelta(minutes=10)  # for the way to Google and back, and for confirming
LEFT_AT_LEAST = timedelta(minutes=5)  # more than any call takes that they are handed out for
NOTED_EVERY = timedelta(hours=1)  # that they are used
PAUSE, WAITS = timedelta(seconds=0.05), 800  # for another process that renews
NEVER = datetime.max  # noqa: DTZ901  # the library's times are naive

EXPIRED = f"This sign-in has run out, or was used already. {AGAIN}"
DECLINED = f"You did not allow it at Google, so nothing was linked. {AGAIN}"
REFUSED = f"Google did not let you sign in, so nothing was linked. {AGAIN}"


class AttemptFailed(LinkFailed):
    """Linking did not work out, and it is known whose *attempt* it was."""

    def __init__(self, words: str, attempt: LinkAttempt) -> None:
        super().__init__(words)
        self.attempt = attempt


class GoogleAccounts:
    """Any thread may use it. Secrets are 256 bits at random, and work once."""

    def __init__(
        self,
        client: GoogleClient,
        store: Store,
        clock: Clock = utc_now,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        self._sign_in = GoogleSignIn(client)
        self._project = client.quota_project or None
        self._store, self._clock, self._pause = store, clock, pause
        self._locks = defaultdict[tuple[str, str], Lock](Lock)
        self._picking = Lock()

    def begin(
        self, person: Person, intent: str, *, scopes: Sequence[str] = (), sheets: bool = False
    ) -> str:
        """Return the address of Google's consent page; it is for *person*'s eyes only.

        *scopes* are what they need for what they tune at; with none, the settings' own. With
        *sheets* Google asks also whether we may read theirs. What was granted before stays.
        """
        linked = self._of(person.workspace).account(person.user)
        state = secrets.token_urlsafe(32)
        url, verifier = self._sign_in.ask(
            state, hint=linked.email if linked else "", scopes=scopes, more=[SHEETS] * sheets
        )
        expires = self._clock() + PATIENCE
        attempt = LinkAttempt(
            person=person,
            verifier=verifier,
            intent=intent,
            expires=expires,
            scopes=tuple(scopes),
        )
        self._store.links.attempt(state, attempt)
        return url

    def returned(self, query: Mapping[str, str]) -> tuple[str, PendingLink]:
        """Take what Google sent the browser back with; return a secret to `confirm` with.

        Raises `LinkFailed`; `AttemptFailed` if it is known whose attempt it was.
        """
        now = self._clock()
        # Used up before anything else: an attempt works once, whatever comes of it.
        attempt = self._store.links.take_attempt(query.get("state", ""), now)
        if attempt is None:
            raise LinkFailed(EXPIRED)
        try:
            grant = self._sign_in.redeem(_code(query), attempt.verifier, now, attempt.scopes)
            email = self._sign_in.email(grant)
        except LinkFailed as error:
            raise AttemptFailed(str(error), attempt) from error
        link = PendingLink(
            person=attempt.person,
            email=email,
            credentials=grant.dump(),
            scopes=grant.scopes,
            intent=attempt.intent,
            expires=now + PATIENCE,
        )
        secret = secrets.token_urlsafe(32)
        self._store.links.pend(secret, link)
        return secret, replace(link, credentials="")

    def confirm(self, secret: str) -> PendingLink:
        """Link the account: the person says that both identities are theirs."""
        link = self._take(secret)
        account = Account(
            user=link.person.user, email=link.email, scopes=link.scopes, linked=self._clock()
        )
        with self._alone(link.person.workspace, link.person.user):
            self._of(link.person.workspace).link(account, link.credentials)
            self._write(Act.LINKED, link.person, {"address": link.email, "scopes": link.scopes})
        log.info("account.linked workspace=%s user=%s", link.person.workspace, link.person.user)
        return replace(link, credentials="")

    def decline(self, secret: str) -> PendingLink:
        """Forget the pending link: one of the identities is not theirs."""
        link = self._take(secret)
        log.info("account.declined workspace=%s user=%s", link.person.workspace, link.person.user)
        return replace(link, credentials="")

    def credentials(
        self, workspace: str, user: str, scopes: Collection[str] = (), why: str = ""
    ) -> Credentials:
        """Return *user*'s credentials for a few minutes' use, renewed if need be.

        *scopes* are those that are needed: where one was not granted, `NotGranted` is raised,
        with *why*. Raises `NotConnected`, `LinkExpired` or `TuningUnavailable`; so may the calls
        that they are used for, since they renew themselves here when the service does not take
        them.
        """
        grant = self._grant(workspace, user)
        if missing := set(scopes).difference(grant.scopes):
            raise NotGranted(why, in_words(sorted(missing)))
        if not self._is_fresh(grant):
            grant = self._renewed(workspace, user, stale=grant.token)
        self._note_use(workspace, user)
        return self._copy(grant, workspace, user)

    def sheets_token(self, workspace: str, user: str) -> str | None:
        """Return an access token for *user*'s sheets, if they have agreed to that."""
        account = self._of(workspace).account(user)
        if account is None or SHEETS not in account.scopes:
            return None
        credentials: Any = self.credentials(workspace, user)
        return str(credentials.token)

    def revoke(self, credentials: str) -> bool:
        """Have Google forget a grant that is not kept here any more. False if it did not say so."""
        return self._sign_in.revoke(Grant.load(credentials))

    def unlink(self, workspace: str, user: str) -> bool:
        """Forget the account, whatever Google says, and revoke it there. False if there is none.

        Google revokes all that somebody granted us: where another link of the same Google
        account remains here, in any workspace, that is left as it is.
        """
        account = self._of(workspace).account(user)
        with self._alone(workspace, user):
            try:
                grant = self._grant(workspace, user)
            except NotConnected:
                return False
            finally:  # also if they can't be read any more
                self._of(workspace).unlink(user)
                self._write(Act.UNLINKED, Person(workspace=workspace, user=user), {})
        log.info("account.unlinked workspace=%s user=%s", workspace, user)
        if not (account and self._store.departures.is_linked(account.email)):
            self._sign_in.revoke(grant)
        return True

    def _write(self, act: Act, person: Person, after: Facts) -> None:
        origin = Whence(name=person.name, way="the page" if act is Act.LINKED else "")
        deed = Deed(by=person.user, at=self._clock(), act=act, origin=origin, after=after)
        self._store.workspace(person.workspace).audit.append(deed)

    def _of(self, workspace: str) -> Accounts:
        return self._store.workspace(workspace).accounts

    def _take(self, secret: str) -> PendingLink:
        link = self._store.links.take_pending(secret, self._clock())
        if link is None:
            raise LinkFailed(EXPIRED)
        return link

    def _alone(self, workspace: str, user: str) -> Lock:
        with self._picking:
            return self._locks[workspace, user]

    def _grant(self, workspace: str, user: str) -> Grant:
        return Grant.load(self._of(workspace).credentials(user))

    def _is_fresh(self, grant: Grant) -> bool:
        return grant.expires - self._clock() > LEFT_AT_LEAST

    def _renewed(self, workspace: str, user: str, *, stale: str) -> Grant:
        """Renew once, however many ask at a time: the others get what the first one got.

        They may be threads, which wait at a lock, or processes, which look again and again.
        """
        ours, turn = self._of(workspace), secrets.token_hex(8)
        with self._alone(workspace, user):
            for _ in range(WAITS):
                grant = self._grant(workspace, user)
                if grant.token != stale and self._is_fresh(grant):
                    return grant
                if kept := ours.take_turn(user, turn, self._clock()):
                    return self._in_turn(ours, user, turn, Grant.load(kept), stale)
                self._pause(PAUSE.total_seconds())
        raise TuningUnavailable(UNREACHABLE)

    def _in_turn(self, ours: Accounts, user: str, turn: str, grant: Grant, stale: str) -> Grant:
        """Renew *grant*, as nobody else does meanwhile."""
        try:
            if grant.token != stale and self._is_fresh(grant):
                return grant
            renewed = self._sign_in.renew(grant)
            ours.refreshed(user, renewed.dump(), turn=turn)
        except LinkExpired:
            # If we were so slow that our turn went by, somebody else may have renewed it, and
            # a refresh token may work once.
            again = Grant.load(ours.credentials(user))
            if again == grant:
                raise
            return again
        finally:
            ours.end_turn(user, turn)
        return renewed

    def _note_use(self, workspace: str, user: str) -> None:
        ours, now = self._of(workspace), self._clock()
        account = ours.account(user)
        if account and (account.used is None or now - account.used >= NOTED_EVERY):
            ours.used(user, now)

    def _copy(self, grant: Grant, workspace: str, user: str) -> Credentials:
        """Return credentials without the refresh token: only here are they renewed.

        They never look expired, so that the library renews them only when they are refused.
        """

        def renew(*_: object, **__: object) -> tuple[str, datetime]:
            return self._renewed(workspace, user, stale=grant.token).token, NEVER

        # Not with_quota_project: the copy that it makes has lost the handler.
        return Credentials(grant.token, refresh_handler=renew, quota_project_id=self._project)


def _code(query: Mapping[str, str]) -> str:
    """Return the code to redeem, or raise `LinkFailed` with why there is none."""
    if query.get("error") == "access_denied":
        raise LinkFailed(DECLINED)
    if not query.get("code"):
        raise LinkFailed(REFUSED)
    return query["code"]
