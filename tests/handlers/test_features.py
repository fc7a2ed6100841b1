"""The smaller things that people do: linking, listing, cancelling, Home, asking for help."""

import pytest

from bot.domain import JobState, utc_now
from handlers.connect import Intent
from handlers.views import ask, connect, progress, start
from playground.person import Json, element_of
from tests import make
from tests.handlers.conftest import Bot, Somebody


def test_a_card_and_its_thread_follow_the_training(bot: Bot, ben: Somebody, tuning: str) -> None:
    job = bot.job(ben.user, tuning, JobState.TUNING)
    assert job.card
    ben.message(tuning, "2 of 4 steps", "is learning", job.id)
    ben.message(tuning, "Training has begun", thread_ts=job.card.ts)


def test_ready_comes_with_the_curve_in_words_and_picture(
    bot: Bot, ben: Somebody, tuning: str
) -> None:
    job = bot.job(ben.user, tuning, JobState.READY)
    assert job.card
    picture = ben.message(tuning, "loss.png", thread_ts=job.card.ts)

    assert "Mean loss fell from" in str(picture["files"])
    assert job.card.ts != picture["ts"]


def test_its_owner_cancels_a_job_on_the_card(bot: Bot, ben: Somebody, tuning: str) -> None:
    job = bot.job(ben.user, tuning, JobState.TUNING)
    assert job.card
    ben.press(ben.message(tuning, progress.CANCEL, job.id), progress.CANCEL)
    ben.until(lambda: bot.tuner.job(job.id).state is JobState.CANCELLED)
    bot.deliver()

    ben.message(tuning, "was cancelled")
    ben.message(tuning, "was cancelled", "`/tune`", thread_ts=job.card.ts)
    assert progress.CANCEL not in str(ben.messages(tuning)[-1])


def test_somebody_else_is_told_that_only_its_owner_cancels(
    bot: Bot, ada: Somebody, ben: Somebody, tuning: str
) -> None:
    job = bot.job(ada.user, tuning, JobState.TUNING)
    ben.press(ben.message(tuning, progress.CANCEL, job.id), progress.CANCEL)

    ben.message(tuning, "Only the person who started it")
    assert "Only the person" not in str(ada.messages(tuning)[-1])
    assert bot.tuner.job(job.id).state is JobState.TUNING


def test_models_lists_what_there_is_with_ways_to_ask(bot: Bot, ben: Somebody, tuning: str) -> None:
    bot.job(ben.user, tuning, JobState.READY)
    ben.command(tuning, "/models")
    listed = ben.message(tuning, "*increment* · :white_check_mark: ready")
    assert listed["ephemeral"]

    ben.press(listed, ask.OPEN)
    ben.submit(ben.modal("Ask increment"), question="XXI")
    ben.message(tuning, "says: XXI")


def test_with_no_models_the_list_says_how_to_begin(bot: Bot, ben: Somebody, tuning: str) -> None:
    ben.command(tuning, "/models")
    ben.press(ben.message(tuning, "Nobody has taught a model"), start.OPEN)

    ben.modal(start.SUBMIT)


def home(ben: Somebody, *words: str) -> Json:
    def there() -> Json | None:
        view: Json | None = ben.get("home")["view"]
        return view if view and all(word in str(view) for word in words) else None

    return ben.until(there, within=10)


def test_home_shows_link_jobs_and_models(bot: Bot, ben: Somebody, tuning: str) -> None:
    bot.link(ben.user)
    bot.job(ben.user, tuning, JobState.READY)
    bot.job(ben.user, tuning, JobState.TUNING, display_name="decrement")

    home(ben, "Linked to Google as *ada@example.com*", "increment", "decrement", "2 of 4 steps")


def test_home_is_useful_when_empty(bot: Bot, ada: Somebody) -> None:
    home(ada, "Connect Google", "Start tuning", "You have none yet")


def test_connect_shows_the_link_in_a_modal_and_who_is_linked(
    bot: Bot, ben: Somebody, tuning: str
) -> None:
    bot.link(ben.user)
    ben.command(tuning, "/tune", "connect")

    assert element_of(ben.modal("ada@example.com"), connect.GO)[0]["url"].startswith("https://")


def test_after_linking_alone_the_modal_offers_to_start(
    bot: Bot, ben: Somebody, tuning: str
) -> None:
    ben.command(tuning, "/tune", "connect")
    waiting = ben.modal("Connect Google")
    bot.linking.linked(bot.pending(ben.user, Intent(view=waiting["id"]).dump()))

    ben.press(ben.modal("Linked as *ada@example.com*"), start.REFILL)
    ben.modal(start.SUBMIT)


def test_disconnect_forgets_and_says_what_is_left_alone(
    bot: Bot, ben: Somebody, tuning: str
) -> None:
    bot.link(ben.user)
    bot.job(ben.user, tuning, JobState.TUNING)
    ben.command(tuning, "/tune", "disconnect")

    ben.message(tuning, "is unlinked", "1 training of yours can't be followed")
    assert bot.tuner.account(ben.user) is None


def test_disconnect_without_a_link_says_so(bot: Bot, ben: Somebody, tuning: str) -> None:
    ben.command(tuning, "/tune", "disconnect")

    ben.message(tuning, "no Google account linked")


@pytest.mark.parametrize(
    ("text", "said"),
    [("help", "/models"), ("HELP ", "/models"), ("conect", "Did you mean `/tune connect`?")],
)
def test_help_and_a_nudge(bot: Bot, ben: Somebody, tuning: str, text: str, said: str) -> None:
    ben.command(tuning, "/tune", text)

    ben.message(tuning, said)


def test_a_mention_is_answered_in_a_thread(bot: Bot, ben: Somebody, tuning: str) -> None:
    asked = ben.say(tuning, f"<@{bot.user}> hello?")

    ben.message(tuning, "I teach language models", thread_ts=asked["ts"])


def test_a_direct_message_is_answered_once(bot: Bot, ben: Somebody) -> None:
    before = len(ben.messages(ben.direct))
    ben.say(ben.direct, "hello?")
    ben.until(lambda: len(ben.messages(ben.direct)) == before + 2)
    ben.say(ben.direct, "and now?")
    ben.until(lambda: len(ben.messages(ben.direct)) == before + 4)


def test_a_card_for_a_closed_channel_is_apologised_for(
    bot: Bot, ben: Somebody, random: str
) -> None:
    """A restart between *Start* and the card leaves a job without one."""
    ours = bot.store.workspace(bot.workspace).jobs
    order = make.order(channel=random, display_name="homeless")
    assert ours.add(make.job(owner=ben.user, order=order), now=make.NOON)
    bot.poller.look(utc_now())

    ben.message(ben.direct, "homeless", "/invite @tuner")
    assert ours.jobs() == []
