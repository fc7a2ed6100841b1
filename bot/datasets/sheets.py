"""Links to Google Sheets, as people copy them from the browser."""

import re
from typing import NamedTuple
from urllib.parse import parse_qs, quote, urlencode, urlsplit

from bot.errors import InvalidInput

SITE = "https://docs.google.com"
# With an account's number before it where somebody is signed in to several.
PATH = re.compile(r"/spreadsheets/(?:u/\d+/)?d/(?!e/)([A-Za-z0-9_-]{20,100})(?:/.*)?")
GID = re.compile(r"\d{1,19}")
PUBLISHED = re.compile(r"/spreadsheets/(?:u/\d+/)?d/e/.*")
NO_LINK = "That is no link to a Google Sheet. Copy it from the browser: `{}/spreadsheets/…`."
NOT_ITSELF = (
    "That link leads to a published copy. Open the sheet itself, and copy the link from there."
)


class Sheet(NamedTuple):
    """One sheet of a spreadsheet; *gid* is its number in the address, None for the first.

    *site* is where Google Sheets is.
    """

    spreadsheet: str
    gid: str | None = None
    site: str = SITE

    @property
    def address(self) -> str:
        """Where it is had as CSV. Ask with no redirects: a private one leads to a sign-in page.

        Cells come as they are shown, and rows above the data are not taken for more names.
        """
        query = {"tqx": "out:csv", "headers": "1"} | ({"gid": self.gid} if self.gid else {})
        place = f"/spreadsheets/d/{quote(self.spreadsheet, safe='')}/gviz/tq"
        return f"{self.site}{place}?{urlencode(query, safe=':')}"


def parse_link(link: str, site: str = SITE) -> Sheet:
    """Return what a link leads to; raise `InvalidInput` for any other address than a sheet's."""
    refused = InvalidInput(NO_LINK.format(site), field="link")
    try:
        parts, ours = urlsplit(link.strip().strip("<>")), urlsplit(site)
    except ValueError:
        raise refused from None
    there = parts.netloc.lower().removesuffix(":443")
    if (parts.scheme, there) != (ours.scheme, ours.netloc.lower()):
        raise refused
    if PUBLISHED.fullmatch(parts.path):
        raise InvalidInput(NOT_ITSELF, field="link")
    found = PATH.fullmatch(parts.path)
    if not found:
        raise refused
    return Sheet(found[1], _gid(parts.fragment) or _gid(parts.query), site)


def is_link(text: str) -> bool:
    """Say whether somebody pasted an address on the one host, rather than anything else."""
    return text.strip().strip("<>").lower().startswith(f"{SITE}/")


def _gid(query: str) -> str | None:
    gid = parse_qs(query).get("gid", [""])[0]
    return gid if GID.fullmatch(gid) else None
