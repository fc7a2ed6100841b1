"""google-genai's own client, unmodified: what the service must be for it."""

import pytest
from google.genai import errors, types

from tests.playground.google.local import Google
from tests.playground.google.vertex.local import BASE, CLOUD, Vertex, Watch, lines, upload


def test_a_job_goes_from_pending_over_running_to_a_model_at_an_endpoint(
    google: Google, ada: Vertex, watch: Watch
) -> None:
    upload(google, "data/numbers.jsonl", lines())
    job = ada.tune("data/numbers.jsonl", tuned_model_display_name="increment", labels={"a": "b"})
    assert job.state == "JOB_STATE_PENDING"
    assert job.name
    assert job.name.startswith(f"projects/{CLOUD.number}/locations/us-central1/tuningJobs/")

    seen = followed(ada, watch, job)

    assert list(dict.fromkeys((state(each), detail(each)) for each in seen)) == [
        ("PENDING", ""),
        ("RUNNING", "PROCESSING_DATASET"),
        ("RUNNING", "TUNING"),
        ("RUNNING", "POST_PROCESSING"),
        ("SUCCEEDED", ""),
    ]
    done = seen[-1]
    assert done.tuned_model
    assert done.tuned_model.model
    assert done.tuned_model.model.endswith("@1")
    assert done.base_model == BASE
    assert done.labels == {"a": "b"}
    assert done.create_time
    assert done.start_time
    assert done.end_time
    assert done.create_time <= done.start_time < done.end_time


def test_steps_and_epochs_are_told_while_it_learns(ada: Vertex, watch: Watch) -> None:
    told = [
        (metadata.completed_step_count, metadata.completed_epoch_count)
        for each in followed(ada, watch, ada.tune(epoch_count=4))
        if (metadata := each.tuning_job_metadata) and detail(each) != "PROCESSING_DATASET"
    ]
    assert list(dict.fromkeys(told)) == [(2, 1), (3, 2), (4, 3), (5, 4)]


def followed(ada: Vertex, watch: Watch, job: types.TuningJob) -> list[types.TuningJob]:
    """Return the job as it was every half a second, from the first to its end."""
    seen = [job]
    while state(seen[-1]) not in {"SUCCEEDED", "FAILED", "CANCELLED"}:
        watch.now += 0.5
        seen.append(ada.tunings.get(name=job.name or ""))
    return seen


def state(job: types.TuningJob) -> str:
    return job.state.value.removeprefix("JOB_STATE_") if job.state else ""


def detail(job: types.TuningJob) -> str:
    told = job.tuning_job_state
    return told.value.removeprefix("TUNING_JOB_STATE_") if told else ""


def test_a_cancelled_job_is_cancelling_and_then_cancelled(ada: Vertex) -> None:
    job = ada.tune(epoch_count=1_000)
    assert job.name
    ada.tunings.cancel(name=job.name)
    assert ada.tunings.get(name=job.name).state == "JOB_STATE_CANCELLING"
    ended = ada.ended(job)
    assert ended.state == "JOB_STATE_CANCELLED"
    assert ended.error
    assert ended.error.code == 1
    assert ended.tuned_model is None
    ada.tunings.cancel(name=job.name)  # of one that has ended nothing changes
    assert ada.tunings.get(name=job.name).state == "JOB_STATE_CANCELLED"


def test_the_tuned_model_answers_whole_and_streamed_and_counts(ada: Vertex) -> None:
    endpoint = ada.endpoint(ada.tuned())
    answer = ada.models.generate_content(model=endpoint, contents="III")
    assert answer.text == "[replay] no model was asked: III"
    assert answer.candidates
    assert answer.candidates[0].finish_reason == "STOP"
    assert answer.usage_metadata
    pieces = [it.text for it in ada.models.generate_content_stream(model=endpoint, contents="III")]
    assert len(pieces) > 1
    assert "".join(map(str, pieces)) == answer.text
    assert ada.models.count_tokens(model=endpoint, contents="12345").total_tokens == 2


