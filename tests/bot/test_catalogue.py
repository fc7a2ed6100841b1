"""Which models a list shows to whom, and how names are found."""

from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from sqlite_utils import Database

from bot.catalogue import Page, Whose
from bot.domain import Audience, CloudPlace, Site
from bot.errors import TuningUnavailable
from bot.store import Store
from tests import make
from tests.bot.store.writing import written
from tests.bot.team import ADA, BEN, CEM, Team, team


@pytest.fixture
def we(store: Store) -> Team:
    return team(store)


def names_of(page: Page) -> Sequence[str]:
    return [it.name for it in page.entries]


def test_a_list_shows_what_one_may_see_by_whose_it_is(we: Team) -> None:
    we.tuned("Hers")
    we.tuned("Private", audience=Audience.ME)
    we.tuned("His", owner=BEN)
    we.tuned("Ours", owner=BEN, audience=Audience.EVERYONE)
    models = we.tuner.models

    assert names_of(models.page(ADA)) == ["Ours", "His", "Private", "Hers"]
    assert names_of(models.page(BEN)) == ["Ours", "His", "Hers"]
    assert names_of(models.page(ADA, whose=Whose.MINE)) == ["Private", "Hers"]
    assert names_of(models.page(ADA, whose=Whose.SHARED)) == ["Ours", "His"]
    assert names_of(models.page(ADA, whose=Whose.EVERYONE)) == ["Ours"]


def test_a_list_comes_in_pages_and_by_words(we: Team) -> None:
    for n in range(5):
        we.tuned(f"Cat {n}", description="even" if n % 2 == 0 else "odd")
    models = we.tuner.models

    page = models.page(ADA, number=1, size=2)

    assert (names_of(page), page.total, page.note) == (["Cat 2", "Cat 1"], 5, "")
    assert names_of(models.page(ADA, text="cat EVEN")) == ["Cat 4", "Cat 2", "Cat 0"]
    assert names_of(models.page(ADA, text="dog")) == []


def test_an_overview_has_the_newest_of_each_part_and_counts_all(we: Team) -> None:
    for n in range(3):
        we.tuned(f"Mine {n}")
        we.tuned(f"His {n}", owner=BEN)
        written(we.store, f"run-{n}", order=make.order(display_name=f"Run {n}"), card=make.CARD)
    we.tuned("Private", owner=BEN, audience=Audience.ME)
    we.store.jobs.delete("mine 2", by=ADA, at=make.NOON)

    hers = we.tuner.overview(ADA, most=1, since=make.NOON)
    his = we.tuner.overview(BEN, most=9, since=make.NOON)

    assert [it.id for it in hers.mine.jobs] == ["mine 1"]
    assert [it.id for it in hers.others.jobs] == ["his 2"]
    assert [it.id for it in hers.running.jobs] == ["run-2"]
    assert (hers.mine.total, hers.others.total, hers.running.total, hers.going) == (2, 3, 3, 3)
    assert (his.mine.total, his.others.total, his.running.total, his.going) == (4, 2, 3, 0)


def test_what_only_ones_google_account_has_is_listed_too(we: Team) -> None:
    we.tuned("Cat")
    we.place.known["found"] = make.tuned_model(id="found", display_name="Found")
    we.place.known["theirs"] = make.tuned_model(id="theirs", display_name="", mine=False)

    page = we.tuner.models.page(ADA, whose=Whose.ALL)
    entries = {it.name: it for it in page.entries}

    assert set(entries) == {"Cat", "Found", "theirs"}
    assert (entries["Found"].id, entries["Found"].job, entries["Found"].owner) == (
        "found",
        None,
        ADA,
    )
    assert entries["theirs"].owner is None
    assert entries["Cat"].id == "cat"


def test_a_service_that_is_away_leaves_a_list_with_a_note(we: Team) -> None:
    we.tuned("Cat")
    we.place.trouble = TuningUnavailable("It is away.")

    page = we.tuner.models.page(ADA)

    assert (names_of(page), page.note) == (
        ["Cat"],
        "Only what was tuned from here is shown. It is away.",
    )
    assert we.tuner.models.page(CEM).note == "", "not to be linked is no trouble"


def test_names_begin_with_what_was_typed_or_have_it(we: Team) -> None:
    for name in ("Cat", "Wildcat", "Dog"):
        we.tuned(name)
    we.tuned("Catkin", audience=Audience.ME)
    models = we.tuner.models

    assert models.names(ADA, "cat") == [
        ("catkin", "Catkin"),
        ("cat", "Cat"),
        ("wildcat", "Wildcat"),
    ]
    assert models.names(BEN, "cat", limit=1) == [("cat", "Cat")]
    assert len(models.names(ADA)) == 4


def test_names_are_found_among_thousands(we: Team, tmp_path: Path) -> None:
    we.tuned("Cat")
    with closing(Database(tmp_path / "tuner.db")) as db:
        [row] = db.table("jobs").rows
        many = [row | {"id": f"m{n}", "display_name": f"Model {n}"} for n in range(5000)]
        db.table("jobs").insert_all(many)
        step = {"workspace": "T1", "place": 0, "step": 1, "epoch": 0, "mean_loss": 1.0, "at": 0.0}
        db.table("snapshots").insert_all(step | {"job": it["id"]} for it in many)
    models = we.tuner.models

    assert models.names(BEN, "model 4999") == [("m4999", "Model 4999")]
    assert len(models.names(BEN, "model", limit=5000)) == 5000
    assert models.page(BEN).total == 5001


def test_only_ones_own_ready_models_can_be_tuned_further(we: Team) -> None:
    we.tuned("Cat")
    we.tuned("His", owner=BEN)
    written(we.store, "late", order=make.order(display_name="Late"))
    we.place.known["found"] = make.tuned_model(id="found", display_name="Found")
    we.place.known["his"] = replace(we.place.known["his"], mine=False)

    assert {it.name for it in we.tuner.models.tunable(ADA, Site())} == {"Cat", "Found"}


def test_a_model_is_tuned_further_where_it_is(we: Team) -> None:
    at = {
        name: Site("vertex", CloudPlace("acme", region, "b"))
        for name, region in (("Here", "us-central1"), ("There", "europe-west4"))
    }
    for name, site in at.items():
        we.tuned(name, site=site)
    bucket = Site("vertex", CloudPlace("acme", "us-central1", "another"))

    assert [it.name for it in we.tuner.models.tunable(ADA, at["Here"])] == ["Here"]
    assert [it.name for it in we.tuner.models.tunable(ADA, bucket)] == ["Here"]
    assert not we.tuner.models.tunable(ADA, Site())
