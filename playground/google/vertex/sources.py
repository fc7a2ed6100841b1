"""What is tuned: a Gemini model, or a tuned model further, from any of its checkpoints."""

from dataclasses import dataclass, field

from playground.google.errors import ApiError, unready
from playground.google.service import Call
from playground.google.store import Row
from playground.google.vertex import bases, catalogue
from playground.google.vertex.reading import Fields, Json


@dataclass(frozen=True, slots=True)
class Source:
    """*base* is the trainer's name and *name* Google's; *run* and *step* are of a tuned model.

    *shown* is how the job shows it. *parent* is the model of which the job makes a new version,
    unless it gives it another title.
    """

    base: str
    name: str
    run: str | None = None
    step: int = 0
    parent: str = ""
    parent_title: str = ""
    shown: Json = field(default_factory=dict[str, object])


def find(call: Call, fields: Fields) -> Source | None:
    """Return the source, or none after noting in *fields* what is wrong."""
    tuned = fields.inside("preTunedModel")
    name = fields.text("baseModel", 500)
    if fields.has("preTunedModel") == bool(name):
        fields.wrong("baseModel", "or pre_tuned_model is required, and not both.")
        return None
    found = _gemini(call, fields, name) if name else _tuned(call, tuned)
    tuned.end()
    return found


def _gemini(call: Call, fields: Fields, told: str) -> Source | None:
    name, place = bases.short(told), call.path["location"]
    model = bases.GEMINI.get(name)
    if model is None:
        gone = "has been retired and" if bases.is_retired(name) else "is unknown or"
        fields.wrong("baseModel", f"{told} {gone} cannot be tuned. These can: {_names()}.")
        return None
    if place not in model.served:
        where = ", ".join(model.served)
        fields.wrong("baseModel", f"{name} cannot be tuned in {place}. It can in: {where}.")
        return None
    shown = {"baseModel": name}
    return Source(base=call.service.trainer.bases()[0].name, name=name, shown=shown)


def _tuned(call: Call, fields: Fields) -> Source | None:
    name, checkpoint = fields.text("tunedModelName", 500), fields.text("checkpointId", 100)
    fields.text("baseModel", 500)  # output only: what a client sends back of it is passed over
    model = _model(call, fields, name)
    job = catalogue.job_of(call, model) if model else None
    if model is None or job is None:
        return None
    wanted = checkpoint or model["checkpoint"]
    steps = catalogue.steps(job)
    if wanted not in steps:
        fields.wrong("checkpointId", f"{wanted!r} is none of {', '.join(steps)}.")
        return None
    told = {"tunedModelName": catalogue.name_of(call, model), "baseModel": job["base_name"]}
    return Source(
        base=job["base"],
        name=job["base_name"],
        run=job["run"],
        step=steps[wanted],
        parent=model["id"],
        parent_title=model["display_name"],
        shown={"preTunedModel": told | ({"checkpointId": checkpoint} if checkpoint else {})},
    )


def _model(call: Call, fields: Fields, name: str) -> Row | None:
    start, _, number = name.rpartition("/models/")
    try:
        model = catalogue.find(call, number)
    except ApiError:
        model = None
    location = start.rpartition("/locations/")[2]
    if model is None or location != model["place"]:
        fields.wrong("tunedModelName", f"{name!r} was not found, so it cannot be tuned further.")
        return None
    if model["place"] != call.path["location"]:
        raise unready(f"{name} must be tuned further where it was tuned: {model['place']}.")
    return model


def _names() -> str:
    return ", ".join(bases.GEMINI)
