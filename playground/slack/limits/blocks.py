"""Blocks, and which elements each may hold."""

from collections.abc import Iterator, Mapping
from typing import Any

from playground.slack.limits import surfaces
from playground.slack.limits.data import BLOCK_ID, data_table, data_visualization, table
from playground.slack.limits.elements import (
    ELEMENTS,
    IN_ACTIONS,
    IN_CONTEXT_ACTIONS,
    IN_INPUT,
    IN_SECTION,
)
from playground.slack.limits.objects import image_source, plain, slack_file, text
from playground.slack.limits.rich import rich_text
from playground.slack.limits.spec import (
    Check,
    anything,
    array,
    both,
    choice,
    flag,
    integer,
    link,
    one_of,
    record,
    string,
    variants,
)
from playground.slack.limits.surfaces import Surface


def _block(required: Mapping[str, Check], optional: Mapping[str, Check] | None = None) -> Check:
    return record(required, {**BLOCK_ID, **(optional or {})})


def _elements(allowed: set[str], surface: Surface) -> Check:
    return variants(ELEMENTS, allowed - surfaces.BARRED[surface])


image = both(
    _block(
        {"alt_text": string(2000)},
        {"image_url": link(), "slack_file": slack_file, "title": plain(2000)},
    ),
    image_source,
)
caption = {
    "plain_text": record({"text": string(3000, 1)}, {"emoji": flag}),
    "mrkdwn": record({"text": string(3000, 1)}, {"verbatim": flag}),
    "image": ELEMENTS["image"],
}
card = both(
    _block(
        {},
        {
            "hero_image": variants({"image": ELEMENTS["image"]}),
            "icon": variants({"image": ELEMENTS["image"]}),
            "title": text(150),
            "subtitle": text(150),
            "body": text(200),
            "subtext": text(200),
            "actions": array(variants({"button": ELEMENTS["button"]}), 3),
        },
    ),
    one_of("title", "body", "hero_image", "actions"),
)
source = variants({"url": record({"url": link(), "text": string(150)})})


def _task(*states: str) -> Check:
    return _block(
        {"task_id": string(255, 1), "title": string(255, 1)},
        {
            "status": choice(*states),
            "details": variants({"rich_text": rich_text}),
            "output": variants({"rich_text": rich_text}),
            "sources": array(source, 20, 0),
        },
    )


task_card = _task("in_progress", "complete", "error")
planned = _task("pending", "in_progress", "complete", "error")
video = _block(
    {
        "alt_text": string(2000),
        "title": plain(200),
        "thumbnail_url": link(),
        "video_url": link(),
    },
    {
        "author_name": string(50),
        "description": plain(200),
        "provider_icon_url": link(),
        "provider_name": string(200),
        "title_url": link(),
    },
)
CONTAINED = {"section", "context", "divider", "image", "header", "rich_text", "actions", "markdown"}


def _container(surface: Surface) -> Check:
    def children(value: Any, at: str) -> Iterator[str]:
        yield from array(variants(_table(surface), CONTAINED), 10)(value, at)

    return _block(
        {"child_blocks": children},
        {
            "title": plain(150),
            "rich_text_title": rich_text,
            "subtitle": plain(150),
            "width": choice("narrow", "standard", "wide", "full"),
            "icon": anything,
            "is_collapsible": flag,
            "default_collapsed": flag,
            "has_header_divider": flag,
        },
    )


ALIKE: dict[str, Check] = {
    "header": _block({"text": plain(150)}, {"level": integer(1, 4)}),
    "divider": _block({}),
    "context": _block({"elements": array(variants(caption), 10)}),
    "image": image,
    "rich_text": rich_text,
    "markdown": _block({"text": string(12_000, 1)}),
    "video": video,
    "table": table,
    "data_table": data_table,
    "data_visualization": data_visualization,
    "alert": _block(
        {"text": text(200)},
        {"level": choice("default", "info", "warning", "error", "success")},
    ),
    "card": card,
    "carousel": _block({"elements": array(variants({"card": card}), 10)}),
    "task_card": task_card,
    "plan": _block(
        {"title": string(255, 1)}, {"tasks": array(variants({"task_card": planned}), 50)}
    ),
    "auth_provider": _block(
        {"value": string(150, 1), "name": plain(75), "is_connected": flag},
        {
            "description": plain(150),
            "icon_url": link(),
            "auth_url": link(),
            "disconnect_url": link(),
            "connected_identity": plain(75),
            "connected_context": plain(75),
            "accessory": variants(ELEMENTS, {"overflow"}),
            "fallback": string(),
        },
    ),
}


def _table(surface: Surface) -> dict[str, Check]:
    return {
        **ALIKE,
        "section": both(
            _block(
                {},
                {
                    "text": text(3000),
                    "fields": array(text(2000), 10),
                    "accessory": _elements(IN_SECTION, surface),
                    "expand": flag,
                },
            ),
            one_of("text", "fields"),
        ),
        "actions": _block({"elements": array(_elements(IN_ACTIONS, surface), 25)}),
        "context_actions": _block({"elements": array(_elements(IN_CONTEXT_ACTIONS, surface), 5)}),
        "input": _block(
            {"label": plain(2000), "element": _elements(IN_INPUT, surface)},
            {"hint": plain(2000), "optional": flag, "dispatch_action": flag},
        ),
        "container": _container(surface),
    }


TABLES: dict[Surface, dict[str, Check]] = {
    "message": _table("message"),
    "modal": _table("modal"),
    "home": _table("home"),
}


def blocks(surface: Surface, most: int) -> Check:
    return array(variants(TABLES[surface], surfaces.BLOCKS[surface]), most, 0)
