"""Files to learn from, and the forms that they came with."""

from collections.abc import Sequence
from datetime import datetime
from typing import IO, BinaryIO, Protocol

from bot.domain import Dataset, Draft, DraftClaim, Version


class Datasets(Protocol):
    """Files by the SHA-256 of their bytes, encrypted."""

    def keep(self, content: bytes | IO[bytes], *, name: str, owner: str, at: datetime) -> str:
        """Keep a file and return its SHA-256 in hex; the same bytes again are kept once.

        A file that is open is read from its first byte, a piece at a time.
        """
        ...

    def content(self, sha256: str) -> bytes:
        """Return a file's bytes, or raise `NotFound`."""
        ...

    def opened(self, sha256: str) -> BinaryIO:
        """Return a file to read and to seek in, a piece at a time, or raise `NotFound`."""
        ...

    def forget(self, sha256: str) -> bool:
        """Forget a file, unless a version, a draft or a job is made of it. False if so."""
        ...

    def size(self, sha256: str) -> int:
        """Return how many bytes a file has, or raise `NotFound`."""
        ...


class Library(Protocol):
    """Datasets: whose they are, what they are called, and their versions.

    The bytes are in `Datasets`. A version is added, and never changed or taken away.
    """

    def add(self, dataset: Dataset) -> Dataset:
        """Write a new dataset; one that is there already stays as it is, and is returned.

        Names are unique in a workspace: the returned one has the name that it got.
        """
        ...

    def dataset(self, id: str) -> Dataset:
        """Return a dataset, or raise `NotFound`."""
        ...

    def datasets(self) -> Sequence[Dataset]:
        """Return all, the one with the newest version first."""
        ...

    def append(self, id: str, version: Version) -> Version:
        """Add a version, which gets the next number. Raises `NotFound`.

        What has been made of the same parent in the same way before is returned instead.
        """
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

    def failed(self, claim: DraftClaim) -> int:
        """Count a try that went wrong, and return how many did; 0 if the claim was lost.

        Whoever is killed meanwhile has not tried.
        """
        ...

    def change(self, old: Draft, new: Draft) -> bool:
        """Write another verdict on a draft that has been read, such as a mended file's.

        False, and nothing done, if it is not as *old* says any more.
        """
        ...
