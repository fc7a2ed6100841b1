"""Tuned models and operations as the API shows them."""

import json

import google.ai.generativelanguage as glm
import proto
from google.longrunning.operations_pb2 import Operation
from google.protobuf.any_pb2 import Any

from playground.google.bases import TEMPERATURE, TOP_K, TOP_P
from playground.google.store import Row
from playground.google.wire import plain, when
from playground.trainer import Progress, RunState

# A cancelled model is FAILED: whatever it has learnt is not served. The API's documents leave
# open what it is, and advise to delete it.
STATES = {
    RunState.WAITING: glm.TunedModel.State.CREATING,
    RunState.TRAINING: glm.TunedModel.State.CREATING,
    RunState.DONE: glm.TunedModel.State.ACTIVE,
    RunState.FAILED: glm.TunedModel.State.FAILED,
    RunState.CANCELLED: glm.TunedModel.State.FAILED,
}
CANCELLED, INTERNAL = 1, 13  # google.rpc.Code


def tuned_model(row: Row, progress: Progress) -> glm.TunedModel:
    model = glm.TunedModel(
        name=f"tunedModels/{row['id']}",
        display_name=row["display_name"],
        description=row["description"],
        temperature=TEMPERATURE if row["temperature"] is None else row["temperature"],
        top_p=TOP_P if row["top_p"] is None else row["top_p"],
        top_k=TOP_K if row["top_k"] is None else row["top_k"],
        state=STATES[progress.state],
        create_time=when(row["created"]),
        update_time=when(row["updated"]),
        tuning_task=_task(row, progress),
        reader_project_numbers=json.loads(row["readers"]),
    )
    if row["source"]:
        source = glm.TunedModelSource(tuned_model=row["source"], base_model=row["base_name"])
        model.tuned_model_source = source
    else:
        model.base_model = row["base_name"]
    return model


def operation(row: Row, progress: Progress) -> Operation:
    """Return the operation that makes the model; every one has metadata from the first."""
    operation = Operation(
        name=f"tunedModels/{row['id']}/operations/{row['operation']}",
        metadata=_packed(metadata(row, progress)),
    )
    if progress.state == RunState.DONE:
        operation.done = True
        operation.response.CopyFrom(_packed(tuned_model(row, progress)))
    elif progress.state in {RunState.FAILED, RunState.CANCELLED}:
        operation.done = True
        cancelled = progress.state == RunState.CANCELLED
        operation.error.code = CANCELLED if cancelled else INTERNAL
        words = "The tuning was cancelled." if cancelled else "The tuning failed."
        operation.error.message = progress.reason or words
    return operation


def metadata(row: Row, progress: Progress) -> glm.CreateTunedModelMetadata:
    done = len(progress.snapshots)
    return glm.CreateTunedModelMetadata(
        tuned_model=f"tunedModels/{row['id']}",
        total_steps=progress.total_steps,
        completed_steps=done,
        completed_percent=100 * done / progress.total_steps if progress.total_steps else 0,
        snapshots=_snapshots(progress),
    )


def _task(row: Row, progress: Progress) -> glm.TuningTask:
    numbers = glm.Hyperparameters(epoch_count=row["epochs"], batch_size=row["batch_size"])
    if row["multiplier"] is None:
        numbers.learning_rate = row["learning_rate"]
    else:
        numbers.learning_rate_multiplier = row["multiplier"]
    return glm.TuningTask(
        start_time=progress.started,
        complete_time=progress.finished,
        snapshots=_snapshots(progress),
        hyperparameters=numbers,
    )


def _snapshots(progress: Progress) -> list[glm.TuningSnapshot]:
    return [
        glm.TuningSnapshot(
            step=each.step, epoch=each.epoch, mean_loss=each.mean_loss, compute_time=each.at
        )
        for each in progress.snapshots
    ]


def _packed(message: proto.Message) -> Any:
    packed = Any()
    packed.Pack(plain(message))
    return packed
