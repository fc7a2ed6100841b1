"""The list of tuned models, what can be done from it, and all there is to know of one."""

import json

import pytest

from bot.domain import Audience, JobState
from bot.errors import TuningUnavailable
from handlers import details as features
from handlers.models import tell as listing_of
from handlers.surface import Surface
from handlers.views import ask, code, delete, details, listing, models, share, start, update
from playground.person import Json, element_of
from tests import make
from tests.handlers.conftest import Bot, Somebody
from tests.handlers.recording import RecordingSlack, ResponseUrl

READY = JobState.READY


def option_of(place: Json, action: str, word: str) -> Json:
    """Return the option of a select or an overflow whose value begins with *word*."""
    options: list[Json] = element_of(place, action)[0]["options"]
    return next(it for it in options if it["value"].startswith(word))


def choose(person: Somebody, place: Json, action: str, word: str) -> None:
    person.press(place, action, selected_option=option_of(place, action, word))


def test_the_list_is_for_whoever_asks_and_offers_ask_details_and_more(
    bot: Bot, ada: Somebody, ben: Somebody, tuning: str
) -> None:
    job = bot.job(ben.user, tuning, READY, display_name="listed")
    ben.command(tuning, "/models")
    said = ben.message(tuning, "*listed* · :white_check_mark: ready", job.id)

    assert said["ephemeral"]
    assert all(it in str(said) for it in (ask.OPEN, details.OPEN, models.MORE, f"delete {job.id}"))
    assert "*listed* · :white_check_mark:" not in str(ada.messages(tuning))


def test_with_no_models_the_list_says_how_to_begin(bot: Bot, ben: Somebody, tuning: str) -> None:
    ben.command(tuning, "/models")
    ben.press(ben.message(tuning, "Nobody has taught a model"), start.OPEN)

    ben.modal(start.SUBMIT)


def test_mine_and_shared_tell_owners_apart(
    bot: Bot, ada: Somebody, ben: Somebody, tuning: str
) -> None:
    bot.job(ben.user, tuning, READY, display_name="of ben")
    bot.job(ada.user, tuning, READY, display_name="of ada")
    ben.command(tuning, "/models", "mine")
    mine = ben.message(tuning, "1 · mine")
    ben.command(tuning, "/models", "SHARED")
    shared = ben.message(tuning, "1 · shared with me")

    assert "of ben" in str(mine)
    assert "of ada" not in str(mine)
    assert "of ada" in str(shared)
    assert "of ben" not in str(shared)


def test_find_looks_into_names(bot: Bot, ben: Somebody, tuning: str) -> None:
    bot.job(ben.user, tuning, READY, display_name="roman numerals")
    bot.job(ben.user, tuning, READY, display_name="greetings")
    ben.command(tuning, "/models", "find NUMER")
    found = ben.message(tuning, "1 · “NUMER”")

    assert "roman numerals" in str(found)
    assert "greetings" not in str(found)


def test_find_that_fits_nothing_says_so(bot: Bot, ben: Somebody, tuning: str) -> None:
    bot.job(ben.user, tuning, READY)
    ben.command(tuning, "/models", "find <zebra>")

    ben.message(tuning, "&lt;zebra&gt;", models.NONE_FITS)


def test_pages_turn_in_place_and_the_filter_begins_anew(
    bot: Bot, ben: Somebody, tuning: str
) -> None:
    for number in range(12):
        bot.job(ben.user, tuning, READY, display_name=f"n{number}")
    ben.command(tuning, "/models")
    first = ben.message(tuning, "1-10 of 12", models.NEXT)
    ben.press(first, models.NEXT)
    second = ben.message(tuning, "11-12 of 12")
    assert second["ts"] == first["ts"]

    choose(ben, second, models.WHOSE, "mine")
    ben.message(tuning, "1-10 of 12 · mine")


def test_a_model_that_only_google_knows_is_listed_and_can_be_looked_into(
    bot: Bot, ben: Somebody, tuning: str
) -> None:
    bot.link(ben.user)
    bot.service.known["stray"] = make.tuned_model(id="stray", display_name="Stray <cat>")
    ben.command(tuning, "/models")
    said = ben.message(tuning, "*Stray &lt;cat&gt;*", models.ELSEWHERE)
    ben.press(said, details.OPEN)

    ben.modal(details.NOT_OURS)


def test_a_service_that_is_down_leaves_the_list_with_a_note(
    bot: Bot, ben: Somebody, tuning: str
) -> None:
    bot.link(ben.user)
    bot.job(ben.user, tuning, READY, display_name="steady")
    bot.service.trouble = TuningUnavailable("The tuning service is asleep.")
    ben.command(tuning, "/models")

    ben.message(tuning, "*steady*", "is asleep")


@pytest.mark.parametrize(
    ("word", "opens"),
    [("update", update.SUBMIT), ("share", share.SUBMIT), ("delete", delete.SUBMIT)],
)
def test_more_opens_what_was_chosen(
    bot: Bot, ben: Somebody, tuning: str, word: str, opens: str
) -> None:
    job = bot.job(ben.user, tuning, READY)
    bot.service.known[job.id] = make.tuned_model(id=job.id)
    ben.command(tuning, "/models")
    choose(ben, ben.message(tuning, f"{word} {job.id}"), models.MORE, word)

    ben.modal(opens)


