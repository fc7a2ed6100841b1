"""How jobs, models and endpoints at Vertex AI are called, and which belong together.

They are plain JSON here, as google-genai gives it.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

Json = Mapping[str, Any]

# Labels of Tuner's own at a job: its id, and that of the model that it goes on from.
ID, PARENT = "tuner-job", "tuner-parent"


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


def tuned(job: Json) -> Tuned:
    told = job.get("tunedModel", {})
    checkpoints = told.get("checkpoints", ())
    endpoints = {str(it.get("checkpointId", "")): it.get("endpoint", "") for it in checkpoints}
    return Tuned(told.get("model", ""), told.get("endpoint", ""), endpoints)


def is_there(job: Json, models: Collection[str]) -> bool:
    """Tell whether a job's model, if it has made one, is among these names without a version."""
    made = tuned(job).model
    return not made or without_version(made) in models


def id_of(job: Json) -> str:
    """Return what Tuner calls it: its own id, or the number of a job that it has not started."""
    return label(job) or number(job["name"])


def label(job: Json) -> str:
    return job.get("labels", {}).get(ID, "")


def number(name: str) -> str:
    return name.rpartition("/")[2]


def without_version(model: str) -> str:
    return model.partition("@")[0]


def location(name: str) -> str:
    """Return where a resource is, by its name: projects/P/locations/L/… and so on."""
    parts = name.split("/")
    return parts[parts.index("locations") + 1] if "locations" in parts else ""


def datasets(job: Json) -> list[str]:
    """Return where what it learns from lies."""
    spec = job.get("supervisedTuningSpec", {})
    return [it for key in ("training", "validation") if (it := spec.get(f"{key}DatasetUri"))]


def numbers(job: Json) -> Json:
    return job.get("supervisedTuningSpec", {}).get("hyperParameters", {})


def time(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text).astimezone(UTC) if text else None
