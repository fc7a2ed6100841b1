from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256

import pytest

from bot.domain import Card, DraftState, JobState, NewsKind, Preflight, TuningJob
from bot.errors import (
    ChannelClosed,
    InvalidInput,
    LinkExpired,
    NotAllowed,
    NotConnected,
    NotFound,
    NotPosted,
    ServiceRefused,
    TuningUnavailable,
    UnusableFile,
)
from bot.store import LOOK_LEASE, TELL_LEASE, Store
from bot.tuner import Tuner
from tests import make
from tests.bot.pressing import READY, begun, look, told, wanted
from tests.fakes import FakeService, Wall

LATER = make.NOON + LOOK_LEASE


# From the form to the pre-flight


def test_a_form_that_comes_twice_is_read_once(tuner: Tuner) -> None:
    assert tuner.receive(make.draft())
    assert tuner.receive(make.draft()) is None


def test_a_good_file_is_kept_and_counted(tuner: Tuner) -> None:
    claim = tuner.receive(make.draft())
    assert claim

    found = tuner.library.check(claim, make.CSV, "cat.csv")

    assert isinstance(found, Preflight)
    assert (found.report.examples, found.steps, found.expected) == (3, 4, None)
    assert found.report.first[0].output == "II"
    assert found == tuner.library.preflight("cat", by="U1")
    assert tuner.store.datasets.content(found.draft.dataset) == make.CSV


def test_an_unreadable_file_is_refused_which_is_remembered_but_the_file_is_not(
    tuner: Tuner,
) -> None:
    claim = tuner.receive(make.draft())
    assert claim

    with pytest.raises(UnusableFile, match="PDF"):
        tuner.library.check(claim, b"%PDF-1.7", "cat.csv")

    assert tuner.store.drafts.draft("cat").state is DraftState.REFUSED
    with pytest.raises(NotFound):
        tuner.store.datasets.content(sha256(b"%PDF-1.7").hexdigest())
    with pytest.raises(InvalidInput, match="Attach another"):
        tuner.want("cat", by="U1")


def test_a_file_that_could_not_be_fetched_is_not_tried_for_ever(store: Store, tuner: Tuner) -> None:
    claim = tuner.receive(make.draft())
    assert claim
    tuner.refuse(claim)

    assert store.claim_drafts(LATER, 9) == []


def test_nothing_is_started_before_its_file_is_read(tuner: Tuner) -> None:
    tuner.receive(make.draft())

    with pytest.raises(InvalidInput, match="still being read"):
        tuner.want("cat", by="U1")


def test_the_expected_time_is_that_of_jobs_before_it(tuner: Tuner, service: FakeService) -> None:
    """Thirty seconds for three examples and five epochs, so sixty for ten epochs."""
    begun(tuner)
    service.stands["cat"] = READY
    look(tuner)
    twice = replace(make.order().hyperparameters, epochs=10)
    claim = tuner.receive(make.draft(id="dog", order=make.order(hyperparameters=twice)))
    assert claim

    found = tuner.library.check(claim, make.CSV, "cat.csv")

    assert isinstance(found, Preflight)
    assert found.expected == timedelta(seconds=60)


# From Start to the service


def test_the_same_press_twice_is_one_job(tuner: Tuner, service: FakeService, wall: Wall) -> None:
    claim = wanted(tuner)

    assert tuner.want("cat", by="U1") is None
    assert tuner.begin(claim, wall.put_up).state is JobState.QUEUED
    assert tuner.want("cat", by="U1") is None
    assert (service.starts, wall.cards) == (["cat"], ["Cat"])


def test_only_who_filled_in_the_form_starts_it(tuner: Tuner) -> None:
    claim = tuner.receive(make.draft())
    assert claim
    tuner.library.check(claim, make.CSV, "cat.csv")

    with pytest.raises(NotAllowed):
        tuner.want("cat", by="U2")


def test_a_second_model_of_a_name_gets_a_number(tuner: Tuner) -> None:
    names = [
        wanted(tuner, press, name).job.order.display_name
        for press, name in [("a", "Cat"), ("b", "cat"), ("c", "CAT")]
    ]

    assert names == ["Cat", "cat 2", "CAT 3"]


def test_where_tuner_may_not_speak_nothing_is_started_and_the_form_lives(
    tuner: Tuner, service: FakeService, wall: Wall
) -> None:
    wall.trouble = ChannelClosed("Invite me first.")
    with pytest.raises(ChannelClosed):
        tuner.begin(wanted(tuner), wall.put_up)

    assert (service.starts, tuner.store.jobs.jobs()) == ([], [])
    assert tuner.library.preflight("cat", by="U1").draft.state is DraftState.CHECKED
    again = tuner.want("cat", by="U1")
    assert again
    assert again.job.order.display_name == "Cat"
    assert tuner.begin(again, wall.put_up).state is JobState.QUEUED


