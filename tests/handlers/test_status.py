"""What admins see in `/tune status` beside what everybody sees."""

from dataclasses import replace

import pytest
from slack_bolt import Ack as BoltAck
from slack_bolt import Respond

from bot.domain import JobState, NewsKind, utc_now
from bot.store import MAX_TRIES, TELL_LEASE
from handlers.stage import Ack
from handlers.status import tell
from handlers.surface import Surface
from handlers.views import status
from tests.handlers.conftest import Bot, Somebody


class Heard(Ack):
    """An ack that nobody waits for."""

    def __init__(self) -> None:
        super().__init__(BoltAck())


@pytest.mark.parametrize("admin", [True, False])
def test_admins_see_what_no_thread_has_heard(
    bot: Bot,
    ada: Somebody,
    ben: Somebody,
    tuning: str,
    admin: bool,  # noqa: FBT001
) -> None:
    job = bot.job(ben.user, tuning, JobState.READY, display_name="mute cat")
    bot.tuner.models.delete(job.id, by=ben.user)
    now = utc_now()
    for _ in range(MAX_TRIES):  # somebody takes it each time, and is never heard of again
        assert bot.store.claim_news(now, 9)
        now += TELL_LEASE
    tuner = replace(bot.tuner, clock=lambda: now)
    assert [kind for _, kind in tuner.untold()] == [NewsKind.DELETED]

    who = ada if admin else ben
    surface = Surface(bot.workspace, who.user, {}, bot.client, Respond(response_url=None))
    before = len(who.messages(who.direct))
    tell(Heard(), surface, tuner)

    said = [it["text"] for it in who.messages(who.direct)[before:]]
    assert said == ([status.untold(tuner.untold())] if admin else [])
