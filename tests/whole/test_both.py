"""One workspace, two services: its admins choose, and each model stays where it was made."""

import pytest
import requests

from playground.journey import Traveller, text_of
from playground.smoke import EMAIL, SAMPLE
from playground.teamwork import open_to_all
from playground.together import Playground

pytestmark = pytest.mark.only("gemini")  # that is the usual one, and the other is chosen


def taught(ben: Traveller, name: str) -> None:
    card = ben.start(ben.fill_in(ben.open_form(EMAIL), SAMPLE, display_name=name))
    ben.close()
    words = text_of(ben.follow(card))
    assert "is ready" in words, words


def asked(playground: Playground) -> list[str]:
    """Return what kind of thing was asked, call by call."""
    journal = requests.get(f"{playground.google_url}/journal", timeout=30).json()["entries"]
    found = [it["resource"] for it in journal if "GenerateContent" in it["method"]]
    return [it.split("/")[-2] for it in found]


def test_an_admin_chooses_another_service_and_what_was_tuned_before_stays_where_it_is(
    playground: Playground, ben: Traveller, ada: Traveller
) -> None:
    taught(ben, "before")
    open_to_all(playground.slack_url)
    ada.type("/tune", "settings")
    ada.press(ada.see("Who may start trainings"), "Google")
    ada.person.submit(ada.see("Where models are tuned"), service="vertex")
    ada.see("Saved", "asked for what this needs")
    ada.close()

    taught(ben, "after")  # once he has let Tuner into Google Cloud

    assert ben.ask("before", "III")
    assert ben.ask("after", "III")
    assert asked(playground) == ["tunedModels", "endpoints"]
    ben.type("/models")
    ben.hear("Tuned models", "before", "after")
