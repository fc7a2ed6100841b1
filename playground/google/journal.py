"""What was called, by whom, and how it ended: read by tests, kept in memory only."""

import threading
from collections import deque
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

KEPT = 10_000


@dataclass(frozen=True, slots=True)
class Entry:
    """*principal* is an address, or empty where nobody was recognised; *status* is HTTP's.

    *fault* is what befell the call on order; the status is then what it came to, 0 if nothing.
    """

    seq: int
    at: str
    method: str
    principal: str
    status: int
    resource: str
    fault: str = ""


class Journal:
    def __init__(self) -> None:
        self._entries: deque[Entry] = deque(maxlen=KEPT)
        self._lock, self._seq = threading.Lock(), 0

    def add(  # what there is to say of a call
        self, method: str, principal: str, status: int, resource: str, *, fault: str = ""
    ) -> None:
        with self._lock:
            self._seq += 1
            at = datetime.now(UTC).isoformat()
            self._entries.append(Entry(self._seq, at, method, principal, status, resource, fault))

    def since(self, seq: int) -> list[dict[str, Any]]:
        with self._lock:
            return [asdict(entry) for entry in self._entries if entry.seq > seq]
