"""Refusals of Google Cloud: which right is missing, or which API is off."""

from collections.abc import Sequence

from playground.google.errors import ApiError, error_info, invalid_fields

API = "aiplatform.googleapis.com"
Problem = tuple[str, str]  # the dotted path of a field, and what is wrong with it


def api_disabled(project: str) -> ApiError:
    link = f"https://console.developers.google.com/apis/api/{API}/overview?project={project}"
    message = (
        f"Vertex AI API has not been used in project {project} before or it is disabled. "
        f"Enable it by visiting {link} then retry. If you enabled this API recently, wait a few "
        "minutes for the action to propagate to our systems and retry."
    )
    info = error_info(
        "SERVICE_DISABLED",
        API,
        consumer=f"projects/{project}",
        containerInfo=project,
        serviceTitle="Vertex AI API",
        activationUrl=link,
    )
    return ApiError("PERMISSION_DENIED", message, [info])


def no_permission(permission: str, resource: str) -> ApiError:
    message = (
        f"Permission '{permission}' denied on resource '//{API}/{resource}' (or it may not exist)."
    )
    info = error_info("IAM_PERMISSION_DENIED", API, permission=permission, resource=resource)
    return ApiError("PERMISSION_DENIED", message, [info])


def no_keys() -> ApiError:
    message = (
        "API keys are not supported by this API. Expected OAuth2 access token or other "
        "authentication credentials that assert a principal."
    )
    return ApiError("UNAUTHENTICATED", message, [error_info("CREDENTIALS_MISSING", API)])


def wrong(problems: Sequence[Problem]) -> ApiError:
    """List all that is wrong with a request, as this API does."""
    told = "".join(
        f"\t{number}.Field: {field}; Message: {words}"
        for number, (field, words) in enumerate(problems, 1)
    )
    return invalid_fields(f"List of found errors:{told}\t", problems)


def missing(kind: str, name: str) -> ApiError:
    return ApiError("NOT_FOUND", f"The {kind} does not exist: {name}")


def exhausted(metric: str) -> ApiError:
    message = (
        f"Quota exceeded for {API}/{metric} with this request. Wait until a job has ended, or "
        "request a quota increase."
    )
    return ApiError("RESOURCE_EXHAUSTED", message)
