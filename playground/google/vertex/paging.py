"""One page of a list: what fits a filter, newest first, and where the next page begins."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import LiteralString

from playground.google import listing
from playground.google.service import Call
from playground.google.store import Row
from playground.google.vertex import filters
from playground.google.vertex.filters import Values
from playground.google.vertex.reading import Json

SIZE = 100  # where the request does not say


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """What is listed: *key* is the answer's field, *only* narrows the *table* further.

    *fields* are those of *values* that a filter may name.
    """

    key: str
    table: LiteralString
    only: LiteralString = "true"
    fields: frozenset[str]
    show: Callable[[Call, Row], Json]
    values: Callable[[Row, Json], Values]


def page(call: Call, kind: Kind) -> Json:
    """Return those of the place that the path names."""
    wanted, place = call.query.get("filter", ""), call.path["location"]
    test = filters.parse(wanted, kind.fields)
    size = listing.size(call.number("pageSize", "page_size"), SIZE)
    same = f"{kind.key} {place} {wanted}"
    after = listing.place(call.argument("pageToken", "page_token"), same)
    found = list[tuple[Row, Json]]()
    for row in _rows(call, kind, place, after):
        shown = kind.show(call, row)
        if test(kind.values(row, shown)):
            found.append((row, shown))
        if len(found) > size:
            break
    answer: Json = {kind.key: [shown for _, shown in found[:size]]} if found else {}
    if len(found) > size:
        answer["nextPageToken"] = listing.token(found[size - 1][0], same)
    return answer


def labelled(labels: dict[str, str], **fields: str) -> Values:
    return {f"labels.{key}": value for key, value in labels.items()} | fields


def _rows(call: Call, kind: Kind, place: str, after: Row | None) -> list[Row]:
    behind = "(created, id) < (:created, :id)" if after else "true"
    sql = f"""
        select * from {kind.table} as it where place = :place and {kind.only} and {behind}
        order by created desc, id desc
    """  # noqa: S608 - our own names
    return call.service.store.rows(sql, place=place, **(after or {}))
