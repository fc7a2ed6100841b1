"""Files: the two-step upload, and what is there."""

from typing import Any, cast

from playground.slack.api.chat import may_speak, place
from playground.slack.api.method import Call, Json, Method, page
from playground.slack.errors import SlackError
from playground.slack.limits import check_blocks


def upload_url(call: Call) -> Json:
    """Give an address for the bytes. The length is said before they come."""
    name = str(call.need("filename"))
    if call.number("length", 0, 2**40) > call.world.settings.largest_file:
        raise SlackError("file_upload_size_restricted")
    alt = {"alt_txt": call.args["alt_txt"]} if call.args.get("alt_txt") else {}
    file = call.world.files.new(name, call.world.workspace.bot, **alt)
    return {"upload_url": call.world.uploads.new(file), "file_id": file["id"]}


def complete_upload(call: Call) -> Json:
    """Show uploaded files, in a channel where one is given."""
    world, listed = call.world, call.need("files")
    if not isinstance(listed, list):
        raise SlackError("invalid_arguments", ["[ERROR] files must be a list"])
    files = [_uploaded(call, entry) for entry in cast("list[Any]", listed)]
    channel = call.args.get("channel_id") or call.args.get("channels")
    if channel:
        where = place(Call(world, {"channel": str(channel).split(",", maxsplit=1)[0]}))
        may_speak(call, where)
        blocks: Any = call.args.get("blocks")
        if wrong := check_blocks(blocks or []):
            raise SlackError("invalid_blocks", wrong)
        world.messages.post(
            where,
            world.workspace.bot,
            call.args.get("initial_comment") or "",
            thread_ts=call.args.get("thread_ts"),
            blocks=blocks,
            file_ids=[file["id"] for file in files],
        )
    return {"files": [world.files.slack(world.files.get(file["id"])) for file in files]}


def _uploaded(call: Call, entry: Any) -> Json:
    if not isinstance(entry, dict):
        raise SlackError("invalid_arguments", ["[ERROR] files must be a list of objects"])
    given = cast("Json", entry)
    file = call.world.files.get(str(given.get("id", "")))
    if file["user"] != call.world.workspace.bot or not file["there"]:
        raise SlackError("file_not_found")
    if given.get("title"):
        file["title"] = given["title"]
        call.world.files.save(file)
    return file


def info(call: Call) -> Json:
    file = call.world.files.shown_to_app(str(call.need("file", "file_not_found")))
    return {"file": call.world.files.slack(file), "comments": []}


def listing(call: Call) -> Json:
    files, args = call.world.files, call.args
    bot = call.world.workspace.bot
    found = [it for it in files.all() if it["there"] and files.seen_by(bot, it)]
    if args.get("channel"):
        found = [it for it in found if args["channel"] in it["channels"]]
    if args.get("user"):
        found = [it for it in found if it["user"] == args["user"]]
    shown, _ = page([files.slack(it) for it in found], call)
    total = len(found)
    return {"files": shown, "paging": {"count": 100, "total": total, "page": 1, "pages": 1}}


def delete(call: Call) -> Json:
    file = call.world.files.shown_to_app(str(call.need("file", "file_not_found")))
    if file["user"] != call.world.workspace.bot:
        raise SlackError("cant_delete_file")
    call.world.files.delete(file)
    return {}


METHODS = {
    "files.getUploadURLExternal": Method(upload_url, ("files:write",), tier=4),
    "files.completeUploadExternal": Method(complete_upload, ("files:write",), tier=4),
    "files.info": Method(info, ("files:read",), tier=4),
    "files.list": Method(listing, ("files:read",)),
    "files.delete": Method(delete, ("files:write",)),
}
