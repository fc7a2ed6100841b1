"""Answers of a scripted Vertex AI, and a service that asks it."""

import json
from typing import Any

from google.oauth2.credentials import Credentials

from bot.domain import CloudPlace, Example, Order
from bot.tuning.vertex import VertexService
from tests.bot.tuning.servers import Said, Script, failed, ok

PLACE = CloudPlace("acme", "us-central1", "acme-tuner")
HOME = "projects/271828/locations/us-central1"
ENDPOINT = "projects/271828/locations/us/endpoints/9"
MODEL = f"{HOME}/models/5@1"
TIME = "2026-01-02T03:04:05.678900Z"
ORDER = Order(display_name="increment", base_model="gemini-3.1-flash-lite", channel="C1")
EXAMPLES = [Example("1,000", "1,001"), Example(" 2", "3\n")]
TUNED = {"model": MODEL, "endpoint": ENDPOINT}
READY = {"state": "JOB_STATE_SUCCEEDED", "tunedModel": TUNED, "startTime": TIME, "endTime": TIME}


def make(script: Script, credentials: Any = None, *, timeout: float = 5) -> VertexService:
    return VertexService(
        credentials or Credentials(token="mock-token"),
        PLACE,
        url=script.url,
        storage_url=script.url,
        timeout=timeout,
        pause=no_pause,
    )


def no_pause(_seconds: float) -> None:
    """Take no time."""


def job(**fields: Any) -> dict[str, Any]:
    plain = {
        "name": f"{HOME}/tuningJobs/77",
        "baseModel": "gemini-3.1-flash-lite",
        "labels": {"tuner-job": "cat"},
        "supervisedTuningSpec": {"hyperParameters": {"epochCount": "4"}},
        "createTime": TIME,
    }
    return plain | fields


def jobs(*found: dict[str, Any]) -> Said:
    return ok({"tuningJobs": found})


def body(script: Script, method: str, path: str) -> Any:
    sent = [it[2] for it in script.asked if it[0] == method and path in it[1]]
    return json.loads(sent[-1])


def started(script: Script, service: VertexService, order: Order = ORDER, **more: Any) -> Any:
    script.say(jobs(), ok(job()), to="/tuningJobs")
    script.say(failed(404, "NOT_FOUND"), to="/o/")
    service.start("cat", order, EXAMPLES, **more)
    return body(script, "POST", "/tuningJobs")


def said(text: str, **fields: Any) -> dict[str, Any]:
    return {"candidates": [{"content": {"role": "model", "parts": [{"text": text}]}, **fields}]}


def sse(*pieces: dict[str, Any]) -> Said:
    told = "".join(f"data: {json.dumps(it)}\r\n\r\n" for it in pieces)
    return Said(body=told.encode(), content_type="text/event-stream")
