"""Who may do what, settled by an admin, said in words, and written down."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest

from bot.domain import JobState, Kind, Policy, utc_now
from bot.tuner import Tuner
from bot.upkeep import Upkeep
from handlers.views import approve, log, settings
from handlers.views import start as form
from handlers.who import standing
from tests.handlers.conftest import CSV, Bot, Somebody, slack_people
from tests.handlers.test_start import jobs, open_form, ready_to_start

READY = JobState.READY


def settle(bot: Bot, **changes: Any) -> None:
    bot.store.workspace(bot.workspace).settings.set_policy(Policy(**changes))


def at_last(tuner: Tuner, _: str) -> Tuner:
    return tuner


@pytest.fixture
def role(bot: Bot, ben: Somebody) -> Iterator[Any]:
    """Let Slack say something else of Ben."""
    people = slack_people(bot)
    before = dict(people[ben.user])

    def be(**changes: Any) -> None:
        people[ben.user] |= changes
        bot.people.known.clear()

    yield be
    people[ben.user].clear()
    people[ben.user].update(before)


def test_an_admin_says_who_may_tune_the_others_are_told_and_the_log_shows_it(
    bot: Bot, ada: Somebody, ben: Somebody, tuning: str
) -> None:
    ada.command(tuning, "/tune", "settings")
    ada.submit(ada.modal(settings.SUBMIT, "People"), tuners=[ada.user])
    ada.modal(settings.SAVED)
    ada.shut()

    ben.command(tuning, "/tune")
    ben.modal("only those whom an admin has named", "Ask ada")
    assert form.SUBMIT not in str(ben.view())

    ada.command(tuning, "/tune", "log")
    ada.modal("changed the settings", f"tuners: nothing → {ada.user}", "settings.submit")
    ben.shut()
    ben.command(tuning, "/tune", "log")
    ben.modal(log.OWN, log.NOTHING)


def test_permission_is_asked_when_start_is_pressed_not_when_it_was_drawn(
    bot: Bot, ada: Somebody, ben: Somebody, tuning: str
) -> None:
    found = ready_to_start(ben, tuning)
    settle(bot, tuners=(ada.user,), changed_by=ada.user)
    ben.submit(found)

    ben.modal("only those whom an admin has named", "Ask ada")
    assert jobs(bot) == []


def test_a_group_may_tune(bot: Bot, ada: Somebody, ben: Somebody, tuning: str) -> None:
    groups = slack_people(bot, "groups")
    [group] = groups
    settle(bot, tuner_groups=(group,))
    ben.command(tuning, "/tune")
    ben.modal("only those whom an admin has named")
    groups[group]["users"].append(ben.user)
    bot.people.known.clear()
    ben.shut()

    assert open_form(ben, tuning)
    groups[group]["users"].remove(ben.user)


def test_a_channel_that_no_admin_chose_is_marked_in_the_form(
    bot: Bot, ben: Somebody, tuning: str, random: str
) -> None:
    view = open_form(ben, tuning)
    settle(bot, channels=(random,))
    file = ben.upload("increment.csv", CSV)
    with pytest.raises(Exception, match="in the channels that an admin chose"):
        ben.submit(view, file=[file["id"]], display_name="increment")


def test_one_training_at_a_time_and_the_second_is_refused_in_words(
    bot: Bot, ben: Somebody, tuning: str
) -> None:
    settle(bot, jobs_per_person=1)
    ben.submit(ready_to_start(ben, tuning))
    ben.modal("See its card")
    ben.shut()
    ben.submit(ready_to_start(ben, tuning))

    ben.modal("You have 1 training on the way", "/tune cancel")
    assert jobs(bot) == [JobState.QUEUED]


def test_a_guest_may_ask_where_an_admin_allowed_it_and_nothing_else(
    bot: Bot, ben: Somebody, ada: Somebody, tuning: str, role: Any
) -> None:
    bot.job(ada.user, tuning, READY, display_name="lent")
    role(role="guest")
    ben.command(tuning, "/ask", "lent I?")
    ben.message(tuning, "Guests can't use Tuner")
    settle(bot, guests_ask=True)
    ben.command(tuning, "/ask", "lent II?")
    ben.message(tuning, "says: II?")

    ben.command(tuning, "/tune")
    ben.modal("may ask models here at most")


def test_questions_in_an_hour_are_counted_and_the_last_is_refused(
    bot: Bot, ben: Somebody, ada: Somebody, tuning: str
) -> None:
    bot.job(ada.user, tuning, READY, display_name="asked")
    settle(bot, questions_per_hour=1)
    ben.command(tuning, "/ask", "asked first?")
    ben.message(tuning, "says: first?")
    ben.command(tuning, "/ask", "asked second?")

    ben.message(tuning, "1 question within an hour", "Go on in 60 min")
    assert bot.store.workspace(bot.workspace).audit.deeds() == [], "what people ask is not logged"


def test_a_second_person_agrees_to_a_deletion(
    bot: Bot, ben: Somebody, ada: Somebody, tuning: str
) -> None:
    job = bot.job(ben.user, tuning, READY, display_name="doomed by two")
    settle(bot, second_person=True)
    ben.command(tuning, "/models", "delete doomed by two")
    ben.submit(ben.modal("*doomed by two* will be deleted"))
    ben.modal("A second person has to agree")
    assert job.card
    asked = ben.message(tuning, "wants to delete", thread_ts=job.card.ts)
    ben.press(asked, approve.AGREE)
    ben.message(tuning, "Somebody else has to agree", thread_ts=job.card.ts)
    assert bot.tuner.job(job.id).state is READY

    ada.press(asked, approve.AGREE)
    ada.message(tuning, "agreed: *doomed by two* is gone", thread_ts=job.card.ts)
    assert bot.tuner.job(job.id).deleted_by == ben.user
    assert job.id not in bot.service.known


def test_who_asked_withdraws_and_the_model_stays(bot: Bot, ben: Somebody, tuning: str) -> None:
    job = bot.job(ben.user, tuning, READY, display_name="spared")
    settle(bot, second_person=True)
    ben.command(tuning, "/models", "delete spared")
    ben.submit(ben.modal("*spared* will be deleted"))
    ben.modal("A second person has to agree")
    assert job.card
    ben.press(ben.message(tuning, "wants to delete", thread_ts=job.card.ts), approve.WITHDRAW)

    ben.message(tuning, "withdrew this: *spared* stays", thread_ts=job.card.ts)
    assert bot.tuner.job(job.id).state is READY


def test_a_model_that_vanished_is_said_on_its_card_and_in_its_thread_once(
    bot: Bot, ben: Somebody, tuning: str
) -> None:
    job = bot.job(ben.user, tuning, READY, display_name="vanished")
    del bot.service.known[job.id]
    for days in (1, 2, 3):
        later = utc_now() + timedelta(days=days)
        then = replace(bot.tuner, clock=partial(datetime.fromtimestamp, later.timestamp(), UTC))
        Upkeep(bot.store, partial(at_last, then)).look_after(later)
    bot.deliver()

    ben.message(tuning, "*vanished* is no longer at Google since", "not deleted through Tuner")
    assert job.card
    heard = [it for it in ben.messages(tuning, job.card.ts) if "no longer at" in it["text"]]
    assert len(heard) == 2, "the card, and one message in its thread"


def test_an_admin_takes_over_what_somebody_left_behind(
    bot: Bot, ben: Somebody, ada: Somebody, tuning: str, role: Any
) -> None:
    job = bot.job(ben.user, tuning, READY, display_name="left behind")
    role(deleted=True)
    Upkeep(bot.store, bot.parts.tuner_for).look_after(utc_now())
    assert [it.id for it in bot.tuner.models.orphans()] == [job.id]

    bot.tuner.models.adopt(job.id, by=ada.user)
    assert bot.tuner.job(job.id).owner == ada.user
    assert bot.tuner.models.orphans() == []


@pytest.mark.parametrize(
    ("user", "kind"),
    [
        ({"team_id": "T1"}, Kind.MEMBER),
        ({"team_id": "T1", "is_restricted": True}, Kind.GUEST),
        ({"team_id": "T1", "is_ultra_restricted": True}, Kind.GUEST),
        ({"team_id": "T2"}, Kind.STRANGER),
        ({"team_id": "T2", "enterprise_user": {"teams": ["T1", "T2"]}}, Kind.MEMBER),
        ({"team_id": "T1", "is_stranger": True}, Kind.STRANGER),
    ],
)
def test_who_is_what_to_a_workspace(user: dict[str, Any], kind: Kind) -> None:
    found = standing({"id": "U1", "is_admin": True, **user}, "T1")

    assert found.kind is kind
    assert found.is_admin is (kind is Kind.MEMBER), "an admin elsewhere is none here"
