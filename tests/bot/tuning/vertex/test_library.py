"""How jobs and models at Vertex AI make one list of tuned models."""

from typing import Any

import pytest

from bot.errors import ServiceRefused
from bot.tuning.vertex import VertexService
from tests.bot.tuning.servers import Said, Script, ok
from tests.bot.tuning.vertex.script import HOME, READY, TIME, body, job, jobs


def made(id: str, model: str, **fields: Any) -> dict[str, Any]:
    tuned = READY | {"tunedModel": {"model": f"{HOME}/models/{model}"}}
    return job(labels={"tuner-job": id}, tunedModelDisplayName=id, **tuned | fields)


def models(*found: dict[str, Any]) -> Said:
    return ok({"models": found})


def model(number: str, name: str, version: str = "1") -> dict[str, Any]:
    named = {"displayName": name, "description": f"Of {name}.", "updateTime": TIME}
    return {"name": f"{HOME}/models/{number}", "versionId": version, **named}


def test_a_list_has_what_is_there_or_will_be(script: Script, service: VertexService) -> None:
    script.say(models(model("5", "Cat")), to="/models")
    listed = (
        made("cat", "5@1"),
        made("gone", "6@1"),
        job(labels={"tuner-job": "soon"}, state="JOB_STATE_RUNNING"),
        job(labels={}, state="JOB_STATE_FAILED"),
        job(labels={}, state="JOB_STATE_CANCELLED"),
    )
    script.say(jobs(*listed), to="/tuningJobs")

    found, page = service.models()

    assert [(it.id, it.display_name) for it in found] == [("cat", "Cat"), ("soon", "")]
    assert not page
    assert [it.id for it in service.models(filter="owner:me of cat")[0]] == ["cat"]


def test_each_version_of_a_model_keeps_its_own_name(script: Script, service: VertexService) -> None:
    script.say(models(model("5", "Kitten", "2")), to="/models")
    script.say(jobs(made("kitten", "5@2"), made("cat", "5@1")), to="/tuningJobs")
    assert [it.display_name for it in service.models()[0]] == ["Kitten", "cat"]


def test_a_page_is_filled_from_as_many_of_googles_as_it_takes(
    script: Script, service: VertexService
) -> None:
    script.say(models(*(model(str(n), f"M{n}") for n in range(3))), to="/models")
    first = {"tuningJobs": [made("a", "0@1"), made("gone", "9@1")], "nextPageToken": "next"}
    second = {"tuningJobs": [made("b", "1@1")], "nextPageToken": "more"}
    script.say(ok(first), ok(second), to="/tuningJobs")

    found, page = service.models(size=2)

    assert ([it.id for it in found], page) == (["a", "b"], "more")
    sizes = [path for path in script.asked if "tuningJobs" in path[1]]
    assert "pageSize=2" in sizes[0][1]
    assert "pageSize=1" in sizes[1][1]
    assert "pageToken=next" in sizes[1][1]


def test_names_change_for_the_model_and_checkpoints_for_its_version(
    script: Script, service: VertexService
) -> None:
    tuned = {"checkpoints": [{"checkpointId": "1"}, {"checkpointId": "2"}]}
    both = READY["tunedModel"] if isinstance(READY["tunedModel"], dict) else {}
    script.say(jobs(job(**READY | {"tunedModel": both | tuned})), to="/tuningJobs")
    script.say(ok(model("5", "Cat")), to="/models/")

    service.update("cat", display_name="Dog", description="", version=TIME)
    service.use_checkpoint("cat", "2")

    changed = [path for method, path, _ in script.asked if method == "PATCH"]
    assert [it.rpartition("/")[2] for it in changed] == ["5", "5@1"]
    assert body(script, "PATCH", "/models/5@1") == {"defaultCheckpointId": "2"}


def test_what_is_not_there_yet_has_no_name_to_change(
    script: Script, service: VertexService
) -> None:
    script.say(jobs(job(state="JOB_STATE_RUNNING")), to="/tuningJobs")
    with pytest.raises(ServiceRefused, match="when it is ready"):
        service.update("cat", display_name="Dog", description="", version="")


def test_of_several_some_are_ready_and_none_has_failed(
    script: Script, service: VertexService
) -> None:
    script.say(models(model("5", "Cat")), to="/models")
    listed = (
        made("cat", "5@1"),
        made("gone", "6@1"),
        job(labels={"tuner-job": "soon"}, state="JOB_STATE_RUNNING"),
        job(labels={"tuner-job": "failed"}, state="JOB_STATE_FAILED"),
    )
    script.say(jobs(*listed), to="/tuningJobs")
    assert set(service.statuses(["cat", "gone", "soon", "failed"])) == {"cat", "soon"}
