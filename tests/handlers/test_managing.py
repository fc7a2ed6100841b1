"""Describe a model anew, delete it, show it as code."""

import pytest

from bot.domain import Audience, Grantee, JobState, Permission, Role, TuningJob
from bot.errors import TuningUnavailable
from handlers.views import delete, details, kit, listing, start, update
from playground.person import Refused, element_of
from tests import make
from tests.handlers.conftest import Bot, Somebody

READY = JobState.READY


def ready(bot: Bot, owner: str, channel: str, name: str, **order: object) -> TuningJob:
    """Make a model that is ready, here and at the service."""
    job = bot.job(owner, channel, READY, display_name=name, **order)
    text = job.order.description
    bot.service.known[job.id] = make.tuned_model(id=job.id, display_name=name, description=text)
    return job


def test_the_form_shows_todays_words_and_saves_new_ones(
    bot: Bot, ben: Somebody, tuning: str
) -> None:
    job = ready(bot, ben.user, tuning, "numerals", description="Counts on.")
    ben.command(tuning, "/models", "describe numerals")
    form = ben.modal(update.SUBMIT)
    assert element_of(form, "display_name")[0]["initial_value"] == "numerals"
    assert element_of(form, "description")[0]["initial_value"] == "Counts on."

    ben.submit(form, display_name="Roman numerals", description="Counts <on>.")
    ben.press(ben.modal("Saved: *Roman numerals*"), details.OPEN)
    ben.modal("*Roman numerals*", "Counts &lt;on&gt;.")
    assert bot.service.known[job.id].description == "Counts <on>."
    assert bot.tuner.job(job.id).order.display_name == "Roman numerals"


def test_a_change_meanwhile_is_noticed_and_nothing_entered_is_lost(
    bot: Bot, ben: Somebody, tuning: str
) -> None:
    job = ready(bot, ben.user, tuning, "contested")
    ben.command(tuning, "/models", "describe contested")
    form = ben.modal(update.SUBMIT)
    bot.service.update(job.id, display_name="contested", description="Ada's.", version="")
    ben.submit(form, description="Ben's.")
    refused = ben.modal("changed *contested* meanwhile", update.SUBMIT)

    assert element_of(refused, "description")[0]["initial_value"] == "Ben's."
    assert bot.service.known[job.id].description == "Ada's."


def test_a_wrong_name_marks_its_field(bot: Bot, ben: Somebody, tuning: str) -> None:
    ready(bot, ben.user, tuning, "named")
    ben.command(tuning, "/models", "describe named")
    with pytest.raises(Refused) as refused:
        ben.submit(ben.modal(update.SUBMIT), display_name=" ")

    assert set(refused.value.errors) == {"display_name"}


def test_a_name_that_another_model_has_is_refused_above_the_form(
    bot: Bot, ben: Somebody, tuning: str
) -> None:
    ready(bot, ben.user, tuning, "first")
    ready(bot, ben.user, tuning, "second")
    ben.command(tuning, "/models", "describe second")
    ben.submit(ben.modal(update.SUBMIT), display_name="First")

    refused = ben.modal("Another model has that name", update.SUBMIT)
    assert element_of(refused, "display_name")[0]["initial_value"] == "First"


def test_deleting_says_what_stops_working_and_the_card_who_did_it(
    bot: Bot, ada: Somebody, ben: Somebody, tuning: str
) -> None:
    job = ready(bot, ben.user, tuning, "doomed")
    ready(bot, ben.user, tuning, "child", base_model=f"tunedModels/{job.model_id}")
    ben.command(tuning, "/models", "delete doomed")
    asked = ben.modal("*doomed* will be deleted", "What stops working", "child")
    ben.submit(asked)
    ben.modal("*doomed* is deleted")
    bot.deliver()

    assert job.id not in bot.service.known
    assert bot.tuner.job(job.id).deleted_by == ben.user
    ada.message(tuning, "*doomed*", "deleted", f"<@{ben.user}>")


def test_only_its_owner_may_delete(bot: Bot, ada: Somebody, ben: Somebody, tuning: str) -> None:
    job = ready(bot, ada.user, tuning, "of ada")
    ben.command(tuning, "/models", "delete of ada")

    ben.modal("Only the person who tuned it")
    assert bot.tuner.job(job.id).state is READY


