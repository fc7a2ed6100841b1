"""Pictures in views that lie in the workspace itself."""

from typing import Any

from playground.slack.errors import SlackError
from playground.slack.files import Files

Json = dict[str, Any]


def with_pictures(blocks: list[Json], files: Files) -> list[Json]:
    """Return the blocks, with where the bytes are of each picture that is named by its id.

    Raises `SlackError` for what is no picture that the app has put there.
    """
    return [_with_picture(block, at, files) for at, block in enumerate(blocks)]


def _with_picture(block: Json, at: int, files: Files) -> Json:
    named: Json = block.get("slack_file") or {}
    if block["type"] != "image" or not named.get("id"):
        return block
    try:
        file = files.shown_to_app(named["id"])
    except SlackError:
        file = {"mimetype": ""}
    if not file["mimetype"].startswith("image/"):
        words = f"[ERROR] invalid slack file [json-pointer:/view/blocks/{at}/slack_file]"
        raise SlackError("invalid_arguments", [words])
    return block | {"slack_file": {"id": file["id"], "url": files.slack(file)["permalink"]}}
