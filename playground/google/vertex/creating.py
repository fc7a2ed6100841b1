"""Reading a request to tune: everything that can be wrong with it is refused, all at once."""

import json
import re
from dataclasses import dataclass

from playground.google.service import Call
from playground.google.store import Row
from playground.google.vertex import bases, dataset, sources
from playground.google.vertex.cloud import MULTI_REGIONS
from playground.google.vertex.errors import Problem, wrong
from playground.google.vertex.reading import Fields, Json, camel
from playground.google.vertex.sources import Source

EPOCHS, MOST_EPOCHS, MOST_RATE = 5, 1_000, 10.0
BATCH_SIZE, LEARNING_RATE = 4, 0.001  # of the trainer, which nobody can choose here
MOST_NAME, MOST_DESCRIPTION, MOST_LABELS = 128, 8_192, 64
ADAPTER = "ADAPTER_SIZE_"
RANK = 16  # of the adapter, where nobody chose its size

_KEY, _VALUE = re.compile(r"[a-z][a-z0-9_-]{0,62}"), re.compile(r"[a-z0-9_-]{0,63}")
_OTHER = "is not how models are tuned here; only supervisedTuningSpec is."
_REFUSED = {
    "preferenceOptimizationSpec": _OTHER,
    "distillationSpec": _OTHER,
    "reinforcementTuningSpec": _OTHER,
    "customBaseModel": "is not supported here.",
    "encryptionSpec": "is not supported here.",
    "outputUri": "is not supported here.",
    "serviceAccount": "is not supported here.",
}
_OPEN = "is for open models only."
_REFUSED_NUMBERS = {"batchSize": _OPEN, "learningRate": _OPEN}


@dataclass(frozen=True, slots=True)
class Order:
    """A request that makes sense; *source* is what is tuned, *spec* what is shown of it again."""

    source: Source
    spec: Json
    training: str
    validation: str
    display_name: str
    description: str
    labels: dict[str, str]
    epochs: int
    rate: float
    rank: int
    all_checkpoints: bool


def order(call: Call) -> Order:
    problems = list[Problem]()
    body = camel(call.body)
    fields = Fields(body, "tuning_job", problems)
    fields.refuse(_REFUSED)
    source = sources.find(call, fields)
    spec = fields.inside("supervisedTuningSpec")
    if not fields.has("supervisedTuningSpec"):
        fields.wrong("supervisedTuningSpec", "is required.")
    numbers = spec.inside("hyperParameters")
    numbers.refuse(_REFUSED_NUMBERS)
    rank = _rank(numbers, source)
    if spec.text("tuningMode", 100) == "TUNING_MODE_FULL":
        spec.wrong("tuningMode", "must be TUNING_MODE_PEFT_ADAPTER for this model.")
    found = Order(
        source=source or Source("", ""),
        spec=body.get("supervisedTuningSpec") or {},
        training=_uri(call, spec, "trainingDatasetUri", needed=True),
        validation=_uri(call, spec, "validationDatasetUri"),
        display_name=fields.text("tunedModelDisplayName", MOST_NAME),
        description=fields.text("description", MOST_DESCRIPTION),
        labels=labels_of(fields),
        epochs=numbers.whole("epochCount", EPOCHS, MOST_EPOCHS),
        rate=LEARNING_RATE * numbers.positive("learningRateMultiplier", 1.0, MOST_RATE),
        rank=rank,
        all_checkpoints=not spec.flag("exportLastCheckpointOnly"),
    )
    for each in (numbers, spec, fields):
        each.end()
    if problems:
        raise wrong(problems)
    return found


def row_of(found: Order, id: str, run: str, place: str, now: float) -> Row:
    source, title = found.source, found.display_name or found.source.parent_title
    is_version = title == source.parent_title
    return {
        "id": id,
        "run": run,
        "place": place,
        "base": source.base,
        "base_name": source.name,
        "source": json.dumps(
            {"shown": source.shown, "parent": source.parent if is_version else ""}
        ),
        "display_name": title,
        "description": found.description,
        "labels": json.dumps(found.labels),
        "spec": json.dumps(found.spec),
        "epochs": found.epochs,
        "batch_size": BATCH_SIZE,
        "learning_rate": found.rate,
        "examples": 0,
        "stats": "",
        "checkpoints": "[]",
        "created": now,
        "updated": now,
        "cancelled": None,
        "ended": None,
        "outcome": None,
        "model": "",
    }


def labels_of(fields: Fields) -> dict[str, str]:
    """Read labels, whose letters Google Cloud is strict about."""
    told = fields.inside("labels").all()
    if len(told) > MOST_LABELS:
        fields.wrong("labels", f"must be at most {MOST_LABELS}.")
    for key, value in told.items():
        if not (_KEY.fullmatch(key) and isinstance(value, str) and _VALUE.fullmatch(value)):
            fields.wrong(
                "labels",
                f"{key!r}: {value!r} must be of a-z, 0-9, - and _, at most 63 of them, and a key "
                "must begin with a letter.",
            )
    return told


def _rank(numbers: Fields, source: Source | None) -> int:
    size = numbers.text("adapterSize", 100).removeprefix(ADAPTER)
    if not size or size == "UNSPECIFIED" or source is None:
        return RANK
    allowed = bases.GEMINI[source.name].adapters
    if size not in allowed:
        can = ", ".join(f"{ADAPTER}{each}" for each in allowed)
        numbers.wrong("adapterSize", f"{ADAPTER}{size} is not allowed for {source.name}: {can}.")
    return bases.SIZES.get(size, RANK)


def _uri(call: Call, spec: Fields, name: str, *, needed: bool = False) -> str:
    uri = spec.text(name, 2_000)
    problem = dataset.problem_of(uri, "") if uri else ""
    if needed and not uri:
        spec.wrong(name, "is required.")
    elif problem:
        spec.wrong(name, problem.strip())
    elif uri:
        _check_region(call, spec, name, uri)
    return uri


def _check_region(call: Call, spec: Fields, name: str, uri: str) -> None:
    """Refuse a bucket of another region than the job's, where data would have to travel."""
    cloud, place = call.service.settings.cloud, call.path["location"]
    mine = uri.startswith(f"{dataset.SCHEME}{cloud.bucket}/")
    if mine and cloud.bucket_region not in {place, *_around(place)}:
        words = f"is in a bucket of the region {cloud.bucket_region}; the job is in {place}."
        spec.wrong(name, words)


def _around(place: str) -> tuple[str, ...]:
    """Return the multi-regions that a region lies in."""
    return tuple(multi for multi, start in MULTI_REGIONS.items() if place.startswith(start))
