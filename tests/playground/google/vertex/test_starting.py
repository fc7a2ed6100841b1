"""What is refused before a job is there, and what makes one fail."""

import json
from typing import Any

import pytest

from tests.playground.google.local import Google
from tests.playground.google.vertex.local import BASE, CLOUD, PLACE, Vertex, lines, upload

DATA = f"gs://{CLOUD.bucket}/numbers.jsonl"
HYPER = "tuning_job.supervised_tuning_spec.hyper_parameters"
SPEC = "tuning_job.supervised_tuning_spec"


def order(**changes: Any) -> dict[str, Any]:
    spec = {"trainingDatasetUri": DATA} | changes.pop("spec", {})
    return {"baseModel": BASE, "supervisedTuningSpec": spec} | changes


@pytest.mark.parametrize(
    ("wanted", "field", "words"),
    [
        (order(baseModel="gemini-1.5-pro-002"), "tuning_job.base_model", "has been retired"),
        (order(baseModel="gemini-9-nano"), "tuning_job.base_model", "is unknown"),
        (order(baseModel=""), "tuning_job.base_model", "is required"),
        ({"baseModel": BASE}, SPEC, "is required"),
        (order(spec={"trainingDatasetUri": ""}), f"{SPEC}.training_dataset_uri", "is required"),
        (
            order(spec={"trainingDatasetUri": "https://x/y.jsonl"}),
            f"{SPEC}.training_dataset_uri",
            "should be a GCS object of type JSONL",
        ),
        (
            order(spec={"validationDatasetUri": f"gs://{CLOUD.bucket}/it.csv"}),
            f"{SPEC}.validation_dataset_uri",
            "should be a GCS object of type JSONL",
        ),
        (
            order(spec={"hyperParameters": {"epochCount": "0"}}),
            f"{HYPER}.epoch_count",
            "must be from 1",
        ),
        (
            order(spec={"hyperParameters": {"learningRateMultiplier": -1}}),
            f"{HYPER}.learning_rate_multiplier",
            "must be more than 0",
        ),
        (
            order(spec={"hyperParameters": {"adapterSize": "ADAPTER_SIZE_THIRTY_TWO"}}),
            f"{HYPER}.adapter_size",
            "is not allowed",
        ),
        (
            order(spec={"hyperParameters": {"batchSize": "4"}}),
            f"{HYPER}.batch_size",
            "open models only",
        ),
        (
            order(tunedModelDisplayName="x" * 129),
            "tuning_job.tuned_model_display_name",
            "at most 128 characters",
        ),
        (order(labels={"Big": "x"}), "tuning_job.labels", "a-z"),
        (order(colour="red"), "tuning_job.colour", "Unknown name"),
        (order(distillationSpec={"x": 1}), "tuning_job.distillation_spec", "supervisedTuningSpec"),
    ],
)
def test_what_makes_no_sense_is_refused_with_the_field(
    google: Google, wanted: dict[str, Any], field: str, words: str
) -> None:
    answer = google.call("POST", f"{PLACE}/tuningJobs", wanted)
    assert answer.status_code == 400
    error = answer.json()["error"]
    assert error["status"] == "INVALID_ARGUMENT"
    [detail] = error["details"]
    described = {it["field"]: it["description"] for it in detail["fieldViolations"]}
    assert words in described[field]
    assert f"Field: {field}; Message: {described[field]}" in error["message"]
    assert google.call("GET", f"{PLACE}/tuningJobs").json() == {}


def test_all_that_is_wrong_is_told_at_once(google: Google) -> None:
    wanted = order(baseModel="x", spec={"trainingDatasetUri": "x"}, labels={"A": "b"})
    error = google.call("POST", f"{PLACE}/tuningJobs", wanted).json()["error"]
    assert len(error["details"][0]["fieldViolations"]) == 3


def test_a_model_is_tuned_only_where_it_can_be(google: Google) -> None:
    elsewhere = PLACE.replace("us-central1", "asia-east1")
    error = google.call("POST", f"{elsewhere}/tuningJobs", order()).json()["error"]
    assert "cannot be tuned in asia-east1" in error["message"]


def test_a_bucket_of_another_region_is_refused(google: Google) -> None:
    europe = PLACE.replace("us-central1", "europe-west4")
    error = google.call("POST", f"{europe}/tuningJobs", order()).json()["error"]
    assert "bucket of the region us-central1" in error["message"]


def line(*turns: tuple[str, str]) -> str:
    contents = [{"role": role, "parts": [{"text": text}]} for role, text in turns]
    return json.dumps({"contents": contents})


