"""Slack's limits on messages, modals and the Home tab: one validator for the API and for tests.

What is wrong is said as Slack says it::

    [ERROR] must be less than 76 characters [json-pointer:/blocks/0/text/text]
"""

import json
from collections.abc import Iterator
from typing import Any, cast

from playground.slack.limits import whole
from playground.slack.limits.blocks import blocks as blocks_of
from playground.slack.limits.objects import options_answer, plain
from playground.slack.limits.spec import Json, anything, array, flag, record, string, variants
from playground.slack.limits.spec import problem as _problem
from playground.slack.limits.surfaces import Surface

MESSAGE_BLOCKS = 50
VIEW_BLOCKS = 100
TEXT = 4_000  # `text` is documented up to 40,000, but refused from about here
VIEW_BYTES = 250_000

_attachments = array(anything, 100, 0)
_common = {
    "private_metadata": string(3000),
    "callback_id": string(255),
    "external_id": string(255),
}
_modal = record(
    {"title": plain(24), "blocks": blocks_of("modal", VIEW_BLOCKS)},
    {
        **_common,
        "submit": plain(24),
        "close": plain(24),
        "clear_on_close": flag,
        "notify_on_close": flag,
        "submit_disabled": flag,
    },
)
_home = record(
    {"blocks": blocks_of("home", VIEW_BLOCKS)},
    {**_common, "title": plain(24), "submit": plain(24), "close": plain(24)},
)
_view = variants({"modal": _modal, "home": _home})


def check_message(payload: Json) -> list[str]:
    """Return all that Slack would refuse in what is given to `chat.postMessage` and its kin."""
    return [words for _, words in refusals(payload)]


def check_view(view: Json) -> list[str]:
    """Return all that Slack would refuse in a view given to `views.*`."""
    wrong = list(_view(view, "/view"))
    if not wrong:
        blocks: list[Json] = view["blocks"]
        wrong += _across(blocks, "/view/blocks")
        wrong += whole.submit_button(view, "/view")
        wrong += whole.one_focus(blocks, "/view/blocks")
    if view_bytes(view) > VIEW_BYTES:
        wrong.append(_problem(f"must be less than {VIEW_BYTES + 1} bytes", "/view"))
    return wrong


def view_bytes(view: Json) -> int:
    return len(json.dumps(view, ensure_ascii=False, separators=(",", ":")).encode())


def check_blocks(blocks: Any, surface: Surface = "message", at: str = "/blocks") -> list[str]:
    """Return what is wrong with blocks alone, wherever they came from."""
    most = MESSAGE_BLOCKS if surface == "message" else VIEW_BLOCKS
    wrong = list(blocks_of(surface, most)(blocks, at))
    return wrong or list(_across(cast("list[Json]", blocks), at))


def check_options(answer: Any) -> list[str]:
    """Return what is wrong with an app's answer to somebody typing into an external select."""
    return list(options_answer(answer, ""))


def refusals(payload: Json) -> Iterator[tuple[str, str]]:
    """Yield Slack's name of each error beside its words, the error that Slack tells first."""
    if len(payload.get("text") or "") > TEXT:
        yield "msg_too_long", _problem(f"must be less than {TEXT + 1} characters", "/text")
    blocks: Any = payload.get("blocks") or []
    wrong = check_blocks(blocks)
    yield from (("invalid_blocks", words) for words in wrong)
    if not wrong:
        yield from _too_much(cast("list[Json]", blocks))
    for words in _attachments(payload.get("attachments") or [], "/attachments"):
        yield "too_many_attachments", words


def _too_much(blocks: list[Json]) -> Iterator[tuple[str, str]]:
    if whole.tables(blocks) > 1:
        yield "invalid_attachments", _problem("only_one_table_allowed", "/blocks")
    prose = [block for block in blocks if block["type"] not in {"markdown", "data_table", "table"}]
    if whole.characters(prose) > whole.MESSAGE_CHARACTERS:
        words = f"must be less than {whole.MESSAGE_CHARACTERS + 1} characters in all"
        yield "msg_blocks_too_long", _problem(words, "/blocks")


def _across(blocks: list[Json], at: str) -> Iterator[str]:
    for rule in (whole.unique_ids, whole.initial_choices, whole.markdown, whole.charts):
        yield from rule(blocks, at)
