"""A request's JSON, whose keys may be spelt either way, and its fields one by one."""

import math
import re
from typing import Any, cast

Json = dict[str, Any]
FREE = frozenset({"labels"})  # whose keys are the person's own


def camel(fields: Json) -> Json:
    """Return the same with keys in camelCase, but for what lies under a free field."""
    return {_camel(key): value if key in FREE else _value(value) for key, value in fields.items()}


def _camel(key: str) -> str:
    return re.sub(r"_([a-z])", lambda match: match[1].upper(), key)


def _value(value: Any) -> Any:
    if isinstance(value, dict):
        return camel(cast("Json", value))
    return [_value(each) for each in cast("list[Any]", value)] if isinstance(value, list) else value


class Fields:
    """An object of a request: what it has, and what was wrong with it, all of it at once."""

    def __init__(self, told: Json, path: str, problems: list[tuple[str, str]]) -> None:
        self._told, self.path, self.problems = told, path, problems
        self._seen = set[str]()

    def text(self, name: str, most: int) -> str:
        value = self._take(name)
        if value is None:
            return ""
        if not isinstance(value, str):
            return self.wrong(name, "must be a string.") or ""
        if len(value) > most:
            self.wrong(name, f"must be at most {most} characters; this has {len(value)}.")
        return value

    def whole(self, name: str, default: int, most: int) -> int:
        """Read an int64, which JSON has as a number or as a string."""
        value = self._take(name)
        if value is None:
            return default
        try:
            number = int(str(value))
        except ValueError:
            return self.wrong(name, f"must be a whole number, not {value!r}.") or default
        if not 1 <= number <= most:
            self.wrong(name, f"must be from 1 to {most:,}, not {number:,}.")
        return number

    def positive(self, name: str, default: float, most: float) -> float:
        value = self._take(name)
        if value is None:
            return default
        if isinstance(value, bool) or not isinstance(value, int | float):
            return self.wrong(name, f"must be a number, not {value!r}.") or default
        if not (math.isfinite(value) and 0 < value <= most):
            self.wrong(name, f"must be more than 0 and at most {most:g}, not {value:g}.")
        return float(value)

    def flag(self, name: str) -> bool:
        value = self._take(name)
        if not isinstance(value, bool | None):
            self.wrong(name, "must be true or false.")
        return bool(value)

    def inside(self, name: str) -> "Fields":
        value = self._take(name)
        if not isinstance(value, dict | None):
            self.wrong(name, "must be an object.")
        told = cast("Json", value) if isinstance(value, dict) else {}
        return Fields(told, f"{self.path}.{snake(name)}", self.problems)

    def all(self) -> Json:
        """Return an object whose keys are the person's own."""
        self._seen.update(self._told)
        return self._told

    def has(self, name: str) -> bool:
        return name in self._told

    def refuse(self, names: dict[str, str]) -> None:
        """Refuse fields that are known, but of no use here, each in its words."""
        for name, words in names.items():
            if self._take(name):
                self.wrong(name, words)

    def end(self) -> None:
        """Refuse what nobody asked for: it is unknown."""
        for name in self._told.keys() - self._seen:
            self.problems.append((f"{self.path}.{name}", f'Unknown name "{name}".'))

    def wrong(self, name: str, words: str) -> None:
        self.problems.append((f"{self.path}.{snake(name)}", f"{snake(name)} {words}"))

    def _take(self, name: str) -> Any:
        self._seen.add(name)
        return self._told.get(name)


def snake(name: str) -> str:
    return re.sub(r"([A-Z])", lambda match: "_" + match[1].lower(), name)
