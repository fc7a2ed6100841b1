"""How one local service is set up."""

import ipaddress
import time
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from playground.google.tokens import Clock
from playground.google.vertex.cloud import Cloud

CLIENT = "tuner.apps.playground.test"
ALIASES = ("gemini-1.5-flash-001-tuning",)  # the name in Google's own tuning quickstart


def is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """*redirect_uris* empty: any address on this machine, as Google lets desktop apps.

    Secrets left empty are made up once and kept in the data directory. *stream_tuned* off
    answers 404 to streaming with a tuned model, as the production service did. *open_sign_in*
    off: nobody without a password can sign in.
    """

    data: Path
    client_id: str = CLIENT
    client_secret: str = ""
    api_key: str = ""
    redirect_uris: tuple[str, ...] = ()
    app_name: str = "Tuner"
    access_seconds: int = 3599
    rotate_refresh: bool = False
    stream_tuned: bool = True
    open_sign_in: bool = True
    aliases: tuple[str, ...] = ALIASES
    cloud: Cloud = field(default_factory=Cloud)
    clock: Clock = field(default=time.time)

    def may_return_to(self, uri: str) -> bool:
        if self.redirect_uris:
            return uri in self.redirect_uris
        try:
            parts = urlsplit(uri)
            return parts.scheme == "http" and is_loopback(parts.hostname or "")
        except ValueError:
            return False
