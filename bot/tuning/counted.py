"""A tuning service whose calls are counted, by the protocol's own names."""

import time
from collections.abc import Callable, Iterator
from typing import Any, cast

from bot.tuning import TuningService

# Hears which method was called, how many seconds it took, and the name of what went wrong.
Heard = Callable[[str, float, str], None]


def counted(service: TuningService, heard: Heard) -> TuningService:
    return cast("TuningService", _Counted(service, heard))


class _Counted:
    def __init__(self, service: TuningService, heard: Heard) -> None:
        self._service, self._heard = service, heard

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._service, name)
        if not callable(found):
            return found

        def call(*args: Any, **kwargs: Any) -> Any:
            began = time.monotonic()
            try:
                answer = found(*args, **kwargs)
            except Exception as error:
                self._heard(name, time.monotonic() - began, type(error).__name__)
                raise
            if isinstance(answer, Iterator):
                return self._counted_to_its_end(name, began, cast("Iterator[Any]", answer))
            self._heard(name, time.monotonic() - began, "")
            return answer

        return call

    def _counted_to_its_end(self, name: str, began: float, pieces: Iterator[Any]) -> Iterator[Any]:
        why = "GeneratorExit"
        try:
            yield from pieces
            why = ""
        except Exception as error:
            why = type(error).__name__
            raise
        finally:
            self._heard(name, time.monotonic() - began, why)
