"""Rich text: sections, lists, quotes and preformatted text."""

from collections.abc import Iterator
from typing import Any

from playground.slack.limits.spec import (
    Check,
    array,
    flag,
    integer,
    link,
    record,
    string,
    variants,
)

STYLES = (
    "bold",
    "italic",
    "strike",
    "code",
    "underline",
    "highlight",
    "client_highlight",
    "unlink",
)
style = record({}, dict.fromkeys(STYLES, flag))


def _styled(**fields: Check) -> Check:
    return record(fields, {"style": style})


INLINE: dict[str, Check] = {
    "text": _styled(text=string(None, 1)),
    "link": record({"url": link()}, {"text": string(), "unsafe": flag, "style": style}),
    "emoji": record(
        {"name": string(100, 1)},
        {"unicode": string(100), "skin_tone": integer(1, 6), "style": style},
    ),
    "user": _styled(user_id=string(50, 1)),
    "usergroup": _styled(usergroup_id=string(50, 1)),
    "team": _styled(team_id=string(50, 1)),
    "channel": _styled(channel_id=string(50, 1)),
    "color": _styled(value=string(20, 1)),
    "broadcast": _styled(range=string(20, 1)),
    "date": record(
        {"timestamp": integer(0), "format": string(200, 1)},
        {"url": link(), "fallback": string(), "style": style},
    ),
}
inline = array(variants(INLINE), 1000, 0)
section = record({"elements": inline})
sections = array(variants({"rich_text_section": section}), 1000, 0)

ELEMENTS: dict[str, Check] = {
    "rich_text_section": section,
    "rich_text_list": record(
        {"elements": sections, "style": string(10, 1)},
        {"indent": integer(0, 8), "offset": integer(0), "border": integer(0, 1)},
    ),
    "rich_text_quote": record({"elements": inline}, {"border": integer(0, 1)}),
    "rich_text_preformatted": record(
        {"elements": inline}, {"border": integer(0, 1), "language": string(100)}
    ),
}


def rich_text(value: Any, at: str) -> Iterator[str]:
    shape = record({"elements": array(variants(ELEMENTS), 1000, 0)}, {"block_id": string(255)})
    yield from shape(value, at)
