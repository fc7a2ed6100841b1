"""Lists, details, changes, sharing and deletion of tuned models."""

from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from time import perf_counter

import pytest
from sqlite_utils import Database

from bot.domain import Audience, Grantee, JobState, NewsKind, Role
from bot.errors import (
    ChangedMeanwhile,
    InvalidInput,
    NotAllowed,
    NotConnected,
    NotFound,
    TuningUnavailable,
)
from bot.models import GONE, Page, Whose
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


def test_names_are_there_at_once_among_thousands(we: Team, tmp_path: Path) -> None:
    we.tuned("Cat")
    with closing(Database(tmp_path / "tuner.db")) as db:
        [row] = db.table("jobs").rows
        many = [row | {"id": f"m{n}", "display_name": f"Model {n}"} for n in range(5000)]
        db.table("jobs").insert_all(many)
        step = {"workspace": "T1", "place": 0, "step": 1, "epoch": 0, "mean_loss": 1.0, "at": 0.0}
        db.table("snapshots").insert_all(step | {"job": it["id"]} for it in many)
    models = we.tuner.models

    assert models.names(BEN, "model 4999") == [("m4999", "Model 4999")]
    assert quickest(lambda: models.names(BEN, "model")) < 0.1
    assert models.page(BEN).total == 5001


def quickest(call: Callable[[], object]) -> float:
    """Return the seconds that a call takes when nothing else is in its way."""
    took = list[float]()
    for _ in range(5):
        began = perf_counter()
        call()
        took.append(perf_counter() - began)
    return min(took)


def test_details_tell_all_that_is_known(we: Team) -> None:
    job = we.tuned("Cat")
    we.place.share("cat", Grantee.USER, Role.READER, "ben@example.com")

    details = we.tuner.models.details("cat", user=BEN)

    assert details.job == job
    assert details.model
    assert not details.model.mine
    assert details.permissions
    assert [it.email for it in details.permissions] == ["ben@example.com"]
    assert (details.lineage, details.note) == (["m", "Cat"], "")
    assert we.store.shares.emails("cat") == ["ben@example.com"]


def test_details_without_the_service_say_why(we: Team) -> None:
    we.tuned("Cat")
    we.place.trouble = TuningUnavailable("It is away.")
    away = we.tuner.models.details("cat", user=ADA)
    del we.place.known["cat"]
    gone = we.tuner.models.details("cat", user=ADA)

    assert (away.model, away.permissions, away.note) == (None, None, "It is away.")
    assert (gone.model, gone.note) == (None, GONE)
    assert away.job
    assert away.lineage == ["m", "Cat"]


def test_details_of_what_only_google_knows(we: Team) -> None:
    we.place.known["found"] = make.tuned_model(id="found", display_name="Found", parent="old")

    details = we.tuner.models.details("found", user=ADA)

    assert details.job is None
    assert details.model
    assert details.lineage == ["m", "old", "Found"]
    with pytest.raises(NotFound):
        we.tuner.models.details("nothing", user=ADA)
    with pytest.raises(NotConnected):
        we.tuner.models.details("found", user=CEM)


def test_what_is_private_has_no_details_for_others(we: Team) -> None:
    we.tuned("Cat", audience=Audience.ME)

    for call in (we.tuner.models.details,):
        with pytest.raises(NotFound):
            call("cat", user=BEN)
    with pytest.raises(NotFound):
        we.tuner.models.permissions("cat", by=BEN)


def test_a_lineage_is_a_chain_of_names(we: Team) -> None:
    we.tuned("Cat", base_model="models/tiny")
    we.tuned("Kitten", base_model="tunedModels/cat")
    we.tuned("Kitten 2", base_model="tunedModels/kitten")

    assert we.tuner.models.details("kitten 2", user=ADA).lineage[-3:] == [
        "Cat",
        "Kitten",
        "Kitten 2",
    ]
    we.place.known.clear()
    assert we.tuner.models.details("kitten 2", user=ADA).lineage == [
        "tiny",
        "Cat",
        "Kitten",
        "Kitten 2",
    ]


def test_a_change_is_made_there_and_here(we: Team) -> None:
    we.tuned("Cat")
    seen = we.place.model("cat")

    changed = we.tuner.models.update(
        "cat", by=ADA, display_name=" Lion ", description="Roars.", seen=seen.version
    )

    assert (changed.order.display_name, changed.order.description) == ("Lion", "Roars.")
    assert we.place.model("cat").display_name == "Lion"
    assert we.tuner.find("lion roar?", user=ADA) == (changed, "roar?")


def test_a_change_that_came_too_late_changes_nothing(we: Team) -> None:
    we.tuned("Cat")
    seen = we.place.model("cat")
    we.place.known["cat"] = replace(seen, version="2")

    with pytest.raises(ChangedMeanwhile):
        we.tuner.models.update("cat", by=ADA, display_name="Lion", description="", seen="1")
    assert we.tuner.job("cat").order.display_name == "Cat"


@pytest.mark.parametrize("name", ["", "  ", "dog", "x" * 41])
def test_a_name_that_can_not_be_is_refused_at_its_field(we: Team, name: str) -> None:
    we.tuned("Cat")
    we.tuned("Dog")

    with pytest.raises(InvalidInput) as refused:
        we.tuner.models.update("cat", by=ADA, display_name=name, description="", seen="1")
    assert refused.value.field == "display_name"
    assert we.place.model("cat").display_name == "Cat"


