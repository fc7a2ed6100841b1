"""A tuned model is asked where commands don't reach: by mention, in threads, directly."""

import pytest

from bot.domain import Answer, Audience, JobState, Limits
from handlers.replies import Posted, Streamed
from handlers.views import answer, feedback, mention
from tests.handlers.conftest import Bot, Somebody

READY = JobState.READY


def test_a_mention_with_a_name_is_answered_in_a_thread(
    bot: Bot, ada: Somebody, ben: Somebody, tuning: str
) -> None:
    job = bot.job(ada.user, tuning, READY)
    asked = ben.say(tuning, f"<@{bot.user}> increment: III & <IV>")

    said = ada.message(tuning, f"{job.id} says: III & <IV>", thread_ts=asked["ts"])
    assert f"<@{ben.user}> asked *increment*" in str(said)
    assert feedback.COMPARE in str(said)


def test_in_the_thread_of_a_card_the_question_needs_no_name(
    bot: Bot, ada: Somebody, ben: Somebody, tuning: str
) -> None:
    job = bot.job(ada.user, tuning, READY)
    assert job.card
    ben.say(tuning, f"<@{bot.user}> XXXIV", thread_ts=job.card.ts)

    ada.message(tuning, f"{job.id} says: XXXIV", thread_ts=job.card.ts)


def test_a_mention_alone_in_the_thread_of_a_card_asks_for_the_question(
    bot: Bot, ben: Somebody, tuning: str
) -> None:
    job = bot.job(ben.user, tuning, READY)
    assert job.card
    ben.say(tuning, f"<@{bot.user}>", thread_ts=job.card.ts)

    said = ben.message(tuning, mention.EMPTY, thread_ts=job.card.ts)
    assert said["ephemeral"]


def test_a_name_that_is_almost_one_is_told_what_is_near(
    bot: Bot, ben: Somebody, tuning: str
) -> None:
    bot.job(ben.user, tuning, READY)
    ben.say(tuning, f"<@{bot.user}> incrment: XXXV")

    assert ben.message(tuning, "I can't find *incrment*", "*increment*")["ephemeral"]


def test_what_only_its_owner_may_ask_is_whispered(
    bot: Bot, ada: Somebody, ben: Somebody, tuning: str
) -> None:
    bot.job(ada.user, tuning, READY, audience=Audience.ME)
    asked = ada.say(tuning, f"<@{bot.user}> increment: XXXVI")

    said = ada.message(tuning, "says: XXXVI", thread_ts=asked["ts"])
    assert said["ephemeral"]
    assert "says: XXXVI" not in str(ben.messages(tuning, asked["ts"]))


def test_a_direct_message_asks_too(bot: Bot, ben: Somebody, tuning: str) -> None:
    job = bot.job(ben.user, tuning, READY)
    asked = ben.say(ben.direct, "increment XXXVII")

    ben.message(ben.direct, f"{job.id} says: XXXVII", thread_ts=asked["ts"])


def test_a_direct_message_may_mention_us_as_well(bot: Bot, ben: Somebody, tuning: str) -> None:
    job = bot.job(ben.user, tuning, READY)
    asked = ben.say(ben.direct, f"<@{bot.user}> increment: LXX")

    ben.message(ben.direct, f"{job.id} says: LXX", thread_ts=asked["ts"])


def test_in_a_direct_message_the_rules_are_the_same(
    bot: Bot, ada: Somebody, ben: Somebody, tuning: str
) -> None:
    bot.job(ada.user, tuning, READY)
    ben.say(ben.direct, "increment XXXVIII")

    ben.message(ben.direct, "may be asked only in its own channel")


def test_words_flow_into_a_thread_as_they_come(
    bot: Bot, ben: Somebody, tuning: str, caplog: pytest.LogCaptureFixture
) -> None:
    asked = ben.say(tuning, "increment?")["ts"]
    posted = Posted(bot.client, tuning, asked, "<@U1> asked")
    reply = Streamed(posted, bot.workspace, ben.user)
    reply.begin()
    reply.grow(Answer(text="III [a](http://evil)"))
    assert ben.message(tuning, "III", thread_ts=asked)["ts"] == reply.ts
    whole = Answer(text="III [a](http://evil) and IV")
    reply.grow(whole)
    reply.end(answer.messages(reply.opening, whole))

    said = ben.message(tuning, "and IV", "rich_text", thread_ts=asked)
    assert said["ts"] == reply.ts
    assert "markdown" not in {it["type"] for it in said["blocks"]}
    assert "stream.refused" not in caplog.text


def test_a_question_that_is_too_long_is_told_its_length_and_the_limit(
    bot: Bot, ben: Somebody, tuning: str
) -> None:
    bot.job(ben.user, tuning, READY)
    bot.service.limits = Limits(input_characters=20)
    ben.say(tuning, f"<@{bot.user}> increment: {'X' * 21}")

    ben.message(tuning, "has 21 characters; this model takes 20")
