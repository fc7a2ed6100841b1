"""How a dataset gets to Cloud Storage: in one piece, or what is large in parts.

Both leave an object alone that is there already. A part that got lost is sent again from where
the service is; it keeps what it has for a week, but a new start begins at the beginning.
"""

from dataclasses import dataclass

import requests
from requests import codes

from bot.tuning.google_errors import TRANSIENT, check
from bot.tuning.vertex_dataset import Written

AT_ONCE = 8 * 2**20  # bytes; parts must be whole multiples of 256 KiB
TRIES = 5  # in a row that a part may fail
TYPE = "application/jsonl"
MORE = codes.permanent_redirect  # 308: the service has so much, and waits for the rest


def whole(
    session: requests.Session, url: str, name: str, dataset: Written, *, timeout: float
) -> None:
    fields = {"uploadType": "media", "name": name, "ifGenerationMatch": "0"}
    sent = session.post(
        url,
        params=fields,
        data=dataset.content.read(),
        headers={"Content-Type": TYPE},
        timeout=timeout,
    )
    _check(sent)


def in_parts(
    session: requests.Session, url: str, name: str, dataset: Written, *, timeout: float
) -> None:
    fields = {"uploadType": "resumable", "name": name, "ifGenerationMatch": "0"}
    about = {"X-Upload-Content-Type": TYPE, "X-Upload-Content-Length": str(dataset.size)}
    begun = session.post(url, params=fields, json={"name": name}, headers=about, timeout=timeout)
    _check(begun)
    if begun.status_code == codes.precondition_failed:
        return
    _Parts(session, begun.headers["Location"], dataset, timeout).send()


@dataclass(frozen=True, slots=True)
class _Parts:
    """A begun upload. *url* is its own, good for nothing else."""

    session: requests.Session
    url: str
    dataset: Written
    timeout: float

    def send(self) -> None:
        """Send the parts one by one; after one that got lost ask how much the service has."""
        at: int | None = 0
        most = failed = 0
        while failed < TRIES:
            told = self._put(at)
            if told is None or told.status_code in TRANSIENT:
                at, failed = None, failed + 1
            elif told.status_code == MORE:
                at = _had(told)
                most, failed = max(at, most), 0 if at > most else failed
            else:
                _check(told)
                return
        raise requests.Timeout

    def _put(self, at: int | None) -> requests.Response | None:
        """Send the part from *at* on, or ask for how far it is; None: no answer came."""
        part, where = b"", "*"
        if at is not None:
            self.dataset.content.seek(at)
            part = self.dataset.content.read(AT_ONCE)
            where = f"{at}-{at + len(part) - 1}"
        headers = {"Content-Range": f"bytes {where}/{self.dataset.size}"}
        try:
            return self.session.put(
                self.url, data=part, headers=headers, timeout=self.timeout, allow_redirects=False
            )
        except (requests.Timeout, requests.ConnectionError):
            return None


def _had(told: requests.Response) -> int:
    """Return how many bytes the service has: it tells the last one's place, if it has any."""
    _, _, last = told.headers.get("Range", "").partition("-")
    return int(last) + 1 if last else 0


def _check(told: requests.Response) -> None:
    if told.status_code != codes.precondition_failed:  # then somebody was quicker
        check(told)
