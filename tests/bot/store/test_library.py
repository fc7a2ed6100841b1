"""What the store promises of files, datasets with versions, and trials."""

from dataclasses import replace
from datetime import timedelta
from io import SEEK_END, BytesIO
from pathlib import Path

import pytest

from bot.domain import DraftState, NewsKind, Origin, VersionId
from bot.domain.datasets import Fix
from bot.errors import NotFound
from bot.store import MAX_TRIES, TRY_LEASE, Store
from bot.store.cipher import Cipher
from bot.store.datasets import PIECE
from bot.store.sqlite import SqliteStore
from tests import make
from tests.bot.store.writing import news, over, written
from tests.conftest import KEY

BIG = bytes(range(256)) * (PIECE // 100)
TRIED = make.trial(("IV", "four"), job="cat")


def test_a_large_file_comes_back_whole_and_in_parts(store: Store) -> None:
    ours = store.workspace("T1").datasets
    sha256 = ours.keep(BytesIO(BIG), name="big.csv", owner="U1", at=make.NOON)

    assert ours.content(sha256) == BIG
    assert ours.size(sha256) == len(BIG)
    with ours.opened(sha256) as file:
        file.seek(PIECE - 3)
        assert file.read(7) == BIG[PIECE - 3 : PIECE + 4], "across the border of two pieces"
        assert file.seek(-5, SEEK_END) == len(BIG) - 5
        assert file.read() == BIG[-5:]
        assert file.read() == b""


def test_the_same_bytes_are_kept_once_however_they_come(store: Store) -> None:
    ours = store.workspace("T1").datasets

    kept = {ours.keep(it, name="big.csv", owner="U1", at=make.NOON) for it in (BIG, BytesIO(BIG))}

    assert len(kept) == 1
    assert ours.content(*kept) == BIG


def test_a_large_file_is_never_on_disk_in_the_clear(path: Path) -> None:
    store = SqliteStore(path, Cipher(KEY))
    store.workspace("T1").datasets.keep(b"s3cret" * PIECE, name="a", owner="U1", at=make.NOON)

    assert not any(b"s3cret" in file.read_bytes() for file in path.parent.glob("tuner*"))


def test_names_of_datasets_are_unique_and_the_same_file_is_one_dataset(store: Store) -> None:
    ours = store.workspace("T1").library

    names = [
        ours.add(make.dataset(id=key, name=name)).name
        for key, name in [("a", "cats"), ("b", "Cats"), ("a", "dogs")]
    ]

    assert names == ["cats", "Cats 2", "cats"]
    assert len(ours.datasets()) == 2


def test_all_of_a_version_comes_back(store: Store) -> None:
    ours = store.workspace("T1").library
    first = make.version(columns=("Frage", "Antwort"))
    ours.add(make.dataset(versions=(first,), origin=Origin.SHEET))
    mended = make.version(
        sha256="e", by="U2", at=make.NOON + timedelta(hours=1), parent=1, fix=Fix.TRIM, held_out="h"
    )

    added = ours.append("cats", mended)

    assert added == replace(mended, number=2)
    found = ours.dataset("cats")
    assert (found.versions, found.latest, found.version(1)) == ((first, added), added, first)
    assert found.origin is Origin.SHEET


def test_the_same_fix_of_the_same_version_is_one_version(store: Store) -> None:
    ours = store.workspace("T1").library
    ours.add(make.dataset())
    mended = make.version(sha256="e", parent=1, fix=Fix.TRIM)

    first = ours.append("cats", mended)
    again = ours.append("cats", replace(mended, at=make.NOON + timedelta(hours=1)))

    assert first == again
    assert len(ours.dataset("cats").versions) == 2
    with pytest.raises(NotFound):
        ours.append("dogs", mended)


def test_the_dataset_with_the_newest_version_comes_first(store: Store) -> None:
    ours = store.workspace("T1").library
    for hour, key in enumerate(("old", "new")):
        at = make.NOON + timedelta(hours=hour)
        ours.add(make.dataset(id=key, versions=(make.version(at=at),)))
    assert [it.id for it in ours.datasets()] == ["new", "old"]

    ours.append("old", make.version(at=make.NOON + timedelta(hours=5), parent=1, fix=Fix.MASK))

    assert [it.id for it in ours.datasets()] == ["old", "new"]


def test_a_draft_and_a_job_remember_the_version(store: Store) -> None:
    ours = store.workspace("T1")
    second = VersionId("cats", 2)
    draft = make.draft(origin=Origin.SHEET, link="https://docs.google.com/x", version=second)
    claim = ours.drafts.receive(draft, now=make.NOON)

    assert claim
    assert claim.draft == ours.drafts.draft("cat") == draft
    job = written(ours, version=second, held_out="h").job
    assert ours.jobs.job("cat") == job
    assert (job.version, job.held_out) == (second, "h")


def test_a_verdict_is_changed_only_by_whoever_saw_the_last_one(store: Store) -> None:
    ours = store.workspace("T1").drafts
    claim = ours.receive(make.draft(), now=make.NOON)
    assert claim
    asked = replace(claim.draft, state=DraftState.ASKED)
    assert not ours.change(claim.draft, asked), "somebody is reading its file"
    assert ours.settle(claim, asked)
    checked = replace(asked, state=DraftState.CHECKED, version=VersionId("cats", 1), examples=3)

    assert ours.change(asked, checked)
    assert not ours.change(asked, replace(asked, state=DraftState.REFUSED))

    assert ours.draft("cat") == checked


def test_a_trial_begins_when_a_job_with_rows_held_out_is_ready_and_only_then(
    store: Store,
) -> None:
    ours = store.workspace("T1")
    assert over(ours, written(ours, "dog"))
    held = written(ours, held_out="h")
    assert not store.claim_trials(make.NOON, 9)
    assert over(ours, held)

    [claim] = store.claim_trials(make.NOON, 9)

    assert (claim.workspace, claim.trial.job, claim.tries) == ("T1", "cat", 1)
    assert not store.claim_trials(make.NOON, 9), "it is claimed"


def test_what_has_been_asked_survives_and_is_told_once(store: Store) -> None:
    ours = store.workspace("T1")
    assert over(ours, written(ours, held_out="h", card=make.CARD))
    assert store.delivered(news(store))
    [first] = store.claim_trials(make.NOON, 9)
    assert ours.trials.save(first, TRIED, now=make.NOON)

    [second] = store.claim_trials(make.NOON + TRY_LEASE, 9)

    assert second.trial == TRIED
    assert not ours.trials.finish(first, TRIED), "the first one's claim is over"
    assert ours.trials.finish(second, TRIED)
    assert not ours.trials.finish(second, TRIED)
    told = news(store)
    assert (told.kind, told.job.id, told.trial) == (NewsKind.TRIED, "cat", TRIED)
    assert not store.claim_trials(make.NOON + timedelta(days=9), 9)


def test_a_trial_that_comes_no_further_is_left_alone(store: Store) -> None:
    ours = store.workspace("T1")
    assert over(ours, written(ours, held_out="h"))

    tries = [store.claim_trials(make.NOON + n * TRY_LEASE, 9) for n in range(MAX_TRIES + 2)]

    assert [len(it) for it in tries] == [1] * MAX_TRIES + [0, 0]
    assert tries[MAX_TRIES - 1][0].tries == MAX_TRIES
