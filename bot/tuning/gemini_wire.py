"""Our values as the Gemini API's messages, and back."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, cast

import google.ai.generativelanguage as glm
from google.longrunning.operations_pb2 import Operation
from google.protobuf.message import Message

from bot.domain import (
    TUNED,
    BaseModel,
    Example,
    Grantee,
    Hyperparameters,
    JobState,
    Order,
    Permission,
    Role,
    Sampling,
    Snapshot,
    Status,
    TunedModel,
)
from bot.tuning.google_errors import quoted

CANCELLED = 1  # google.rpc.Code
ROLES = {1: Role.OWNER, 2: Role.WRITER, 3: Role.READER}
GRANTEES = {1: Grantee.USER, 2: Grantee.GROUP, 3: Grantee.EVERYONE}
FAILED = "Tuning failed, and the tuning service does not say why."


def model_name(id: str) -> str:
    return f"{TUNED}{id}"


def base_model(model: glm.Model) -> BaseModel:
    return BaseModel(
        name=model.name,
        display_name=model.display_name or model.name.removeprefix("models/"),
        description=model.description,
        input_tokens=model.input_token_limit or None,
        output_tokens=model.output_token_limit or None,
    )


def create_request(
    id: str, order: Order, examples: Sequence[Example], base_model: str
) -> glm.CreateTunedModelRequest:
    """Say what to make; *base_model* is the base of the tuned model that it starts from."""
    pairs = [glm.TuningExample(text_input=it.text_input, output=it.output) for it in examples]
    task = glm.TuningTask(
        training_data=glm.Dataset(examples=glm.TuningExamples(examples=pairs)),
        hyperparameters=_numbers(order.hyperparameters),
    )
    model = glm.TunedModel(
        display_name=order.display_name,
        description=order.description,
        temperature=order.sampling.temperature,
        top_p=order.sampling.top_p,
        top_k=order.sampling.top_k,
        tuning_task=task,
    )
    if order.starts_from_tuned:
        model.tuned_model_source = glm.TunedModelSource(
            tuned_model=order.base_model, base_model=base_model
        )
    else:
        model.base_model = order.base_model
    return glm.CreateTunedModelRequest(tuned_model_id=id, tuned_model=model)


def _numbers(chosen: Hyperparameters) -> glm.Hyperparameters:
    numbers = glm.Hyperparameters(epoch_count=chosen.epochs, batch_size=chosen.batch_size)
    if chosen.learning_rate_multiplier is not None:
        numbers.learning_rate_multiplier = chosen.learning_rate_multiplier
    elif chosen.learning_rate is not None:
        numbers.learning_rate = chosen.learning_rate
    return numbers


def is_made_of(model: glm.TunedModel, order: Order) -> bool:
    """Tell the model that an order made from another one that has its id."""
    source = model.tuned_model_source.tuned_model or model.base_model
    same = (model.display_name, model.description) == (order.display_name, order.description)
    return same and source == order.base_model


def tuned_model(model: glm.TunedModel, *, mine: bool) -> TunedModel:
    task, found = model.tuning_task, status(model, None)
    source = model.tuned_model_source
    return TunedModel(
        id=model.name.removeprefix(TUNED),
        display_name=model.display_name,
        description=model.description,
        base_model=source.base_model or model.base_model,
        parent=source.tuned_model.removeprefix(TUNED) or None,
        state=found.state,
        sampling=_sampling(model),
        hyperparameters=_hyperparameters(task.hyperparameters),
        created=_plain(model.create_time),
        updated=_plain(model.update_time),
        started=found.started,
        finished=_plain(task.complete_time),
        snapshots=found.snapshots,
        version=version(model),
        mine=mine,
    )


def training(said: Any) -> tuple[int | None, str]:
    """Read seed and adapter's folder, if a service tells them."""
    told = cast("dict[str, Any]", said) if isinstance(said, dict) else {}
    seed, folder = told.get("seed"), told.get("adapterFolder")
    return seed if isinstance(seed, int) else None, folder if isinstance(folder, str) else ""


