"""How a training is started, followed and stopped."""

import pytest

from playground.journey import Traveller, has, text_of
from playground.person import Json, element_of, filled
from playground.smoke import EMAIL, SAMPLE
from playground.teamwork import option
from tests.whole.api.conftest import Journal
from tests.whole.ways import LONG, MANY, is_learning


def running(person: Traveller, name: str) -> Json:
    """Start a long training and return its card once it has learnt a few steps."""
    form = person.open_form(EMAIL)
    card = person.start(person.fill_in(form, "many.csv", MANY, display_name=name, **LONG))
    person.close()
    person.person.until(lambda: is_learning(text_of(person.message(card["ts"]))))
    return card


@pytest.mark.needs("sampling")
def test_all_parameters_are_offered_and_arrive(ben: Traveller) -> None:
    form = ben.open_form(EMAIL)
    assert "Top-k" not in text_of(form), "it is folded away"
    ben.press(form, "More settings", values=filled(form, display_name="chosen"))
    form = ben.see("Top-k", "Fewer settings")
    assert element_of(form, "display_name")[0]["initial_value"] == "chosen", (
        "what was entered stays"
    )

    found = ben.fill_in(
        form,
        SAMPLE,
        epochs=2,
        batch_size=5,
        learning_rate_multiplier="2",
        temperature="0.3",
        top_p="0.9",
        top_k="20",
        description="Chosen with care.",
        model_id="chosen-with-care",
    )
    card = ben.follow(ben.start(found))
    ben.close()

    assert "6 of 6 steps" in text_of(card)
    assert "Chosen with care." in text_of(card)
    ben.type("/models", "chosen")
    view = ben.see("tunedModels/chosen-with-care")
    ben.press(view, "Training")
    ben.see("2 times the usual", "*Temperature* 0.3", "*Top-p* 0.9", "*Top-k* 20")


def test_a_tuned_model_is_taught_further_and_knows_where_it_came_from(
    ben: Traveller, counting: Json, base: str
) -> None:
    form = ben.open_form(EMAIL)
    parent = option(form, "base_model", "counting")
    found = ben.fill_in(form, SAMPLE, display_name="counting on", base_model=parent, epochs=1)
    card = ben.follow(ben.start(found))
    ben.close()

    assert "is ready" in text_of(card)
    assert "counting, tuned" in text_of(card).replace("*", "")
    ben.type("/models", "counting on")
    ben.see("Tuned from", f"{base} → counting → *counting on*")


def test_a_second_model_of_a_name_gets_another_and_says_so(ben: Traveller, counting: Json) -> None:
    form = ben.open_form(EMAIL)
    found = ben.fill_in(form, SAMPLE, display_name="counting", epochs=1)

    card = ben.start(found)

    ben.see("counting 2")
    assert "counting 2" in text_of(ben.follow(card))


def test_cancelling_by_name_says_what_it_means_and_offers_to_delete(
    ben: Traveller, ada: Traveller, journal: Journal
) -> None:
    card = running(ben, "unwanted")
    ada.type("/tune", "cancel unwanted")
    ada.hear("Only the person who started")
    ben.type("/tune", "cancel unwanted")
    asked = ben.see("Cancel the training?", "can't be taken up again", "unpredictable")

    ben.person.submit(asked)

    done = ben.see("was cancelled", "half taught")
    ben.person.until(lambda: "was cancelled" in text_of(ben.message(card["ts"])))
    ben.press(done, "Delete…")
    ben.person.submit(ben.see("unwanted", "will be deleted"))
    ben.see("unwanted", "is deleted")
    ben.person.until(lambda: "was deleted by" in text_of(ben.message(card["ts"])))


def test_status_says_what_runs_and_offers_to_cancel_it(ben: Traveller) -> None:
    card = running(ben, "in sight")

    ben.type("/tune", "status")

    told = ben.hear("Linked to Google as", "ben@playground.test", "in sight", "is learning")
    ben.press(told, "Cancel")
    assert "was cancelled" in text_of(ben.follow(card))
    ben.person.until(lambda: has(ben.message(card["ts"]), "Delete…"))


def test_a_files_message_has_a_shortcut_that_opens_the_form_with_it(ben: Traveller) -> None:
    file = ben.person.upload(SAMPLE.name, SAMPLE.read_bytes())
    message = ben.person.say(ben.channel, "look at this", files=[file["id"]])

    ben.person.post(
        "shortcuts", callback_id="shortcuts.on_file", channel=ben.channel, ts=message["ts"]
    )

    form = ben.see("*increment.csv* stays attached")
    assert element_of(form, "display_name")[0]["initial_value"] == "increment"
    ben.person.submit(form, display_name="by shortcut", epochs=1)
    found = ben.see("15 examples")
    card = ben.follow(ben.start(found))
    assert "by shortcut" in text_of(card)


def test_start_tuning_opens_the_form_from_anywhere(ben: Traveller) -> None:
    ben.person.post("shortcuts", callback_id="shortcuts.start")

    ben.see("Name for the tuned model")


def test_help_says_what_one_can_say_and_a_slip_is_put_right(ben: Traveller) -> None:
    ben.type("/tune", "help")
    ben.hear("/models", "/ask")
    ben.type("/tune", "stauts")
    ben.hear("Did you mean", "/tune status")


def test_a_model_is_taught_further_from_its_details(ben: Traveller, counting: Json) -> None:
    ben.type("/models", "counting")
    ben.press(ben.see("State"), "Tune it further")

    form = ben.see("Start from")

    chosen = element_of(form, "base_model")[0]["initial_option"]
    assert text_of(chosen["text"]) == "counting"
