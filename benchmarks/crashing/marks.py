"""What a bot was at when it was killed: a few numbers in a file that both sides have mapped."""

import mmap
import struct
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import Any

PLACES = ("ready", "before_ack", "after_ack", "claimed", "in_call", "sent_unmarked")
_SIZE = struct.calcsize("i")


class Marks:
    """How many threads are at each of `PLACES`. Written by one process, read by another."""

    def __init__(self, path: Path) -> None:
        if not path.exists():
            path.write_bytes(bytes(mmap.PAGESIZE))
        with path.open("r+b") as file:
            self._map = mmap.mmap(file.fileno(), mmap.PAGESIZE)
        self._lock = Lock()

    def clear(self) -> None:
        self._map[: len(PLACES) * _SIZE] = bytes(len(PLACES) * _SIZE)

    def read(self) -> dict[str, int]:
        numbers = struct.unpack_from(f"{len(PLACES)}i", self._map)
        return dict(zip(PLACES, numbers, strict=True))

    def add(self, place: str, number: int) -> None:
        at = PLACES.index(place) * _SIZE
        with self._lock:
            struct.pack_into("i", self._map, at, struct.unpack_from("i", self._map, at)[0] + number)

    @contextmanager
    def at(self, place: str) -> Generator[None]:
        self.add(place, 1)
        try:
            yield
        finally:
            self.add(place, -1)

    def around(self, holder: Any, name: str, place: str) -> None:
        """Have every call of *holder*'s function of that name counted at *place*."""
        inner: Callable[..., Any] = getattr(holder, name)

        def counted(*args: Any, **kwargs: Any) -> Any:
            with self.at(place):
                return inner(*args, **kwargs)

        setattr(holder, name, counted)