GOOD = line(("user", "1"), ("model", "2"))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "has no examples"),
        ("1,2\n", "Row: 1. It is not JSON"),
        ("[1, 2]\n", "Row: 1. It is not a JSON object"),
        (f"{GOOD}\nnot json\n", "Row: 2. It is not JSON"),
        ('{"text_input": "1", "output": "2"}\n', "Row: 1. Missing required `contents`"),
        (line(("model", "2")), "must begin with the role user"),
        (line(("user", "1")), "end with the role model"),
        (line(("user", "1"), ("user", "1"), ("model", "2")), "take turns"),
        (line(("user", "1"), ("assistant", "2")), "A role must be user or model"),
        ('{"contents": [{"role": "user", "parts": [{"fileData": {}}]}]}', "needs `parts`"),
        (line(("user", "1" * 40_000), ("model", "2")), "No example is left to learn from"),
        (b"\xff\xfe", "is not UTF-8"),
    ],
)
def test_a_dataset_that_cannot_be_learnt_fails_the_job_with_the_row(
    google: Google, ada: Vertex, content: str | bytes, words: str
) -> None:
    upload(google, "bad.jsonl", content)
    job = ada.ended(ada.tune("bad.jsonl"))
    assert job.state == "JOB_STATE_FAILED"
    assert job.error
    assert job.error.code == 3
    assert words in (job.error.message or "")
    assert job.end_time
    assert job.tuned_model is None


def test_a_dataset_that_is_not_there_fails_the_job(google: Google, ada: Vertex) -> None:
    job = ada.ended(ada.tune("nowhere.jsonl"))
    assert job.error
    assert "does not exist" in (job.error.message or "")
    wanted = order(spec={"trainingDatasetUri": "gs://elsewhere/it.jsonl"})
    name = google.call("POST", f"{PLACE}/tuningJobs", wanted).json()["name"]
    ada.watch.now += 10
    error = google.call("GET", f"/v1beta1/{name}").json()["error"]
    assert f"service-{CLOUD.number}@gcp-sa-aiplatform" in error["message"]
    assert "storage.objects.get" in error["message"]


def test_a_validation_set_is_read_too(google: Google, ada: Vertex) -> None:
    upload(google, "bad.jsonl", "nonsense")
    data = {"gcs_uri": f"gs://{CLOUD.bucket}/bad.jsonl"}
    job = ada.ended(ada.tune(validation_dataset=data))
    assert job.state == "JOB_STATE_FAILED"
    upload(google, "good.jsonl", lines([("5", "6")]))
    data = {"gcs_uri": f"gs://{CLOUD.bucket}/good.jsonl"}
    done = ada.tuned(validation_dataset=data)
    assert done.supervised_tuning_spec
    assert done.supervised_tuning_spec.validation_dataset_uri == data["gcs_uri"]


def test_statistics_say_what_was_learnt_and_what_was_left_out(google: Google, ada: Vertex) -> None:
    rows = [("1", "2"), ("x" * 40_000, "too long"), ("three", "four")]
    upload(google, "mixed.jsonl", lines(rows))
    job = ada.tune("mixed.jsonl", epoch_count=3)
    assert job.tuning_data_stats is None
    done = ada.ended(job)
    assert done.tuning_data_stats
    stats = done.tuning_data_stats.supervised_tuning_data_stats
    assert stats
    assert stats.tuning_dataset_example_count == 3
    assert stats.tuning_step_count == 2  # two examples, three epochs, batches of four
    assert stats.total_billable_token_count == 1 + 1 + 2 + 1
    assert stats.total_truncated_example_count == 1
    assert stats.truncated_example_indices == [2]
    assert stats.dropped_example_reasons
    assert "over the limit" in stats.dropped_example_reasons[0]
    assert stats.user_output_token_distribution
    assert stats.user_output_token_distribution.max == 1


def test_jobs_wait_for_quota_and_the_next_is_refused(google: Google, ada: Vertex) -> None:
    upload(google, "numbers.jsonl", lines())
    for _ in range(CLOUD.jobs + CLOUD.queue):
        assert google.call("POST", f"{PLACE}/tuningJobs", order()).status_code == 200
        ada.watch.now += 0.1
    ada.watch.now += 2
    states = [each.tuning_job_state for each in ada.tunings.list()]
    waiting = "TUNING_JOB_STATE_WAITING_FOR_QUOTA"
    assert states == [*[waiting] * CLOUD.queue, "TUNING_JOB_STATE_TUNING"]
    refused = google.call("POST", f"{PLACE}/tuningJobs", order())
    assert refused.status_code == 429
    assert refused.json()["error"]["status"] == "RESOURCE_EXHAUSTED"
    assert "Quota exceeded" in refused.json()["error"]["message"]
    ada.watch.now += 20
    assert google.call("POST", f"{PLACE}/tuningJobs", order()).status_code == 200
