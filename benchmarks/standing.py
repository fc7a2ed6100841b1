"""A tuning service of thousands of trainings that costs next to nothing: every answer is ready.

It speaks what of the Gemini API a poll needs. A training's steps are made at an even pace; where
each began, and how long it takes, is in its name, so nothing is kept.
"""

import json
import sys
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

import uvicorn

STEPS = 100  # of each training
MODELS = 5  # of each person

Scope = dict[str, Any]
Send = Callable[[dict[str, Any]], Awaitable[None]]


def main() -> None:
    listener = uvicorn.Config(answer, log_config=None, lifespan="off", port=int(sys.argv[1]))
    uvicorn.Server(listener).run()


def model_id(person: str, number: int, began: float, takes: float) -> str:
    return f"m-{person}-{number}-{int(began)}-{int(takes)}"


async def answer(scope: Scope, _: object, send: Send) -> None:
    """Tell one model, its operation, or all of whoever asks: a person's token is their models."""
    path = scope["path"].removeprefix("/v1beta/tunedModels").strip("/")
    if not path:
        token = dict(scope["headers"])[b"authorization"].decode().partition(" ")[2]
        body = f'{{"tunedModels":[{",".join(_model(it) for it in token.split(","))}]}}'
    elif path.endswith("/operations"):
        body = json.dumps({"operations": [_operation(path.removesuffix("/operations"))]})
    else:
        body = _model(path)
    kind = [(b"content-type", b"application/json")]
    await send({"type": "http.response.start", "status": 200, "headers": kind})
    await send({"type": "http.response.body", "body": body.encode()})


def progress(id: str, now: float = 0.0) -> tuple[float, float, int]:
    """Return when a training began, what a step takes, and how many are done."""
    now = now or time.time()
    began, takes = (float(part) for part in id.split("-")[-2:])
    return began, takes / STEPS, min(STEPS, int((now - began) / takes * STEPS))


def _model(id: str) -> str:
    began, pace, done = progress(id)
    snapshots = ",".join(_snapshot(n, began + n * pace) for n in range(1, done + 1))
    state = "ACTIVE" if done == STEPS else "CREATING"
    task = f'{{"startTime":"{_time(began)}","snapshots":[{snapshots}]}}'
    return f'{{"name":"tunedModels/{id}","state":"{state}","tuningTask":{task}}}'


def _snapshot(step: int, at: float) -> str:
    loss = f'"meanLoss":{4 / step:.6f},"computeTime":"{_time(at)}"'
    return f'{{"step":{step},"epoch":{step // 25},{loss}}}'


def _time(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).isoformat().replace("+00:00", "Z")


def _operation(id: str) -> dict[str, Any]:
    kind = "type.googleapis.com/google.ai.generativelanguage.v1beta.CreateTunedModelMetadata"
    steps = {"totalSteps": STEPS, "completedSteps": progress(id)[2]}
    name = f"tunedModels/{id}"
    metadata = {"@type": kind, "tunedModel": name, **steps}
    return {"name": f"{name}/operations/o", "metadata": metadata}


if __name__ == "__main__":
    main()
