"""`GET /person/openapi.json`."""

from typing import Any

from playground.slack.openapi.paths import PATHS
from playground.slack.openapi.schemas import SCHEMAS
from playground.slack.person.call import PersonCall

Json = dict[str, Any]

DOCUMENT: Json = {
    "openapi": "3.1.0",
    "info": {
        "title": "What a person does in the local workspace",
        "version": "1",
        "description": (
            "The page talks through this and nothing else. Who acts is named by `as`, a user id; "
            "where people have passwords, it can only be who signed in (HTTP Basic)."
        ),
    },
    "paths": PATHS,
    "components": {
        "schemas": SCHEMAS,
        "securitySchemes": {"password": {"type": "http", "scheme": "basic"}},
    },
}


async def show(_: PersonCall) -> Json:
    return DOCUMENT
