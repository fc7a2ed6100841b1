"""Trouble on order: how a test makes this service fail the way that a real one does."""

import threading
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from fnmatch import fnmatchcase
from typing import Any

from playground.google.errors import BY_HTTP, ApiError, invalid, retry_info


@dataclass(slots=True)
class Fault:
    """The next *times* calls whose method fits *method* (a shell pattern) fail with *status*."""

    method: str
    status: int
    times: int = 1
    retry_after: float | None = None

    def error(self) -> ApiError:
        details = [] if self.retry_after is None else [retry_info(self.retry_after)]
        return ApiError(BY_HTTP[self.status], "The service was told to fail here.", details)


class Faults:
    def __init__(self) -> None:
        self._waiting: list[Fault] = []
        self._lock = threading.Lock()

    def add(self, fields: Mapping[str, Any]) -> None:
        try:
            fault = Fault(**fields)
            fits = fault.status in BY_HTTP and fault.times > 0 and bool(fault.method)
        except TypeError as error:
            raise invalid(f"A fault is method, status, times, retry_after: {error}.") from error
        if not fits:
            raise invalid(f"A fault's status is one of {sorted(BY_HTTP)}; times at least 1.")
        with self._lock:
            self._waiting.append(fault)

    def clear(self) -> None:
        with self._lock:
            self._waiting.clear()

    def waiting(self) -> list[dict[str, Any]]:
        with self._lock:
            return [asdict(fault) for fault in self._waiting]

    def raise_for(self, method: str) -> None:
        """Raise what was ordered for *method*: its full name, or the part after the last dots."""
        with self._lock:
            for fault in self._waiting:
                if fnmatchcase(method, fault.method) or fnmatchcase(method, f"*.{fault.method}"):
                    fault.times -= 1
                    self._waiting = [each for each in self._waiting if each.times > 0]
                    raise fault.error()
