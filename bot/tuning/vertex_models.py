"""The Gemini models that can be tuned on Vertex AI: where, how, and until when.

Google has no call that lists them, so they stand in a file, which an operator can replace.
"""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from bot.domain import BaseModel, CloudPlace, Order
from bot.errors import ServiceRefused

SHIPPED = Path(__file__).with_suffix(".toml")
SOON = timedelta(days=90)
FIELDS = {
    "name": str,
    "title": str,
    "description": str,
    "example_tokens": int,
    "adapter_sizes": list,
    "regions": list,
    "serving": dict,
    "retires": date,
}
ELSEWHERE = "{} can't be tuned in `{}`, only in {}. Choose another model, or {}."
NO_SIZE = "{} has no adapters of size {}. Choose {}."
RETIRED = "Google retired {} on {}. Choose another model."
NONE_HERE = "Vertex AI tunes no Gemini model in `{}`. Choose {} in `/tune settings`."


@dataclass(frozen=True, slots=True)
class Table:
    """All models, with the page that says so and when somebody read it there.

    *serving* has, by model and place of tuning, where the tuned model is asked.
    """

    models: Sequence[BaseModel]
    serving: Mapping[str, Mapping[str, str]]
    source: str
    read: date

    def offered(self, place: CloudPlace, today: date) -> Sequence[BaseModel]:
        """Return what can be tuned at a place, the preferred one first.

        Raises `ServiceRefused` where nothing can.
        """
        here = [it for it in self.models if not it.tuned_in or place.location in it.tuned_in]
        alive = [self._at(it, place) for it in here if not it.retires or it.retires > today]
        if not alive:
            where = _or(sorted({region for it in self.models for region in it.tuned_in}))
            raise ServiceRefused(NONE_HERE.format(place.location, where or "another location"))
        return sorted(alive, key=lambda it: bool(it.retires and it.retires - today <= SOON))

    def check(self, order: Order, place: CloudPlace, today: date) -> None:
        """Raise `ServiceRefused` for what Google would refuse, or fail at, sooner or later.

        A model that does not stand here is for the service to know.
        """
        model = next((it for it in self.models if it.name == order.base_model), None)
        if model is None:
            return
        name, size = model.display_name, order.hyperparameters.adapter_size
        if model.retires and model.retires <= today:
            raise ServiceRefused(RETIRED.format(name, f"{model.retires:%-d %B %Y}"))
        if model.tuned_in and place.location not in model.tuned_in:
            change = "another location in `/tune settings`"
            where = _or(f"`{it}`" for it in model.tuned_in)
            raise ServiceRefused(ELSEWHERE.format(name, place.location, where, change))
        if size and model.adapter_sizes and size not in model.adapter_sizes:
            raise ServiceRefused(NO_SIZE.format(name, size, _or(map(str, model.adapter_sizes))))

    def served_in(self, name: str, location: str) -> str:
        """Return where a model answers for those who tune at *location*."""
        return self.serving.get(name, {}).get(location, location)

    def _at(self, model: BaseModel, place: CloudPlace) -> BaseModel:
        return replace(model, served_in=(self.served_in(model.name, place.location),))


@cache
def read(path: Path = SHIPPED) -> Table:
    """Read such a file. Raises ValueError, in words for whoever wrote it, or OSError."""
    try:
        told = tomllib.loads(path.read_text("utf-8"))
    except ValueError as error:
        raise ValueError(f"{path.name}: {error}.") from error
    rows: list[dict[str, Any]] = told.get("model", [])
    source, day = told.get("source"), told.get("read")
    if not rows:
        raise ValueError(f"{path.name} has no [[model]].")
    if not (isinstance(source, str) and isinstance(day, date)):
        words = "say by `source` and `read` where the figures are from, and of which day"
        raise ValueError(f"{path.name}: {words}.")  # noqa: TRY004 - a file, not an argument
    models = [_model(row, f"{path.name}, model {number}") for number, row in enumerate(rows, 1)]
    serving = {row["name"]: row.get("serving", {}) for row in rows}
    return Table(models, serving, source, day)


def _model(row: Mapping[str, Any], where: str) -> BaseModel:
    for field, value in row.items():
        kind = FIELDS.get(field)
        if kind is None or not isinstance(value, kind) or isinstance(value, bool):
            wanted = f"must be a {kind.__name__}" if kind else "is unknown"
            raise ValueError(f"{where}: `{field}` {wanted}.")
    if not row.get("name"):
        raise ValueError(f"{where} has no `name`.")
    return BaseModel(
        name=row["name"],
        display_name=row.get("title") or row["name"],
        description=row.get("description", ""),
        input_tokens=row.get("example_tokens"),
        example_tokens=row.get("example_tokens"),
        adapter_sizes=tuple(row.get("adapter_sizes", ())),
        tuned_in=tuple(row.get("regions", ())),
        served_in=tuple(row.get("serving", {}).values()),
        retires=row.get("retires"),
    )


def _or(words: Iterable[str]) -> str:
    *first, last = list(words) or [""]
    return f"{', '.join(first)} or {last}" if first else last
