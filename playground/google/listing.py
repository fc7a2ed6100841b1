"""Which tuned models a list shows: the filter's words, and pages.

A filter is words that must all be in the display name or description (quotes keep words
together), and any of four operators. `owner:me`, `writers:me` and `readers:me` are about the role
that a permission gives the caller by name or through a group, exactly: `readers:me` does not
list one's own models. Models that are only shared with everyone appear with `readers:everyone`.
"""

import base64
import binascii
import json
import re
from dataclasses import dataclass
from typing import LiteralString

from playground.google.errors import invalid
from playground.google.roles import MINE
from playground.google.store import Row, Store

DEFAULT, MOST = 10, 1000

_PART = re.compile(r'"([^"]*)"|(\S+)')
_SHARED: LiteralString = f"exists (select 1 from permissions where model = models.id and {MINE}"  # noqa: S608
_OPERATORS: dict[str, LiteralString] = {
    "owner:me": f"{_SHARED} and role = 'OWNER')",
    "writers:me": f"{_SHARED} and role = 'WRITER')",
    "readers:me": f"{_SHARED} and role = 'READER')",
    "readers:everyone": """exists (
        select 1 from permissions where model = models.id and grantee = 'EVERYONE')""",
}


@dataclass(frozen=True, slots=True)
class Filter:
    operators: frozenset[str]
    words: tuple[str, ...]


def parse(text: str) -> Filter:
    operators, words = set[str](), list[str]()
    for quoted, bare in _PART.findall(text):
        if bare in _OPERATORS:
            operators.add(bare)
        elif re.match(r"\w+:", bare):
            known = ", ".join(sorted(_OPERATORS))
            raise invalid(f"The filter knows {known}, but not {bare}.", "filter")
        else:
            words.append(quoted or bare)
    return Filter(frozenset(operators), tuple(words))


def size(asked: int, default: int = DEFAULT) -> int:
    if asked < 0:
        raise invalid("page_size must not be negative.", "page_size")
    return min(asked or default, MOST)


def find(store: Store, me: str, filter: str, after: Row | None, limit: int) -> list[Row]:
    """Return models, newest first, from behind *after* on."""
    wanted = parse(filter)
    conditions = [_OPERATORS[each] for each in sorted(wanted.operators)] or [f"{_SHARED})"]
    values: Row = {"me": me, "limit": limit}
    for number, word in enumerate(wanted.words):
        text = "casefold(display_name || char(10) || description)"
        conditions.append(f"instr({text}, :word{number})")
        values[f"word{number}"] = word.casefold()
    if after:
        conditions.append("(created, id) < (:created, :id)")
        values |= after
    where = " and ".join(conditions)
    sql = f"select * from models where {where} order by created desc, id desc limit :limit"  # noqa: S608
    return store.rows(sql, **values)


def token(last: Row, same: str) -> str:
    """Say behind which row the next page begins; *same* is what the next request must repeat."""
    text = json.dumps([last["created"], last["id"], same])
    return base64.urlsafe_b64encode(text.encode()).decode()


def place(token: str, same: str) -> Row | None:
    if not token:
        return None
    try:
        created, last, then = json.loads(base64.urlsafe_b64decode(token))
        found = {"created": float(created), "id": str(last)}
    except (ValueError, TypeError, binascii.Error) as error:
        raise invalid("page_token is not one of this service.", "page_token") from error
    if then != same:
        raise invalid("page_token is valid only with the same filter.", "page_token")
    return found
