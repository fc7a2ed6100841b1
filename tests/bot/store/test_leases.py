"""What a process has claimed is free as soon as it ends, whether it says so or not."""

import multiprocessing
import os
import signal
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from bot.domain import Draft, JobState
from bot.store import HORIZON, READ_LEASE, Store
from bot.store.cipher import Cipher
from bot.store.sqlite import SqliteStore
from tests import make
from tests.bot.store.writing import over, progress, written
from tests.conftest import KEY

SOON = make.NOON + timedelta(seconds=1)


def claim_everything(store: Store) -> None:
    """Claim a job, a form, a trial and two pieces of news, of which one is on its way."""
    ours = store.workspace("T1")
    for id in ("hen", "owl"):  # noqa: A001
        assert progress(ours, written(ours, id, card=make.CARD), 2)
    over(ours, written(ours, "dog", card=make.CARD, held_out="rows"))
    written(ours, "cat", card=make.CARD, state=JobState.TUNING)
    assert ours.drafts.receive(make.draft(id="elk"), now=make.NOON)
    assert store.claim_due(make.NOON, 9)
    assert len(store.claim_trials(make.NOON, 9)) == 1
    told = {it.job.id: it for it in store.claim_news(make.NOON, 9)}
    assert store.telling(told["owl"])


def claimed(store: Store, now: datetime = SOON) -> dict[str, set[str]]:
    """Claim all that is free, and say what that is."""
    return {
        "jobs": {it.job.id for group in store.claim_due(now, 9) for it in group},
        "drafts": {it.draft.id for it in store.claim_drafts(now, 9)},
        "trials": {it.trial.job for it in store.claim_trials(now, 9)},
        "news": {it.job.id for it in store.claim_news(now, 9)},
    }


NOTHING = {"jobs": set[str](), "drafts": set[str](), "trials": set[str](), "news": set[str]()}
ALL = {
    "jobs": {"cat", "hen", "owl"},
    "drafts": {"elk"},
    "trials": {"dog"},
    "news": {"hen", "dog"},  # what is on its way may land yet
}


def test_a_process_that_ends_hands_back_all_but_what_may_land_yet(
    new_store: Callable[[str], Store],
) -> None:
    ours, others = new_store("one"), new_store("one")
    claim_everything(ours)
    assert claimed(others) == NOTHING
    others.hand_back(SOON)
    assert claimed(others) == NOTHING, "each hands back only its own"

    ours.hand_back(SOON)

    assert claimed(others) == ALL


def live(path: Path, ready: Any) -> None:
    claim_everything(SqliteStore(path, Cipher(KEY)))
    ready.set()
    signal.pause()


def test_what_a_killed_process_had_is_free_when_somebody_looks(path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    ready = context.Event()
    process = context.Process(target=live, args=(path, ready))
    process.start()
    assert ready.wait(30)
    store = SqliteStore(path, Cipher(KEY))
    assert store.free(SOON) == 0
    assert claimed(store) == NOTHING

    assert process.pid
    os.kill(process.pid, signal.SIGKILL)
    process.join()

    assert store.free(SOON) == 7
    assert claimed(store) == ALL
    assert store.free(SOON) == 0, "what is ours is ours"
    assert len(list(path.parent.glob("*.alive"))) == 2
    SqliteStore(path, Cipher(KEY))
    assert len(list(path.parent.glob("*.alive"))) == 2, "the dead one's is gone"


def test_a_clock_that_is_put_back_keeps_nothing_for_long(store: Store) -> None:
    claim_everything(store)
    ours = store.workspace("T1")
    written(ours, "fox")
    assert ours.cards.posting("fox", make.NOON) == 0
    past = make.NOON - timedelta(hours=1)

    assert claimed(store, past)["drafts"] == {"elk"}
    assert ours.cards.posting("fox", past) == 1


def test_a_form_waits_no_less_for_a_clock_that_goes_right(store: Store) -> None:
    assert READ_LEASE < HORIZON
    draft: Draft = make.draft()
    assert store.workspace("T1").drafts.receive(draft, now=make.NOON)

    assert store.claim_drafts(SOON, 9) == []
