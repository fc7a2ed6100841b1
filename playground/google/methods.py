"""Every method of the Gemini API that is served: verb, path, name, what does it, scopes."""

from playground.google import generate, models, operations, permissions
from playground.google.door import Method
from playground.google.scopes import CHANGE, READ, USE
from playground.google.service import Handler

Line = tuple[str, str, str, Handler, frozenset[str]]

_PACKAGE = "google.ai.generativelanguage.v1beta."
_MODEL = "/tunedModels/{id}"
_SHARE = f"{_MODEL}/permissions/{{permission}}"
_OPERATION = f"{_MODEL}/operations/{{operation}}"

SERVICES: dict[str, tuple[Line, ...]] = {
    f"{_PACKAGE}ModelService": (
        ("GET", "/models", "ListModels", models.list_bases, USE),
        ("GET", "/models/{id}", "GetModel", models.get_base, USE),
        ("POST", "/tunedModels", "CreateTunedModel", models.create, CHANGE),
        ("GET", "/tunedModels", "ListTunedModels", models.list_tuned, READ),
        ("GET", _MODEL, "GetTunedModel", models.get, READ),
        ("PATCH", _MODEL, "UpdateTunedModel", models.update, CHANGE),
        ("DELETE", _MODEL, "DeleteTunedModel", models.delete, CHANGE),
    ),
    f"{_PACKAGE}PermissionService": (
        ("POST", f"{_MODEL}/permissions", "CreatePermission", permissions.create, USE),
        ("GET", f"{_MODEL}/permissions", "ListPermissions", permissions.list_all, USE),
        ("GET", _SHARE, "GetPermission", permissions.get, USE),
        ("PATCH", _SHARE, "UpdatePermission", permissions.update, USE),
        ("DELETE", _SHARE, "DeletePermission", permissions.delete, USE),
        ("POST", f"{_MODEL}:transferOwnership", "TransferOwnership", permissions.transfer, USE),
    ),
    f"{_PACKAGE}GenerativeService": (
        ("POST", "/models/{id}:generateContent", "GenerateContent", generate.ask_base, USE),
        ("POST", f"{_MODEL}:generateContent", "GenerateContent", generate.ask_tuned, USE),
        ("POST", "/models/{id}:countTokens", "CountTokens", generate.count_tokens, USE),
        (
            "POST",
            "/models/{id}:streamGenerateContent",
            "StreamGenerateContent",
            generate.stream_base,
            USE,
        ),
        (
            "POST",
            f"{_MODEL}:streamGenerateContent",
            "StreamGenerateContent",
            generate.stream_tuned,
            USE,
        ),
    ),
    # Google's API has no such method: what only a service on one's own machine can tell.
    "local.Training": (("GET", f"{_MODEL}/training", "GetTraining", models.training, READ),),
    "google.longrunning.Operations": (
        ("POST", f"{_OPERATION}:cancel", "CancelOperation", operations.cancel, CHANGE),
        ("GET", _OPERATION, "GetOperation", operations.get, READ),
        ("GET", f"{_MODEL}/operations", "ListOperations", operations.list_all, READ),
    ),
}


def served() -> list[tuple[str, str, Method]]:
    """Return verb, path below the version, and method."""
    return [
        (verb, path, Method(f"{service}.{name}", handler, scopes))
        for service, lines in SERVICES.items()
        for verb, path, name, handler, scopes in lines
    ]
