"""Orders and tuned models in Vertex AI's words, which are plain JSON here."""

from typing import Any

from bot.domain import Hyperparameters, Order, TunedModel
from bot.tuning.vertex_names import PARENT, Json, id_of, number, numbers, time
from bot.tuning.vertex_status import status

SIZE = "ADAPTER_SIZE_"
SIZES = {1: "ONE", 2: "TWO", 4: "FOUR", 8: "EIGHT", 16: "SIXTEEN", 32: "THIRTY_TWO"}


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


def _hyperparameters(job: Json) -> Hyperparameters:
    told = numbers(job)
    size = told.get("adapterSize", "").removeprefix(SIZE)
    return Hyperparameters(
        epochs=told.get("epochCount", 0),
        batch_size=0,
        learning_rate=None,
        learning_rate_multiplier=told.get("learningRateMultiplier"),
        adapter_size=next((it for it, name in SIZES.items() if name == size), None),
    )
