"""Datasets: files of examples with a name, and what became of them, version by version."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import sha256

from bot.domain.datasets import Fix


class Origin(StrEnum):
    """Where a dataset came from."""

    FORM = "form"  # attached to the form
    MESSAGE = "message"  # a file that somebody had posted
    SHEET = "sheet"  # a link to Google Sheets

    @property
    def words(self) -> str:
        return _WORDS[self]


_WORDS = {
    Origin.FORM: "attached to the form",
    Origin.MESSAGE: "posted in Slack",
    Origin.SHEET: "from Google Sheets",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One state of a dataset; it never changes.

    *sha256* is of its bytes, and so is *held_out* of those rows that are kept from training,
    empty if there are none. *columns* are the input's and the output's name, where a person
    had to say them. *fix* made it of *parent*; neither: it is as it came.
    """

    number: int
    sha256: str
    file_name: str
    examples: int
    by: str
    at: datetime
    parent: int | None = None
    fix: Fix | None = None
    held_out: str = ""
    columns: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Dataset:
    """A file of examples with all its versions, the oldest first."""

    id: str
    name: str
    owner: str
    origin: Origin
    versions: tuple[Version, ...] = ()

    @property
    def latest(self) -> Version:
        return self.versions[-1]

    def version(self, number: int) -> Version:
        """Return the version of that number; they are counted from 1."""
        return self.versions[number - 1]


@dataclass(frozen=True, slots=True)
class VersionId:
    """Says which version of which dataset; what a draft and a job remember."""

    dataset: str
    number: int


def dataset_id(owner: str, sha256_of_it: str) -> str:
    """Return the id that the same file of the same person always gets."""
    return sha256(f"{owner}\0{sha256_of_it}".encode()).hexdigest()[:24]
