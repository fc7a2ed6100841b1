"""Pictures in modals that lie in the workspace itself."""

from typing import Any, cast

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from playground.person import Json, Person
from tests.playground.slack.conftest import Opening
from tests.playground.slack.forms import modal

PNG = b"\x89PNG\r\n\x1a\nand so on"


def image(file_id: str) -> Json:
    return {"type": "image", "slack_file": {"id": file_id}, "alt_text": "Lengths"}


def uploaded(client: WebClient, name: str, content: bytes) -> str:
    answer: Any = client.files_upload_v2(filename=name, content=content, request_file_info=False)
    return answer["files"][0]["id"]


def test_a_picture_of_the_apps_own_is_seen_by_whoever_sees_the_view(
    client: WebClient, ben: Person, opening: Opening
) -> None:
    picture = uploaded(client, "lengths.png", PNG)
    with opening.connected():
        shown = opening(modal(image(picture)))

    url = shown["blocks"][0]["slack_file"]["url"]
    assert ben.fetch(url.removeprefix(ben.url)) == PNG


@pytest.mark.parametrize("kind", ["unknown", "text", "somebody else's"])
def test_what_is_no_picture_of_the_app_is_refused(
    client: WebClient, ben: Person, opening: Opening, kind: str
) -> None:
    files = {
        "unknown": lambda: "F0",
        "text": lambda: uploaded(client, "lengths.txt", b"1, 2"),
        "somebody else's": lambda: ben.upload("mine.png", PNG)["id"],
    }
    view = modal(image(files[kind]()))
    with opening.connected(), pytest.raises(SlackApiError) as refused:
        opening(view)

    response = cast("Any", refused.value.response)
    assert response["error"] == "invalid_arguments"
    assert "invalid slack file" in str(response["response_metadata"])
