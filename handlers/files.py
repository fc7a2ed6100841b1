"""Fetch the files that people share. The bot's token goes to Slack's own hosts only."""

import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from http.client import HTTPException
from tempfile import SpooledTemporaryFile
from typing import IO, Any, NoReturn
from urllib.error import HTTPError
from urllib.parse import SplitResult, urlsplit
from urllib.request import HTTPRedirectHandler, HTTPSHandler, OpenerDirector, Request, build_opener

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.errors import InvalidInput, Problem, TunerError, TuningUnavailable, UnusableFile
from handlers import slack

SLACK = ("slack.com",)
ONESELF = {"localhost", "127.0.0.1"}
TIMEOUT = 20  # seconds
FORM_BYTES = 10 * 2**20  # Slack's own limit for a file in a form
POSTED_BYTES = 100 * 2**20  # of a file that was posted in a channel
IN_MEMORY = 16 * 2**20  # more of a file than this goes to disk
PIECE = 2**20

GONE = {"file_not_found", "file_deleted", "access_denied"}
TOO_LARGE = (
    "The file is over {} MB, which is the most that the form takes. Post it in a channel instead, "
    "and use *Tune on this file* on that message: that takes 100 MB."
)
FAR_TOO_LARGE = "The file is over {} MB, which is the most. Attach a smaller one."
EMPTY = "The file is empty. Attach one with a pair on each line."
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

    def fetch(
        self, client: WebClient, file_id: str, *, most: int = FORM_BYTES
    ) -> tuple[IO[bytes], str]:
        """Return a file of at most so many bytes, to be closed, and its name.

        An error says what the person can do. A large one is on disk, where nobody else finds it.
        """
        file = _info(client, file_id)
        _check_size(file.get("size", 1), most)
        url = file.get("url_private_download") or file.get("url_private") or ""
        if not self.trusts(url):
            raise InvalidInput("That file does not lie in Slack. Upload it here.", field="file")
        return self._download(client, url, most), file.get("name") or file_id

    def trusts(self, url: str) -> bool:
        """Say whether the bot's token may be sent there."""
        try:
            parts = urlsplit(url)
            return not parts.username and any(_is_at(parts, host) for host in self.hosts)
        except ValueError:  # no address at all
            return False

    def _download(self, client: WebClient, url: str, most: int) -> IO[bytes]:
        request = Request(url, headers={"Authorization": f"Bearer {client.token}"})  # noqa: S310 - trusted
        file = SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 - whoever asked closes it
        try:
            with _opener(client.ssl).open(request, timeout=TIMEOUT) as answer:
                _copy(answer, file, most)
                kind: str = answer.headers.get_content_type()
            _check_kind(file, kind)
        except HTTPError as error:
            error.close()
            raise (TuningUnavailable if error.code >= 429 else TunerError)(NO_ANSWER) from error  # noqa: PLR2004
        except (OSError, HTTPException) as error:
            raise TuningUnavailable(NO_ANSWER) from error
        return file


def _copy(answer: IO[bytes], file: IO[bytes], most: int) -> None:
    """Read what comes, but no more than *most* bytes of it."""
    size = 0
    while piece := answer.read(PIECE):
        size += len(piece)
        _check_size(size, most)
        file.write(piece)
    _check_size(size, most)


def _check_size(size: int, most: int) -> None:
    if size > most:
        words = TOO_LARGE if most < POSTED_BYTES else FAR_TOO_LARGE
        raise UnusableFile([Problem(words.format(most // 2**20))])
    if not size:
        raise UnusableFile([Problem(EMPTY)])


def _check_kind(file: IO[bytes], kind: str) -> None:
    """Without the scope Slack sends its sign-in page, with 200."""
    file.seek(0)
    begins = file.read(200).lstrip().lower()
    if kind == "text/html" or begins.startswith((b"<!doctype", b"<html")):
        raise TunerError(NOT_PERMITTED)
    file.seek(0)


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
