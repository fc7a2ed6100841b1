"""The log, the count of questions, and what waits for a second person."""

import sqlite3
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.domain import Act, JobState, NewsKind, Policy, Whence
from bot.store import Store
from tests import make
from tests.bot.pressing import told
from tests.bot.store.writing import written

HOUR = timedelta(hours=1)


def test_a_deed_comes_back_as_it_went_in_newest_first(store: Store) -> None:
    ours = store.workspace("T1").audit
    origin = Whence(name="Ada", way="/models rename", channel="C1")
    first = make.deed(origin=origin, before={"name": "Cät"}, after={"name": "Dog", "n": 3})
    ours.append(first)
    ours.append(make.deed(by="U2", act=Act.DELETED))

    newest, oldest = ours.deeds()

    assert (newest.by, newest.act) == ("U2", Act.DELETED)
    assert replace(oldest, id=0) == first


def test_the_log_is_filtered_and_comes_in_pages(store: Store) -> None:
    ours = store.workspace("T1").audit
    for n in range(6):
        ours.append(make.deed(by=f"U{n % 2}", subject=f"m{n}", about=f"Model {n}"))

    assert [it.about for it in ours.deeds(by="U1")] == ["Model 5", "Model 3", "Model 1"]
    assert [it.about for it in ours.deeds(text="mODEL 4")] == ["Model 4"]
    assert [it.about for it in ours.deeds(seen_by="U0", owned=["m1"])] == [
        f"Model {n}" for n in (4, 2, 1, 0)
    ]
    page = ours.deeds(limit=2)
    assert [it.about for it in ours.deeds(limit=2, before=page[-1].id)] == ["Model 3", "Model 2"]


@pytest.mark.parametrize(
    "change",
    [
        "update audit set person = 'U9'",
        "delete from audit",
        "replace into audit (id, workspace) values (1, 'T1')",
    ],
)
def test_no_line_of_the_log_can_be_changed_or_taken_out(
    store: Store, tmp_path: Path, change: str
) -> None:
    ours = store.workspace("T1").audit
    ours.append(make.deed())
    before = ours.deeds()
    with sqlite3.connect(tmp_path / "tuner.db") as db:
        db.execute("pragma recursive_triggers = on")
        with pytest.raises(sqlite3.Error):
            db.execute(change)

    assert ours.deeds() == before


def test_only_a_workspace_that_is_forgotten_loses_its_log(store: Store) -> None:
    for workspace in ("T1", "T2"):
        store.workspace(workspace).audit.append(make.deed())

    assert store.workspace("T1").audit.purge() == 1
    assert store.workspace("T1").audit.deeds() == []
    assert len(store.workspace("T2").audit.deeds()) == 1


def test_questions_are_counted_over_an_hour_that_slides(store: Store) -> None:
    ours = store.workspace("T1").usage

    def ask(minutes: int) -> object:
        now = make.NOON + timedelta(minutes=minutes)
        return ours.ask("U1", now=now, most=2, within=HOUR)

    assert [ask(0), ask(20)] == [None, None]
    assert ask(59) == make.NOON + HOUR, "when the first is an hour old"
    assert [ask(60), ask(61)] == [None, make.NOON + timedelta(minutes=80)]
    assert ours.asked("U1", make.NOON) == 2
    assert ours.ask("U2", now=make.NOON, most=0, within=HOUR)


def test_one_deletion_waits_at_a_time_and_is_settled_once(store: Store) -> None:
    ours = store.workspace("T1").requests
    assert ours.ask(make.request())
    assert not ours.ask(make.request(by="U2", at=make.NOON + timedelta(hours=23)))
    ours.posted("cat", channel="C1", ts="5.0")
    assert ours.requests() == [make.request(channel="C1", ts="5.0")]

    late = make.request(by="U2", at=make.NOON + timedelta(hours=24))
    assert ours.ask(late), "the first has run out"
    assert [ours.settle("cat"), ours.settle("cat")] == [late, None]


def test_what_is_settled_comes_back_and_nothing_is_settled_at_first(store: Store) -> None:
    ours = store.workspace("T1").settings
    assert ours.policy() == Policy()
    policy = Policy(admins=("U1",), channels=("C1", "C2"), examples=9, changed_at=make.NOON)
    ours.set_policy(Policy(guests_ask=True))
    ours.set_policy(policy)

    assert ours.policy() == policy


def test_a_model_is_gone_when_it_was_missed_twice_and_that_is_told_once(store: Store) -> None:
    ours = store.workspace("T1").jobs
    claim = written(store.workspace("T1"), card=make.CARD)
    ready = replace(claim.job, state=JobState.READY, finished=make.NOON)
    assert ours.advance(claim, ready, look_at=None)
    assert ours.missed("cat", make.NOON).gone is None
    assert ours.missed("cat", make.NOON).gone is None, "the same moment is no second look"
    ours.met("cat")
    assert ours.missed("cat", make.NOON + HOUR).gone is None, "it was there in between"

    for hours in (2, 3):
        assert ours.missed("cat", make.NOON + hours * HOUR).gone == make.NOON + HOUR
    assert told(store) == [(NewsKind.GONE, 0)]


def test_what_is_not_ready_is_never_gone(store: Store) -> None:
    written(store.workspace("T1"))
    ours = store.workspace("T1").jobs

    assert [ours.missed("cat", make.NOON + n * HOUR).gone for n in range(3)] == [None] * 3


def test_jobs_that_came_before_are_counted_until_they_are_over(
    new_store: Callable[[str], Store],
) -> None:
    ours = new_store("tuner").workspace("T1")
    claims = [
        written(ours, f"j{n}", owner=f"U{n}", wanted=make.NOON + timedelta(minutes=n))
        for n in range(3)
    ]
    last = claims[2].job
    assert sorted(ours.jobs.before(last)) == ["U0", "U1"]

    done = replace(claims[0].job, state=JobState.READY)
    assert ours.jobs.advance(claims[0], done, look_at=None)
    assert ours.jobs.before(last) == ["U1"]


def test_answers_and_thumbs_are_forgotten_with_age(store: Store) -> None:
    ours = store.workspace("T1").answers
    ours.keep(make.kept())
    ours.keep(make.kept(id="a2", at=make.NOON + HOUR))
    for answer in ("a1", "a2"):
        ours.rate(answer, by="U1", good=True, at=make.NOON)

    assert ours.forget_before(make.NOON + HOUR) == 1
    assert len(ours.feedback("cat")) == 1
