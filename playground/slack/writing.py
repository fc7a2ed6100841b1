"""What people type, as Slack sends it: mentions and links marked, the rest escaped."""

import re
from collections.abc import Callable

from playground.slack.workspace import Workspace

_PIECES = re.compile(
    r"<(?P<marked>[@#!][^<>|]+)(?:\|[^<>]*)?>"
    r"|(?P<link>https?://[^\s<>|]*[^\s<>|.,;:!?)\]'\"])"
    r"|(?<![\w@])@(?P<person>[\w.-]*\w)"
    r"|(?<![\w#&])#(?P<channel>[\w-]*\w)"
    r"|(?P<special>[&<>])"
)
_ESCAPED = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_ALL = {"here", "channel", "everyone"}


def as_message(workspace: Workspace, text: str) -> str:
    """Mark mentions and links, and escape what else has a meaning in Slack's markup."""
    return _PIECES.sub(_marker(workspace, lambda person: f"<@{person}>", links=True), text)


def as_command(workspace: Workspace, text: str, *, escape: bool) -> str:
    """Return a command's text; with *escape* (`should_escape`) mentions carry ids."""
    if not escape:
        return re.sub("[&<>]", lambda it: _ESCAPED[it[0]], text)
    names = workspace.people
    marked = _marker(workspace, lambda id_: f"<@{id_}|{names[id_]['name']}>", links=False)
    return _PIECES.sub(marked, text)


def _marker(
    workspace: Workspace, mention: Callable[[str], str], *, links: bool
) -> Callable[[re.Match[str]], str]:
    def mark(found: re.Match[str]) -> str:
        kind, piece = found.lastgroup, found[0]
        if kind == "marked":
            return _known(workspace, found["marked"], mention) or _escape(piece)
        if kind == "link":
            return f"<{_escape(piece)}>" if links else _escape(piece)
        if kind == "person":
            return _person(workspace, found["person"], mention) or piece
        if kind == "channel":
            channel = workspace.by_name(found["channel"])
            return f"<#{channel['id']}|{channel['name']}>" if channel else piece
        return _ESCAPED[piece]

    return mark


def _known(workspace: Workspace, marked: str, mention: Callable[[str], str]) -> str | None:
    """Return what the page marked itself, if there is such a person or channel."""
    sign, id_ = marked[0], marked[1:]
    if sign == "@" and id_ in workspace.people:
        return mention(id_)
    channel = workspace.channels.get(id_)
    if sign == "#" and channel:
        return f"<#{id_}|{channel['name']}>"
    return f"<!{id_}>" if sign == "!" and id_ in _ALL else None


def _person(workspace: Workspace, name: str, mention: Callable[[str], str]) -> str | None:
    if name in _ALL:
        return f"<!{name}>"
    person = workspace.named(name)
    return mention(person["id"]) if person else None


def _escape(text: str) -> str:
    return re.sub("[&<>]", lambda it: _ESCAPED[it[0]], text)
