"""Files both ways."""

from pathlib import Path
from typing import Any

import pytest
import requests
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from playground.person import Person, Refused
from playground.slack.testing import Running, running

PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x02\x00\x00\x00\x03\x08\x02\x00\x00\x00"


def shared(ben: Person, content: bytes, channel: str = "tuning") -> str:
    """Post a file and return its id."""
    file = ben.upload("pairs.csv", content)
    ben.say(ben.channel(channel), "look", files=[file["id"]])
    return file["id"]


def fetch(url: str, token: str | None) -> requests.Response:
    headers = {"authorization": f"Bearer {token}"} if token else {}
    return requests.get(url, headers=headers, timeout=5, allow_redirects=False)


def test_the_app_reads_a_file_that_was_posted(
    slack: Running, client: WebClient, ben: Person
) -> None:
    info: Any = client.files_info(file=shared(ben, b"a,b\n1,2\n"))
    answer = fetch(info["file"]["url_private_download"], slack.bot_token)
    assert answer.content == b"a,b\n1,2\n"
    assert answer.headers["content-type"].startswith("text/csv")


@pytest.mark.parametrize("token", [None, "xoxb-wrong"])
def test_without_a_token_there_is_a_page_to_sign_in(
    client: WebClient, ben: Person, token: str | None
) -> None:
    info: Any = client.files_info(file=shared(ben, b"a,b\n"))
    answer = fetch(info["file"]["url_private_download"], token)
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/html")
    assert b"a,b" not in answer.content


def test_without_the_scope_too(tmp_path: Path) -> None:
    manifest = tmp_path / "manifest.yml"
    manifest.write_text(
        "display_information: {name: X}\noauth_config: {scopes: {bot: ['chat:write']}}\n"
    )
    with running(tmp_path / "data", manifest=manifest) as slack:
        ben = Person.named(slack.url, "Ben")
        team = ben.get("workspace")["team"]["id"]
        file = shared(ben, b"a,b\n")
        answer = fetch(f"{slack.url}/files-pri/{team}-{file}/download/x", slack.bot_token)
    assert (answer.status_code, b"a,b" in answer.content) == (200, False)


def test_a_file_where_the_app_is_not_is_not_there(client: WebClient, ben: Person) -> None:
    file = shared(ben, b"a,b\n", "secret-lab")
    with pytest.raises(SlackApiError, match="file_not_found"):
        client.files_info(file=file)


def test_a_picture_of_the_app_is_shown_with_its_size(client: WebClient, ben: Person) -> None:
    channel = ben.channel("tuning")
    client.files_upload_v2(
        channel=channel,
        content=PNG,
        filename="loss.png",
        title="Loss",
        alt_txt="falls",
        initial_comment="The curve",
    )
    (message,) = ben.messages(channel)
    (file,) = message["files"]
    assert message["text"] == "The curve"
    assert (file["title"], file["alt_txt"], file["width"], file["height"]) == (
        *("Loss", "falls", 2),
        3,
    )
    answer = requests.get(ben.url + file["url"], timeout=5)
    assert answer.content == PNG
    assert answer.headers["content-disposition"].startswith("inline")


def test_what_is_no_picture_is_never_shown_as_a_page(ben: Person) -> None:
    file = ben.upload("evil.html", b"<script>alert(1)</script>")
    answer = requests.get(ben.url + file["url"], timeout=5)
    assert answer.headers["content-disposition"].startswith("attachment")
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_a_file_needs_its_key(ben: Person) -> None:
    file = ben.upload("a.csv", b"a")
    wrong = f"{ben.url}/person/files/{file['id']}/wrong/a.csv"
    assert requests.get(wrong, timeout=5).status_code == 404


def test_the_sample_is_one_click_away(ben: Person) -> None:
    (sample,) = [it for it in ben.get("workspace")["samples"] if it["name"] == "increment.csv"]
    file = ben.post("files/sample", name="increment.csv")["file"]
    assert file["size"] == sample["size"]
    with pytest.raises(Refused, match="no sample"):
        ben.post("files/sample", name="../../secret")


def test_too_large_a_file_is_refused_and_not_kept(tmp_path: Path) -> None:
    with running(tmp_path, largest_file=10) as slack:
        ben = Person.named(slack.url, "Ben")
        with pytest.raises(Refused, match=r"a\.csv is larger than"):
            ben.upload("a.csv", b"a" * 11)
    assert list((tmp_path / "files").iterdir()) == []
