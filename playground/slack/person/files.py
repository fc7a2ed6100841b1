"""Files: uploaded by people, and shown to them."""

import secrets
from typing import Any

from starlette.responses import FileResponse, Response

from playground.slack.errors import Refused
from playground.slack.person.call import PersonCall
from playground.slack.person.workspace import samples

Json = dict[str, Any]

SHOWN = {"image/png", "image/jpeg", "image/gif", "image/webp"}  # what else there is, is saved


async def upload(call: PersonCall) -> Json:
    name = call.text("name").replace("\\", "/").rpartition("/")[2].strip()
    if not name:
        raise Refused("invalid_arguments", "The file needs a name.")
    file = call.world.files.new(name[:255], call.id)
    kept = await call.world.uploads.write(file, call.request.stream())
    return _told(call, kept)


async def sample(call: PersonCall) -> Json:
    wanted = call.text("name")
    for found in samples():
        if found.name == wanted:
            return _told(call, call.world.files.keep(wanted, call.id, found.read_bytes()))
    raise Refused("file_not_found", f"There is no sample {wanted}.", 404)


async def fetch(call: PersonCall) -> Response:
    """Send the bytes to whoever has the address: it holds a key that can't be guessed."""
    path = call.request.path_params
    file = call.world.files.get(path["file"])
    if not file["there"] or not secrets.compare_digest(path["key"], file["key"]):
        raise Refused("file_not_found", "This file is not there any more.", 404)
    place = "inline" if file["mimetype"] in SHOWN else "attachment"
    return FileResponse(
        call.world.files.path(file),
        media_type=file["mimetype"],
        filename=file["name"],
        content_disposition_type=place,
        headers={"x-content-type-options": "nosniff", "content-security-policy": "sandbox"},
    )


def _told(call: PersonCall, file: Json) -> Json:
    shown = call.world.files.person(file)
    call.world.feed.publish("file", {call.id}, file=shown)
    return {"file": shown}
