"""A tuned model is asked: by command, by button, in public or not."""

import pytest

from bot.domain import Audience, JobState
from bot.errors import TuningUnavailable
from handlers.views import answer, ask
from playground.person import element_of
from tests.handlers.conftest import Bot, Somebody

READY = JobState.READY


def test_everybody_in_the_channel_sees_who_asked_what_and_the_answer(
    bot: Bot, ada: Somebody, ben: Somebody, tuning: str
) -> None:
    job = bot.job(ada.user, tuning, READY)
    ben.command(tuning, "/ask", "increment III & <IV>")

    said = ada.message(tuning, f"{job.id} says: III & <IV>")
    assert f"<@{ben.user}> asked *increment*: III &amp; &lt;IV&gt;" in str(said)
    assert answer.MORE not in str(said)


def test_an_unknown_name_is_told_what_is_near(bot: Bot, ben: Somebody, tuning: str) -> None:
    bot.job(ben.user, tuning, READY)
    ben.command(tuning, "/ask", "incrment III")

    ben.message(tuning, "I can't find *incrment*", "*increment*")


def test_nothing_to_ask_gets_the_usage(bot: Bot, ben: Somebody, tuning: str) -> None:
    ben.command(tuning, "/ask")

    ben.message(tuning, "/ask NAME question")


def test_a_name_alone_opens_the_form(bot: Bot, ben: Somebody, tuning: str) -> None:
    bot.job(ben.user, tuning, READY)
    ben.command(tuning, "/ask", "increment")

    ben.submit(ben.modal("Ask increment"), question="VII")
    ben.message(tuning, "says: VII")


def test_where_tuner_is_no_member_the_answer_comes_all_the_same(
    bot: Bot, ada: Somebody, ben: Somebody, tuning: str, random: str
) -> None:
    bot.job(ada.user, tuning, READY, audience=Audience.EVERYONE)
    ben.command(random, "/ask", "increment XIX")

    ada.message(random, "says: XIX")


def test_a_model_of_the_channel_is_not_asked_elsewhere(
    bot: Bot, ada: Somebody, ben: Somebody, tuning: str, random: str
) -> None:
    bot.job(ada.user, tuning, READY)
    ben.command(random, "/ask", "increment XVIII")

    ben.message(random, "may be asked only in its own channel")
    assert "XVIII" not in str(ada.messages(random))


def test_what_only_its_owner_may_ask_only_the_owner_sees(
    bot: Bot, ada: Somebody, ben: Somebody, tuning: str
) -> None:
    bot.job(ada.user, tuning, READY, audience=Audience.ME)
    ada.command(tuning, "/ask", "increment XVI")

    ada.message(tuning, "says: XVI")
    assert "XVI" not in str(ben.messages(tuning))


def test_ask_it_in_the_thread_answers_in_the_thread_and_in_the_modal(
    bot: Bot, ben: Somebody, tuning: str
) -> None:
    job = bot.job(ben.user, tuning, READY)
    assert job.card
    ready = ben.message(tuning, "is ready", ask.OPEN, thread_ts=job.card.ts)
    ben.press(ready, ask.OPEN)
    ben.submit(ben.modal("Ask increment"), question="VIII")

    ben.message(tuning, "says: VIII", thread_ts=job.card.ts)
    again = ben.modal("says: VIII", "You asked: VIII")
    assert "initial_value" not in element_of(again, "question")[0]


def test_ask_it_on_the_card_answers_in_its_thread(bot: Bot, ben: Somebody, tuning: str) -> None:
    job = bot.job(ben.user, tuning, READY)
    assert job.card
    ben.press(ben.message(tuning, ask.OPEN, job.id), ask.OPEN)
    ben.submit(ben.modal("Ask increment"), question="IX")

    ben.message(tuning, "says: IX", thread_ts=job.card.ts)


def test_a_service_that_is_down_says_so_where_the_answer_would_be(
    bot: Bot, ben: Somebody, tuning: str
) -> None:
    bot.job(ben.user, tuning, READY)
    bot.service.trouble = TuningUnavailable("The tuning service is asleep.")
    ben.command(tuning, "/ask", "increment XI")

    ben.message(tuning, "asked *increment*: XI", "is asleep")


def test_a_refused_question_stays_in_the_form(
    bot: Bot, ada: Somebody, ben: Somebody, tuning: str
) -> None:
    """Home has no channel, and only in its channel may others ask it."""
    bot.job(ada.user, tuning, READY)
    asked = ask.Asking(job=bot.tuner.store.jobs.jobs()[0].id, name="increment")
    ben.command(tuning, "/tune", "connect")
    view = ben.modal("Connect Google")
    bot.client.views_update(view_id=view["id"], view=ask.build(asked))
    ben.submit(ben.modal("Ask increment"), question="XII")

    refused = ben.modal("may be asked only in its own channel")
    assert element_of(refused, "question")[0]["initial_value"] == "XII"


@pytest.mark.parametrize("state", [JobState.TUNING, JobState.FAILED, JobState.CANCELLED])
def test_a_model_that_is_not_ready_says_how_it_stands(
    bot: Bot, ben: Somebody, tuning: str, state: JobState
) -> None:
    bot.job(ben.user, tuning, state)
    ben.command(tuning, "/ask", "increment XIII")

    ben.message(tuning, "can't be asked", state.words)
