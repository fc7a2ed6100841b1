"""Every method of Vertex AI that is served: verb, path, name, what does it, and the right to."""

from playground.google.door import Method
from playground.google.scopes import CLOUD
from playground.google.service import Handler
from playground.google.vertex import asking, endpoints, jobs, models, operations
from playground.google.vertex.access import guarded
from playground.google.vertex.errors import API

Line = tuple[str, str, str, Handler, str]

_PACKAGE = "google.cloud.aiplatform.v1beta1."
_PLACE = "/projects/{project}/locations/{location}"
_JOB, _MODEL = f"{_PLACE}/tuningJobs/{{id}}", f"{_PLACE}/models/{{id}}"
_ENDPOINT = f"{_PLACE}/endpoints/{{id}}"
_BASES = "/publishers/google/models"
_BASE = f"{_PLACE}{_BASES}/{{id}}"
_ASK = "endpoints.predict"

SERVICES: dict[str, tuple[Line, ...]] = {
    "GenAiTuningService": (
        ("POST", f"{_PLACE}/tuningJobs", "CreateTuningJob", jobs.create, "tuningJobs.create"),
        ("GET", f"{_PLACE}/tuningJobs", "ListTuningJobs", jobs.list_all, "tuningJobs.list"),
        ("POST", f"{_JOB}:cancel", "CancelTuningJob", jobs.cancel, "tuningJobs.cancel"),
        ("GET", _JOB, "GetTuningJob", jobs.get, "tuningJobs.get"),
    ),
    "ModelService": (
        ("GET", f"{_PLACE}/models", "ListModels", models.list_all, "models.list"),
        ("GET", _MODEL, "GetModel", models.get, "models.get"),
        ("PATCH", _MODEL, "UpdateModel", models.update, "models.update"),
        ("DELETE", _MODEL, "DeleteModel", models.delete, "models.delete"),
    ),
    "ModelGardenService": (
        ("GET", _BASES, "ListPublisherModels", models.list_bases, "models.list"),
        ("GET", f"{_BASES}/{{id}}", "GetPublisherModel", models.get_base, "models.get"),
    ),
    "EndpointService": (
        (
            "POST",
            f"{_ENDPOINT}:undeployModel",
            "UndeployModel",
            endpoints.undeploy,
            "endpoints.undeploy",
        ),
        ("GET", f"{_PLACE}/endpoints", "ListEndpoints", endpoints.list_all, "endpoints.list"),
        ("GET", _ENDPOINT, "GetEndpoint", endpoints.get, "endpoints.get"),
        ("DELETE", _ENDPOINT, "DeleteEndpoint", endpoints.delete, "endpoints.delete"),
    ),
    "PredictionService": (
        ("POST", f"{_ENDPOINT}:generateContent", "GenerateContent", asking.ask_endpoint, _ASK),
        ("POST", f"{_BASE}:generateContent", "GenerateContent", asking.ask_base, _ASK),
        ("POST", f"{_MODEL}:generateContent", "GenerateContent", asking.ask_model, _ASK),
        (
            "POST",
            f"{_ENDPOINT}:streamGenerateContent",
            "StreamGenerateContent",
            asking.stream_endpoint,
            _ASK,
        ),
        (
            "POST",
            f"{_BASE}:streamGenerateContent",
            "StreamGenerateContent",
            asking.stream_base,
            _ASK,
        ),
        (
            "POST",
            f"{_MODEL}:streamGenerateContent",
            "StreamGenerateContent",
            asking.ask_model,
            _ASK,
        ),
    ),
    "LlmUtilityService": (
        ("POST", f"{_ENDPOINT}:countTokens", "CountTokens", asking.count_at_endpoint, _ASK),
        ("POST", f"{_BASE}:countTokens", "CountTokens", asking.count_at_base, _ASK),
    ),
    "Operations": tuple(
        ("GET", f"{_PLACE}{of}/operations/{{operation}}", "GetOperation", operations.get, "")
        for of in ("", "/endpoints/{id}", "/models/{id}")
    ),
}


def served() -> list[tuple[str, str, Method]]:
    """Return verb, path below the version, and method."""
    scopes = frozenset({CLOUD})
    return [
        (
            verb,
            path,
            Method(
                f"{_PACKAGE}{service}.{name}",
                guarded(handler, f"aiplatform.{permission or 'operations.get'}"),
                scopes,
                API,
            ),
        )
        for service, lines in SERVICES.items()
        for verb, path, name, handler, permission in lines
    ]
