"""Who may do what in which project: what every call passes before anything is looked up."""

from playground.google.errors import ApiError
from playground.google.service import Answer, Call, Handler
from playground.google.vertex.cloud import LOCATIONS
from playground.google.vertex.errors import api_disabled, no_keys, no_permission


def guarded(handler: Handler, permission: str) -> Handler:
    """Let *handler* answer whoever has the *permission*, as in `aiplatform.models.get`."""

    def answer(call: Call) -> Answer:
        if call.caller.scopes is None:
            raise no_keys()
        if "project" in call.path:
            _check(call, permission)
        return handler(call)

    return answer


def _check(call: Call, permission: str) -> None:
    cloud = call.service.settings.cloud
    project, location = call.path["project"], call.path["location"]
    if project in cloud.disabled:
        raise api_disabled(project)
    if not cloud.is_mine(project) or call.me in cloud.strangers:
        raise no_permission(permission, f"projects/{project}/locations/{location}")
    if location not in LOCATIONS:
        words = f"Location {location} is not found or access is unauthorized."
        raise ApiError("INVALID_ARGUMENT", words)
