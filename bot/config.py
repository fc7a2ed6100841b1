"""The settings, read from the environment once; nobody else reads it."""

import base64
import binascii
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

from bot.cloud import CloudSettings, cloud_settings
from bot.domain import GEMINI, Site, Tariff
from bot.environment import Reader
from bot.prices import tariff

AUTH = "https://www.googleapis.com/auth/"
SCOPES = ("openid", f"{AUTH}userinfo.email", f"{AUTH}generative-language.tuning")
SHEETS = f"{AUTH}spreadsheets.readonly"  # asked for when somebody wants it, and only then
LEVELS = ("debug", "info", "warning", "error")
KEY_BYTES = 32
PREFIX = "TUNER_COMMAND_PREFIX"


class BadConfig(Exception):  # noqa: N818  # `str(error)` is for the person who starts Tuner
    """Settings that are missing or make no sense; the words name every one of them."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        self.problems = dict(problems)
        lines = (f"  {name}: {words}" for name, words in self.problems.items())
        super().__init__("\n".join(("These settings need a change:", *lines)))


@dataclass(frozen=True, slots=True, kw_only=True)
class SlackClient:
    """The OAuth client with which many workspaces install the app, and how it is signed for."""

    id: str
    secret: str = field(repr=False)
    signing_secret: str = field(repr=False)
    auth_url: str
    redirect_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SlackSettings:
    """The app, and where its Slack is: in many workspaces by *client*, else in one by its tokens.

    The bot's token may fetch files from *file_hosts*: by https, from their subdomains too, or
    by http from one that says its port.
    """

    bot_token: str = field(repr=False)
    app_token: str = field(repr=False)
    client: SlackClient | None = None
    api_url: str
    file_hosts: tuple[str, ...]
    prefix: str = ""  # of its commands, where those are taken: /x-tune for /tune


@dataclass(frozen=True, slots=True, kw_only=True)
class GoogleClient:
    """The OAuth client that people link their accounts with, and where its Google is.

    *quota_project* is whose quota their calls use, where the service wants to know one.
    """

    id: str
    secret: str = field(repr=False)
    auth_url: str
    token_url: str
    revoke_url: str
    userinfo_url: str
    redirect_url: str
    scopes: tuple[str, ...]
    quota_project: str = ""

    @property
    def is_plain(self) -> bool:
        """Tell whether its Google is on this machine, without TLS."""
        return any(urlsplit(url).scheme == "http" for url in (self.auth_url, self.token_url))


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """What a running Tuner was told. *key* is what is at rest is encrypted with.

    What *old_keys* encrypted can still be read. *retention* is how long is kept what a workspace
    that took Tuner out has left, its secrets apart.
    """

    slack: SlackSettings
    google: GoogleClient
    service: str  # where models are tuned, unless a workspace settles something else
    tuning_url: str
    cloud: CloudSettings
    sheets_url: str
    host: str
    port: int
    database: Path
    key: bytes = field(repr=False)
    old_keys: tuple[bytes, ...] = field(default=(), repr=False)
    retention: timedelta
    poll: timedelta
    tariff: Tariff
    log_level: str

    @classmethod
    def from_env(cls, env: Mapping[str, str]) -> Self:
        """Read all settings, or raise `BadConfig` that names all that is wrong."""
        config, problems = cls.read(env)
        if problems:
            raise BadConfig(problems)
        return config

    @classmethod
    def read(cls, env: Mapping[str, str]) -> tuple[Self, Mapping[str, str]]:
        """Read what can be read, and return with it what is wrong, by the setting's name."""
        read = Reader(env)
        port = read.number("TUNER_PORT", "3000", int, 1, 65535)
        service = read.text("TUNING_SERVICE", GEMINI)
        own_url = read.url("TUNER_URL", f"http://127.0.0.1:{port}")
        config = cls(
            slack=_slack(read, f"{own_url}/slack/oauth_redirect"),
            google=_google(read, f"{own_url}/google/callback"),
            service=service,
            tuning_url=read.url("TUNING_URL", None if service == GEMINI else "", _NO_TUNING),
            cloud=cloud_settings(read),
            sheets_url=read.url("GOOGLE_SHEETS_URL", "https://docs.google.com"),
            host=read.text("TUNER_HOST", "127.0.0.1"),
            port=port,
            database=Path(read.text("TUNER_DATABASE", "tuner.db")),
            key=_key(read),
            old_keys=_old_keys(read),
            retention=timedelta(days=read.number("TUNER_RETENTION_DAYS", "30", float, 0, 3650)),
            poll=timedelta(seconds=read.number("TUNER_POLL_SECONDS", "15", float, 0.1, 600)),
            tariff=tariff(read),
            log_level=read.one_of("TUNER_LOG", LEVELS, "info"),
        )
        return config, read.problems

    @property
    def usual(self) -> Site:
        """Return where models are tuned where nobody has settled anything."""
        return Site(self.service, self.cloud.place)

    @property
    def urls(self) -> Mapping[str, str]:
        """Return where each service is, by its name; Google's own are left out."""
        return {GEMINI: self.tuning_url, "vertex": self.cloud.url}

    @property
    def keys(self) -> Mapping[str, str]:
        """Return with what a service is asked for people who have linked no account."""
        return {"vertex": self.cloud.service_account}

    @property
    def unspeakable(self) -> tuple[str, ...]:
        """What must never be seen in a log."""
        keys = [base64.b64encode(key).decode() for key in (self.key, *self.old_keys)]
        slack, client = self.slack, self.slack.client
        account = self.cloud.service_account
        ours = (client.secret, client.signing_secret) if client else ()
        known = (slack.bot_token, slack.app_token, *ours, self.google.secret, account, *keys)
        return tuple(filter(None, known))


