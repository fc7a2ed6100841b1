"""What was sent to the app, and what the app called."""

from collections import deque
from typing import Any, Literal

Json = dict[str, Any]

KEPT = 5_000
Kind = Literal["command", "event", "interactive", "api"]


class Journal:
    """The last `KEPT` entries; `since` takes the number of the last one that was seen."""

    def __init__(self) -> None:
        self._entries: deque[Json] = deque(maxlen=KEPT)
        self.seq = 0

    def add(self, direction: str, kind: Kind, name: str, body: Any, **outcome: Any) -> None:
        self.seq += 1
        entry = {"seq": self.seq, "direction": direction, "kind": kind, "name": name}
        blank = {"ok": True, "error": None, "acked_ms": None}
        self._entries.append({**entry, **blank, **outcome, "body": body})

    def since(self, seq: int) -> list[Json]:
        return [entry for entry in self._entries if entry["seq"] > seq]
