"""Fetch the files that people share. The bot's token goes to Slack's own hosts only."""

import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from http.client import HTTPException
from typing import Any, NoReturn
from urllib.error import HTTPError
from urllib.parse import SplitResult, urlsplit
from urllib.request import HTTPRedirectHandler, HTTPSHandler, OpenerDirector, Request, build_opener

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot import datasets
from bot.errors import InvalidInput, TunerError, TuningUnavailable
from handlers import slack

SLACK = ("slack.com",)
ONESELF = {"localhost", "127.0.0.1"}
TIMEOUT = 20  # seconds

GONE = {"file_not_found", "file_deleted", "access_denied"}
LOST = "I can't find that file any more. Attach it again."
NOT_PERMITTED = (
    "Slack does not let me read files here. Ask whoever installed me to add the "
    "`files:read` permission and to install me again."
)
NO_ANSWER = "Slack did not hand over the file. Please send the form again in a minute."


@dataclass(frozen=True, slots=True)
class Files:
    """Downloads from *hosts* and their subdomains, by https.

    A host with a port, or the machine itself, is somebody's own Slack: there http will do.
    """

    hosts: Sequence[str] = SLACK

    def fetch(self, client: WebClient, file_id: str) -> tuple[bytes, str]:
        """Return a file's bytes and name; an error says what the person can do."""
        file = _info(client, file_id)
        datasets.check_size(file.get("size", 1))
        url = file.get("url_private_download") or file.get("url_private") or ""
        if not self.trusts(url):
            raise InvalidInput("That file does not lie in Slack. Upload it here.", field="file")
        return self._download(client, url), file.get("name") or file_id

    def trusts(self, url: str) -> bool:
        """Say whether the bot's token may be sent there."""
        try:
            parts = urlsplit(url)
            return not parts.username and any(_is_at(parts, host) for host in self.hosts)
        except ValueError:  # no address at all
            return False

    def _download(self, client: WebClient, url: str) -> bytes:
        request = Request(url, headers={"Authorization": f"Bearer {client.token}"})  # noqa: S310 - trusted
        try:
            with _opener(client.ssl).open(request, timeout=TIMEOUT) as answer:
                content: bytes = answer.read(datasets.MAX_FILE_BYTES + 1)
                kind: str = answer.headers.get_content_type()
        except HTTPError as error:
            error.close()
            raise (TuningUnavailable if error.code >= 429 else TunerError)(NO_ANSWER) from error  # noqa: PLR2004
        except (OSError, HTTPException) as error:
            raise TuningUnavailable(NO_ANSWER) from error
        datasets.check_size(len(content))
        if kind == "text/html" or content[:200].lstrip().lower().startswith(
            (b"<!doctype", b"<html")
        ):
            raise TunerError(
                NOT_PERMITTED
            )  # without the scope Slack sends its sign-in page, with 200
        return content


class _NoRedirects(HTTPRedirectHandler):
    """A redirect would take the token along."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        return None


def _opener(context: ssl.SSLContext | None) -> OpenerDirector:
    return build_opener(_NoRedirects, HTTPSHandler(context=context))


def _info(client: WebClient, file_id: str) -> dict[str, Any]:
    """Ask for the file's entry, which a form's own copy of it may lack (Slack Connect)."""
    try:
        answer: Any = client.files_info(file=file_id)
    except SlackApiError as error:
        _refuse(error)
    return answer["file"]


def _refuse(error: SlackApiError) -> NoReturn:
    if slack.code(error) in GONE:
        raise InvalidInput(LOST, field="file") from error
    if slack.code(error) == "missing_scope":
        raise TunerError(NOT_PERMITTED) from error
    raise TuningUnavailable(NO_ANSWER) from error


def _is_at(url: SplitResult, host: str) -> bool:
    if ":" in host:
        return url.scheme in {"http", "https"} and url.netloc == host
    name = url.hostname or ""
    if host in ONESELF:
        return name == host and url.scheme in {"http", "https"}
    return (
        url.scheme == "https"
        and url.port in {None, 443}
        and (name == host or name.endswith(f".{host}"))
    )
