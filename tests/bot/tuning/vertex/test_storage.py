"""How datasets get to a bucket, at once or in parts."""

from collections.abc import Generator
from contextlib import contextmanager

import pytest
from google.auth.transport.requests import AuthorizedSession
from google.oauth2.credentials import Credentials

from bot.domain import Example
from bot.errors import Forbidden, TuningUnavailable
from bot.tuning.vertex_dataset import Written, written
from bot.tuning.vertex_errors import Words
from bot.tuning.vertex_storage import Bucket
from bot.tuning.vertex_upload import AT_ONCE
from tests.bot.tuning.servers import Said, Script, failed, ok
from tests.bot.tuning.vertex.script import PLACE

LARGE = 2 * AT_ONCE + 1000


@pytest.fixture
def bucket(script: Script) -> Bucket:
    script.say(failed(404, "NOT_FOUND"), to="/o/")
    session = AuthorizedSession(Credentials(token="mock-token"))
    return Bucket(session, script.url, Words(PLACE), timeout=5)


@contextmanager
def large() -> Generator[Written]:
    row = Example("1", "x" * 100_000)
    with written([row] * (LARGE // 100_000 + 1)) as dataset:
        yield dataset


def had(script: Script, last: int | None = None) -> Said:
    return Said(308, headers={} if last is None else {"Range": f"bytes=0-{last}"})


def begun(script: Script) -> Said:
    return Said(headers={"Location": f"{script.url}/session/1"})


def ranges(script: Script) -> list[str]:
    sent = zip(script.asked, script.headers, strict=True)
    return [told["Content-Range"] for (method, _, _), told in sent if method == "PUT"]


def test_what_is_large_is_sent_in_parts(script: Script, bucket: Bucket) -> None:
    script.say(begun(script), to="/upload/")
    script.say(had(script, AT_ONCE - 1), had(script, 2 * AT_ONCE - 1), ok({}), to="/session/1")
    with large() as dataset:
        uri = bucket.keep(dataset)
        dataset.content.seek(0)
        whole, size = dataset.content.read(), dataset.size

    assert uri == f"gs://acme-tuner/tuner/{dataset.sha256}.jsonl"
    assert ranges(script) == [
        f"bytes 0-{AT_ONCE - 1}/{size}",
        f"bytes {AT_ONCE}-{2 * AT_ONCE - 1}/{size}",
        f"bytes {2 * AT_ONCE}-{size - 1}/{size}",
    ]
    assert b"".join(sent for method, _, sent in script.asked if method == "PUT") == whole
    [start] = [path for method, path, _ in script.asked if method == "POST"]
    assert "uploadType=resumable" in start
    assert "ifGenerationMatch=0" in start


@pytest.mark.parametrize("lost", [Said(503), Said(reset=True)], ids=["busy", "reset"])
def test_after_a_part_that_got_lost_it_goes_on_from_where_the_service_is(
    script: Script, bucket: Bucket, lost: Said
) -> None:
    script.say(begun(script), to="/upload/")
    answers = (lost, had(script), had(script, AT_ONCE - 1), lost, had(script, AT_ONCE + 999))
    script.say(*answers, ok({}), to="/session/1")
    with large() as dataset:
        bucket.keep(dataset)
        size = dataset.size
    assert [it.removeprefix("bytes ").partition("-")[0] for it in ranges(script)] == [
        "0",
        f"*/{size}",
        "0",
        str(AT_ONCE),
        f"*/{size}",
        str(AT_ONCE + 1000),
    ]


def test_a_part_that_never_arrives_is_given_up(script: Script, bucket: Bucket) -> None:
    script.say(begun(script), to="/upload/")
    script.say(Said(503), to="/session/1")
    with large() as dataset, pytest.raises(TuningUnavailable):
        bucket.keep(dataset)
    assert len(ranges(script)) == 5


def test_what_somebody_else_was_quicker_to_send_is_there(script: Script, bucket: Bucket) -> None:
    script.say(failed(412, "FAILED_PRECONDITION"), to="/upload/")
    with written([Example("1", "2")]) as dataset:
        assert bucket.keep(dataset)
    with large() as dataset:
        assert bucket.keep(dataset)
    assert not ranges(script)


def test_who_may_only_write_does_so(script: Script, bucket: Bucket) -> None:
    script.say(failed(403, "PERMISSION_DENIED"), to="/o/")
    script.say(ok({}), to="/upload/")
    with written([Example("1", "2")]) as dataset:
        bucket.keep(dataset)
    assert script.asked[-1][2].count(b"\n") == 1


def test_an_object_that_is_gone_is_deleted(script: Script, bucket: Bucket) -> None:
    bucket.delete("tuner/x.jsonl")
    script.say(failed(403, "PERMISSION_DENIED"), to="/o/")
    with pytest.raises(Forbidden):
        bucket.delete("tuner/x.jsonl")
