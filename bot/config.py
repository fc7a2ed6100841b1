"""The settings, read from the environment once; nobody else reads it."""

import base64
import binascii
import ipaddress
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Self, TypeVar
from urllib.parse import urlsplit

AUTH = "https://www.googleapis.com/auth/"
SCOPES = ("openid", f"{AUTH}userinfo.email", f"{AUTH}generative-language.tuning")
LEVELS = ("debug", "info", "warning", "error")
KEY_BYTES = 32

T = TypeVar("T")


class BadConfig(Exception):  # noqa: N818  # `str(error)` is for the person who starts Tuner
    """Settings that are missing or make no sense; the words name every one of them."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        self.problems = dict(problems)
        lines = (f"  {name}: {words}" for name, words in self.problems.items())
        super().__init__("\n".join(("These settings need a change:", *lines)))


@dataclass(frozen=True, slots=True, kw_only=True)
class SlackSettings:
    """One workspace's app, and where its Slack is.

    The bot's token may fetch files from *file_hosts*: by https, from their subdomains too, or
    by http from one that says its port.
    """

    bot_token: str = field(repr=False)
    app_token: str = field(repr=False)
    api_url: str
    file_hosts: tuple[str, ...]


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
    """What a running Tuner was told. *key* is what is at rest is encrypted with."""

    slack: SlackSettings
    google: GoogleClient
    tuning_url: str
    host: str
    port: int
    database: Path
    key: bytes = field(repr=False)
    poll: timedelta
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
        read = _Reader(env)
        port = read.number("TUNER_PORT", "3000", int, 1, 65535)
        own_url = read.url("TUNER_URL", f"http://127.0.0.1:{port}")
        config = cls(
            slack=_slack(read),
            google=_google(read, f"{own_url}/google/callback"),
            tuning_url=read.url("TUNING_URL", None, _NO_TUNING),
            host=read.text("TUNER_HOST", "127.0.0.1"),
            port=port,
            database=Path(read.text("TUNER_DATABASE", "tuner.db")),
            key=_key(read),
            poll=timedelta(seconds=read.number("TUNER_POLL_SECONDS", "15", float, 0.1, 600)),
            log_level=read.one_of("TUNER_LOG", LEVELS, "info"),
        )
        return config, read.problems

    @property
    def unspeakable(self) -> tuple[str, ...]:
        """What must never be seen in a log."""
        key = base64.b64encode(self.key).decode()
        return (self.slack.bot_token, self.slack.app_token, self.google.secret, key)


_NO_TUNING = (
    "is not set. It is where models are tuned: the base URL of a server that speaks the Gemini "
    "API's tuned-model surface. Google switched its own off in May 2025; "
    "`python -m playground google` is one for your own machine."
)


def new_key() -> str:
    """Make a key to encrypt with, as TUNER_KEY wants it."""
    return base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()


def _slack(read: "_Reader") -> SlackSettings:
    bot = "is not set. It is your Slack app's bot token (xoxb-...), under *OAuth & Permissions*."
    app = "is not set. It is an app-level token (xapp-...) with the scope connections:write, "
    return SlackSettings(
        bot_token=read.text("SLACK_BOT_TOKEN", None, bot),
        app_token=read.text("SLACK_APP_TOKEN", None, app + "under *Basic Information*."),
        api_url=read.url("SLACK_API_URL", "https://slack.com/api") + "/",
        file_hosts=read.hosts("SLACK_FILE_HOSTS", "slack.com"),
    )


def _google(read: "_Reader", redirect_url: str) -> GoogleClient:
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


def _key(read: "_Reader") -> bytes:
    """Read the key itself, or the file that holds it."""
    name, text = "TUNER_KEY", read.given("TUNER_KEY")
    if not text and (file := read.given("TUNER_KEY_FILE")):
        name = "TUNER_KEY_FILE"
        try:
            text = Path(file).read_text(encoding="ascii").strip()
        except (OSError, ValueError):
            return read.wrong(name, f"can't be read: {file}", b"")
    if not text:
        words = "is not set, nor is TUNER_KEY_FILE. It encrypts what is kept: `tuner key` makes one"
        return read.wrong(name, f"{words}. Keep it: without it the database can't be read.", b"")
    try:
        key = base64.b64decode(text.replace("-", "+").replace("_", "/"), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != KEY_BYTES:
        return read.wrong(name, f"must be {KEY_BYTES} bytes in base64. `tuner key` makes one.", b"")
    return key


class _Reader:
    """Reads settings by name, and collects what is wrong in words."""

    def __init__(self, env: Mapping[str, str]) -> None:
        self.problems: dict[str, str] = {}
        self._env = env

    def given(self, name: str) -> str:
        return self._env.get(name, "").strip()

    def wrong(self, name: str, words: str, instead: T) -> T:
        self.problems[name] = words
        return instead

    def text(self, name: str, default: str | None, missing: str = "is not set.") -> str:
        """Return what is set, or *default*; with none, *missing* says what it is."""
        if text := self.given(name):
            return text
        return self.wrong(name, missing, "") if default is None else default

    def number(
        self, name: str, default: str, kind: Callable[[str], T], low: float, high: float
    ) -> T:
        text = self.text(name, default)
        try:
            if low <= float(text) <= high:
                return kind(text)
        except ValueError:
            pass
        return self.wrong(name, f"must be a number from {low} to {high}, not {text}", kind(default))

    def one_of(self, name: str, choices: tuple[str, ...], default: str) -> str:
        text = self.text(name, default).lower()
        return text if text in choices else self.wrong(name, f"must be {_or(choices)}", default)

    def url(self, name: str, default: str | None, missing: str = "is not set.") -> str:
        """Read a URL, without the slash at its end."""
        text = self.text(name, default, missing).rstrip("/")
        if text and not is_safe(text):
            return self.wrong(name, "must be an https:// URL; http:// only on this machine", text)
        return text

    def hosts(self, name: str, default: str) -> tuple[str, ...]:
        """Read host names, or addresses of which only host and port are kept."""
        addresses = [it.strip() for it in self.text(name, default).split(",") if it.strip()]
        addresses = [it if "://" in it else f"https://{it}" for it in addresses]
        if not all(map(is_safe, addresses)):
            return self.wrong(name, "must be host names, with http:// only on this machine", ())
        return tuple(urlsplit(it).netloc for it in addresses)


def is_safe(url: str) -> bool:
    """Tell whether a secret may go there: over TLS, or without leaving this machine."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return False
    if not host or parts.username is not None:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and is_loopback(host))


def is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _or(choices: tuple[str, ...]) -> str:
    return ", ".join(choices[:-1]) + f" or {choices[-1]}"
