"""Google Sheets, read as CSV: what everybody may see, or what the person's own account may."""

import logging
from collections.abc import Callable
from tempfile import SpooledTemporaryFile
from typing import IO

import requests

from bot.datasets.sheets import SITE, parse_link
from bot.errors import InvalidInput, NotPublic, Problem, TuningUnavailable, UnusableFile

log = logging.getLogger(__name__)

TIMEOUT = 20  # seconds
MOST = 100 * 2**20  # bytes
IN_MEMORY = 16 * 2**20
PIECE = 2**16
OK = 200
BUSY = 429

TOO_LARGE = "The sheet is over {} MB as CSV, which is the most. Take a smaller one."
NO_ANSWER = "Google Sheets did not answer. Please send the form again in a minute."
CLOSED = (
    "I can't read that sheet: not everybody with the link may. Change that in its *Share* menu, "
    "or let me read it with your Google account."
)
NOT_SEEN = (
    "Neither everybody with the link nor your linked Google account may read that sheet. Share it "
    "with that account."
)

TokenFor = Callable[[str, str], str | None]  # takes a workspace's and a user's id


class Sheets:
    """Reads from one host, and goes where nothing else leads.

    *token_for* gives an access token, for those who have agreed to that.
    """

    def __init__(self, token_for: TokenFor, site: str = SITE) -> None:
        self._token_for, self._site = token_for, site.rstrip("/")

    def fetch(self, workspace: str, user: str, link: str) -> tuple[IO[bytes], str]:
        """Return a sheet as a CSV file, to be closed, and its name.

        Raises `NotPublic`, `InvalidInput`, `UnusableFile` or `TuningUnavailable`.
        """
        url = parse_link(link, self._site).address
        file = _download(url, None)
        if file is None and (token := self._token_for(workspace, user)):
            file = _download(url, token)
            if file is None:
                raise InvalidInput(NOT_SEEN, field="link")
        if file is None:
            raise NotPublic(CLOSED)
        return file, "sheet.csv"


def _download(url: str, token: str | None) -> IO[bytes] | None:
    """Return what is there, or None where it may not be read. No redirect is followed."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    try:
        with requests.get(
            url, headers=headers, timeout=TIMEOUT, stream=True, allow_redirects=False
        ) as answer:
            if answer.status_code >= BUSY:
                raise TuningUnavailable(NO_ANSWER)
            kind = answer.headers.get("Content-Type", "")
            if answer.status_code != OK or not kind.startswith("text/csv"):
                return None
            return _copied(answer)
    except requests.RequestException as error:
        log.warning("sheet.unread why=%s", type(error).__name__)
        raise TuningUnavailable(NO_ANSWER) from error


def _copied(answer: requests.Response) -> IO[bytes]:
    """Read what comes, but no more than is taken."""
    file, size = SpooledTemporaryFile(IN_MEMORY), 0  # noqa: SIM115 - whoever asked closes it
    for piece in answer.iter_content(PIECE):
        size += len(piece)
        if size > MOST:
            raise UnusableFile([Problem(TOO_LARGE.format(MOST // 2**20))])
        file.write(piece)
    file.seek(0)
    return file
