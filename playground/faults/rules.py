"""What is to go wrong, and what has."""

import random
import threading
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from fnmatch import fnmatchcase
from typing import Any, Self

KEPT = 5_000  # of what has happened
BREAKING = frozenset({"reset", "hang", "drip", "half", "html"})
ON_SOCKET = frozenset({"reset", "lost", "again", "link_disabled", "warning", "refresh_requested"})


class BadRule(ValueError):  # noqa: N818 - `str(error)` is for whoever orders it
    """A rule makes no sense."""


@dataclass(slots=True)
class Rule:
    """The package's docstring says what these mean."""

    method: str
    kind: str
    after: bool = False
    first: int = 1
    times: int = 1
    share: float = 1.0
    seed: int = 0
    seconds: float = 30.0
    retry_after: float | None = None
    seen: int = 0  # calls that fit
    hit: int = 0
    _chance: random.Random = field(default_factory=random.Random, repr=False)

    @classmethod
    def read(cls, fields: Mapping[str, Any]) -> Self:
        """Make a rule of JSON, or raise `BadRule`. *status* is *kind* as a number."""
        told = dict(fields)
        if "status" in told:
            told["kind"] = str(told.pop("status"))
        unknown = set(told) - _GIVEN
        if unknown or not (told.get("method") and told.get("kind")):
            raise BadRule(f"A rule needs method and kind, and may have {', '.join(sorted(_GIVEN))}")
        share = _number(told, "share", 1.0)
        try:
            rule = cls(
                method=str(told["method"]),
                kind=str(told["kind"]),
                after=told.get("after") in (True, "true", "1", ""),
                first=int(told.get("first", 1)),
                times=int(told.get("times", 1 if share == 1.0 else 0)),
                share=share,
                seed=int(told.get("seed", 0)),
                seconds=_number(told, "seconds", 30.0),
                retry_after=_number(told, "retry_after", None),
            )
        except (TypeError, ValueError) as error:
            raise BadRule(f"A rule's numbers are numbers: {error}.") from error
        rule._check()
        rule._chance.seed(rule.seed)
        return rule

    @property
    def status(self) -> int | None:
        """Return the HTTP status that is answered, if the kind is one."""
        return int(self.kind) if self.kind.isdecimal() else None

    @property
    def breaks(self) -> bool:
        return self.kind in BREAKING

    def fits(self, method: str) -> bool:
        """Say whether it is about *method*, by its full name or the part after the last dots."""
        return fnmatchcase(method, self.method) or fnmatchcase(method, f"*.{self.method}")

    def strikes(self) -> bool:
        """Count one more call that fits, and say whether it is hit."""
        self.seen += 1
        struck = self.seen >= self.first and self._chance.random() < self.share
        self.hit += struck
        return struck

    @property
    def is_over(self) -> bool:
        return bool(self.times) and self.hit >= self.times

    def shown(self) -> dict[str, Any]:
        return {name: it for name, it in asdict(self).items() if not name.startswith("_")}

    def _check(self) -> None:
        if self.first < 1 or self.times < 0 or self.seconds < 0 or not 0 < self.share <= 1:
            raise BadRule("first is at least 1, times and seconds at least 0, share up to 1.")
        if self.status is not None and not 400 <= self.status <= 599:  # noqa: PLR2004
            raise BadRule("A status of trouble is from 400 to 599.")


_GIVEN = frozenset(
    {"method", "kind", "status", "after", "first", "times", "share", "seed"}
    | {"seconds", "retry_after"}
)


def _number(told: Mapping[str, Any], name: str, default: Any) -> Any:
    try:
        return default if told.get(name) is None else float(told[name])
    except (TypeError, ValueError) as error:
        raise BadRule(f"{name} is a number, not {told[name]!r}.") from error


class Faults:
    """The rules of one service; the first that fits and strikes is met. Any thread may ask.

    *knows* says whether a kind is one of the service's own names of errors.
    """

    def __init__(self, knows: Callable[[str], bool]) -> None:
        self._knows = knows
        self._rules: list[Rule] = []
        self._met = deque[dict[str, Any]](maxlen=KEPT)
        self._lock, self._seq = threading.Lock(), 0

    def add(self, fields: Mapping[str, Any]) -> None:
        """Order trouble, or raise `BadRule`."""
        rule = Rule.read(fields)
        on_socket = rule.method.startswith("socket.")
        known = rule.kind in (ON_SOCKET if on_socket else BREAKING) or (
            not on_socket and (rule.status is not None or self._knows(rule.kind))
        )
        if not known:
            raise BadRule(f"Nothing goes wrong here by the name of {rule.kind}.")
        with self._lock:
            self._rules.append(rule)

    def clear(self) -> None:
        with self._lock:
            self._rules.clear()

    def waiting(self) -> list[dict[str, Any]]:
        with self._lock:
            return [rule.shown() for rule in self._rules]

    def met(self, since: int = 0) -> list[dict[str, Any]]:
        """Return what has happened after the number *since*, oldest first."""
        with self._lock:
            return [it for it in self._met if it["seq"] > since]

    def meet(self, method: str) -> Rule | None:
        """Return what is to happen to this call, and count it."""
        with self._lock:
            struck = next((it for it in self._rules if it.fits(method) and it.strikes()), None)
            if struck:
                self._rules = [rule for rule in self._rules if not rule.is_over]
                self._seq += 1
                at = datetime.now(UTC).isoformat()
                what = {"method": method, "kind": struck.kind, "after": struck.after}
                self._met.append({"seq": self._seq, "at": at, **what})
            return struck
