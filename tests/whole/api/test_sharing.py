"""Who may use a model: shared, taken back, handed over; and asked without an account."""

import pytest

from playground.journey import Traveller, button, text_of
from playground.person import Json
from playground.together import Playground
from tests.whole.api.conftest import Journal, taught

SERVICE_ACCOUNT = "service@playground.test"


def sharing(person: Traveller, name: str) -> Json:
    """Open the form that says who may use a model."""
    person.type("/models", f"share {name}")
    return person.modal(is_new_form)


def is_new_form(view: Json) -> bool:
    """Tell it from one that is still open and says what was done with it."""
    words = text_of(view)
    return "Access at Google" in words and "Shared:" not in words


def share(person: Traveller, name: str, role: str = "reader", **whom: str) -> Json:
    """Let somebody in, and return the form that says so."""
    person.person.submit(sharing(person, name), role=role, **whom)
    return person.see("Shared:")


@pytest.mark.needs("sharing")
def test_a_model_is_shared_with_a_person_who_then_asks_it(
    ben: Traveller, ada: Traveller, ada_linked: str
) -> None:
    taught(ben, "between us", audience="me")
    ada.type("/ask", "between us III")
    ada.hear("between us")
    share(ben, "between us", user=ada.person.user)

    ada.type("/models", "shared")
    ada.hear("shared with me", "between us")
    ada.type("/ask", "between us III")

    ada.hear("asked *between us*: III")


@pytest.mark.needs("sharing")
def test_one_who_has_a_role_gets_another_and_it_can_be_taken_back(
    ben: Traveller, counting: Json
) -> None:
    share(ben, "counting", email="friend@playground.test")
    view = share(ben, "counting", role="writer", email="friend@playground.test")
    words = text_of(view)
    assert words.count("*friend@playground.test* ·") == 1, "one person, one role"
    assert "asks, describes, shares" in words

    row = next(
        it for it in view["blocks"] if "friend@playground.test* ·" in text_of(it.get("text"))
    )
    ben.person.press({**view, "blocks": [row]}, "share.take_back")

    left = ben.see("Taken back: *friend@playground.test* can't use it any more.")
    assert "*friend@playground.test* ·" not in text_of(left)


@pytest.mark.needs("sharing")
def test_what_a_writer_changed_meanwhile_is_not_overwritten(
    ben: Traveller, ada: Traveller, ada_linked: str
) -> None:
    taught(ben, "two authors")
    share(ben, "two authors", role="writer", user=ada.person.user)
    ben.close()
    ben.type("/models", "describe two authors")
    bens = ben.see("Description")
    ada.type("/models", "describe two authors")
    ada.person.submit(ada.see("Description"), description="Ada's words.")
    ada.see("Saved")

    ben.person.submit(bens, description="Ben's words.")

    told = ben.see("Somebody changed", "nothing was saved")
    kept = next(it for it in told["blocks"] if it.get("block_id") == "description")["element"]
    assert kept["initial_value"] == "Ben's words."
    ben.close()
    ben.type("/models", "two authors")
    ben.see("Ada's words.")


@pytest.mark.needs("sharing")
def test_a_group_and_everyone_can_be_let_in(ben: Traveller, counting: Json) -> None:
    view = share(ben, "counting", email="team@googlegroups.com")
    assert "(a group)" in text_of(view)
    ben.close()
    form = sharing(ben, "counting")
    tick = next(it for it in form["blocks"] if it.get("block_id") == "everyone")["element"]
    ben.person.submit(form, everyone=tick["options"])
    ben.see("Shared: Everyone")


@pytest.mark.needs("sharing")
def test_somebody_who_has_linked_nothing_is_named_as_such(
    ben: Traveller, chloe: Traveller, counting: Json
) -> None:
    ben.person.submit(sharing(ben, "counting"), user=chloe.person.user)

    ben.see("link")


@pytest.mark.needs("sharing")
def test_a_model_is_handed_over_after_a_warning(
    ben: Traveller, ada: Traveller, ada_linked: str
) -> None:
    taught(ben, "gift")
    ben.press(sharing(ben, "gift"), "Hand it over")
    warning = ben.see("gets a new owner", "You stay as somebody who may ask")

    ben.person.submit(warning, user=ada.person.user)

    ben.see("has a new owner")
    ben.close()
    ada.type("/models", "gift")
    view = ada.see("State")
    assert button(view, "Delete…"), "it is hers to delete"
    ada.press(view, "Who may use it")
    who = text_of(ada.see("At Google"))
    assert f"*{ada_linked}*: owns it" in who
    assert "*ben@playground.test*: asks, describes, shares" in who


@pytest.mark.only("gemini")
def test_anyone_in_the_channel_asks_without_an_account(
    chloe: Traveller, counting: Json, journal: Journal
) -> None:
    before = journal.seq

    assert chloe.ask("counting", "III")

    asked = [it for it in journal.since(before) if "GenerateContent" in it["method"]]
    assert {it["principal"] for it in asked} == {"ben@playground.test"}, "as its owner allowed"


@pytest.mark.only("vertex")
def test_anyone_in_the_channel_asks_through_the_service_account(
    chloe: Traveller, counting: Json, journal: Journal
) -> None:
    before = journal.seq

    assert chloe.ask("counting", "III")

    asked = [it for it in journal.since(before) if "GenerateContent" in it["method"]]
    assert {it["principal"].partition("@")[0] for it in asked} == {"tuner"}


def test_what_is_only_for_its_owner_nobody_else_asks(
    ben: Traveller, chloe: Traveller, journal: Journal
) -> None:
    taught(ben, "my own", audience="me")
    before = journal.seq

    chloe.type("/ask", "my own III")

    chloe.person.until(lambda: any("my own" in text_of(it) for it in chloe.messages()))
    assert not [it for it in journal.since(before) if "GenerateContent" in it["method"]]


@pytest.mark.needs("api_key")
def test_an_admin_stores_a_key_with_which_people_ask(
    playground: Playground, ada: Traveller, ben: Traveller, chloe: Traveller, journal: Journal
) -> None:
    ben.type("/tune", "settings")
    ben.see("Only an admin")
    ada.type("/tune", "settings")
    key = playground.google.said["api-key"]
    ada.press(ada.see("Who may start trainings"), "Google")
    ada.person.submit(ada.see("No key is stored"), api_key=key)
    view = ada.see("The key is stored", key[-4:])
    assert key not in text_of(view)
    taught(ben, "keyed")
    share(ben, "keyed", email=SERVICE_ACCOUNT)
    before = journal.seq

    chloe.ask("keyed", "III")

    asked = [it for it in journal.since(before) if "GenerateContent" in it["method"]]
    assert SERVICE_ACCOUNT in {it["principal"] for it in asked}
    ada.press(view, "Forget it")
    ada.see("The key is forgotten")
