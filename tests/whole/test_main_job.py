"""The main job: attach a file, press Start, follow the card, ask."""

import pytest

from bot.domain import Capabilities
from playground.journey import Traveller, has, text_of
from playground.person import Json
from playground.smoke import EMAIL, SAMPLE
from playground.together import Playground
from tests.whole.ways import LONG, MANY, is_learning

WAYS = (("http", "vertex"),)  # the other files go the usual way; a soak goes all of them
RESTARTS = (
    pytest.param(False, id="stopped"),
    # What was claimed comes free when its lease runs out: two minutes and a half.
    pytest.param(True, id="crashed", marks=pytest.mark.soak),
)


def start_long(person: Traveller, name: str) -> Json:
    """Start tuning that takes its time, and return the card."""
    form = person.open_form(EMAIL)
    return person.start(person.fill_in(form, "many.csv", MANY, display_name=name, **LONG))


def pictures_in(person: Traveller, card: Json) -> list[Json]:
    return [file for message in person.thread(card["ts"]) for file in message.get("files", [])]


def until_it_learns(person: Traveller, card: Json) -> None:
    """Wait until the card shows some steps, but not all."""

    def learns() -> bool:
        words = text_of(person.message(card["ts"]))
        assert "is ready" not in words, "the training was over before it could be disturbed"
        return is_learning(words)

    person.person.until(learns)


def test_a_member_teaches_a_model_and_asks_it(ben: Traveller, can: Capabilities) -> None:
    """From the first word to the answer, with Google linked on the way."""
    preflight = ben.fill_in(ben.open_form(EMAIL), SAMPLE, display_name="increment")
    steps = ", 19 steps" if can.batch_size else ""
    assert f"can start. 15 examples{steps}." in text_of(preflight)

    card = ben.follow(ben.start(preflight))

    words = text_of(card)
    assert "is ready" in words
    assert "19 of 19 steps" in words
    assert ("mean loss" in words) is can.loss
    assert has(card, "Ask it")
    assert ben.ask("increment", "III")

    def heard() -> list[str]:
        return [text_of(message) for message in ben.thread(card["ts"])]

    ben.person.until(lambda: any("is ready" in it for it in heard()))
    assert "Training has begun" in heard()[0]
    if not can.loss:
        return
    [picture] = ben.person.until(lambda: pictures_in(ben, card))
    assert picture["mimetype"] == "image/png"
    assert "mean loss" in picture["alt_txt"].lower()


def test_a_second_job_waits_its_turn_and_says_so(ben: Traveller) -> None:
    first = start_long(ben, "first")
    until_it_learns(ben, first)
    form = ben.open_form(EMAIL)
    second = ben.start(ben.fill_in(form, SAMPLE, display_name="second"))

    def waits() -> bool:
        words = text_of(ben.message(second["ts"]))
        return "waits its turn" in words or "waits for quota" in words

    ben.person.until(waits)

    assert "is ready" in text_of(ben.follow(first))
    assert "is ready" in text_of(ben.follow(second))


@pytest.mark.parametrize("crash", RESTARTS)
def test_a_bot_that_comes_back_goes_on_with_the_card_and_repeats_nothing(
    playground: Playground, ben: Traveller, *, crash: bool
) -> None:
    card = start_long(ben, f"again {crash}")
    until_it_learns(ben, card)
    before = len(ben.messages())

    playground.restart_bot(crash=crash)

    assert "is ready" in text_of(ben.follow(card))
    assert len(ben.messages()) == before, "no second card"
    said = [text_of(message) for message in ben.thread(card["ts"])]
    told = [words for words in said if words]
    assert len(set(told)) == len(told), f"something was said twice: {told}"


def test_a_cancelled_job_says_so_and_what_to_do(ben: Traveller) -> None:
    card = start_long(ben, "unwanted")
    until_it_learns(ben, card)

    ben.person.press(ben.message(card["ts"]), "cancel.press")

    words = text_of(ben.follow(card))
    assert "was cancelled" in words
    ben.person.until(lambda: "/tune" in text_of(ben.thread(card["ts"])[-1]))


def test_models_lists_what_there_is(ben: Traveller) -> None:
    ben.person.command(ben.channel, "/models")

    def listed() -> bool:
        return any("increment" in text_of(it) for it in ben.messages() if it.get("ephemeral"))

    ben.person.until(listed)
