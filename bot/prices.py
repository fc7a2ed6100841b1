"""What people pay for training, as whoever runs Tuner has written it down."""

import tomllib
from pathlib import Path
from typing import Any

from bot.domain import Tariff
from bot.environment import Reader

FILE, FLAT = "TUNER_PRICES_FILE", "TUNER_TOKEN_PRICE"
WANTED = "must have currency, as_of, source and a table per_million_tokens: see .env.example"


def tariff(read: Reader) -> Tariff:
    """Read the table of prices, and the price of what does not stand in it."""
    flat, path = read.price(FLAT), read.given(FILE)
    table = _table(read, path) if path else None
    if table is None:
        return Tariff(otherwise=flat[0], currency=flat[1]) if flat else Tariff()
    if flat and flat[1] != table.currency:
        return read.wrong(FLAT, f"must be in {table.currency}, as {FILE} is", table)
    prices, otherwise = table.prices, flat[0] if flat else None
    return Tariff(
        currency=table.currency,
        prices=prices,
        otherwise=otherwise,
        as_of=table.as_of,
        source=table.source,
    )


def _table(read: Reader, path: str) -> Tariff | None:
    try:
        said: dict[str, Any] = tomllib.loads(Path(path).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return read.wrong(FILE, f"can't be read: {path}", None)
    try:
        prices = {str(it): _amount(price) for it, price in said["per_million_tokens"].items()}
        dated, source, currency = str(said["as_of"]), str(said["source"]), str(said["currency"])
    except (LookupError, TypeError, ValueError, AttributeError):
        return read.wrong(FILE, WANTED, None)
    return Tariff(currency=currency, prices=prices, as_of=dated, source=source)


def _amount(price: object) -> float:
    if isinstance(price, (int, float)) and price >= 0:
        return float(price)
    raise ValueError(price)
