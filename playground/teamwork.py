"""What a team does with a model that has learnt: tune it further, share it, cancel, delete."""

from collections.abc import Callable
from pathlib import Path

from playground.journey import Stuck, Traveller, text_of
from playground.person import Json, element_of
from playground.together import Service

Say = Callable[[str], None]

LONG = {"epochs": 50, "batch_size": 1}  # cancelled long before it is over
PERSON, EMAIL = "Ben", "ben@playground.test"
FRIEND, FRIENDS_EMAIL, CHANNEL = "Ada", "ada@playground.test", "tuning"


def open_to_all(url: str) -> None:
    """Let everybody start what costs money, as only admins may until one of them says so."""
    ada = Traveller.arrive(url, FRIEND, CHANNEL)
    ada.type("/tune", "settings")
    ada.person.submit(ada.see("Who may start trainings"), also=["all_spend"])
    ada.see("Saved")
    ada.close()


def work_together(ben: Traveller, data: Path, ask: str, service: Service, say: Say) -> None:
    """Play all of it with a second person; raises `Stuck` where something did not follow."""
    ada, name = Traveller.arrive(ben.person.url, FRIEND, CHANNEL), data.stem
    cancel_in_the_middle(ben, data, say)
    further = f"{name} further"
    audience = "me" if service == "gemini" else "channel"
    tune_further(ben, data, name, further, audience)
    say(f"{further} was tuned from {name}")
    if service == "gemini":
        ada.person.close(ada.open_form(FRIENDS_EMAIL))
        share(ben, ada, further)
        say(f"shared with {FRIEND}, who asks: {ask} → {ada.ask(further, ask)}")
    else:  # there, no model is shared by itself
        say(f"{FRIEND}, who has linked no account, asks: {ask} → {ada.ask(further, ask)}")
    delete(ben, further)
    ada.type("/ask", f"{further} {ask}")
    told = ada.hear("deleted")
    say(f"{FRIEND} asks once more and is told: {' '.join(text_of(told).split())}")


def cancel_in_the_middle(ben: Traveller, data: Path, say: Say) -> None:
    form = ben.open_form(EMAIL)
    card = ben.start(ben.fill_in(form, data, display_name="unwanted", **LONG))
    ben.close()

    def learns() -> bool:
        words = text_of(ben.message(card["ts"]))
        return "is learning" in words and " 0 of " not in words

    ben.person.until(learns, within=300)
    ben.type("/tune", "cancel unwanted")
    ben.person.submit(ben.see("Cancel the training?"))
    done = text_of(ben.follow(card))
    if "was cancelled" not in done:
        raise Stuck(f"cancelling did not: {done}")
    ben.see("was cancelled")
    ben.close()
    say("one training was cancelled in the middle")


def tune_further(ben: Traveller, data: Path, name: str, further: str, audience: str) -> None:
    form = ben.open_form(EMAIL)
    parent = option(form, "base_model", name)
    answers = {"display_name": further, "base_model": parent, "epochs": 1, "audience": audience}
    card = ben.follow(ben.start(ben.fill_in(form, data, **answers)))
    ben.close()
    if "is ready" not in text_of(card):
        raise Stuck(f"the job ended otherwise: {text_of(card)}")


def share(ben: Traveller, ada: Traveller, name: str) -> None:
    ben.type("/models", f"share {name}")
    ben.person.submit(ben.see("Access at Google"), user=ada.person.user)
    ben.see("Shared:")
    ben.close()


def delete(ben: Traveller, name: str) -> None:
    ben.type("/models", f"delete {name}")
    ben.person.submit(ben.see(name, "What stops working"))
    ben.see(name, "is deleted")
    ben.close()


def option(form: Json, field: str, label: str) -> str:
    """Return the value of the option with that label."""
    element, _ = element_of(form, field)
    groups: list[Json] = element.get("option_groups") or [element]
    options = [it for group in groups for it in group["options"]]
    for it in options:
        if text_of(it["text"]) == label:
            return it["value"]
    raise Stuck(f"{field} does not offer {label}, but {[text_of(it['text']) for it in options]}")
