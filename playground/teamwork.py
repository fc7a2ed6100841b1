"""What a team does with a model that has learnt: tune it further, share it, cancel, delete."""

from collections.abc import Callable
from pathlib import Path

from playground.journey import Stuck, Traveller, text_of
from playground.person import Json, element_of

Say = Callable[[str], None]

LONG = {"epochs": 50, "batch_size": 1}  # cancelled long before it is over
FRIEND, FRIENDS_EMAIL, CHANNEL = "Ada", "ada@playground.test", "tuning"


def work_together(ben: Traveller, email: str, data: Path, ask: str, say: Say) -> None:
    """Play all of it with a second person; raises `Stuck` where something did not follow."""
    ada, name = Traveller.arrive(ben.person.url, FRIEND, CHANNEL), data.stem
    cancel_in_the_middle(ben, data, email, say)
    further = f"{name} further"
    tune_further(ben, data, email, name, further)
    say(f"{further} was tuned from {name}")
    ada.person.close(ada.open_form(FRIENDS_EMAIL))
    share(ben, ada, further)
    say(f"shared with {FRIEND}, who asks: {ask} → {ada.ask(further, ask)}")
    delete(ben, further)
    ada.type("/ask", f"{further} {ask}")
    told = ada.hear("deleted")
    say(f"{FRIEND} asks once more and is told: {' '.join(text_of(told).split())}")


def cancel_in_the_middle(ben: Traveller, data: Path, email: str, say: Say) -> None:
    form = ben.open_form(email)
    card = ben.start(ben.fill_in(form, data, display_name="unwanted", **LONG))
    ben.close()

    def learns() -> bool:
        return "mean loss" in text_of(ben.message(card["ts"]))

    ben.person.until(learns, within=300)
    ben.type("/tune", "cancel unwanted")
    ben.person.submit(ben.see("Cancel the training?"))
    done = text_of(ben.follow(card))
    if "was cancelled" not in done:
        raise Stuck(f"cancelling did not: {done}")
    ben.see("was cancelled")
    ben.close()
    say("one training was cancelled in the middle")


def tune_further(ben: Traveller, data: Path, email: str, name: str, further: str) -> None:
    form = ben.open_form(email)
    parent = option(form, "base_model", name)
    answers = {"display_name": further, "base_model": parent, "epochs": 1, "audience": "me"}
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
