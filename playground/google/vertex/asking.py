"""PredictionService: a tuned model answers at its endpoint, a base model under its own name."""

from dataclasses import replace
from typing import Any, cast

import google.ai.generativelanguage as glm
from starlette.responses import Response

from playground.google import generate
from playground.google.errors import invalid, unready
from playground.google.questions import Target
from playground.google.service import Call
from playground.google.vertex import bases, catalogue, endpoints
from playground.google.vertex.errors import missing
from playground.google.vertex.reading import Json, camel


def ask_endpoint(call: Call) -> glm.GenerateContentResponse:
    return generate.answer(_fitted(call), _endpoint(call))


def stream_endpoint(call: Call) -> Response:
    return generate.stream(_fitted(call), _endpoint(call))


def count_at_endpoint(call: Call) -> Json:
    return generate.count(_fitted(call), _endpoint(call))


def ask_base(call: Call) -> glm.GenerateContentResponse:
    return generate.answer(_fitted(call), _base(call))


def stream_base(call: Call) -> Response:
    return generate.stream(_fitted(call), _base(call))


def count_at_base(call: Call) -> Json:
    return generate.count(_fitted(call), _base(call))


def ask_model(call: Call) -> Json:
    """Refuse: a tuned model is asked at its endpoint, never by its own name."""
    name = f"projects/{call.path['project']}/locations/{call.path['location']}/models/"
    raise invalid(
        f"{name}{call.path['id']} is not supported in the generateContent API. Please use a "
        "Gemini model, or the endpoint of a tuned one."
    )


def _endpoint(call: Call) -> Target:
    """Return what answers at the endpoint that the path names."""
    row = endpoints.load(call)
    sql = "select * from vertex_jobs where id = :id"
    [job] = call.service.store.rows(sql, id=row["job"])
    name = call.service.settings.cloud.name(row["place"], "endpoints", row["id"])
    if not catalogue.is_deployed(call, row):
        raise unready(f"Endpoint {name} has no deployed model.")
    return _target(call, name, job["base"], job["run"], catalogue.steps(job)[row["checkpoint"]])


def _base(call: Call) -> Target:
    name = bases.short(call.path["id"])
    if name not in bases.GEMINI:
        where = f"projects/{call.path['project']}/locations/{call.path['location']}"
        raise missing("Publisher Model", f"{where}/{bases.PUBLISHER}{name}")
    return _target(call, name, call.service.trainer.bases()[0].name)


def _target(call: Call, name: str, base: str, run: str | None = None, step: int = 0) -> Target:
    context = call.service.bases.find(base).context
    return Target(name, base, context, run, step, takes_system=True)


def _fitted(call: Call) -> Call:
    """Return the call without what only Vertex AI's requests have, and may have here."""
    body = camel(call.body)
    body.pop("labels", None)
    config = body.get("generationConfig")
    if isinstance(config, dict) and "thinkingConfig" in config:
        told: Json = cast("Json", config)
        if not _thinks_not(told.pop("thinkingConfig")):
            raise invalid("Thinking is not enabled for this model.", "generation_config")
    return replace(call, body=body)


def _thinks_not(config: Any) -> bool:
    told = cast("Json", config) if isinstance(config, dict) else {}
    return told.get("thinkingBudget") == 0 or told.get("thinkingLevel") == "MINIMAL"