_NO_TUNING = (
    "is not set. It is where models are tuned: the base URL of a server that speaks the Gemini "
    "API's tuned-model surface. Google switched its own off in May 2025; "
    "`python -m playground google` is one for your own machine."
)


def new_key() -> str:
    """Make a key to encrypt with, as TUNER_KEY wants it."""
    return base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()


def _slack(read: Reader, redirect_url: str) -> SlackSettings:
    client = _slack_client(read, redirect_url)
    bot = "is not set. It is your Slack app's bot token (xoxb-...), under *OAuth & Permissions*."
    app = "is not set. It is an app-level token (xapp-...) with the scope connections:write, "
    if client:
        for name in ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN"):
            if read.given(name):
                read.wrong(
                    name, "is for one workspace alone. With SLACK_CLIENT_ID, leave it out.", ""
                )
    none = "" if client else None
    return SlackSettings(
        bot_token=read.text("SLACK_BOT_TOKEN", none, bot),
        app_token=read.text("SLACK_APP_TOKEN", none, app + "under *Basic Information*."),
        client=client,
        api_url=read.url("SLACK_API_URL", "https://slack.com/api") + "/",
        file_hosts=read.hosts("SLACK_FILE_HOSTS", "slack.com"),
        prefix=command_prefix(read),
    )


def _slack_client(read: Reader, redirect_url: str) -> SlackClient | None:
    """Read the client of an app for many workspaces, if any of it is set."""
    names = ("SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET", "SLACK_SIGNING_SECRET")
    auth_url = read.url("SLACK_AUTH_URL", "https://slack.com/oauth/v2/authorize")
    given = [name for name in names if read.given(name)]
    if not given:
        return None
    where = "is not set. For many workspaces it goes with the other two, under *Basic Information*."
    client_id, secret, signing_secret = (read.text(name, None, where) for name in names)
    return SlackClient(
        id=client_id,
        secret=secret,
        signing_secret=signing_secret,
        auth_url=auth_url,
        redirect_url=redirect_url,
    )


def command_prefix(read: Reader) -> str:
    prefix = read.given(PREFIX)
    if not re.fullmatch(r"[a-z0-9_-]{0,20}", prefix):
        words = "may have 20 of a-z, 0-9, - and _ at most: x- makes /x-tune of /tune"
        return read.wrong(PREFIX, words, "")
    return prefix


def _google(read: Reader, redirect_url: str) -> GoogleClient:
    made = "of an OAuth client of the type *Web application*, under *APIs & Services > Credentials*"
    return GoogleClient(
        id=read.text("GOOGLE_CLIENT_ID", None, f"is not set. It is the client ID {made}."),
        secret=read.text("GOOGLE_CLIENT_SECRET", None, f"is not set. It is the secret {made}."),
        auth_url=read.url("GOOGLE_AUTH_URL", "https://accounts.google.com/o/oauth2/v2/auth"),
        token_url=read.url("GOOGLE_TOKEN_URL", "https://oauth2.googleapis.com/token"),
        revoke_url=read.url("GOOGLE_REVOKE_URL", "https://oauth2.googleapis.com/revoke"),
        userinfo_url=read.url(
            "GOOGLE_USERINFO_URL", "https://openidconnect.googleapis.com/v1/userinfo"
        ),
        redirect_url=redirect_url,
        scopes=tuple(read.text("GOOGLE_SCOPES", " ".join(SCOPES)).replace(",", " ").split()),
        quota_project=read.text("GOOGLE_QUOTA_PROJECT", ""),
    )


def _key(read: Reader) -> bytes:
    """Read the key itself, or the file that holds it."""
    name, text = _in_file(read, "TUNER_KEY")
    if name in read.problems:
        return b""
    if not text:
        words = "is not set, nor is TUNER_KEY_FILE. It encrypts what is kept: `tuner key` makes one"
        return read.wrong(name, f"{words}. Keep it: without it the database can't be read.", b"")
    return _decoded(read, name, text)


def _old_keys(read: Reader) -> tuple[bytes, ...]:
    """Read keys that were TUNER_KEY once: with commas, spaces or lines between them."""
    name, text = _in_file(read, "TUNER_OLD_KEYS")
    return tuple(_decoded(read, name, it) for it in text.replace(",", " ").split())


def _in_file(read: Reader, name: str) -> tuple[str, str]:
    """Read a setting that may lie in a file; return which of both it was, and what it says."""
    text, file = read.given(name), read.given(f"{name}_FILE")
    if text or not file:
        return name, text
    try:
        return f"{name}_FILE", Path(file).read_text(encoding="ascii").strip()
    except (OSError, ValueError):
        return f"{name}_FILE", read.wrong(f"{name}_FILE", f"can't be read: {file}", "")


def _decoded(read: Reader, name: str, text: str) -> bytes:
    try:
        key = base64.b64decode(text.replace("-", "+").replace("_", "/"), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != KEY_BYTES:
        return read.wrong(name, f"must be {KEY_BYTES} bytes in base64. `tuner key` makes one.", b"")
    return key
