"""Everything under `/person/`."""

from starlette.routing import Route

from playground.slack.openapi import document
from playground.slack.person import actions, commands, files, messages, news, views, workspace
from playground.slack.person.call import Handler, endpoint


def _get(path: str, handler: Handler, *, anyone: bool = False) -> Route:
    return Route(f"/person/{path}", endpoint(handler, anyone=anyone), methods=["GET"])


def _post(path: str, handler: Handler, *, raw: bool = False, anyone: bool = False) -> Route:
    handle = endpoint(handler, raw=raw, anyone=anyone)
    return Route(f"/person/{path}", handle, methods=["POST"])


ROUTES = [
    _get("openapi.json", document.show, anyone=True),
    _get("emoji.json", workspace.emojis, anyone=True),
    _get("workspace", workspace.show, anyone=True),
    _post("channels", workspace.create),
    _get("channels/{channel}/messages", messages.read),
    _post("channels/{channel}/invite", workspace.invite),
    _post("channels/{channel}/leave", workspace.go),
    _post("channels/{channel}/archive", workspace.archive),
    _post("messages", messages.write),
    _post("commands", commands.run),
    _post("shortcuts", commands.shortcut),
    _post("actions", actions.press),
    _post("options", actions.suggest),
    _post("files", files.upload, raw=True),
    _post("files/sample", files.sample),
    _get("files/{file}/{key}/{name:path}", files.fetch, anyone=True),
    _get("views", views.stack),
    _post("views/{view}/submit", views.submit),
    _post("views/{view}/close", views.close),
    _get("home", views.home),
    _get("events", news.stream),
    _get("changes", news.changes),
    _get("journal", news.journal, anyone=True),
    _post("app/uninstall", workspace.uninstall),
    _post("sockets", news.sockets, anyone=True),
]
