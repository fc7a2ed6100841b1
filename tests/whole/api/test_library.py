"""What there is: listed, looked into, described, shown as code, deleted."""

import ast
from functools import partial

import pytest

from playground.journey import Traveller, has, text_of
from playground.person import Json, element_of, elements
from playground.together import Service
from tests.whole.api.conftest import Journal, taught


def preformatted(view: Json) -> str:
    return "\n".join(
        text_of(element)
        for block in view["blocks"]
        if block["type"] == "rich_text"
        for element in block["elements"]
        if element["type"] == "rich_text_preformatted"
    )


def details(person: Traveller, name: str, tab: str = "") -> Json:
    """Open the details of a model, at one of the tabs."""
    person.type("/models", name)
    view = person.see("State")
    if not tab:
        return view
    person.press(view, tab)
    return person.modal(partial(is_at, tab), after=view)


def is_at(tab: str, view: Json) -> bool:
    """Tell whether that tab is open; before the answer is there, the view has no tabs at all."""
    tabs = [it for it, _ in elements(view) if text_of(it.get("text")) == tab]
    return any(it.get("style") == "primary" for it in tabs)


def test_models_lists_mine_and_finds_by_words(ben: Traveller, counting: Json, base: str) -> None:
    ben.type("/models")
    listed = ben.hear("Tuned models", "counting", "ready", base)
    assert {"Ask it", "Details"} <= {text_of(it.get("text")) for it, _ in elements(listed)}

    ben.type("/models", "mine")
    assert "counting" in text_of(ben.hear("Tuned models", "mine"))
    ben.type("/models", "find COUNT")
    ben.hear("“COUNT”", "counting", "ready")
    ben.type("/models", "find nonsense")
    ben.hear("“nonsense”", "No model fits")


def test_the_list_can_be_narrowed_with_a_menu(ben: Traveller, counting: Json) -> None:
    ben.type("/models", "find counting")
    listed = ben.hear("“counting”")
    menu, _ = element_of(listed, "models.whose")
    mine = next(it for it in menu["options"] if text_of(it["text"]) == "Mine")

    ben.person.press(listed, "models.whose", selected_option=mine)

    ben.hear("“counting”", "mine", "ready")


@pytest.mark.needs("loss")
def test_details_tell_all_there_is_to_know(ben: Traveller, counting: Json) -> None:
    words = text_of(details(ben, "counting"))
    for wanted in ("counting", "Base model", "tiny", "Examples", "15", "Last mean loss", "Began"):
        assert wanted in words

    words = text_of(details(ben, "counting", "Training"))
    for wanted in ("Epochs", "Batch size", "0.001", "19 of 19 steps", "Mean loss", "→"):
        assert wanted in words
    for wanted in ("Seed", "0", "Adapter", "trainer/runs/", "/adapter"):
        assert wanted in words, "a service on one's own machine tells how to repeat it"
    words = text_of(details(ben, "counting", "Who may use it"))
    assert "ben@playground.test" in words
    assert "owns it" in words


@pytest.mark.needs("loss")
def test_the_numbers_and_the_curve_come_as_files(ben: Traveller, counting: Json) -> None:
    view = details(ben, "counting", "Training")
    ben.press(view, "Send me the curve")
    told = ben.hear("counting", "Mean loss", channel=ben.direct)

    def files() -> list[Json]:
        thread = ben.person.messages(ben.direct, told["ts"])
        found = [file for message in thread for file in message.get("files", [])]
        return found if len(found) > 1 else []

    sent = {it["mimetype"]: it for it in ben.person.until(files)}
    assert set(sent) == {"text/csv", "image/png"}
    table = ben.person.fetch(sent["text/csv"]["url"]).decode().splitlines()
    assert table[0] == "step,epoch,mean_loss,computed_at"
    assert len(table) == 1 + 19


@pytest.mark.needs("checkpoints")
def test_another_checkpoint_answers_once_it_is_chosen(
    ben: Traveller, counting: Json, journal: Journal
) -> None:
    view = details(ben, "counting", "Training")
    assert "step 19 · answers now" in text_of(view)
    asked = ben.ask("counting", "III"), endpoint(journal)

    ben.press(view, "Use this checkpoint")

    ben.see("step 15 · answers now")
    ben.close()
    assert (ben.ask("counting", "III"), endpoint(journal)) != asked


def endpoint(journal: Journal) -> str:
    """Return what was asked last."""
    return [it["resource"] for it in journal.since(0) if "GenerateContent" in it["method"]][-1]


def test_code_for_the_training_and_for_a_question_is_python(
    ben: Traveller, counting: Json, service: Service
) -> None:
    view = details(ben, "counting", "Code")

    code = preformatted(view)

    assert ast.parse(code)
    assert ("tunedModels/" if service == "gemini" else "client.tunings.tune(") in code
    assert "epoch_count=5" in code.replace(" ", "")


def test_a_model_is_described_anew_in_a_form_with_todays_words(ben: Traveller) -> None:
    taught(ben, "unnamed")
    ben.type("/models", "describe unnamed")
    form = ben.see("Description")
    assert element_of(form, "display_name")[0]["initial_value"] == "unnamed"

    ben.person.submit(form, display_name="renamed", description="Says the next number.")

    ben.see("Saved", "renamed")
    ben.close()
    assert "Says the next number." in text_of(details(ben, "renamed"))
    ben.hear("renamed", "is ready")


def test_deleting_says_what_stops_working_and_the_card_says_who_did_it(
    ben: Traveller, ada: Traveller
) -> None:
    card = taught(ben, "doomed")
    ben.type("/models", "delete doomed")
    asked = ben.see("doomed", "What stops working", "Nobody in its channel can ask it any more")

    ben.person.submit(asked)

    ben.see("doomed", "is deleted")
    ada.person.until(lambda: "was deleted by" in text_of(ada.message(card["ts"])))
    assert not has(ada.message(card["ts"]), "Ask it")
    ada.type("/ask", "doomed III")
    ada.hear("deleted")


def test_only_its_owner_may_delete_a_model(ada: Traveller, counting: Json) -> None:
    ada.type("/models", "delete counting")
    ada.see("Only the person who tuned it")


def test_names_complete_while_one_types(ben: Traveller, counting: Json) -> None:
    ben.type("/models")
    listed = ben.hear("Tuned models", "counting")
    _, block = element_of(listed, "models.name")
    container = {"type": "message", "channel": ben.channel, "ts": listed["ts"]}

    answer = ben.person.post(
        "options", container=container, block_id=block, action_id="models.name", value="coun"
    )

    assert "counting" in str(answer["options"])


def test_home_shows_the_link_and_the_models(ben: Traveller, counting: Json) -> None:
    def home() -> str:
        return text_of(ben.person.get("home")["view"] or {})

    ben.person.until(lambda: "counting" in home())
    assert "ben@playground.test" in home()


def test_an_unknown_name_gets_near_ones(ben: Traveller, counting: Json) -> None:
    ben.type("/models", "countin")
    ben.hear("Did you mean")
