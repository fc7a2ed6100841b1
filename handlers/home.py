"""The app's Home tab, which is there anew whenever something has changed."""

import logging
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from slack_bolt import App
from slack_sdk import WebClient

from bot.domain import Clock, News, NewsKind, utc_now
from bot.errors import NotAllowed
from bot.tuner import Tuner
from handlers import help as manual
from handlers import slack
from handlers.parts import Parts
from handlers.stage import Ack, Stage
from handlers.surface import Json, Surface
from handlers.views import home

log = logging.getLogger(__name__)


def register(app: App, stage: Stage) -> None:
    app.event("app_home_opened")(stage(opened))
    app.action(home.ADOPT)(stage(adopt))


def opened(ack: Ack, event: Json, client: WebClient, surface: Surface, tuner: Tuner) -> None:
    """Someone looks at the app: its Home, or the conversation with it, which we begin."""
    ack()
    if event.get("tab", "home") == "home":
        publish(client, tuner, surface.user)
    elif is_empty(client, event["channel"]):
        manual.hello(client, event, thread_ts=None)


def is_empty(client: WebClient, channel: str) -> bool:
    said: Any = client.conversations_history(channel=channel, limit=1)
    return not said["messages"]


def publish(client: WebClient, tuner: Tuner, user: str) -> None:
    try:
        tuner.may.asker(user)
    except NotAllowed as error:
        client.views_publish(user_id=user, view=home.closed(str(error)))
        return
    admin = home.ForAdmins(tuner.models.orphans()) if tuner.may.is_admin(user) else None
    found = tuner.overview(user, most=home.SHOWN, since=tuner.clock() - home.RECENT)
    view = home.build(user, tuner.account(user), found, admin)
    client.views_publish(user_id=user, view=view)


def adopt(ack: Ack, action: Json, client: WebClient, surface: Surface, tuner: Tuner) -> None:
    """Somebody, who has to be an admin, takes over a model whose owner is deactivated."""
    ack()
    tuner.models.adopt(action["value"], by=surface.user)
    surface.tell(home.AT_GOOGLE)
    publish(client, tuner, surface.user)


@dataclass(frozen=True, slots=True)
class Homes:
    """Keeps the Home of a job's owner as it should be: at most every *pace* for steps alone."""

    parts: Parts
    clock: Clock = utc_now
    pace: timedelta = timedelta(seconds=10)
    published: dict[tuple[str, str], datetime] = field(
        default_factory=dict[tuple[str, str], datetime]
    )

    def hear(self, news: News) -> None:
        """Publish it anew. Never raises: the news was told, and Home is there when opened."""
        who, now = (news.workspace, news.job.owner), self.clock()
        last = self.published.get(who)
        if news.kind is NewsKind.CARD and last and now - last < self.pace:
            return
        self.published[who] = now
        try:
            tuner = self.parts.tuner_for(news.workspace)
            publish(self.parts.client_for(news.workspace), tuner, news.job.owner)
        except Exception as error:
            if slack.is_trouble(error):
                log.warning("home.stale workspace=%s", news.workspace)
            else:
                log.exception("home.crashed workspace=%s", news.workspace)