def test_a_deleted_model_is_gone_and_its_card_is_told(we: Team, store: Store) -> None:
    we.tuned("Cat")

    gone = we.tuner.models.delete("cat", by=ADA)

    assert (gone.state, gone.deleted_by, gone.deleted_at) == (JobState.DELETED, ADA, make.NOON)
    assert "cat" not in we.place.known
    assert [it.kind for it in store.claim_news(make.NOON, 9)] == [NewsKind.DELETED]
    assert not we.tuner.jobs(ADA)
    assert not we.tuner.models.names(ADA)
    assert we.tuner.models.page(ADA).total == 0
    assert we.tuner.models.delete("cat", by=ADA) == gone


def test_only_its_owner_deletes_and_only_what_is_over(we: Team) -> None:
    we.tuned("Cat")
    written(we.store, "dog", order=make.order(display_name="Dog"), card=make.CARD)

    with pytest.raises(NotAllowed, match="owner"):
        we.tuner.models.delete("cat", by=BEN)
    with pytest.raises(NotAllowed, match="Cancel it first"):
        we.tuner.models.delete("dog", by=ADA)
    assert "cat" in we.place.known


def test_what_could_not_be_deleted_there_stays_here(we: Team) -> None:
    we.tuned("Cat")
    we.place.trouble = TuningUnavailable("It is away.")

    with pytest.raises(TuningUnavailable):
        we.tuner.models.delete("cat", by=ADA)
    assert we.tuner.job("cat").state is JobState.READY


def test_a_deletion_names_what_will_stop_working(we: Team) -> None:
    we.tuned("Cat", audience=Audience.EVERYONE)
    assert we.tuner.models.consequences("cat") == [
        "Nobody in this workspace can ask it any more.",
    ]
    we.tuned("Kitten", base_model="tunedModels/cat")
    written(we.store, "late", order=make.order(display_name="Late", base_model="tunedModels/cat"))
    we.tuner.models.share("cat", by=ADA, role=Role.READER, user=BEN)

    said = " ".join(we.tuner.models.consequences("cat"))

    assert "*Kitten* was tuned further from it." in said
    assert "*Late* is to be tuned from it, and will fail." in said
    assert "shared with ben@example.com" in said


def test_a_model_is_shared_by_slack_name_address_group_or_with_everyone(we: Team) -> None:
    we.tuned("Cat")
    share = we.tuner.models.share

    given = [
        share("cat", by=ADA, role=Role.READER, user=BEN),
        share("cat", by=ADA, role=Role.WRITER, email="dee@example.com"),
        share("cat", by=ADA, role=Role.READER, email="team@googlegroups.com"),
        share("cat", by=ADA, role=Role.READER, everyone=True),
    ]

    assert [(it.grantee, it.email) for it in given] == [
        (Grantee.USER, "ben@example.com"),
        (Grantee.USER, "dee@example.com"),
        (Grantee.GROUP, "team@googlegroups.com"),
        (Grantee.EVERYONE, ""),
    ]
    assert list(we.tuner.models.permissions("cat", by=ADA)) == given


@pytest.mark.parametrize(("user", "email", "field"), [(CEM, "", "user"), ("", "x", "email")])
def test_whom_nobody_can_find_is_refused_at_the_field(
    we: Team, user: str, email: str, field: str
) -> None:
    we.tuned("Cat")

    with pytest.raises(InvalidInput) as refused:
        we.tuner.models.share("cat", by=ADA, role=Role.READER, user=user, email=email)
    assert refused.value.field == field
    assert not we.place.permissions("cat")


def test_a_private_model_is_seen_by_whom_it_is_shared_with_until_it_is_taken_back(
    we: Team,
) -> None:
    we.tuned("Cat", audience=Audience.ME)
    given = we.tuner.models.share("cat", by=ADA, role=Role.READER, user=BEN)

    assert we.tuner.models.names(BEN) == [("cat", "Cat")]
    assert [job.id for job in we.tuner.jobs(BEN)] == ["cat"]
    we.tuner.models.unshare("cat", given.id, by=ADA)
    assert not we.tuner.models.names(BEN)
    assert not we.tuner.jobs(BEN)


def test_a_model_that_is_given_away_is_the_new_owners_here_too(we: Team) -> None:
    we.tuned("Cat")
    with pytest.raises(NotAllowed):
        we.tuner.models.transfer("cat", by=BEN, user=BEN)

    we.tuner.models.transfer("cat", by=ADA, email="BEN@example.com")

    assert we.tuner.job("cat").owner == BEN
    assert we.tuner.models.delete("cat", by=BEN).state is JobState.DELETED


def test_only_ones_own_ready_models_can_be_tuned_further(we: Team) -> None:
    we.tuned("Cat")
    we.tuned("His", owner=BEN)
    written(we.store, "late", order=make.order(display_name="Late"))
    we.place.known["found"] = make.tuned_model(id="found", display_name="Found")
    we.place.known["his"] = replace(we.place.known["his"], mine=False)

    assert {it.name for it in we.tuner.models.tunable(ADA)} == {"Cat", "Found"}
