"""Signed HTTP: each thing is a request to the address that the manifest names."""

import asyncio
import hashlib
import hmac
import json
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any, cast
from urllib.parse import urlencode

import requests

from playground.slack.delivery import Envelope
from playground.slack.errors import NotDelivered
from playground.slack.manifest import Manifest

Json = dict[str, Any]
JSON, FORM = "application/json", "application/x-www-form-urlencoded"
AT_ONCE = 64
OK = 200


class Signed:
    """A `Delivery` that signs what it sends as Slack does."""

    def __init__(self, manifest: Manifest, secret: str, ack_within: float) -> None:
        self._manifest, self._secret, self._ack_within = manifest, secret.encode(), ack_within
        self._threads = ThreadPoolExecutor(AT_ONCE, "requests")

    async def send(self, envelope: Envelope) -> Json | None:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, self._send, envelope)

    def _send(self, envelope: Envelope) -> Json | None:
        kind, body = _body(envelope)
        headers = {"content-type": kind, **self._signature(body)}
        if envelope.retry_attempt:
            headers["x-slack-retry-num"] = str(envelope.retry_attempt)
            headers["x-slack-retry-reason"] = envelope.retry_reason
        none = {"http": "", "https": ""}  # proxies: the app is on this machine
        try:
            answer = requests.post(
                self._url(envelope), body, headers=headers, timeout=self._ack_within, proxies=none
            )
        except requests.Timeout:
            raise NotDelivered("operation_timeout") from None
        except requests.RequestException:
            raise NotDelivered("dispatch_failed") from None
        if answer.status_code != OK:
            raise NotDelivered("dispatch_failed")
        return _said(answer)

    def _url(self, envelope: Envelope) -> str:
        manifest, payload = self._manifest, envelope.payload
        if envelope.type == "events_api":
            return manifest.events_url
        if envelope.type == "slash_commands":
            return (manifest.command(payload["command"]) or {}).get("url", "")
        wants_options = payload["type"] == "block_suggestion"
        return manifest.options_url if wants_options else manifest.interactive_url

    def _signature(self, body: bytes) -> dict[str, str]:
        stamp = str(int(time.time()))
        mac = hmac.new(self._secret, f"v0:{stamp}:".encode() + body, hashlib.sha256)
        return {
            "x-slack-request-timestamp": stamp,
            "x-slack-signature": f"v0={mac.hexdigest()}",
        }


def _body(envelope: Envelope) -> tuple[str, bytes]:
    if envelope.type == "events_api":
        return JSON, json.dumps(envelope.payload).encode()
    whole = {"payload": json.dumps(envelope.payload)}
    fields = envelope.payload if envelope.type == "slash_commands" else whole
    return FORM, urlencode(fields).encode()


def _said(answer: requests.Response) -> Json | None:
    """Return what the app acknowledged with; plain text is a message."""
    if not answer.text:
        return None
    if not answer.headers.get("content-type", "").startswith(JSON):
        return {"text": answer.text}
    said: Any = answer.json()
    return cast("Json", said) if isinstance(said, dict) else None
