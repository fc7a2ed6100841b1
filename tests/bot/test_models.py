"""Details, changes, sharing and deletion of tuned models."""

from dataclasses import replace

import pytest

from bot.domain import Audience, Grantee, JobState, NewsKind, Role
from bot.errors import (
    ChangedMeanwhile,
    InvalidInput,
    NotAllowed,
    NotConnected,
    NotFound,
    TuningUnavailable,
)
from bot.models import GONE
from bot.store import Store
from tests import make
from tests.bot.store.writing import written
from tests.bot.team import ADA, BEN, CEM, Team, team


@pytest.fixture
def we(store: Store) -> Team:
    return team(store)


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

    with pytest.raises(NotFound):
        we.tuner.models.details("cat", user=BEN)
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
    assert not we.tuner.models.seen(ADA)
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
    assert [job.id for job in we.tuner.models.seen(BEN)] == ["cat"]
    assert we.tuner.models.unshare("cat", given.id, by=ADA) == given
    assert we.tuner.models.unshare("cat", given.id, by=ADA) is None, "it was gone already"
    assert not we.tuner.models.names(BEN)
    assert not we.tuner.models.seen(BEN)


def test_a_model_that_is_given_away_is_the_new_owners_here_too(we: Team) -> None:
    we.tuned("Cat")
    with pytest.raises(NotAllowed):
        we.tuner.models.transfer("cat", by=BEN, user=BEN)

    we.tuner.models.transfer("cat", by=ADA, email="BEN@example.com")

    assert we.tuner.job("cat").owner == BEN
    assert we.tuner.models.delete("cat", by=BEN).state is JobState.DELETED
