"""What Vertex AI says of tuning jobs and models, which is plain JSON here, as our values."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from bot.domain import (
    Checkpoint,
    Hyperparameters,
    JobState,
    Order,
    Stage,
    Status,
    Taken,
    TunedModel,
)
from bot.tuning.google_errors import quoted

Json = Mapping[str, Any]

# Labels of Tuner's own at a job: its id, and that of the model that it goes on from.
ID, PARENT = "tuner-job", "tuner-parent"
STATE, STAGE, SIZE = "JOB_STATE_", "TUNING_JOB_STATE_", "ADAPTER_SIZE_"
SIZES = {1: "ONE", 2: "TWO", 4: "FOUR", 8: "EIGHT", 16: "SIXTEEN", 32: "THIRTY_TWO"}
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


@dataclass(frozen=True, slots=True)
class Tuned:
    """What a job has made. *model* and *endpoint* are Google's names; the model's has a version.

    *endpoints* are those of its checkpoints, by their ids.
    """

    model: str
    endpoint: str
    endpoints: Mapping[str, str]

    @property
    def all_endpoints(self) -> list[str]:
        return list(dict.fromkeys(filter(None, (self.endpoint, *self.endpoints.values()))))


def id_of(job: Json) -> str:
    """Return what Tuner calls it: its own id, or the number of a job that it has not started."""
    return job.get("labels", {}).get(ID) or number(job["name"])


def number(name: str) -> str:
    return name.rpartition("/")[2]


def without_version(model: str) -> str:
    return model.partition("@")[0]


def location(name: str) -> str:
    """Return where a resource is, by its name: projects/P/locations/L/… and so on."""
    parts = name.split("/")
    return parts[parts.index("locations") + 1] if "locations" in parts else ""


def is_there(job: Json, models: Collection[str]) -> bool:
    """Tell whether a job's model, if it has made one, is among these names without a version."""
    made = tuned(job).model
    return not made or without_version(made) in models


def tuned(job: Json) -> Tuned:
    told = job.get("tunedModel", {})
    checkpoints = told.get("checkpoints", ())
    endpoints = {str(it.get("checkpointId", "")): it.get("endpoint", "") for it in checkpoints}
    return Tuned(told.get("model", ""), told.get("endpoint", ""), endpoints)


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
    epochs = _numbers(job).get("epochCount", 0)
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
    tokens, epochs = stats.get("totalBillableTokenCount"), _numbers(job).get("epochCount", 1)
    return Taken(
        examples=stats.get("tuningDatasetExampleCount", 0),
        billed_tokens=None if tokens is None else tokens * epochs,
        left_out=stats.get("totalTruncatedExampleCount", 0),
        lines=tuple(stats.get("truncatedExampleIndices", ())),
        reasons=tuple(map(quoted, stats.get("droppedExampleReasons", ()))),
    )


def tuned_model(job: Json, model: Json, project: str) -> TunedModel:
    """Put together a job and the model that came of it, *model* being empty before there is one.

    Whoever may use the project may do all with its models: each is one's own.
    """
    found, default = status(job, project), str(model.get("defaultCheckpointId", ""))
    info = model.get("tunedModelInfo", {})
    return TunedModel(
        id=id_of(job),
        display_name=model.get("displayName") or job.get("tunedModelDisplayName", ""),
        description=model.get("description", "") if model else job.get("description", ""),
        base_model=base_of(job),
        parent=job.get("labels", {}).get(PARENT) or None,
        state=found.state,
        hyperparameters=_hyperparameters(job),
        created=time(job.get("createTime")),
        updated=time(info.get("updateTime") or job.get("updateTime")),
        started=found.started,
        finished=found.finished,
        version=version(model),
        mine=True,
        checkpoints=found.checkpoints,
        checkpoint=default or (found.checkpoints[-1].id if found.checkpoints else ""),
        taken=found.taken,
    )


def version(model: Json) -> str:
    return str(model.get("tunedModelInfo", {}).get("updateTime", ""))


def base_of(job: Json) -> str:
    told = job.get("baseModel") or job.get("preTunedModel", {}).get("baseModel", "")
    return number(told)


def is_made_of(job: Json, order: Order) -> bool:
    """Tell the job that an order made from another one that has its id."""
    labels = job.get("labels", {})
    source = labels.get(PARENT) if order.starts_from_tuned else base_of(job)
    wanted = order.parent if order.starts_from_tuned else order.base_model
    name, description = job.get("tunedModelDisplayName"), job.get("description", "")
    return (name, description, source) == (order.display_name, order.description, wanted)


def create_request(order: Order, labels: Json, validation: str) -> Json:
    """Say what to make, in google-genai's words; *validation* is where held-out examples are."""
    chosen = order.hyperparameters
    wanted: dict[str, Any] = {
        "tuned_model_display_name": order.display_name,
        "description": order.description,
        "epoch_count": chosen.epochs,
        "learning_rate_multiplier": chosen.learning_rate_multiplier,
        "labels": labels,
        "pre_tuned_model_checkpoint_id": order.checkpoint or None,
    }
    if chosen.adapter_size:
        wanted["adapter_size"] = f"{SIZE}{SIZES[chosen.adapter_size]}"
    if validation:
        wanted["validation_dataset"] = {"gcs_uri": validation}
    return wanted


def datasets(job: Json) -> list[str]:
    """Return where what it learns from lies."""
    spec = job.get("supervisedTuningSpec", {})
    return [it for key in ("training", "validation") if (it := spec.get(f"{key}DatasetUri"))]


def _hyperparameters(job: Json) -> Hyperparameters:
    numbers = _numbers(job)
    size = numbers.get("adapterSize", "").removeprefix(SIZE)
    return Hyperparameters(
        epochs=numbers.get("epochCount", 0),
        batch_size=0,
        learning_rate=None,
        learning_rate_multiplier=numbers.get("learningRateMultiplier"),
        adapter_size=next((it for it, name in SIZES.items() if name == size), None),
    )


def _numbers(job: Json) -> Json:
    return job.get("supervisedTuningSpec", {}).get("hyperParameters", {})


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


def time(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text).astimezone(UTC) if text else None
