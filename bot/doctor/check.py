"""What a check comes to, and what several of them share."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime

SKEW = timedelta(seconds=60)
TIMEOUT = 10  # seconds, for each request


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing that was looked at. *fix* says what to do; where all is *ok*, it is a hint."""

    name: str
    ok: bool
    message: str
    fix: str = ""


Checks = Iterator[Check]


def fine(name: str, message: str, hint: str = "") -> Check:
    return Check(name=name, ok=True, message=message, fix=hint)


def wrong(name: str, message: str, fix: str) -> Check:
    return Check(name=name, ok=False, message=message, fix=fix)


def unset(name: str, problems: Mapping[str, str], *settings: str) -> Checks:
    """Yield that *name* can't be looked at, if a setting that it needs is not right."""
    if left := [it for it in settings if it in problems]:
        need = " and ".join(left)
        yield wrong(name, f"can't be checked without {need}", f"Set {need}, and look again.")


def clock(name: str, whose: str, date: str | None, now: datetime) -> Checks:
    """Compare our clock with the *date* of an answer; yields nothing where it has none."""
    try:
        skew = now - parsedate_to_datetime(date or "")
    except (ValueError, TypeError):
        return
    if abs(skew) <= SKEW:
        yield fine(name, f"this machine's clock agrees with {whose}")
        return
    ahead = "ahead of" if skew > timedelta() else "behind"
    words = f"this machine's clock is {abs(skew).total_seconds():,.0f} s {ahead} {whose}"
    yield wrong(name, words, "Set it by NTP: signatures and tokens are good for minutes only.")
