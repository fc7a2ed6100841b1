"""Whether the app is installed here, and the tokens that it has been given."""

import secrets
import time
from dataclasses import dataclass
from typing import Any

from playground.slack.errors import SlackError
from playground.slack.ids import Clock
from playground.slack.store import Store
from playground.slack.workspace import Workspace

Json = dict[str, Any]

CODE_LIFE = 600.0


@dataclass(slots=True)
class Code:
    """What the browser takes back to the app; it works once."""

    person: str
    redirect_uri: str
    ends: float


class Installs:
    """By Socket Mode the app is there from the beginning; by HTTP somebody installs it.

    Where the manifest has tokens rotate, each lives for *life* seconds, and what renews it works
    once; the one before lives on until its time is over.
    """

    def __init__(
        self,
        store: Store,
        workspace: Workspace,
        first_token: str,
        life: int,
        clock: Clock = time.time,
    ) -> None:
        self._store, self._workspace, self._manifest = store, workspace, workspace.manifest
        self._life, self._clock = life, clock
        self._codes: dict[str, Code] = {}
        first: Json = {first_token: None} if self._manifest.by_socket else {}
        begin: Json = {"tokens": first, "refreshers": [], "gone": [], "by": ""}
        self._now: Json = store.get("install", "install") or begin

    @property
    def is_installed(self) -> bool:
        return bool(self._now["tokens"])

    @property
    def by(self) -> str:
        """Who installed it."""
        return self._now["by"]

    def check(self, token: str) -> None:
        """Raise `SlackError` unless the app may use this token now."""
        if token in self._now["gone"]:
            raise SlackError("account_inactive" if not self.is_installed else "token_revoked")
        if token not in self._now["tokens"]:
            raise SlackError("invalid_auth")
        ends = self._now["tokens"][token]
        if ends is not None and ends <= self._clock():
            raise SlackError("token_expired")

    def allow(self, person: str, redirect_uri: str) -> str:
        """Return the code with which the app gets its token."""
        code = f"{secrets.randbelow(10**12)}.{secrets.token_hex(16)}"
        self._codes[code] = Code(person, redirect_uri, self._clock() + CODE_LIFE)
        return code

    def knows(self, *, code: str = "", refresh_token: str = "", token: str = "") -> bool:
        """Say whether this is the workspace that one of them is of."""
        known = {*self._now["tokens"], *self._now["gone"]}
        return code in self._codes or refresh_token in self._now["refreshers"] or token in known

    def redeem(self, code: str, redirect_uri: str) -> Json:
        known = self._codes.pop(code, None)
        if known is None or known.ends < self._clock():
            raise SlackError("invalid_code")
        if known.redirect_uri != redirect_uri:
            raise SlackError("bad_redirect_uri")
        self._now |= {"by": known.person}
        return self._answer(self._new_token())

    def refresh(self, refresh_token: str) -> Json:
        """Take a refresh token, once."""
        if refresh_token not in self._now["refreshers"] or not self.is_installed:
            raise SlackError("invalid_refresh_token")
        self._now["refreshers"].remove(refresh_token)
        return self._answer(self._new_token())

    def expire(self, token: str) -> None:
        """End a token's life now."""
        self._now["tokens"][token] = self._clock()
        self._save()

    def uninstall(self) -> None:
        gone = [*self._now["gone"], *self._now["tokens"]]
        self._now |= {"tokens": {}, "refreshers": [], "gone": gone}
        self._save()

    def _new_token(self) -> str:
        random = f"{secrets.randbelow(10**12):012d}-{secrets.token_hex(12)}"
        token = f"xoxe.xoxb-1-{random}" if self._manifest.rotates else f"xoxb-{random}"
        ends = self._clock() + self._life if self._manifest.rotates else None
        self._now["tokens"][token] = ends
        if ends:
            self._now["refreshers"].append(f"xoxe-1-{secrets.token_hex(24)}")
        self._save()
        return token

    def _answer(self, token: str) -> Json:
        team, app = self._workspace.team, self._workspace.app
        rotating: Json = {}
        if self._manifest.rotates:
            newest = self._now["refreshers"][-1]
            rotating = {"refresh_token": newest, "expires_in": self._life}
        return {
            "app_id": app["id"],
            "authed_user": {"id": self.by},
            "scope": ",".join(sorted(self._manifest.scopes or ())),
            "token_type": "bot",
            "access_token": token,
            "bot_user_id": app["bot_user"],
            "team": {"id": team["id"], "name": team["name"]},
            "enterprise": None,
            "is_enterprise_install": False,
            **rotating,
        }

    def _save(self) -> None:
        self._store.put("install", "install", self._now)
