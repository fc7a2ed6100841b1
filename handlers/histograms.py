"""Pictures of how long the examples are, drawn once for each file."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from slack_sdk import WebClient

from bot import charts
from bot.domain import Report
from handlers.views import preflight, statistics

log = logging.getLogger(__name__)

MOST = 500  # pictures that are remembered
FEWEST = 2  # lengths that a picture tells more of than words


@dataclass(slots=True)
class Histograms:
    """Draws them in a child process, and leaves them in Slack, where views show them."""

    draw: Callable[..., bytes] = charts.length_histogram
    drawn: dict[str, str] = field(default_factory=dict[str, str])  # file id by sha256

    def picture(self, client: WebClient, report: Report) -> preflight.Picture | None:
        """Return the picture, or None if there is none to draw or it can't be had."""
        if sum(1 for it in report.statistics.lengths if it) < FEWEST:
            return None
        alt = statistics.lengths(report.statistics)
        try:
            if report.sha256 not in self.drawn:
                self._remember(report.sha256, self._upload(client, report, alt))
        except Exception:  # the numbers are told in words already
            log.exception("histogram.failed")
            return None
        return preflight.Picture(self.drawn[report.sha256], alt)

    def _upload(self, client: WebClient, report: Report, alt: str) -> str:
        title = "How long the inputs are"
        content = self.draw(report.statistics.lengths, title=title)
        # In no channel: only the view of the file's owner shows it.
        uploaded: Any = client.files_upload_v2(
            content=content,
            filename="lengths.png",
            title=title,
            alt_txt=alt[:1000],
            request_file_info=False,
        )
        return uploaded["files"][0]["id"]

    def _remember(self, sha256: str, file_id: str) -> None:
        if len(self.drawn) >= MOST:
            self.drawn.clear()
        self.drawn[sha256] = file_id
