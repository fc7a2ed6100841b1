"""What went wrong inside, in the API's words; what nobody expected gets a number to look up."""

import logging
import secrets

from playground.google.errors import ApiError, invalid
from playground.trainer import Broken, TooLong, TrainerError, Unknown

log = logging.getLogger(__name__)


def api_error(error: Exception) -> ApiError:
    if isinstance(error, ApiError):
        return error
    if isinstance(error, TooLong):
        return invalid(str(error), "contents")
    if isinstance(error, Unknown):
        return ApiError("NOT_FOUND", str(error))
    if isinstance(error, Broken):
        return ApiError("UNAVAILABLE", str(error))
    if isinstance(error, TrainerError):
        return ApiError("INTERNAL", str(error))
    incident = secrets.token_hex(4)
    log.error("call.failed incident=%s", incident, exc_info=error)
    return ApiError("INTERNAL", f"An internal error has occurred. It is in the log as {incident}.")
