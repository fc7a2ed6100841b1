"""The tables of what is in the Google Cloud project; times are seconds since 1970.

*place* is where a resource is. *labels*, *source*, *spec*, *stats* and *checkpoints* are JSON.
"""

Columns = dict[str, type]

JOBS: Columns = {
    "id": str,
    "run": str,
    "place": str,
    "base": str,
    "base_name": str,
    "source": str,
    "display_name": str,
    "description": str,
    "labels": str,
    "spec": str,
    "epochs": int,
    "batch_size": int,
    "learning_rate": float,
    "examples": int,
    "stats": str,
    "checkpoints": str,
    "created": float,
    "updated": float,
    "cancelled": float,
    "ended": float,  # when it did, with nothing to follow
    "outcome": str,  # how the run ended, once it has
    "model": str,  # ID@VERSION, once there is one
}
MODELS: Columns = {
    "id": str,
    "version": int,
    "place": str,
    "job": str,
    "display_name": str,
    "description": str,
    "labels": str,
    "checkpoint": str,  # the default one
    "created": float,
    "updated": float,
}
ENDPOINTS: Columns = {
    "id": str,
    "place": str,
    "job": str,
    "checkpoint": str,
    "step": int,
    "deployed": str,  # the id of what is on it
    "undeployed": float,
    "created": float,
}
OPERATIONS: Columns = {"id": str, "place": str, "target": str, "kind": str, "made": float}
OBJECTS: Columns = {
    "name": str,
    "generation": int,
    "type": str,
    "size": int,
    "md5": str,
    "file": str,
    "created": float,
}
UPLOADS: Columns = {"id": str, "name": str, "type": str, "generation": int, "done": int}

NEWEST = ["created", "id"]

# Columns, key, and what is looked up by.
CLOUD: dict[str, tuple[Columns, str | tuple[str, str], list[str]]] = {
    "vertex_jobs": (JOBS, "id", NEWEST),
    "vertex_models": (MODELS, ("id", "version"), NEWEST),
    "vertex_endpoints": (ENDPOINTS, "id", ["job"]),
    "vertex_operations": (OPERATIONS, "id", []),
    "objects": (OBJECTS, "name", []),
    "uploads": (UPLOADS, "id", []),
}
