"""The text of a sheet's cell, as Excel shows it as far as can be had."""

import re
from datetime import datetime, time
from typing import Any

DIGITS = 15  # what Excel shows of a number at most
FORMAT = re.compile(r"(#,##)?(0+)(?:\.(0+))?(%)?")  # the plain ones; others are left alone


def text_of(value: Any, number_format: str = "General") -> str | None:
    """Return None for an empty cell. Dates are written from the year down."""
    if value is None or isinstance(value, str):
        return value or None
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, int | float):
        return _number(value, number_format)
    if isinstance(value, datetime) and value.time() == time():
        value = value.date()
    return str(value.isoformat(" ") if isinstance(value, datetime) else value)


def _number(value: float, number_format: str) -> str:
    if plain := FORMAT.fullmatch(number_format):
        thousands, whole, digits, percent = plain.groups()
        shown = (
            f"{value * 100 if percent else value:{',' if thousands else ''}.{len(digits or '')}f}"
        )
        width = len(whole) + (len(digits) + 1 if digits else 0)
        return shown.zfill(width + shown.startswith("-")) + (percent or "")
    return str(value) if isinstance(value, int) else f"{value:.{DIGITS}g}"