def test_a_crash_before_the_card_loses_nothing(
    store: Store, tuner: Tuner, service: FakeService, wall: Wall
) -> None:
    wanted(tuner)

    [[claim]] = store.claim_due(LATER, 9)
    job = tuner.look(claim, LATER, wall.put_up)

    assert (job.state, job.card) == (JobState.QUEUED, make.CARD)
    assert (service.starts, wall.cards) == (["cat"], ["Cat"])


def test_a_crash_after_the_card_puts_up_no_second_one(
    store: Store, tuner: Tuner, service: FakeService, wall: Wall
) -> None:
    service.trouble = SystemExit()
    with suppress(SystemExit):
        tuner.begin(wanted(tuner), wall.put_up)
    assert tuner.job("cat").card == make.CARD

    [[claim]] = store.claim_due(LATER, 9)

    assert tuner.look(claim, LATER, wall.put_up).state is JobState.QUEUED
    assert (service.starts, wall.cards) == (["cat"], ["Cat"])


def test_a_service_that_is_down_makes_a_job_wait_and_its_card_say_why(
    store: Store, tuner: Tuner, service: FakeService, wall: Wall
) -> None:
    service.trouble = TuningUnavailable("Down.")
    job = tuner.begin(wanted(tuner), wall.put_up)
    assert (job.state, job.reason) == (JobState.WANTED, "Down.")
    assert told(store) == [(NewsKind.CARD, 0)]

    soon = make.NOON + tuner.eager
    [[claim]] = store.claim_due(soon, 9)

    job = tuner.look(claim, soon, wall.put_up)
    assert (job.state, job.reason) == (JobState.QUEUED, "")
    assert wall.cards == ["Cat"]


@pytest.mark.parametrize("trouble", [LinkExpired(), NotConnected()])
def test_a_job_whose_link_has_ended_waits_for_another_and_its_owner_hears_once(
    store: Store, tuner: Tuner, service: FakeService, trouble: Exception
) -> None:
    accounts = store.workspace("T1").accounts
    accounts.link(make.account(), "old")
    for name in ("cat", "dog"):
        service.trouble = trouble
        tuner.begin(wanted(tuner, name, name.title()), Wall().put_up)
    assert sorted(told(store)) == [*[(NewsKind.CARD, 0)] * 2, (NewsKind.HINDERED, 0)]
    assert store.claim_due(LATER, 9) == []

    accounts.link(make.account(linked=LATER), "new")

    for [claim] in store.claim_due(LATER, 9):
        tuner.look(claim, LATER, Wall().put_up)
    assert sorted(service.starts) == ["cat", "dog"]


@pytest.mark.parametrize("perhaps", [True, False])
def test_a_card_that_was_not_taken_is_put_up_later_and_says_whether_it_is_perhaps_there(
    store: Store,
    tuner: Tuner,
    service: FakeService,
    wall: Wall,
    perhaps: bool,  # noqa: FBT001
) -> None:
    asked = list[int]()

    def put_up(job: TuningJob, before: int) -> Card:
        asked.append(before)
        return wall.put_up(job)

    wall.trouble = NotPosted("Not now.", perhaps=perhaps)
    with pytest.raises(NotPosted):
        tuner.begin(wanted(tuner), put_up)
    assert service.starts == []
    assert store.claim_due(make.NOON + TELL_LEASE / 2, 9) == []

    [[claim]] = store.claim_due(make.NOON + TELL_LEASE, 9)
    tuner.look(claim, make.NOON + TELL_LEASE, put_up)

    assert asked == [0, 1 if perhaps else 0]
    assert service.starts == ["cat"]


def test_a_start_that_was_perhaps_heard_is_asked_for_and_not_repeated(
    store: Store, tuner: Tuner, service: FakeService, wall: Wall
) -> None:
    service.trouble = TuningUnavailable("No answer.")
    tuner.begin(wanted(tuner), wall.put_up)
    service.stands["cat"] = make.status(JobState.TUNING, 1)

    [[claim]] = store.claim_due(LATER, 9)

    assert tuner.look(claim, LATER, wall.put_up).state is JobState.TUNING
    assert service.starts == []


def test_who_asks_to_be_left_alone_is(store: Store, tuner: Tuner, service: FakeService) -> None:
    service.trouble = TuningUnavailable("Too many.", retry_after=timedelta(minutes=7))
    tuner.begin(wanted(tuner), Wall().put_up)

    assert store.claim_due(make.NOON + timedelta(minutes=6), 9) == []
    assert len(store.claim_due(make.NOON + timedelta(minutes=7), 9)) == 1


def test_a_refusal_is_the_end_of_it_and_says_why(
    store: Store, tuner: Tuner, service: FakeService, wall: Wall
) -> None:
    service.trouble = ServiceRefused("No such base model.")

    job = tuner.begin(wanted(tuner), wall.put_up)

    assert (job.state, job.reason) == (JobState.FAILED, "No such base model.")
    assert tuner.job("cat") == job
    assert told(store) == [(NewsKind.FAILED, 0)]
    assert store.claim_due(LATER, 9) == []
