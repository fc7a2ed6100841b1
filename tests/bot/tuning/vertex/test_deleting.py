"""What goes with a model at Vertex AI, and what remains."""

import pytest

from bot.errors import ServiceRefused, TuningUnavailable
from bot.tuning.vertex import VertexService
from tests.bot.tuning.servers import Said, Script, failed, ok
from tests.bot.tuning.vertex.script import ENDPOINT, HOME, READY, body, job, jobs


def test_a_deleted_model_takes_its_endpoints_with_it(
    script: Script, service: VertexService
) -> None:
    script.say(jobs(job(**READY)), to="/tuningJobs")
    script.say(
        ok({"deployedModels": [{"id": "3"}]}),
        ok({"name": "x/operations/2", "done": True}),
        to="/endpoints/9",
    )
    script.say(ok({"name": f"{HOME}/operations/1"}), to=":undeployModel")
    script.say(ok({"name": f"{HOME}/operations/1", "done": True}), to="/operations/1")

    service.delete("cat")

    assert [(method, path.partition("?")[0]) for method, path, _ in script.asked[1:]] == [
        ("GET", f"/v1beta1/{ENDPOINT}"),
        ("POST", f"/v1beta1/{ENDPOINT}:undeployModel"),
        ("GET", f"/v1beta1/{HOME}/operations/1"),
        ("DELETE", f"/v1beta1/{ENDPOINT}"),
        ("GET", f"/v1beta1/{HOME}/models/5"),
        ("DELETE", f"/v1beta1/{HOME}/models/5"),
    ]
    assert body(script, "POST", ":undeployModel") == {"deployedModelId": "3"}


def test_of_a_model_with_several_versions_only_the_one_goes(
    script: Script, service: VertexService
) -> None:
    second = READY | {"tunedModel": {"model": f"{HOME}/models/5@2"}}
    script.say(jobs(job(**second)), to="/tuningJobs")
    script.say(ok({"versionId": "2"}), to="/models/5")
    script.say(ok({"name": "x", "done": True}), to=":deleteVersion")

    service.delete("cat")

    assert [path for method, path, _ in script.asked if method == "DELETE"] == [
        f"/v1beta1/{HOME}/models/5@2:deleteVersion"
    ]


@pytest.mark.parametrize(
    ("told", "words"),
    [
        (ok({"name": f"{HOME}/operations/1"}), "Delete the model again in a minute"),
        (failed(403, "PERMISSION_DENIED"), "remain"),
    ],
)
def test_what_remains_of_a_model_is_told(
    script: Script, service: VertexService, told: Said, words: str
) -> None:
    script.say(jobs(job(**READY)), to="/tuningJobs")
    script.say(ok({"deployedModels": [{"id": "3"}]}), to="/endpoints/9")
    script.say(told, to=":undeployModel")
    script.say(told, to="/operations/1")
    with pytest.raises((ServiceRefused, TuningUnavailable), match=words) as caught:
        service.delete("cat")
    assert ENDPOINT in str(caught.value)
    assert not any("/models/" in path for path in script.paths())
