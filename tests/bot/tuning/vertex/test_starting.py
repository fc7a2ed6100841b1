"""What Vertex AI is asked when a job is started."""

import json
from datetime import UTC, datetime

import pytest
from google.oauth2.credentials import Credentials

from bot.domain import (
    Example,
    Hyperparameters,
    Order,
)
from bot.errors import ServiceRefused
from bot.tuning.vertex import VertexService
from tests.bot.tuning.servers import Script, ok
from tests.bot.tuning.vertex.script import (
    EXAMPLES,
    HOME,
    MODEL,
    ORDER,
    READY,
    body,
    job,
    jobs,
    make,
    started,
)


def test_what_is_ordered_is_what_is_sent(script: Script, service: VertexService) -> None:
    chosen = Hyperparameters(epochs=3, learning_rate_multiplier=0.5, adapter_size=8)
    order = Order(
        display_name="Ünïcode",
        base_model="gemini-3.1-flash-lite",
        channel="C1",
        description="Counts.",
        hyperparameters=chosen,
        system_instruction="Count on.",
    )
    sent = started(script, service, order, held_out=[Example("4", "5")])

    assert (sent["baseModel"], sent["tunedModelDisplayName"]) == (order.base_model, "Ünïcode")
    assert (sent["description"], sent["labels"]) == ("Counts.", {"tuner-job": "cat"})
    spec = sent["supervisedTuningSpec"]
    assert spec["hyperParameters"] == {
        "epochCount": 3,
        "learningRateMultiplier": 0.5,
        "adapterSize": "ADAPTER_SIZE_EIGHT",
    }
    uploads = [it for it in script.asked if it[0] == "POST" and "/upload/" in it[1]]
    for uri, (_, path, _) in zip(spec.values(), uploads, strict=False):
        assert "uploadType=media" in path
        assert "ifGenerationMatch=0" in path
        assert str(uri).startswith("gs://acme-tuner/tuner/")
    first, second = map(json.loads, uploads[0][2].splitlines())
    assert first["systemInstruction"]["parts"] == [{"text": "Count on."}]
    assert first["contents"] == [
        {"role": "user", "parts": [{"text": "1,000"}]},
        {"role": "model", "parts": [{"text": "1,001"}]},
    ]
    assert second["contents"][1]["parts"][0]["text"] == "3\n"
    assert spec["validationDatasetUri"] != spec["trainingDatasetUri"]


def test_what_nobody_chose_is_left_to_the_service(script: Script, service: VertexService) -> None:
    numbers = started(script, service)["supervisedTuningSpec"]["hyperParameters"]
    assert numbers == {"epochCount": 5}


def test_a_job_that_is_there_is_not_started_again(script: Script, service: VertexService) -> None:
    script.say(jobs(job()), to="/tuningJobs")
    service.start("cat", ORDER, EXAMPLES)
    assert [it[0] for it in script.asked] == ["GET"]
    assert "filter=labels.tuner-job%3D%22cat%22" in script.asked[0][1]


def test_examples_that_are_there_are_not_sent_again(script: Script, service: VertexService) -> None:
    script.say(jobs(), ok(job()), to="/tuningJobs")
    script.say(ok({"name": "tuner/x"}), to="/o/")
    service.start("cat", ORDER, EXAMPLES)
    assert not [path for path in script.paths() if "/upload/" in path]


def test_a_tuned_model_is_tuned_further_from_a_checkpoint(
    script: Script, service: VertexService
) -> None:
    parent = job(**READY)
    script.say(jobs(), jobs(parent), ok(job()), to="/tuningJobs")
    script.say(ok({"name": f"{HOME}/models/5", "displayName": "cat"}), to="/models/")
    script.say(ok({"name": "x"}), to="/o/")
    order = Order(display_name="kitten", base_model="tunedModels/cat", channel="C1", checkpoint="2")

    service.start("kitten", order, EXAMPLES)

    sent = body(script, "POST", "/tuningJobs")
    told = {key.replace("_", "").lower(): it for key, it in sent["preTunedModel"].items()}
    assert told == {"tunedmodelname": MODEL, "checkpointid": "2"}
    assert sent["labels"] == {"tuner-job": "kitten", "tuner-parent": "cat"}
    assert "baseModel" not in sent


def test_a_child_may_not_have_its_parents_name(script: Script, service: VertexService) -> None:
    script.say(jobs(), jobs(job(**READY)), to="/tuningJobs")
    script.say(ok({"name": f"{HOME}/models/5", "displayName": "increment"}), to="/models/")
    order = Order(display_name="increment", base_model="tunedModels/cat", channel="C1")
    with pytest.raises(ServiceRefused, match="another name"):
        service.start("kitten", order, EXAMPLES)


def test_what_google_would_refuse_is_refused_before_anything_is_sent(
    script: Script, service: VertexService
) -> None:
    script.say(jobs(), to="/tuningJobs")
    order = Order(
        display_name="x",
        base_model="gemini-3.1-flash-lite",
        channel="C1",
        hyperparameters=Hyperparameters(adapter_size=32),
    )
    with pytest.raises(ServiceRefused, match=r"no adapters of size 32\. Choose 1, 2, 4, 8 or 16"):
        service.start("cat", order, EXAMPLES)
    assert [it[0] for it in script.asked] == ["GET"]


def test_each_call_says_whose_quota_is_meant_and_how_long_it_waits(script: Script) -> None:
    credentials = Credentials(token="mock-token", quota_project_id="acme-quota")
    service = make(script, credentials, timeout=7)
    started(script, service)
    assert {it.get("x-goog-user-project") for it in script.headers} == {"acme-quota"}
    assert {it.get("X-Server-Timeout") for it in script.headers if "X-Server-Timeout" in it} == {
        "7"
    }


def test_old_training_data_goes_unless_a_job_is_still_to_learn_from_it(
    script: Script, service: VertexService
) -> None:
    needed = job(
        state="JOB_STATE_PENDING",
        supervisedTuningSpec={"trainingDatasetUri": "gs://acme-tuner/tuner/b.jsonl"},
    )
    listed = [
        {"name": f"tuner/{name}.jsonl", "timeCreated": f"{year}-01-02T03:04:05.678Z"}
        for name, year in (("a", 2025), ("b", 2025), ("c", 2026))
    ]
    script.say(jobs(needed, job(**READY)), to="/tuningJobs")
    script.say(ok({"items": listed}), to="/o?")

    assert service.tidy(datetime(2026, 1, 1, tzinfo=UTC)) == 1

    deleted = [path for method, path, _ in script.asked if method == "DELETE"]
    assert deleted == ["/storage/v1/b/acme-tuner/o/tuner%2Fa.jsonl"]
