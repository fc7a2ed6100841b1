"""What is made of what Vertex AI says of a job."""

from datetime import UTC, datetime
from typing import Any

import pytest

from bot.domain import (
    Checkpoint,
    JobState,
    Stage,
    Taken,
)
from bot.errors import NotFound, TuningUnavailable
from bot.tuning.vertex import VertexService
from tests.bot.tuning.servers import Said, Script, failed, ok
from tests.bot.tuning.vertex.script import HOME, READY, TIME, job, jobs, make


@pytest.mark.parametrize(
    ("fields", "state", "stage"),
    [
        ({"state": "JOB_STATE_QUEUED"}, JobState.QUEUED, Stage.UNTOLD),
        (
            {"state": "JOB_STATE_PENDING", "tuningJobState": "TUNING_JOB_STATE_WAITING_FOR_QUOTA"},
            JobState.QUEUED,
            Stage.QUOTA,
        ),
        (
            {"state": "JOB_STATE_RUNNING", "tuningJobState": "TUNING_JOB_STATE_PROCESSING_DATASET"},
            JobState.QUEUED,
            Stage.DATA,
        ),
        (
            {
                "state": "JOB_STATE_RUNNING",
                "tuningJobState": "TUNING_JOB_STATE_WAITING_FOR_CAPACITY",
            },
            JobState.QUEUED,
            Stage.CAPACITY,
        ),
        (
            {"state": "JOB_STATE_RUNNING", "tuningJobState": "TUNING_JOB_STATE_TUNING"},
            JobState.TUNING,
            Stage.TUNING,
        ),
        (
            {"state": "JOB_STATE_RUNNING", "tuningJobState": "TUNING_JOB_STATE_POST_PROCESSING"},
            JobState.TUNING,
            Stage.FINISHING,
        ),
        ({"state": "JOB_STATE_RUNNING"}, JobState.TUNING, Stage.UNTOLD),
        ({"state": "JOB_STATE_CANCELLING"}, JobState.TUNING, Stage.UNTOLD),
        ({"state": "JOB_STATE_OF_THE_FUTURE"}, JobState.TUNING, Stage.UNTOLD),
        ({"state": "JOB_STATE_CANCELLED"}, JobState.CANCELLED, Stage.UNTOLD),
        ({"state": "JOB_STATE_EXPIRED"}, JobState.FAILED, Stage.UNTOLD),
        (READY, JobState.READY, Stage.UNTOLD),
        (READY | {"state": "JOB_STATE_PARTIALLY_SUCCEEDED"}, JobState.READY, Stage.UNTOLD),
        ({"state": "JOB_STATE_PARTIALLY_SUCCEEDED"}, JobState.FAILED, Stage.UNTOLD),
    ],
)
@pytest.mark.filterwarnings("ignore:JOB_STATE_OF_THE_FUTURE")
def test_how_a_job_stands_is_told(
    script: Script, service: VertexService, fields: Any, state: JobState, stage: Stage
) -> None:
    script.say(jobs(job(**{"startTime": TIME} | fields)), to="/tuningJobs")
    status = service.status("cat")
    assert (status.state, status.stage) == (state, stage)
    assert bool(status.started) == (state is not JobState.QUEUED)


def test_a_job_that_ended_in_part_says_what_is_missing(
    script: Script, service: VertexService
) -> None:
    partly = READY | {
        "state": "JOB_STATE_PARTIALLY_SUCCEEDED",
        "error": {"code": 13, "message": "No evaluation."},
    }
    script.say(jobs(job(**partly)), to="/tuningJobs")
    assert service.status("cat").reason == "Vertex AI could not finish all of it: No evaluation."


def test_steps_epochs_checkpoints_and_the_bill_are_told(
    script: Script, service: VertexService
) -> None:
    stats = {
        "tuningDatasetExampleCount": "20",
        "tuningStepCount": "40",
        "totalBillableTokenCount": "1000",
        "totalTruncatedExampleCount": "1",
        "truncatedExampleIndices": ["3"],
        "droppedExampleReasons": ["Too many tokens."],
    }
    experiment = f"{HOME}/metadataStores/default/contexts/tuning-experiment-1"
    running = job(
        state="JOB_STATE_RUNNING",
        startTime=TIME,
        tuningJobMetadata={"completedEpochCount": "2", "completedStepCount": "21"},
        tuningDataStats={"supervisedTuningDataStats": stats},
        tunedModel={"checkpoints": [{"checkpointId": "1", "epoch": "1", "step": "10"}]},
        experiment=experiment,
    )
    script.say(jobs(running), to="/tuningJobs")

    status = service.status("cat")

    assert (status.completed_steps, status.total_steps, status.completed_epochs) == (21, 40, 2)
    assert status.checkpoints == (Checkpoint(id="1", epoch=1, step=10),)
    assert status.taken == Taken(
        examples=20,
        billed_tokens=4000,
        left_out=1,
        lines=(3,),
        reasons=("Too many tokens.",),
    )
    assert status.started == datetime(2026, 1, 2, 3, 4, 5, 678900, tzinfo=UTC)
    assert status.loss_at == (
        "https://console.cloud.google.com/vertex-ai/experiments/locations/us-central1"
        "/experiments/tuning-experiment-1/runs?project=acme"
    )


def test_where_only_epochs_are_counted_steps_are_reckoned(
    script: Script, service: VertexService
) -> None:
    running = job(
        state="JOB_STATE_RUNNING",
        startTime=TIME,
        tuningJobMetadata={"completedEpochCount": "3"},
        tuningDataStats={"supervisedTuningDataStats": {"tuningStepCount": "40"}},
    )
    script.say(jobs(running), to="/tuningJobs")
    assert service.status("cat").completed_steps == 30


def test_a_model_that_is_gone_is_not_found_though_its_job_stays(
    script: Script, service: VertexService
) -> None:
    script.say(jobs(job(**READY)), to="/tuningJobs")
    script.say(failed(404, "NOT_FOUND"), to="/models/")
    with pytest.raises(NotFound):
        service.status("cat")


def test_a_job_of_somebody_elses_making_goes_by_its_number(
    script: Script, service: VertexService
) -> None:
    script.say(jobs(), to="/tuningJobs")
    script.say(ok(job(labels={})), to="/tuningJobs/77")
    assert service.model("77").id == "77"


@pytest.mark.parametrize(
    "told", [failed(400, "INVALID_ARGUMENT"), jobs(job(labels={}, name=f"{HOME}/tuningJobs/1"))]
)
def test_where_jobs_can_not_be_asked_for_by_label_all_are_looked_through(
    script: Script, service: VertexService, told: Said
) -> None:
    """Take no job for another one: neither is it started again, nor is a wrong one asked."""
    first = ok({"tuningJobs": [job(labels={"tuner-job": "dog"})], "nextPageToken": "2"})
    script.say(told, first, jobs(job(state="JOB_STATE_FAILED")), to="/tuningJobs")
    assert service.status("cat").state is JobState.FAILED
    assert ["filter" in path for _, path, _ in script.asked] == [True, False, False]


def test_nothing_is_asked_twice_but_a_question(script: Script, service: VertexService) -> None:
    script.say(failed(503, "UNAVAILABLE"))
    with pytest.raises(TuningUnavailable):
        service.status("cat")
    assert len(script.asked) == 1


def test_a_service_that_hangs_is_not_waited_for(script: Script) -> None:
    script.say(Said(hang=True))
    with pytest.raises(TuningUnavailable, match="in time"):
        make(script, timeout=0.2).status("cat")
