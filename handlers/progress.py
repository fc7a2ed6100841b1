"""The card that follows a job, and what its thread hears."""

import logging
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot import charts
from bot.domain import Card, Clock, News, NewsKind, Trial, TuningJob, utc_now
from bot.errors import ChannelClosed, NotPosted
from bot.poller import CardGone, Later
from handlers import slack
from handlers.curve import Curves
from handlers.history import CantLook, History
from handlers.limiter import SHARED, Limiter
from handlers.speaking import Speaker, heard
from handlers.views import kit, progress, tried

log = logging.getLogger(__name__)

CLOSED = (
    "I may not post in <#{}>, so nothing was started. Run `/invite @tuner` there and press "
    "*Start* again, or press *Change* and choose another channel."
)
TRIED = "The rows that were held out from *{}*, what was wanted, and what both models said."
NOT_NOW = "Slack did not take the card just now. I put it up, and start, as soon as it does."
TO_OWNER = {NewsKind.SHUT, NewsKind.HINDERED, NewsKind.RETIRING}


@dataclass(slots=True)
class CardAndThread:
    """Delivers news. Edits for steps alone come one at a time, as Slack lets them."""

    client_for: Callable[[str], WebClient]  # takes a workspace's id
    clock: Clock = utc_now
    limiter: Limiter = SHARED
    draw: Callable[..., bytes] = charts.loss_curve
    hear: Callable[[News], object] = lambda _: None  # told as well, when all is said
    history: History = field(init=False)
    speaker: Speaker = field(init=False)
    curves: Curves = field(init=False)

    def __post_init__(self) -> None:
        self.history = History(self.client_for)
        self.speaker = Speaker(self.client_for, self.limiter)
        self.curves = Curves(self.client_for)

    def put_up(self, workspace: str, job: TuningJob, before: int = 0) -> Card | None:
        """Post the card. It comes before the job: where we may not speak, nothing is started."""
        channel, key = job.order.channel, f"{job.id}:card"
        try:
            if before:
                try:
                    found = self.history.find(workspace, channel, key, since=job.wanted)
                except CantLook:
                    return self._instead(workspace, job) if before == 1 else None
                if found:
                    return Card(channel, found)
            return self.speaker.post(workspace, channel, progress.card(job), key)
        except SlackApiError as error:
            if slack.code(error) in slack.NOT_ALLOWED_TO_SPEAK:
                raise ChannelClosed(CLOSED.format(channel)) from error
            unknown, wait = slack.is_unknown(error), slack.wait_asked(error)
            raise NotPosted(NOT_NOW, perhaps=unknown, retry_after=wait) from error
        except slack.NO_ANSWER as error:
            raise NotPosted(NOT_NOW, perhaps=True) from error
        except Later as later:
            raise NotPosted(NOT_NOW, retry_after=later.until - self.clock()) from later

    def _instead(self, workspace: str, job: TuningJob) -> Card:
        """Follow a job in its owner's conversation: the card is perhaps in the channel already.

        There it could be posted twice, and not be edited: nobody says which message it is.
        """
        log.info("card.instead workspace=%s job=%s", workspace, job.id)
        return self.speaker.post(workspace, job.owner, progress.card_instead(job), f"{job.id}:card")

    def tell(self, news: News, *, again: bool) -> None:
        """Edit the card, and say it in the thread unless that was perhaps done before."""
        with heard():
            self._tell(news, again=again)

    def _tell(self, news: News, *, again: bool) -> None:
        if news.kind in TO_OWNER:
            self._tell_owner(news, again=again)
            return
        try:
            self._edit(news)
            if news.kind is not NewsKind.CARD:
                self._say(news, again=again)
        except SlackApiError as error:
            if slack.code(error) not in slack.NOT_ALLOWED_TO_SPEAK:
                raise
            self._closed(news, again=again)
        if news.trial and news.trial.rows and not again:
            self._send_rows(news, news.trial)
        self.hear(news)

    def apologise(self, workspace: str, job: TuningJob) -> None:
        """Tell the owner directly that there is no card, and why."""
        text = progress.apology(job)
        self.client_for(workspace).chat_postMessage(channel=job.owner, text=text)

    def _edit(self, news: News) -> None:
        message, card = progress.card(news.job), news.job.card
        if card is None:
            return
        ahead = 0 if news.kind is NewsKind.CARD else None
        with self._patiently(anyway=True):  # an edit may be made twice
            try:
                self.speaker.edit(news.workspace, card, message, ahead=ahead)
            except SlackApiError as error:
                if slack.code(error) in slack.CARD_GONE:
                    raise CardGone from error
                raise

    def _say(self, news: News, *, again: bool) -> None:
        card = news.job.card
        if card is None:
            if news.job.state.is_final:
                self._tell_owner(news, again=again)
            return
        if again and self._was_said(news, card):
            return
        with self._patiently():
            message = progress.told(news)
            self.speaker.post(news.workspace, card.channel, message, news.key, thread_ts=card.ts)
        if news.kind is NewsKind.READY and news.job.snapshots:
            self.curves.show(news, card, self.draw)

    def _was_said(self, news: News, card: Card) -> bool:
        """Look for it in the thread; where that can't be done, take it as said."""
        job, thread_ts = news.job, card.ts
        with self._patiently(anyway=True):
            try:
                found = self.history.find(
                    news.workspace, card.channel, news.key, thread_ts=thread_ts, since=job.wanted
                )
            except CantLook:
                return True
        return found is not None

    def _closed(self, news: News, *, again: bool) -> None:
        """Say directly how it ended; what it is at only once, which the poller sees to."""
        if not news.job.state.is_final:
            raise ChannelClosed(CLOSED.format(news.job.order.channel))
        self._tell_owner(news, again=again)

    def _tell_owner(self, news: News, *, again: bool) -> None:
        if not again:
            with self._patiently():
                message = progress.told_directly(news)
                self.speaker.post(news.workspace, news.job.owner, message, news.key)

    @contextmanager
    def _patiently(self, *, anyway: bool = False) -> Generator[None]:
        """Turn "not so fast" into `Later`: nothing was posted, and Slack says when to come back.

        What may be done twice is tried *anyway* when nobody knows whether it was done.
        """
        try:
            yield
        except SlackApiError as error:
            wait = slack.wait_asked(error)
            if wait is None and anyway and slack.is_unknown(error):
                wait = slack.A_WHILE
            if wait is None:
                raise
            if slack.code(error) in slack.SHUT_OUT:
                log.error("slack.shut_out error=%s", slack.code(error))  # noqa: TRY400 - no bug
            raise self._later(wait) from error
        except slack.NO_ANSWER as error:
            if not anyway:
                raise
            raise self._later(slack.A_WHILE) from error

    def _send_rows(self, news: News, trial: Trial) -> None:
        """Send the owner what was asked and said; the counts are told already."""
        client, name = self.client_for(news.workspace), news.job.order.display_name
        try:
            words = TRIED.format(kit.escape(name))
            posted: Any = client.chat_postMessage(channel=news.job.owner, text=words)
            client.files_upload_v2(
                channel=posted["channel"],
                thread_ts=posted["ts"],
                content=tried.table(trial),
                filename="held-out.csv",
                request_file_info=False,
            )
        except Exception:
            log.exception("rows.unsent job=%s", news.job.id)

    def _later(self, wait: timedelta) -> Later:
        return Later(self.clock() + wait)
