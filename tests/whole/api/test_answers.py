"""Asking a model, from everywhere; and what can be done with an answer."""

import pytest

from playground.journey import Traveller, text_of
from playground.person import Json, Refused, filled
from playground.together import Service
from tests.whole.api.conftest import Journal

LIMIT = 40_000


def mention(person: Traveller) -> str:
    return f"<@{person.person.get('workspace')['app']['bot_user']}>"


def last_call(journal: Journal, before: int) -> list[str]:
    return [it["method"].rpartition(".")[2] for it in journal.since(before)]


def asked(person: Traveller, question: str) -> Json:
    """Ask by command; return the message with the answer and its buttons."""
    person.type("/ask", f"counting {question}")
    return person.hear(f"asked *counting*: {question}", "Again")


def test_an_answer_streams_into_the_channel(ben: Traveller, counting: Json) -> None:
    answer = asked(ben, "piece by piece")

    assert [it for it in answer["blocks"] if it["type"] == "rich_text"]


def test_a_private_answer_is_seen_by_nobody_else(
    ben: Traveller, ada: Traveller, counting: Json
) -> None:
    ben.type("/ask", "private counting nobody hears")
    answer = ben.hear("asked *counting*: nobody hears", "Again")

    assert answer["ephemeral"]
    assert not any("nobody hears" in text_of(it) for it in ada.messages())


def test_the_form_asks_with_settings_and_for_several_answers(
    ben: Traveller, counting: Json, journal: Journal
) -> None:
    before = journal.seq
    ben.type("/ask", "counting")
    form = ben.see("Ask counting")
    ben.press(form, "More settings", values=filled(form))
    form = ben.see("Top-k", "Answers")

    ben.person.submit(
        form,
        question="IV",
        temperature="1",
        top_p="0.9",
        top_k="10",
        max_tokens="8",
        candidates="2",
    )

    ben.hear("asked *counting*: IV", "Answer 2 of 2")
    assert "GenerateContent" in last_call(journal, before)


def test_a_setting_that_makes_no_sense_is_said_at_its_field(ben: Traveller, counting: Json) -> None:
    ben.type("/ask", "counting")
    form = ben.see("Ask counting")
    ben.press(form, "More settings", values=filled(form))
    form = ben.see("Top-k")

    with pytest.raises(Refused) as refused:
        ben.person.submit(form, question="IV", temperature="hot")

    assert "such as 0.7" in refused.value.errors["temperature"]


def test_a_mention_asks_in_a_thread_of_its_own(ben: Traveller, counting: Json) -> None:
    said = ben.person.say(ben.channel, f"{mention(ben)} counting twenty two")

    ben.hear("asked *counting*: twenty two", "Again", thread=said["ts"])


def test_in_a_cards_thread_a_mention_needs_no_name(ben: Traveller, counting: Json) -> None:
    ben.person.say(ben.channel, f"{mention(ben)} one", thread_ts=counting["ts"])

    ben.hear("asked *counting*: one", "Again", thread=counting["ts"])


def test_in_an_answers_thread_a_mention_needs_no_name(ben: Traveller, counting: Json) -> None:
    ben.type("/ask", "counting nine")
    answer = ben.hear("asked *counting*: nine", "Again")

    ben.person.say(ben.channel, f"{mention(ben)} and ten", thread_ts=answer["ts"])

    ben.hear("asked *counting*: and ten", "Again", thread=answer["ts"])


def test_a_direct_message_asks_too(ben: Traveller, counting: Json) -> None:
    said = ben.person.say(ben.direct, "counting: three")

    def answered() -> bool:
        found = [*ben.person.messages(ben.direct), *ben.person.messages(ben.direct, said["ts"])]
        return any("asked *counting*: three" in text_of(it) for it in found)

    ben.person.until(answered)


def test_a_first_word_to_the_app_is_answered_with_what_one_can_do(chloe: Traveller) -> None:
    chloe.person.say(chloe.direct, "hello")

    chloe.hear("/tune", channel=chloe.direct)


def test_again_asks_the_same_once_more(ben: Traveller, counting: Json) -> None:
    answer = asked(ben, "again and again")

    ben.press(answer, "Again")

    def there() -> bool:
        return any("again and again" in text_of(it) for it in ben.thread(answer["ts"]))

    assert ben.person.until(there)


def test_comparing_shows_both_answers_side_by_side(
    ben: Traveller, counting: Json, journal: Journal, service: Service, base: str
) -> None:
    answer, before = asked(ben, "to compare"), journal.seq

    ben.press(answer, "Compare with base")

    both = ben.hear("compared *counting*", "(tuned)", f"{base} (base)", thread=answer["ts"])
    assert any(len(it.get("fields", [])) == 2 for it in both["blocks"]), "side by side"
    called = [it["resource"] for it in journal.since(before) if "Generate" in it["method"]]
    kinds = {"endpoints", "models"} if service == "vertex" else {"models", "tunedModels"}
    assert {it.split("/")[-2] for it in called} == kinds


def test_thumbs_are_kept(ben: Traveller, counting: Json) -> None:
    answer = asked(ben, "to rate")

    ben.press(answer, ":+1:")

    ben.hear("Kept: a good answer")


@pytest.mark.only("vertex")
def test_an_answer_shows_as_code_that_asks_the_endpoint(ben: Traveller, counting: Json) -> None:
    answer = asked(ben, "as code there")

    ben.press(answer, "As code")

    ben.see("As code", "from google import genai", "model=endpoint", "as code there")


@pytest.mark.only("gemini")
def test_an_answer_shows_as_code_in_three_languages(ben: Traveller, counting: Json) -> None:
    answer = asked(ben, "as code")

    ben.press(answer, "As code")

    view = ben.see("As code")
    assert "as code" in text_of(view)
    menu = next(it["accessory"] for it in view["blocks"] if it.get("accessory"))
    curl = next(it for it in menu["options"] if "curl" in text_of(it["text"]).lower())
    ben.person.press(view, menu["action_id"], selected_option=curl)
    ben.see("curl", "generateContent")


@pytest.mark.only("gemini")
def test_a_question_over_the_limit_is_told_its_length_and_the_limit(
    ben: Traveller, counting: Json
) -> None:
    ben.type("/ask", f"counting {'x' * (LIMIT + 1)}")

    ben.hear("40,001", "40,000")


def test_a_first_word_that_is_no_model_gets_near_names(ben: Traveller, counting: Json) -> None:
    ben.type("/ask", "countin III")

    ben.hear("Did you mean", "counting")
