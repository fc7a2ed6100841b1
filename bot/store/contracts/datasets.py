"""Files to learn from, and the forms that they came with."""

from datetime import datetime
from typing import Protocol

from bot.domain import Draft, DraftClaim


class Datasets(Protocol):
    """Files by the SHA-256 of their bytes, encrypted."""

    def keep(self, content: bytes, *, name: str, owner: str, at: datetime) -> str:
        """Keep a file and return its SHA-256 in hex; the same bytes again are kept once."""
        ...

    def content(self, sha256: str) -> bytes:
        """Return a file's bytes, or raise `NotFound`."""
        ...


class Drafts(Protocol):
    """Submitted forms that are not jobs yet."""

    def receive(self, draft: Draft, *, now: datetime) -> DraftClaim | None:
        """Write a submitted form, claimed by the caller; None if it is there already."""
        ...

    def draft(self, id: str) -> Draft:
        """Return a draft, or raise `NotFound`."""
        ...

    def settle(self, claim: DraftClaim, draft: Draft) -> bool:
        """Write what came of reading the file, and end the claim. False if it was lost."""
        ...
