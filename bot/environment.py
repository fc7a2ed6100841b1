"""Settings by name, read one by one; what is wrong with them is collected in words."""

import ipaddress
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

T = TypeVar("T")

PRICE = re.compile(r"(\d{1,9}(?:\.\d{1,6})?) ([A-Z]{3})")

SAFE = "must be an https:// URL; http:// only on this machine"


class Reader:
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

    def price(self, name: str) -> tuple[float, str] | None:
        """Read an amount with its currency; none is set by default."""
        text = self.given(name)
        found = PRICE.fullmatch(text)
        if text and not found:
            return self.wrong(name, "must be an amount and a currency, such as 3.00 USD", None)
        return (float(found[1]), found[2]) if found else None

    def one_of(self, name: str, choices: tuple[str, ...], default: str) -> str:
        text = self.text(name, default).lower()
        return (
            text
            if text in choices
            else self.wrong(name, f"must be {alternatives(choices)}", default)
        )

    def url(self, name: str, default: str | None, missing: str = "is not set.") -> str:
        """Read a URL, without the slash at its end."""
        text = self.text(name, default, missing).rstrip("/")
        if text and not is_safe(text):
            return self.wrong(name, SAFE, text)
        return text

    def file(self, name: str) -> str:
        """Read what stands in the file that is named, if one is."""
        path = self.given(name)
        try:
            return Path(path).read_text(encoding="utf-8").strip() if path else ""
        except (OSError, ValueError):
            return self.wrong(name, f"can't be read: {path}", "")

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


def alternatives(choices: tuple[str, ...]) -> str:
    return ", ".join(choices[:-1]) + f" or {choices[-1]}"