def version(model: glm.TunedModel) -> str:
    at = cast("Any", model.update_time)
    return str(at.rfc3339()) if at else ""


def _sampling(model: glm.TunedModel) -> Sampling:
    return Sampling(
        temperature=short(model.temperature) if "temperature" in model else None,
        top_p=short(model.top_p) if "top_p" in model else None,
        top_k=model.top_k if "top_k" in model else None,
    )


def _hyperparameters(numbers: glm.Hyperparameters) -> Hyperparameters:
    multiplied = "learning_rate_multiplier" in numbers
    rate = short(numbers.learning_rate) if "learning_rate" in numbers else None
    return Hyperparameters(
        epochs=numbers.epoch_count,
        batch_size=numbers.batch_size,
        learning_rate=None if multiplied else rate,
        learning_rate_multiplier=short(numbers.learning_rate_multiplier) if multiplied else None,
    )


def short(number: float) -> float:
    """Return the number that was meant: a float32 has 0.001 as 0.0010000000475."""
    return float(f"{number:.7g}")


def permission(it: glm.Permission) -> Permission:
    return Permission(
        id=it.name.rpartition("/")[2],
        role=ROLES.get(int(it.role), Role.READER),
        grantee=GRANTEES.get(int(it.grantee_type), Grantee.USER),
        email=it.email_address,
    )


def permission_name(id: str, permission_id: str) -> str:
    return f"{model_name(id)}/permissions/{permission_id}"


def wanted_permission(grantee: Grantee, role: Role, email: str) -> glm.Permission:
    return glm.Permission(
        grantee_type=glm.Permission.GranteeType[grantee.name],
        role=glm.Permission.Role[role.name],
        email_address=email or None,
    )


def status(model: glm.TunedModel, operation: Operation | None) -> Status:
    """Put together what a model and its tuning operation say; either may lag behind.

    Only the operation knows how many steps there will be, and why tuning ended early.
    """
    task = model.tuning_task
    snapshots = tuple(_snapshot(it) for it in task.snapshots)
    progress = _metadata(operation)
    done = max(progress.completed_steps, snapshots[-1].step if snapshots else 0)
    state, reason = _state(model, operation)
    return Status(
        state=state,
        completed_steps=done,
        total_steps=progress.total_steps or (done if state is JobState.READY else 0),
        snapshots=snapshots,
        started=_plain(task.start_time),
        finished=_plain(task.complete_time) if state.is_final else None,
        reason=reason,
    )


def _state(model: glm.TunedModel, operation: Operation | None) -> tuple[JobState, str]:
    if operation and operation.HasField("error"):
        if operation.error.code == CANCELLED:
            return JobState.CANCELLED, ""
        return JobState.FAILED, quoted(operation.error.message) or FAILED
    if model.state == glm.TunedModel.State.FAILED:
        return JobState.FAILED, FAILED
    if model.state == glm.TunedModel.State.ACTIVE:
        return JobState.READY, ""
    begun = model.tuning_task.start_time or model.tuning_task.snapshots
    return (JobState.TUNING if begun else JobState.QUEUED), ""


def _metadata(operation: Operation | None) -> glm.CreateTunedModelMetadata:
    metadata = glm.CreateTunedModelMetadata()
    if operation and operation.HasField("metadata"):
        message = cast("Message", glm.CreateTunedModelMetadata.pb(metadata))
        operation.metadata.Unpack(message)
    return metadata


def _snapshot(it: glm.TuningSnapshot) -> Snapshot:
    at = _plain(it.compute_time) or datetime.fromtimestamp(0, UTC)
    return Snapshot(step=it.step, epoch=it.epoch, mean_loss=short(it.mean_loss), at=at)


def _plain(time: object) -> datetime | None:
    """Return a time as a plain one: Google's own class has nanoseconds, and types that differ."""
    return datetime.combine(time.date(), time.time(), UTC) if isinstance(time, datetime) else None
