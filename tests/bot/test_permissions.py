"""Who may do what, where `Tuner` itself says no."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain import (
    Act,
    Audience,
    Bill,
    Grantee,
    JobState,
    Kind,
    Policy,
    Price,
    Question,
    Role,
    Site,
    TuningJob,
)
from bot.errors import InvalidInput, NotAllowed, NotFound
from bot.models import Models
from bot.store import Store
from bot.tuning.registry import SERVICES
from tests import make
from tests.bot.pressing import wanted
from tests.bot.team import ADA, BEN, CEM, Team, team
from tests.fakes import Wall

HOUR = timedelta(hours=1)


@pytest.fixture
def we(store: Store) -> Team:
    return team(store)


CHANGES: dict[str, Callable[[Models], object]] = {
    "update": lambda it: it.update("cat", by=ADA, display_name="X", description="", seen=""),
    "share": lambda it: it.share("cat", by=ADA, role=Role.READER, everyone=True),
    "unshare": lambda it: it.unshare("cat", "1", by=ADA),
    "transfer": lambda it: it.transfer("cat", by=ADA, email="m@example.com"),
    "delete": lambda it: it.delete("cat", by=ADA),
    "ask_to_delete": lambda it: it.ask_to_delete("cat", by=ADA),
}


@pytest.mark.parametrize("name", CHANGES)
@pytest.mark.parametrize("kind", [Kind.GUEST, Kind.STRANGER])
def test_guests_and_strangers_change_nothing_not_even_what_was_theirs(
    we: Team, name: str, kind: Kind
) -> None:
    we.tuned("Cat")
    we.who.meet(ADA, kind=kind)
    before = we.store.jobs.job("cat")

    with pytest.raises(NotAllowed, match="may ask models here at most"):
        CHANGES[name](we.tuner.models)
    assert we.store.jobs.job("cat") == before
    assert list(we.store.audit.deeds()) == []


def test_defaults_change_nothing_for_members(we: Team) -> None:
    job = we.tuner.begin(wanted(we.tuner), Wall().put_up)

    assert job.state is JobState.QUEUED
    assert [it.act for it in we.store.audit.deeds()] == [Act.STARTED]


@pytest.mark.parametrize(
    ("policy", "words"),
    [
        (Policy(tuners=(BEN,), changed_by=BEN), "an admin of this workspace"),
        (Policy(channels=("C9",)), "channels that an admin chose"),
        (Policy(examples=2), "3 examples; here, a training may have 2"),
        (Policy(jobs_per_person=0), "0 trainings on the way"),
        (Policy(jobs_at_once=0), "This workspace has 0 trainings"),
    ],
)
def test_what_was_settled_meanwhile_holds_when_the_card_would_go_up(
    we: Team, policy: Policy, words: str
) -> None:
    claim, wall = wanted(we.tuner), Wall()
    we.who.meet(ADA, name="Ada")
    we.store.settings.set_policy(policy)
    with pytest.raises((NotAllowed, InvalidInput), match=words):
        we.tuner.begin(claim, wall.put_up)

    assert wall.cards == []
    assert we.place.starts == []
    assert list(we.store.jobs.jobs()) == []


def test_of_two_at_a_time_the_one_that_came_first_goes_on(we: Team) -> None:
    first, second = wanted(we.tuner), wanted(we.tuner, "dog", "Dog")
    we.store.settings.set_policy(Policy(jobs_at_once=1))

    with pytest.raises(NotAllowed):
        we.tuner.begin(second, Wall().put_up)
    assert we.tuner.begin(first, Wall().put_up).state is JobState.QUEUED


def test_refusals_name_the_admins_that_one_can_ask(we: Team) -> None:
    we.who.meet(BEN, name="Ben")
    we.store.settings.set_policy(Policy(tuners=(CEM,), admins=(BEN,), changed_by=ADA))

    with pytest.raises(NotAllowed, match=r"Ask Ada or Ben\.$"):
        we.tuner.may.tuner("U7")
    we.tuner.may.tuner(CEM)
    we.tuner.may.tuner(BEN)


def test_a_question_too_many_is_not_asked(we: Team) -> None:
    we.tuned("Cat", audience=Audience.EVERYONE)
    we.store.settings.set_policy(Policy(questions_per_hour=1))
    ask = lambda: list(we.tuner.asking.ask("cat", Question(text="?"), by=BEN, channel="C1"))  # noqa: E731
    assert ask()
    with pytest.raises(NotAllowed, match="Go on in 60 min"):
        ask()

    we.now += HOUR
    assert ask()


def test_whoever_deletes_needs_a_second_person_who_is_owner_or_admin(we: Team) -> None:
    job = we.tuned("Cat")
    we.store.settings.set_policy(Policy(second_person=True))
    with pytest.raises(NotAllowed, match="a second person"):
        we.tuner.models.delete(job.id, by=ADA)
    we.tuner.models.ask_to_delete(job.id, by=ADA)
    for user in (ADA, CEM):
        with pytest.raises(NotAllowed, match="Somebody else has to agree"):
            we.tuner.models.agree(job.id, by=user)

    we.place.share("cat", Grantee.USER, Role.WRITER, "ben@example.com")
    assert we.tuner.models.agree(job.id, by=BEN).state is JobState.DELETED
    newest = we.store.audit.deeds()[0]
    assert (newest.act, newest.by, newest.after) == (Act.DELETED, ADA, {"agreed": BEN})


def test_a_request_runs_out_after_a_day(we: Team) -> None:
    job = we.tuned("Cat")
    we.store.settings.set_policy(Policy(second_person=True))
    we.tuner.models.ask_to_delete(job.id, by=ADA)
    we.now += timedelta(hours=24)

    with pytest.raises(NotAllowed, match="a day has passed"):
        we.tuner.models.agree(job.id, by=BEN)
    assert we.store.jobs.job("cat").state is JobState.READY


def test_asking_what_vanished_says_since_when(we: Team) -> None:
    we.tuned("Cat")
    del we.place.known["cat"]
    for hours in range(2):
        we.now = make.NOON + hours * HOUR
        we.tuner.models.details("cat", user=ADA)

    assert we.store.jobs.job("cat").gone == make.NOON
    assert [it.act for it in we.store.audit.deeds()] == [Act.VANISHED]


def test_an_export_tames_formulas_and_is_for_admins(we: Team) -> None:
    we.store.audit.append(make.deed(about='=HYPERLINK("x")'))

    assert "\"'=HYPERLINK" in we.tuner.history.export(ADA)
    with pytest.raises(NotAllowed):
        we.tuner.history.export(BEN)


def test_members_see_their_own_deeds_and_those_about_their_models(we: Team) -> None:
    we.tuned("Cat", owner=BEN)
    we.store.audit.append(make.deed(by=ADA, subject="cat"))
    we.store.audit.append(make.deed(by=ADA, subject="dog"))
    we.store.audit.append(make.deed(by=CEM, subject="dog"))

    assert len(we.tuner.history.page(BEN)[0]) == 1
    assert len(we.tuner.history.page(CEM)[0]) == 1
    assert len(we.tuner.history.page(ADA)[0]) == 3


# Where it costs money

PAID = Site("vertex")
CENT = Bill(tokens=1000, price=Price(amount=2.0, currency="USD"))  # five epochs of it


def costly(we: Team, policy: Policy, bill: Bill = CENT, owner: str = BEN) -> TuningJob:
    """Begin a training at a service that takes money."""
    we.store.settings.set_policy(policy)
    paid = replace(SERVICES["gemini"], name="vertex", is_paid=True)
    tuner = replace(we.tuner, services={**SERVICES, "vertex": paid})
    order = make.order(site=PAID)
    claim = we.store.jobs.add(make.job(owner=owner, order=order, bill=bill), now=make.NOON)
    assert claim
    return tuner.begin(claim, Wall().put_up)


def test_only_admins_start_what_costs_money_until_they_open_it(we: Team) -> None:
    with pytest.raises(NotAllowed, match="costs money here, and only admins may start it"):
        costly(we, Policy(service="vertex"))
    with pytest.raises(NotFound):
        we.store.jobs.job("cat")

    assert costly(we, Policy(service="vertex"), owner=ADA).owner == ADA


def test_what_was_opened_is_for_all_who_may_tune(we: Team) -> None:
    assert costly(we, Policy(service="vertex", all_spend=True)).owner == BEN


@pytest.mark.parametrize("bill", [Bill(), Bill(tokens=9), Bill(price=CENT.price)])
def test_what_has_no_estimate_does_not_start(we: Team, bill: Bill) -> None:
    with pytest.raises(NotAllowed, match="Nobody can say what this would cost"):
        costly(we, Policy(service="vertex"), bill, ADA)


def test_what_costs_more_than_an_admin_allows_does_not_start(we: Team) -> None:
    most = 2.0 * 1000 * 5 / 1e6
    words = r"about 0\.01 USD, and one training may cost less than 0\.01 USD"
    with pytest.raises(NotAllowed, match=words):
        costly(we, Policy(service="vertex", job_cost=most / 10), owner=ADA)
    assert costly(we, Policy(service="vertex", job_cost=most), owner=ADA).bill == CENT


def test_what_costs_nothing_needs_no_estimate(we: Team) -> None:
    policy = Policy(job_cost=0.1)
    we.store.settings.set_policy(policy)
    assert we.tuner.begin(wanted(we.tuner), Wall().put_up).estimate is None