def test_more_shows_the_code_in_each_language(bot: Bot, ben: Somebody, tuning: str) -> None:
    job = bot.job(ben.user, tuning, READY, display_name="coded")
    ben.command(tuning, "/models")
    choose(ben, ben.message(tuning, f"code {job.id}"), models.MORE, "code")
    python = ben.modal("genai.create_tuned_model", "coded")
    choose(ben, python, listing.PICK, code.Language.CURL)

    ben.modal("curl", "tuningTask")


def test_details_by_name_turn_from_tab_to_tab(bot: Bot, ben: Somebody, tuning: str) -> None:
    job = bot.job(
        ben.user, tuning, READY, display_name="roman numerals", description="Counts <like> Caesar."
    )
    ben.command(tuning, "/models", "Roman Numerals")
    ben.press(ben.modal("Counts &lt;like&gt; Caesar."), details.TRAINING)
    ben.press(ben.modal("Learning rate", "too few to judge", details.SEND), details.WHO)
    ben.press(ben.modal("may be asked only in its own channel", f"<#{tuning}>"), details.CODE)
    coded = ben.modal("GenerativeModel", f"tunedModels/{job.model_id}")
    choose(ben, coded, details.LANGUAGE, code.Language.CURL)
    ben.press(ben.modal(":generateContent"), details.OVERVIEW)

    ben.modal("Counts &lt;like&gt; Caesar.")


def test_a_name_that_completes_leads_to_the_details(bot: Bot, ben: Somebody, tuning: str) -> None:
    bot.job(ben.user, tuning, READY, display_name="alpha")
    wanted = bot.job(ben.user, tuning, READY, display_name="beta")
    ben.command(tuning, "/models")
    said = ben.message(tuning, models.NAME, "alpha", "beta")
    [block] = [it["block_id"] for it in said["blocks"] if models.NAME in str(it)]
    answer = ben.post(
        "options",
        container={"type": "message", "channel": tuning, "ts": said["ts"]},
        block_id=block,
        action_id=models.NAME,
        value="bet",
    )
    assert [it["value"] for it in answer["options"]] == [wanted.id]

    ben.press(said, models.NAME, selected_option=answer["options"][0])
    ben.modal("beta", details.OVERVIEW)


def test_nothing_of_what_only_its_owner_sees_is_shown_or_completed(
    bot: Bot, ada: Somebody, ben: Somebody, tuning: str
) -> None:
    bot.job(ada.user, tuning, READY, display_name="secret", audience=Audience.ME)
    bot.job(ben.user, tuning, READY, display_name="open")
    ben.command(tuning, "/models")
    assert "secret" not in str(ben.message(tuning, "*open*", "*Tuned models* · 1"))

    ben.command(tuning, "/models", "secret")
    ben.message(tuning, "I can't find *secret*")


def test_an_unknown_name_gets_a_near_one(bot: Bot, ben: Somebody, tuning: str) -> None:
    bot.job(ben.user, tuning, READY, display_name="increment")
    ben.command(tuning, "/models", "increment two")

    ben.message(tuning, "I can't find *increment two*", "Did you mean *increment*?")


def test_the_curve_and_the_numbers_come_by_direct_message(
    bot: Bot, ben: Somebody, tuning: str
) -> None:
    bot.job(ben.user, tuning, READY, display_name="curvy")
    ben.command(tuning, "/models", "curvy")
    ben.press(ben.modal(details.TRAINING), details.TRAINING)
    ben.press(ben.modal(details.SEND), details.SEND)
    told = ben.message(ben.direct, "*curvy*: Mean loss fell from")
    sent = ben.message(ben.direct, "snapshots.csv", "loss.png", thread_ts=told["ts"])

    [table] = [it for it in sent["files"] if it["name"] == "snapshots.csv"]
    assert "step,epoch,mean_loss" in json.dumps(table) or table["size"] > len("step,epoch")
    ben.modal("in your messages with me")


def test_a_deleted_model_is_not_listed(bot: Bot, ben: Somebody, tuning: str) -> None:
    job = bot.job(ben.user, tuning, READY, display_name="gone")
    bot.job(ben.user, tuning, READY, display_name="stays")
    bot.tuner.models.delete(job.id, by=ben.user)
    ben.command(tuning, "/models")

    assert "*gone*" not in str(ben.message(tuning, "*stays*", "*Tuned models* · 1"))


def test_the_curve_and_the_numbers_come_from_the_list_as_well(
    bot: Bot, ben: Somebody, tuning: str
) -> None:
    job = bot.job(ben.user, tuning, READY, display_name="sendable")
    ben.command(tuning, "/models")
    choose(ben, ben.message(tuning, "*sendable*", f"send {job.id}"), models.MORE, "send")

    ben.message(tuning, "in your messages with me")
    ben.message(ben.direct, "*sendable*: Mean loss fell from")


def test_before_the_first_step_there_is_nothing_to_send() -> None:
    slack = RecordingSlack()
    young = details.Shown(id="cat", name="Cat", user="U1", job=make.job())

    assert features.send(slack, "U1", young) == features.NO_STEPS
    assert slack.calls == []


def test_a_list_that_can_not_go_where_it_was_asked_for_comes_directly(
    bot: Bot, ben: Somebody
) -> None:
    slack = RecordingSlack()
    surface = Surface("T1", ben.user, {}, slack, ResponseUrl(slack, status=404))
    listing_of(surface, bot.tuner, models.Look())

    assert [it["channel"] for it in slack.sent("chat.postMessage")] == [ben.user]
