"""What a person does with a `Tuner`, up to some point."""

from collections.abc import Sequence
from datetime import timedelta

from bot.domain import Audience, Claim, JobState, NewsKind, TuningJob
from bot.store import Store
from bot.tuner import Tuner
from tests import make
from tests.fakes import Wall

READY = make.status(JobState.READY, 4, finished=make.NOON + timedelta(seconds=30))


def wanted(
    tuner: Tuner, id: str = "cat", name: str = "Cat", audience: Audience = Audience.CHANNEL
) -> Claim:
    """Go the whole way to a press of *Start*."""
    draft = make.draft(id=id, order=make.order(display_name=name, audience=audience))
    claim = tuner.receive(draft)
    assert claim
    tuner.library.check(claim, make.CSV, "cat.csv")
    pressed = tuner.want(id, by="U1")
    assert pressed
    return pressed


def begun(
    tuner: Tuner, id: str = "cat", name: str = "Cat", audience: Audience = Audience.CHANNEL
) -> TuningJob:
    return tuner.begin(wanted(tuner, id, name, audience), Wall().put_up)


def look(tuner: Tuner, id: str = "cat") -> TuningJob:
    """Look at a job as the poller would."""
    claim = tuner.store.jobs.claim(id, make.NOON)
    assert claim
    return tuner.look(claim, make.NOON, Wall().put_up)


def told(store: Store) -> Sequence[tuple[NewsKind, int]]:
    """Take all news there is, in order."""
    kinds = list[tuple[NewsKind, int]]()
    while news := store.claim_news(make.NOON, 9):
        kinds += [(it.kind, it.percent) for it in news]
        assert all(store.delivered(it) for it in news)
    return kinds
