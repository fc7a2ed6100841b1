"""Examples in the form that Vertex AI learns from: a JSON object with `contents` on each line."""

import hashlib
import json
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from bot.domain import Example

IN_MEMORY = 8_000_000  # bytes; what is larger lies on disk until it is sent
VALIDATION, PLENTY, SHARE = 5_000, 1_000, 0.3  # what Google takes to validate with


@dataclass(frozen=True, slots=True)
class Written:
    """A dataset as a file, at its beginning. *sha256* is of all its *size* bytes."""

    content: IO[bytes]
    size: int
    sha256: str


@contextmanager
def written(examples: Iterable[Example], system_instruction: str = "") -> Generator[Written]:
    """Write examples one by one; the file is gone afterwards."""
    with SpooledTemporaryFile(max_size=IN_MEMORY) as file:
        digest = hashlib.sha256()
        for line in lines(examples, system_instruction):
            digest.update(line)
            file.write(line)
        size = file.tell()
        file.seek(0)
        yield Written(file, size, digest.hexdigest())


def lines(examples: Iterable[Example], system_instruction: str = "") -> Iterator[bytes]:
    """Yield each example as a line. The same examples are always the same bytes."""
    before = {"systemInstruction": _said("system", system_instruction)}
    for it in examples:
        said = {"contents": [_said("user", it.text_input), _said("model", it.output)]}
        whole = before | said if system_instruction else said
        yield json.dumps(whole, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def validation(held_out: Sequence[Example], examples: int) -> Sequence[Example]:
    """Return as many of the held-out examples as Google takes beside so many to train on."""
    most = max(PLENTY, min(VALIDATION, int(SHARE * examples)))
    return held_out[:most]


def _said(role: str, text: str) -> dict[str, Any]:
    return {"role": role, "parts": [{"text": text}]}
