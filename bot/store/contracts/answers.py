"""What models have said."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from bot.domain import Feedback, KeptAnswer


class Answers(Protocol):
    """Answers that were given, and what people think of them. The texts are encrypted."""

    def keep(self, kept: KeptAnswer) -> None:
        """Remember an answer; one that is there already stays as it is."""
        ...

    def kept(self, id: str) -> KeptAnswer:
        """Return an answer, or raise `NotFound`."""
        ...

    def model_at(self, channel: str, ts: str) -> str | None:
        """Return the job whose answer that message is, if it is one."""
        ...

    def rate(self, id: str, *, by: str, good: bool, at: datetime) -> Feedback:
        """Remember what somebody thinks of it, once a person. Raises `NotFound`."""
        ...

    def feedback(self, job: str) -> Sequence[Feedback]:
        """Return what people think of a model's answers, oldest first."""
        ...