def test_a_service_that_does_not_delete_leaves_the_question_open(
    bot: Bot, ben: Somebody, tuning: str
) -> None:
    job = ready(bot, ben.user, tuning, "clinging")
    ben.command(tuning, "/models", "delete clinging")
    asked = ben.modal(delete.SUBMIT)
    bot.service.trouble = TuningUnavailable("The tuning service is asleep.")
    ben.submit(asked)
    again = ben.modal("is asleep", "Nobody in its channel can ask it")
    assert bot.tuner.job(job.id).state is READY

    ben.submit(again)
    ben.modal("*clinging* is deleted")


def test_delete_without_a_name_says_how(bot: Bot, ben: Somebody, tuning: str) -> None:
    ben.command(tuning, "/models", "delete")

    ben.message(tuning, "Say which model")


def test_who_may_use_it_is_told_with_roles(bot: Bot, ben: Somebody, tuning: str) -> None:
    job = ready(bot, ben.user, tuning, "lent")
    owner = Permission(id="1", role=Role.OWNER, grantee=Grantee.USER, email="<ada>@example.com")
    bot.service.grants[job.id] = [owner]
    ben.command(tuning, "/models", "lent")
    ben.press(ben.modal(details.WHO), details.WHO)

    ben.modal("&lt;ada&gt;@example.com", "owns it")


def test_the_card_gets_the_new_name(bot: Bot, ada: Somebody, ben: Somebody, tuning: str) -> None:
    ready(bot, ben.user, tuning, "before")
    ben.command(tuning, "/models", "describe before")
    ben.submit(ben.modal(update.SUBMIT), display_name="afterwards")
    ben.modal("Saved: *afterwards*")
    bot.deliver()

    ada.message(tuning, "*afterwards* is ready")


def test_an_answer_is_shown_as_code_with_its_own_question(
    bot: Bot, ben: Somebody, tuning: str
) -> None:
    ready(bot, ben.user, tuning, "asked", audience=Audience.EVERYONE)
    ben.command(tuning, "/ask", 'asked What is "XIV"?')
    ben.press(ben.message(tuning, "says: What is", listing.OPEN), listing.OPEN)
    python = ben.modal('"What is \\"XIV\\"?"'.replace("\\", "\\\\"), "generate_content")
    [option] = [
        it for it in element_of(python, listing.PICK)[0]["options"] if "curl" in it["value"]
    ]
    ben.press(python, listing.PICK, selected_option=option)

    ben.modal(":generateContent", "XIV")


def test_a_ready_model_is_tuned_further_from_its_details(
    bot: Bot, ben: Somebody, tuning: str
) -> None:
    bot.link(ben.user)
    job = ready(bot, ben.user, tuning, "parent")
    ben.command(tuning, "/models", "parent")
    ben.press(ben.modal("Tune it further"), start.REFILL)

    form = ben.modal(start.SUBMIT)
    assert element_of(form, "base_model")[0]["initial_option"]["value"] == f"tunedModels/{job.id}"


def test_a_description_too_long_for_the_form_is_not_cut_short(
    bot: Bot, ben: Somebody, tuning: str
) -> None:
    job = ready(bot, ben.user, tuning, "wordy")
    bot.service.update(job.id, display_name="wordy", description="x" * 3001, version="")
    ben.command(tuning, "/models", "describe wordy")

    ben.modal("longer than the 3,000 characters")


def test_code_of_what_one_may_not_see_is_not_shown_not_even_its_name(
    bot: Bot, ada: Somebody, ben: Somebody, tuning: str
) -> None:
    job = bot.job(ada.user, tuning, READY, display_name="hushed", audience=Audience.ME)
    bot.job(ben.user, tuning, READY, display_name="loud")
    ben.command(tuning, "/models", "loud")
    view = ben.modal(details.CODE)
    button = listing.of_answer("x") | {"value": job.id}
    bot.client.views_update(view_id=view["id"], view=kit.modal("X", [kit.actions(button)]))
    ben.press(ben.modal(listing.OPEN), listing.OPEN)

    assert "hushed" not in str(ben.modal("I can't find *that model*"))
