"""Vertex AI's stand-in on a free port, Google's own client of it, and an upload to its bucket."""

import json
import time
import warnings
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import requests
from google import genai
from google.genai import types
from google.oauth2.credentials import Credentials

from playground.google.vertex.cloud import Cloud
from tests.playground.google.local import ADA, EVERY_SCOPE, ROWS, Google

CLOUD = Cloud(lag=1.0)
BASE = "gemini-3.1-flash-lite"
PLACE = f"/v1beta1/projects/{CLOUD.project}/locations/us-central1"
ENDED = ("JOB_STATE_SUCCEEDED", "JOB_STATE_FAILED", "JOB_STATE_CANCELLED")


def lines(rows: Iterable[tuple[str, str]] = ROWS, system: str = "") -> str:
    """Return a dataset of pairs."""
    lead = {"systemInstruction": {"role": "system", "parts": [{"text": system}]}} if system else {}
    told = [
        {
            **lead,
            "contents": [
                {"role": "user", "parts": [{"text": asked}]},
                {"role": "model", "parts": [{"text": answered}]},
            ],
        }
        for asked, answered in rows
    ]
    return "".join(f"{json.dumps(each)}\n" for each in told)


def upload(
    google: Google, name: str, content: str | bytes, *, email: str = ADA, **query: str
) -> requests.Response:
    path = f"/upload/storage/v1/b/{query.pop('bucket', CLOUD.bucket)}/o"
    params = {"uploadType": "media", "name": name, **query}
    headers = {"Content-Type": "application/jsonl"}
    data = content.encode() if isinstance(content, str) else content
    return google.call("POST", path, data, email=email, params=params, headers=headers)


@dataclass
class Watch:
    """The time for the service and its trainer, which passes only when it is told to."""

    now: float = field(default_factory=time.time)

    def __call__(self) -> float:
        return self.now

    def date(self) -> datetime:
        return datetime.fromtimestamp(self.now, UTC)

    def until(self, look: Callable[[], Any], *, most: int = 1_000) -> Any:
        """Let half a second pass after each look that gives nothing."""
        for _ in range(most):
            if found := look():
                return found
            self.now += 0.5
        raise AssertionError("it did not come")


class Vertex:
    """One person's client, and shorter words for what tests do again and again."""

    def __init__(
        self,
        google: Google,
        watch: Watch,
        email: str = ADA,
        allowed: tuple[str, ...] = EVERY_SCOPE,
        **place: str,
    ) -> None:
        self.google, self.watch = google, watch
        where = {"project": CLOUD.project, "location": "us-central1"} | place
        self.client = genai.Client(
            enterprise=True,
            credentials=Credentials(google.token(email, allowed)),
            http_options=types.HttpOptions(base_url=google.url),
            project=where["project"],
            location=where["location"],
        )
        self.tunings, self.models = self.client.tunings, self.client.models

    def tune(self, dataset: str | None = None, base: str = BASE, **config: Any) -> types.TuningJob:
        """Upload a dataset, if need be, and start tuning on it."""
        name = "numbers.jsonl" if dataset is None else dataset
        if dataset is None:
            upload(self.google, name, lines())
        given = types.CreateTuningJobConfig.model_validate({"epoch_count": 2} | config)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # tuning is said to be experimental
            return self.tunings.tune(
                base_model=base,
                training_dataset=types.TuningDataset(gcs_uri=f"gs://{CLOUD.bucket}/{name}"),
                config=given,
            )

    def ended(self, job: types.TuningJob) -> types.TuningJob:
        """Wait for a job's end and return it as it is then."""

        def look() -> types.TuningJob | None:
            now = self.tunings.get(name=job.name or "")
            return now if now.state in ENDED else None

        return self.watch.until(look)

    def tuned(self, dataset: str | None = None, base: str = BASE, **config: Any) -> types.TuningJob:
        job = self.ended(self.tune(dataset, base, **config))
        assert job.state == "JOB_STATE_SUCCEEDED", job.error
        return job

    def endpoint(self, job: types.TuningJob) -> str:
        assert job.tuned_model
        return job.tuned_model.endpoint or ""

    def model(self, job: types.TuningJob) -> str:
        assert job.tuned_model
        return job.tuned_model.model or ""

    def undeploy(self, job: types.TuningJob) -> None:
        """Take away every endpoint of a job's model, as deleting the model needs."""
        assert job.tuned_model
        ends = {each.endpoint for each in job.tuned_model.checkpoints or []}
        for name in ends | {job.tuned_model.endpoint}:
            [deployed] = self.google.call("GET", f"/v1beta1/{name}").json()["deployedModels"]
            what = {"deployedModelId": deployed["id"]}
            made = self.google.call("POST", f"/v1beta1/{name}:undeployModel", what)
            self.done(made.json())
            self.done(self.google.call("DELETE", f"/v1beta1/{name}").json())

    def done(self, operation: dict[str, Any]) -> dict[str, Any]:
        """Wait for an operation's end."""
        path = f"/v1beta1/{operation['name']}"

        def look() -> dict[str, Any] | None:
            now = self.google.call("GET", path).json()
            return now if now.get("done") else None

        return self.watch.until(look)
