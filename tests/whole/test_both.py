"""One workspace, two services: admins choose, each job stays where it was made."""

import pytest

from playground.journey import Traveller, text_of
from playground.person import Json
from playground.smoke import EMAIL, SAMPLE
from playground.together import Playground

pytestmark = pytest.mark.only("gemini")  # the usual one; the other is chosen here


def settings(ada: Traveller, tab: str) -> Json:
    ada.type("/tune", "settings")
    first = ada.see("Who may start trainings")
    if tab == "People":
        return first
    ada.press(first, tab)
    return ada.see("Where models are tuned")


def taught(ben: Traveller, form: Json, name: str) -> Json:
    card = ben.start(ben.fill_in(form, SAMPLE, display_name=name))
    ben.close()
    done = ben.follow(card)
    assert "is ready" in text_of(done), text_of(done)
    return done


def test_an_admin_chooses_vertex_ai_and_what_was_tuned_before_stays_where_it_is(
    playground: Playground, ben: Traveller, ada: Traveller
) -> None:
    taught(ben, ben.open_form(EMAIL), "before")

    ada.person.submit(settings(ada, "Google"), service="vertex")
    ada.see("Saved", "asked for what this needs")
    ada.close()
