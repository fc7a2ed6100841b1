"""Our values as the Gemini API's messages, and back."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import cast

import google.ai.generativelanguage as glm
from google.longrunning.operations_pb2 import Operation
from google.protobuf.message import Message

from bot.domain import (
    Answer,
    BaseModel,
    Example,
    JobState,
    Order,
    Question,
    Snapshot,
    Status,
)
from bot.tuning.google_errors import quoted

CANCELLED = 1  # google.rpc.Code
FAILED = "Tuning failed, and the tuning service does not say why."
NOTHING = "The model answered with nothing."
STOPPED = "The service stopped the answer, and does not say why."

# Why an answer is missing or stops short, by finishReason; nothing to say about STOP.
WHY_IT_STOPS = {
    0: "",
    1: "",
    2: "The answer stops here: it has reached its greatest length.",
    3: "The service withheld the answer for safety.",
    4: "The service withheld the answer: it repeats a source word by word.",
    6: "The service withheld the answer: it does not support this language.",
    7: "The service withheld the answer: it has forbidden words.",
    8: "The service withheld the answer: its content is prohibited.",
    9: "The service withheld the answer: it has personal data.",
}
BLOCKED = "The service did not take the question: {}."
WHY_BLOCKED = {
    1: "it was blocked for safety",
    3: "it has forbidden words",
    4: "its content is prohibited",
}


def model_name(id: str) -> str:
    return f"tunedModels/{id}"


def base_model(model: glm.Model) -> BaseModel:
    return BaseModel(
        name=model.name,
        display_name=model.display_name or model.name.removeprefix("models/"),
        description=model.description,
        input_tokens=model.input_token_limit or None,
        output_tokens=model.output_token_limit or None,
    )


def create_request(
    id: str, order: Order, examples: Sequence[Example]
) -> glm.CreateTunedModelRequest:
    chosen = order.hyperparameters
    pairs = [glm.TuningExample(text_input=it.text_input, output=it.output) for it in examples]
    task = glm.TuningTask(
        training_data=glm.Dataset(examples=glm.TuningExamples(examples=pairs)),
        hyperparameters=glm.Hyperparameters(
            epoch_count=chosen.epochs,
            batch_size=chosen.batch_size,
            learning_rate=chosen.learning_rate,
        ),
    )
    model = glm.TunedModel(
        display_name=order.display_name, base_model=order.base_model, tuning_task=task
    )
    return glm.CreateTunedModelRequest(tuned_model_id=id, tuned_model=model)


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
    return Snapshot(step=it.step, epoch=it.epoch, mean_loss=it.mean_loss, at=at)


def _plain(time: object) -> datetime | None:
    """Return a time as a plain one: Google's own class has nanoseconds, and types that differ."""
    return datetime.combine(time.date(), time.time(), UTC) if isinstance(time, datetime) else None


def question_request(id: str, question: Question) -> glm.GenerateContentRequest:
    settings = glm.GenerationConfig(
        temperature=question.temperature,
        top_p=question.top_p,
        top_k=question.top_k,
        max_output_tokens=question.max_tokens,
    )
    contents = [glm.Content(role="user", parts=[glm.Part(text=question.text)])]
    return glm.GenerateContentRequest(
        model=model_name(id), contents=contents, generation_config=settings
    )


def piece(response: glm.GenerateContentResponse) -> Answer:
    """Return what one response says; *why* is empty unless it ends there for a reason."""
    if response.candidates:
        first = response.candidates[0]
        text = "".join(part.text for part in first.content.parts)
        return Answer(text=text, why=WHY_IT_STOPS.get(int(first.finish_reason), STOPPED))
    if blocked := int(response.prompt_feedback.block_reason):
        why = WHY_BLOCKED.get(blocked, "it does not say why")
        return Answer(text="", why=BLOCKED.format(why))
    return Answer(text="")


def is_last(response: glm.GenerateContentResponse) -> bool:
    return not response.candidates or bool(response.candidates[0].finish_reason)


def answer(response: glm.GenerateContentResponse) -> Answer:
    whole = piece(response)
    return whole if whole.text or whole.why else Answer(text="", why=NOTHING)
