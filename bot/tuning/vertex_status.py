"""How a tuning job at Vertex AI stands, read from what it says of it as plain JSON."""

import re

from bot.domain import Checkpoint, JobState, Stage, Status, Taken
from bot.tuning.google_errors import quoted
from bot.tuning.vertex_names import Json, location, number, numbers, time, tuned

STATE, STAGE = "JOB_STATE_", "TUNING_JOB_STATE_"
STATES = {
    "QUEUED": JobState.QUEUED,
    "PENDING": JobState.QUEUED,
    "PAUSED": JobState.QUEUED,
    "SUCCEEDED": JobState.READY,
    "PARTIALLY_SUCCEEDED": JobState.READY,
    "FAILED": JobState.FAILED,
    "EXPIRED": JobState.FAILED,
    "CANCELLED": JobState.CANCELLED,
}  # in any other it is being tuned
STAGES = {
    "WAITING_FOR_QUOTA": Stage.QUOTA,
    "PROCESSING_DATASET": Stage.DATA,
    "WAITING_FOR_CAPACITY": Stage.CAPACITY,
    "TUNING": Stage.TUNING,
    "POST_PROCESSING": Stage.FINISHING,
}
BEFORE = {Stage.QUOTA, Stage.DATA, Stage.CAPACITY}  # no step has been made
EXPERIMENTS = "https://console.cloud.google.com/vertex-ai/experiments/locations"
SILENT = "Tuning failed, and Vertex AI does not say why."
EXPIRED = "Vertex AI gave the job up: it took too long."
PAUSED = "Somebody paused it in the Google Cloud console."
PARTLY = "Vertex AI could not finish all of it: {}."


def status(job: Json, project: str) -> Status:
    """Say how a job stands; *project* is its name, which links to the console need."""
    state, stage = _state(job)
    is_over = state.is_final
    done, total = _steps(job, is_ready=state is JobState.READY)
    begun = is_over or state is JobState.TUNING
    return Status(
        state=state,
        stage=Stage.UNTOLD if is_over else stage,
        completed_steps=done,
        total_steps=total,
        started=time(job.get("startTime")) if begun else None,
        finished=time(job.get("endTime")) if is_over else None,
        reason=_reason(job, state),
        completed_epochs=_metadata(job).get("completedEpochCount", 0),
        checkpoints=checkpoints(job),
        taken=taken(job),
        loss_at=_loss_at(job, project),
    )


def is_over(job: Json) -> bool:
    return _state(job)[0].is_final


def _state(job: Json) -> tuple[JobState, Stage]:
    state = STATES.get(job.get("state", "").removeprefix(STATE), JobState.TUNING)
    stage = STAGES.get(job.get("tuningJobState", "").removeprefix(STAGE), Stage.UNTOLD)
    if state is JobState.READY and not tuned(job).model:
        return JobState.FAILED, stage
    if state is JobState.TUNING and (stage in BEFORE or "startTime" not in job):
        return JobState.QUEUED, stage
    return state, stage


def _reason(job: Json, state: JobState) -> str:
    told = quoted(str(job.get("error", {}).get("message", "")))
    plain = job.get("state", "").removeprefix(STATE)
    if state is JobState.FAILED:
        return told or (EXPIRED if plain == "EXPIRED" else SILENT)
    if plain == "PARTIALLY_SUCCEEDED":
        return PARTLY.format(told.rstrip(".") or "it does not say what is missing")
    return PAUSED if plain == "PAUSED" else ""


def _steps(job: Json, *, is_ready: bool) -> tuple[int, int]:
    """Return how many are done, and how many there will be: 0 until the service has said so.

    Where it counts epochs only, steps are reckoned from these.
    """
    told, last = _metadata(job), checkpoints(job)
    total = _stats(job).get("tuningStepCount", 0)
    epochs = numbers(job).get("epochCount", 0)
    if is_ready:
        total = total or (last[-1].step if last else told.get("completedStepCount", 0))
        return total, total
    done = told.get("completedStepCount", 0)
    if not done and epochs:
        done = total * min(told.get("completedEpochCount", 0), epochs) // epochs
    return min(done, total) if total else done, total


def checkpoints(job: Json) -> tuple[Checkpoint, ...]:
    told = job.get("tunedModel", {}).get("checkpoints", ())
    found = [
        Checkpoint(
            id=str(it.get("checkpointId", "")), epoch=it.get("epoch", 0), step=it.get("step", 0)
        )
        for it in told
    ]
    return tuple(sorted(found, key=lambda it: it.step))


def taken(job: Json) -> Taken | None:
    stats = _stats(job)
    if not stats:
        return None
    tokens, epochs = stats.get("totalBillableTokenCount"), numbers(job).get("epochCount", 1)
    return Taken(
        examples=stats.get("tuningDatasetExampleCount", 0),
        billed_tokens=None if tokens is None else tokens * epochs,
        left_out=stats.get("totalTruncatedExampleCount", 0),
        lines=tuple(stats.get("truncatedExampleIndices", ())),
        reasons=tuple(map(quoted, stats.get("droppedExampleReasons", ()))),
    )


def _stats(job: Json) -> Json:
    return job.get("tuningDataStats", {}).get("supervisedTuningDataStats", {})


def _metadata(job: Json) -> Json:
    return job.get("tuningJobMetadata", {})


def _loss_at(job: Json, project: str) -> str:
    experiment = job.get("experiment", "")
    if not re.fullmatch(
        r"projects/[^/]+/locations/[^/]+/metadataStores/[^/]+/contexts/[^/]+", experiment
    ):
        return ""
    path = f"{location(experiment)}/experiments/{number(experiment)}/runs"
    return f"{EXPERIMENTS}/{path}?project={project}"
