"""The card that follows a job, and what its thread hears."""

import logging
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot import charts
from bot.domain import Card, Clock, News, NewsKind, TuningJob, utc_now
from bot.errors import ChannelClosed, TuningUnavailable
from bot.poller import Later
from handlers import slack
from handlers.views import kit, progress

log = logging.getLogger(__name__)

CLOSED = (
    "I may not post in <#{}>, so nothing was started. Run `/invite @tuner` there and press "
    "*Start* again, or press *Change* and choose another channel."
)
NOT_NOW = "Slack did not take the card just now. I put it up, and start, as soon as it does."


@dataclass(slots=True)
class CardAndThread:
    """Delivers news. A card is edited at most every *pace* for steps alone.

    A card that somebody deleted is put up anew, once: *moved* knows where.
    """

    client_for: Callable[[str], WebClient]  # takes a workspace's id
    clock: Clock = utc_now
    pace: timedelta = timedelta(seconds=1.2)  # Slack takes some 50 edits a minute
    draw: Callable[..., bytes] = charts.loss_curve
    hear: Callable[[News], object] = lambda _: None  # told as well, when all is said
    edited: dict[str, datetime] = field(default_factory=dict[str, datetime])
    moved: dict[str, Card] = field(default_factory=dict[str, Card])

    def put_up(self, workspace: str, job: TuningJob) -> Card:
        """Post the card. It comes before the job: where we may not speak, nothing is started."""
        message, channel = progress.card(job), job.order.channel
        try:
            posted: Any = self.client_for(workspace).chat_postMessage(
                channel=channel,
                text=message.text,
                blocks=message.blocks,
                metadata=_metadata(f"{job.id}:card"),
            )
        except SlackApiError as error:
            if slack.code(error) in slack.NOT_ALLOWED_TO_SPEAK:
                raise ChannelClosed(CLOSED.format(channel)) from error
            raise TuningUnavailable(NOT_NOW) from error
        return Card(posted["channel"], posted["ts"])

    def tell(self, news: News, *, again: bool) -> None:
        """Edit the card, and say it in the thread unless that was perhaps done before."""
        self._keep_pace(news)
        try:
            with self._patiently(anyway=True):  # an edit may be made twice
                card = self._edit(news.workspace, news.job)
            if news.kind is not NewsKind.CARD and not again:
                with self._patiently():
                    self._say(news, card)
        except SlackApiError as error:
            if slack.code(error) not in slack.NOT_ALLOWED_TO_SPEAK:
                raise
            self._tell_owner(news, again=again)
        self.hear(news)

    def apologise(self, workspace: str, job: TuningJob) -> None:
        """Tell the owner directly that there is no card, and why."""
        text = progress.apology(job)
        self.client_for(workspace).chat_postMessage(channel=job.owner, text=text)

    def _keep_pace(self, news: News) -> None:
        """Put off an edit that follows another too closely; what comes later holds it too."""
        now = self.clock()
        free = self.edited.get(news.workspace, now) + self.pace
        if news.kind is NewsKind.CARD and news.workspace in self.edited and free > now:
            raise Later(free)
        self.edited[news.workspace] = now

    def _edit(self, workspace: str, job: TuningJob) -> Card:
        message, card = progress.card(job), self.moved.get(job.id, job.card)
        if card is None:
            return self._again(workspace, job)
        try:
            self.client_for(workspace).chat_update(
                channel=card.channel, ts=card.ts, text=message.text, blocks=message.blocks
            )
        except SlackApiError as error:
            if slack.code(error) not in slack.CARD_GONE:
                raise
            return self._again(workspace, job)
        return card

    def _again(self, workspace: str, job: TuningJob) -> Card:
        card = self.moved[job.id] = self.put_up(workspace, job)
        return card

    def _tell_owner(self, news: News, *, again: bool) -> None:
        """Say directly how it ended: the channel is closed to us now."""
        told = news.job.state.is_final or news.kind is NewsKind.PAUSED
        if told and not again:
            self._directly(self.client_for(news.workspace), news)

    def _directly(self, client: WebClient, news: News) -> None:
        """Say it to the owner alone."""
        message = progress.told(news)
        client.chat_postMessage(
            channel=news.job.owner,
            text=message.text,
            blocks=message.blocks or None,
            metadata=_metadata(news.key),
        )

    @contextmanager
    def _patiently(self, *, anyway: bool = False) -> Generator[None]:
        """Turn "not so fast" into `Later`: nothing was posted, and Slack says when to come back.

        What may be done twice is tried *anyway* when nobody knows whether it was done.
        """
        try:
            yield
        except SlackApiError as error:
            wait = slack.wait_asked(error) or (slack.A_WHILE if slack.is_unknown(error) else None)
            if wait is None or (slack.is_unknown(error) and not anyway):
                raise
            raise Later(self.clock() + wait) from error
        except OSError as error:
            if not anyway:
                raise
            raise Later(self.clock() + slack.A_WHILE) from error

    def _say(self, news: News, card: Card) -> None:
        client, message = self.client_for(news.workspace), progress.told(news)
        if news.kind is NewsKind.PAUSED:
            self._directly(client, news)
            return
        client.chat_postMessage(
            channel=card.channel,
            thread_ts=card.ts,
            text=message.text,
            blocks=message.blocks or None,
            metadata=_metadata(news.key),
        )
        if news.kind is NewsKind.READY and news.job.snapshots:
            self._show_curve(client, news.job, card)

    def _show_curve(self, client: WebClient, job: TuningJob, card: Card) -> None:
        """Add the picture; the words are told already, so a failure here stops nothing."""
        title = progress.title(job)
        try:
            client.files_upload_v2(
                channel=card.channel,
                thread_ts=card.ts,
                content=self.draw(job.snapshots, title=title, total_steps=job.total_steps),
                filename="loss.png",
                title=title,
                alt_txt=kit.cut(charts.describe(job.snapshots), 1000),
                request_file_info=False,
            )
        except Exception:
            log.exception("curve.failed job=%s", job.id)


def _metadata(key: str) -> dict[str, Any]:
    return {"event_type": "tuner_news", "event_payload": {"key": key}}
