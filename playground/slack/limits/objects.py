"""Composition objects: texts, options, confirmations."""

from collections.abc import Iterator
from typing import Any

from playground.slack.limits.spec import (
    Check,
    array,
    both,
    choice,
    flag,
    link,
    not_both,
    one_of,
    record,
    string,
    variants,
)


def plain(longest: int) -> Check:
    """Take a `plain_text` object and no other."""
    return variants({"plain_text": _plain(longest)})


def text(longest: int) -> Check:
    """`plain_text` or `mrkdwn`."""
    marked = record({"text": string(longest, 1)}, {"verbatim": flag})
    return variants({"plain_text": _plain(longest), "mrkdwn": marked})


def _plain(longest: int) -> Check:
    return record({"text": string(longest, 1)}, {"emoji": flag})


def option(label: Check | None = None) -> Check:
    return record(
        {"text": label or plain(75), "value": string(150)},
        {"description": text(75), "url": link()},
    )


def options(most: int, label: Check | None = None) -> Check:
    return array(option(label), most)


option_groups = array(record({"label": plain(75), "options": options(100)}), 100)

confirm = record(
    {"title": plain(100), "text": text(300), "confirm": plain(30), "deny": plain(30)},
    {"style": choice("primary", "danger")},
)
slack_file = both(record({}, {"id": string(255, 1), "url": link()}), one_of("id", "url"))
dispatch = record(
    {}, {"trigger_actions_on": array(choice("on_enter_pressed", "on_character_entered"), 2)}
)
image_source = both(one_of("image_url", "slack_file"), not_both("image_url", "slack_file"))
conversation_filter = record(
    {},
    {
        "include": array(choice("im", "mpim", "private", "public"), 4),
        "exclude_external_shared_channels": flag,
        "exclude_bot_users": flag,
    },
)


def options_answer(value: Any, at: str) -> Iterator[str]:
    """Check what an app answers to somebody who types into an external select."""
    shape = both(
        record({}, {"options": array(option(), 100, 0), "option_groups": option_groups}),
        not_both("options", "option_groups"),
    )
    yield from shape(value, at)