def test_a_base_model_answers_too(ada: Vertex) -> None:
    config = types.GenerateContentConfig(temperature=0, seed=1, system_instruction="Count on.")
    answer = ada.models.generate_content(model=BASE, contents="III", config=config)
    assert answer.text
    assert [it.text for it in ada.models.generate_content_stream(model=BASE, contents="III")]
    assert ada.models.count_tokens(model=BASE, contents="12345").total_tokens == 2


def test_a_model_is_listed_got_updated_and_deleted(ada: Vertex) -> None:
    job = ada.tuned(tuned_model_display_name="increment", description="adds one")
    name = ada.model(job)
    [listed] = ada.models.list(config={"query_base": False, "filter": "labels.tune-type:*"})
    assert listed.display_name == "increment"
    assert listed.labels
    assert listed.labels["tune-type"]
    assert listed.tuned_model_info
    assert listed.tuned_model_info.base_model == BASE

    found = ada.models.get(model=name)
    assert found.name == listed.name
    assert found.endpoints
    assert ada.endpoint(job) in [each.name for each in found.endpoints]

    config = types.UpdateModelConfig(display_name="up", description="one more")
    ada.models.update(model=name, config=config)
    changed = ada.models.get(model=name)
    assert (changed.display_name, changed.description) == ("up", "one more")

    with pytest.raises(errors.ClientError, match="is deployed"):
        ada.models.delete(model=name)
    ada.undeploy(job)
    ada.models.delete(model=name)
    with pytest.raises(errors.ClientError) as gone:
        ada.models.get(model=name)
    assert gone.value.code == 404
    assert not list(ada.models.list(config={"query_base": False}))


def test_jobs_are_listed_newest_first_over_pages(ada: Vertex) -> None:
    jobs = [ada.tuned(labels={"number": str(number)}) for number in range(3)]
    listed = ada.tunings.list(config={"page_size": 2})
    assert len(listed.page) == 2
    assert [each.name for each in listed] == [each.name for each in reversed(jobs)]
    [found] = ada.tunings.list(config={"filter": 'labels.number="1"'})
    assert found.name == jobs[1].name
    assert not list(ada.tunings.list(config={"filter": 'labels.number="7"'}))


def test_the_publishers_base_models_are_listed(ada: Vertex) -> None:
    names = [each.name for each in ada.models.list(config={"query_base": True})]
    assert f"publishers/google/models/{BASE}" in names
    assert ada.models.get(model=BASE).name == f"publishers/google/models/{BASE}"


def test_what_is_not_there_is_404(ada: Vertex) -> None:
    place = f"projects/{CLOUD.project}/locations/us-central1"
    calls = (
        lambda: ada.tunings.get(name=f"{place}/tuningJobs/1"),
        lambda: ada.tunings.cancel(name=f"{place}/tuningJobs/1"),
        lambda: ada.models.get(model=f"{place}/models/1"),
        lambda: ada.models.update(model=f"{place}/models/1", config={"description": "it"}),
        lambda: ada.models.delete(model=f"{place}/models/1"),
        lambda: ada.models.generate_content(model=f"{place}/endpoints/1", contents="III"),
        lambda: ada.models.generate_content(model="gemini-0-nano", contents="III"),
        lambda: ada.models.get(model="gemini-0-nano"),
    )
    for call in calls:
        with pytest.raises(errors.ClientError) as refused:
            call()
        assert (refused.value.code, refused.value.status) == (404, "NOT_FOUND")


def test_a_tuned_model_is_not_asked_by_its_own_name(ada: Vertex) -> None:
    with pytest.raises(errors.ClientError, match="not supported in the generateContent API") as no:
        ada.models.generate_content(model=ada.model(ada.tuned()), contents="III")
    assert no.value.code == 400
