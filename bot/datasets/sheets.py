"""Links to Google Sheets, as people copy them from the browser."""

import re
from typing import NamedTuple
from urllib.parse import parse_qs, quote, urlencode, urlsplit

from bot.errors import InvalidInput

HOST = "docs.google.com"
# With an account's number before it where somebody is signed in to several.
PATH = re.compile(r"/spreadsheets/(?:u/\d+/)?d/(?!e/)([A-Za-z0-9_-]{20,100})(?:/.*)?")
GID = re.compile(r"\d{1,19}")
PUBLISHED = re.compile(r"/spreadsheets/(?:u/\d+/)?d/e/.*")
NO_LINK = (
    "That is no link to a Google Sheet. Copy it from the browser: `https://{}/spreadsheets/…`."
)
NOT_ITSELF = (
    "That link leads to a published copy. Open the sheet itself, and copy the link from there."
)


class Sheet(NamedTuple):
    """One sheet of a spreadsheet; *gid* is its number in the address, None for the first."""

    spreadsheet: str
    gid: str | None = None

    @property
    def address(self) -> str:
        """Where it is had as CSV. Ask with no redirects: a private one leads to a sign-in page.

        Cells come as they are shown, and rows above the data are not taken for more names.
        """
        query = {"tqx": "out:csv", "headers": "1"} | ({"gid": self.gid} if self.gid else {})
        place = f"/spreadsheets/d/{quote(self.spreadsheet, safe='')}/gviz/tq"
        return f"https://{HOST}{place}?{urlencode(query, safe=':')}"


def parse_link(link: str) -> Sheet:
    """Return what a link leads to; raise `InvalidInput` for any other address than a sheet's."""
    try:
        parts = urlsplit(link.strip().strip("<>"))
        port = parts.port
    except ValueError:
        raise InvalidInput(NO_LINK.format(HOST), field="file") from None
    ours = parts.scheme == "https" and parts.netloc.lower() in {HOST, f"{HOST}:443"}
    if not ours or port not in {None, 443}:
        raise InvalidInput(NO_LINK.format(HOST), field="file")
    if PUBLISHED.fullmatch(parts.path):
        raise InvalidInput(NOT_ITSELF, field="file")
    found = PATH.fullmatch(parts.path)
    if not found:
        raise InvalidInput(NO_LINK.format(HOST), field="file")
    return Sheet(found[1], _gid(parts.fragment) or _gid(parts.query))


def is_link(text: str) -> bool:
    """Say whether somebody pasted an address on the one host, rather than anything else."""
    return text.strip().strip("<>").lower().startswith(f"https://{HOST}/")


def _gid(query: str) -> str | None:
    gid = parse_qs(query).get("gid", [""])[0]
    return gid if GID.fullmatch(gid) else None
