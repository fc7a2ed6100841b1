"""A Slack that can be made to refuse, which the local one can't on demand."""

from typing import Any

from slack_bolt import Respond
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.web import SlackResponse
from slack_sdk.web.file_upload_v2_result import FileUploadV2Result
from slack_sdk.webhook import WebhookResponse


class RecordingSlack(WebClient):
    """A real client whose calls are written down, not sent.

    *refusals* names the error, or the exception, that a method meets; a list is used up.
    """

    def __init__(self, **answers: dict[str, Any]) -> None:
        super().__init__(token="xoxb-recording")
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.refusals: dict[str, str | Exception | list[str | Exception]] = {}
        self.answers = answers
        self.uploads: list[bytes] = []

    def sent(self, method: str) -> list[dict[str, Any]]:
        return [sent for called, sent in self.calls if called == method]

    def api_call(self, api_method: str, **request: Any) -> SlackResponse:  # pyright: ignore[reportIncompatibleMethodOverride]
        sent: Any = request.get("json") or request.get("params") or request.get("data") or {}
        self.calls.append((api_method, sent))
        refusal = self.refusals.get(api_method)
        if isinstance(refusal, list):
            refusal = refusal.pop(0) if refusal else None
        if isinstance(refusal, Exception):
            raise refusal
        if refusal:
            raise SlackApiError(refusal, self._response({"ok": False, "error": refusal}))
        answer = self.answers.get(api_method.replace(".", "_"), {})
        view = {"view": {"id": "V1", "hash": f"{len(self.calls)}"}} if "view" in sent else {}
        stands = {"ok": True, "channel": "C1", "ts": f"{len(self.calls)}.0"}
        return self._response(stands | view | answer)

    def _upload_file(self, *, data: bytes, **_: Any) -> FileUploadV2Result:
        self.uploads.append(data)
        return FileUploadV2Result(status=200, body="")

    def _response(self, data: dict[str, Any]) -> SlackResponse:
        limited = data.get("error") == "ratelimited"
        return SlackResponse(
            client=self,
            http_verb="POST",
            api_url="",
            req_args={},
            data=data,
            headers={"Retry-After": "7"} if limited else {},
            status_code=429 if limited else 200,
        )


class ResponseUrl(Respond):
    """A response_url that writes down what is posted to it, and refuses it with *status*."""

    def __init__(self, slack: RecordingSlack, status: int = 200) -> None:
        super().__init__(response_url="https://hooks.example.com/1")
        self.slack, self.status = slack, status

    def __call__(self, text: Any = "", *_: Any, **kwargs: Any) -> WebhookResponse:
        self.slack.calls.append(("respond", {"text": text} | kwargs))
        return WebhookResponse(url="", status_code=self.status, body="", headers={})
