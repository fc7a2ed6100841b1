"""The loss curve, as a picture in a job's thread."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot import charts
from bot.domain import Card, News
from handlers import slack
from handlers.views import kit, progress

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Curves:
    """Shows curves until Slack says that we may upload nothing there; then it says so once."""

    client_for: Callable[[str], WebClient]
    off: set[str] = field(default_factory=set[str])  # workspaces

    def show(self, news: News, card: Card, draw: Callable[..., bytes]) -> None:
        """Add the picture; the words are told already, so a failure here stops nothing."""
        if news.workspace in self.off:
            return
        client = self.client_for(news.workspace)
        try:
            try:
                self._upload(client, news, card, draw)
            except SlackApiError as error:
                if slack.code(error) != "missing_scope":
                    raise
                self.off.add(news.workspace)
                log.warning("curve.off workspace=%s", news.workspace)
                client.chat_postMessage(
                    channel=card.channel, thread_ts=card.ts, text=progress.NO_PICTURE
                )
        except Exception:
            log.exception("curve.failed job=%s", news.job.id)

    def _upload(
        self, client: WebClient, news: News, card: Card, draw: Callable[..., bytes]
    ) -> None:
        job = news.job
        title, more = progress.title(job), dict[str, Any](request_file_info=False)
        client.files_upload_v2(
            channel=card.channel,
            thread_ts=card.ts,
            content=draw(job.snapshots, title=title, total_steps=job.total_steps),
            filename="loss.png",
            title=title,
            alt_txt=kit.cut(charts.describe(job.snapshots), 1000),
            **more,
        )
