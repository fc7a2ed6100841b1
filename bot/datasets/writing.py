"""Pairs written as a file that every service, and Tuner itself, can read."""

import csv
import io
import json
from collections.abc import Iterable
from pathlib import PurePath
from typing import Any

from bot.datasets.soundness import can_be_sent

NAMES = ("text_input", "output")


def write(pairs: Iterable[tuple[Any, Any]], name: str = "") -> bytes:
    """Return CSV if the name ends like that, else one JSON object on each line."""
    suffix = PurePath(name).suffix.lower()
    if suffix in {".csv", ".tsv"}:
        return _as_csv(pairs, "\t" if suffix == ".tsv" else ",")
    return b"".join(map(_as_json_line, pairs))


def _as_csv(pairs: Iterable[tuple[Any, Any]], delimiter: str) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter, lineterminator="\r\n")
    writer.writerow(NAMES)
    writer.writerows(pairs)
    return text.getvalue().encode("utf-8", "backslashreplace")


def _as_json_line(pair: tuple[Any, Any]) -> bytes:
    row = dict(zip(NAMES, pair, strict=True))
    text = json.dumps(row, ensure_ascii=False, default=str)
    if not can_be_sent(text):
        text = json.dumps(row, default=str)
    return f"{text}\n".encode()
