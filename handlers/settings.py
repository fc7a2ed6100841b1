"""The workspace's settings, which its admins change: `/tune settings`."""

from typing import Any

from slack_bolt import App

from bot.errors import NotAllowed
from bot.tuner import Tuner
from handlers.commands import TUNE, says
from handlers.stage import Ack, Stage
from handlers.surface import Json, Surface, WayBack
from handlers.views import notice, settings


def register(app: App, stage: Stage) -> None:
    app.command(TUNE, matchers=[says("settings")])(stage(command))
    app.view(settings.SUBMIT)(stage(submit))
    app.action(settings.FORGET)(stage(forget))


def command(ack: Ack, surface: Surface, tuner: Tuner) -> None:
    """Someone said `/tune settings`."""
    ack()
    surface.open(notice.loading())
    only_for_admins(surface)
    surface.show(settings.build(tuner.asking.key_facts()))


def submit(ack: Ack, view: Json, surface: Surface, tuner: Tuner) -> None:
    """Store the key that was pasted, in the place of an older one."""
    key, waiting = settings.read(view), notice.loading()
    ack(response_action="update", view=waiting)
    surface.stay(view, waiting, WayBack(notice.build))
    only_for_admins(surface)
    tuner.asking.set_key(key, by=surface.user)
    surface.show(settings.build(tuner.asking.key_facts(), words=settings.STORED))


def forget(ack: Ack, surface: Surface, tuner: Tuner) -> None:
    """Someone pressed *Forget it*."""
    ack()
    only_for_admins(surface)
    tuner.asking.forget_key(by=surface.user)
    surface.show(settings.build(tuner.asking.key_facts(), words=settings.FORGOTTEN))


def only_for_admins(surface: Surface) -> None:
    """Raise `NotAllowed` for anybody else. Slack knows who they are, at this moment."""
    if not is_admin(surface):
        raise NotAllowed(settings.ONLY_ADMINS)


def is_admin(surface: Surface) -> bool:
    answer: Any = surface.client.users_info(user=surface.user)
    user: Json = answer["user"]
    return bool(user.get("is_admin") or user.get("is_owner"))
