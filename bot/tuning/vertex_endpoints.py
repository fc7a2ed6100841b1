"""Taking down what serves a tuned model, which google-genai can't, by Vertex AI's REST API."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import requests

from bot.errors import NotFound, TunerError, TuningUnavailable
from bot.tuning.google_errors import check
from bot.tuning.vertex_errors import Words

PAUSES = (0.2, 0.3, 0.5, 1, 1, 2, 2, 3, 5, 5)  # seconds between looks; Slack's people wait
SLOW = (
    "Vertex AI takes long to take the model's endpoint down. "
    "Delete the model again in a minute; until then it and its endpoint `{}` remain. "
    "What remains may cost something."
)
REMAINS = "{} The model and its endpoint `{}` remain, and may cost something."


@dataclass(frozen=True, slots=True)
class Endpoints:
    """Endpoints as one person may change them. *root* is where a name's URL begins."""

    session: requests.Session
    root: Callable[[str], str]
    words: Words
    timeout: float
    pause: Callable[[float], None]

    def delete(self, name: str) -> None:
        """Undeploy what is on an endpoint, and delete it. One that is gone already is success."""
        with suppress(NotFound):
            try:
                for deployed in self._call("get", name).get("deployedModels", ()):
                    body = {"deployedModelId": deployed["id"]}
                    self._wait(self._call("post", f"{name}:undeployModel", body), name)
                self._wait(self._call("delete", name), name)
            except (NotFound, TuningUnavailable):
                raise
            except TunerError as error:
                raise type(error)(REMAINS.format(error, name)) from error

    def delete_version(self, model: str) -> None:
        """Delete one version of a model. One that is gone already is success."""
        with suppress(NotFound):
            self._wait(self._call("delete", f"{model}:deleteVersion"), model)

    def _wait(self, operation: Mapping[str, Any], endpoint: str) -> None:
        for seconds in PAUSES:
            if operation.get("done"):
                return
            self.pause(seconds)
            operation = self._call("get", operation["name"])
        if not operation.get("done"):
            raise TuningUnavailable(SLOW.format(endpoint))

    def _call(self, method: str, name: str, body: Mapping[str, Any] | None = None) -> Any:
        with self.words.explained(name):
            told = self.session.request(
                method, f"{self.root(name)}/{name}", json=body, timeout=self.timeout
            )
            check(told)
            return told.json()
