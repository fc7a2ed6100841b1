"""The workspace's settings, which its admins change: `/tune settings`."""

from slack_bolt import App

from bot.tuner import Tuner
from handlers.commands import TUNE, says
from handlers.stage import Ack, Stage
from handlers.surface import Json, Surface, WayBack
from handlers.views import notice, settings
from handlers.who import People

SAVING = notice.loading("Saving…")


def register(app: App, stage: Stage) -> None:
    app.command(TUNE, matchers=[says("settings")])(stage(begin))
    app.action(settings.OPEN)(stage(begin))
    for tab in settings.TABS:
        app.action(tab)(stage(turn))
    app.view(settings.SUBMIT)(stage(submit))
    app.action(settings.FORGET)(stage(forget))


def begin(ack: Ack, surface: Surface, tuner: Tuner, people: People) -> None:
    """Someone said `/tune settings`, or pressed *Settings*."""
    ack()
    surface.open(notice.loading())
    surface.show(settings.build(shown(surface, tuner, people)))


def turn(ack: Ack, action: Json, surface: Surface, tuner: Tuner, people: People) -> None:
    """Someone turned to another tab."""
    ack()
    surface.show(settings.build(shown(surface, tuner, people), action["action_id"]))


def submit(ack: Ack, view: Json, surface: Surface, tuner: Tuner, people: People) -> None:
    """Save one tab, and store the key if one was pasted."""
    entered = settings.read(view)
    ack(response_action="update", view=SAVING)
    surface.stay(view, SAVING, WayBack(notice.build))
    before = shown(surface, tuner, people)
    surface.otherwise = WayBack(lambda said: settings.build(before, entered.tab, words=said))
    if entered.key:
        tuner.asking.at(tuner.site_with(entered.changes)).set_key(entered.key, by=surface.user)
    tuner.settling.change(entered.changes, by=surface.user)
    trouble = tuner.trouble(surface.user) if entered.tab == settings.GOOGLE else ""
    words = settings.saved(before.policy, entered, trouble)
    surface.show(settings.build(shown(surface, tuner, people), entered.tab, words=words))


def forget(ack: Ack, surface: Surface, tuner: Tuner, people: People) -> None:
    """Someone pressed *Forget it*."""
    ack()
    tuner.asking.forget_key(by=surface.user)
    now = shown(surface, tuner, people)
    surface.show(settings.build(now, settings.GOOGLE, words=settings.FORGOTTEN))


def shown(surface: Surface, tuner: Tuner, people: People) -> settings.Shown:
    """Return what an admin sees; raises `NotAllowed` for anybody else."""
    policy = tuner.settling.policy(surface.user)
    groups = people.groups(surface.workspace)
    choice = settings.Choice(
        services=list(tuner.services.values()), usual=tuner.usual, now=tuner.site.service
    )
    facts = tuner.asking.key_facts()
    return settings.Shown(policy=policy, facts=facts, groups=groups, choice=choice)
