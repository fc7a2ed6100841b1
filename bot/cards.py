"""Putting up a job's card: once, whatever becomes of us or of Slack's answer."""

from collections.abc import Callable
from datetime import datetime, timedelta

from bot.domain import Card, TuningJob
from bot.errors import ChannelClosed, NotPosted
from bot.store import Cards

# Takes a job and how often its card was perhaps posted before. None: nobody can know, go on.
PutUp = Callable[[TuningJob, int], Card | None]

A_MOMENT = timedelta(seconds=5)
AT_IT = "Its card is being put up at this moment. It starts as soon as that is there."


def put_up(cards: Cards, job: TuningJob, post: PutUp, now: datetime) -> Card | None:
    """Have a card put up, unless somebody is at it. Raises `NotPosted`, `ChannelClosed`."""
    before = cards.posting(job.id, now)
    if before is None:
        raise NotPosted(AT_IT, retry_after=A_MOMENT)
    try:
        card = post(job, before)
    except (NotPosted, ChannelClosed) as error:
        if not getattr(error, "perhaps", False):
            cards.refused(job.id)
        raise
    if card:
        cards.posted(job.id, card)
    return card
