"""Google's tuning quickstart, call by call, through its own SDK."""

from collections.abc import Generator
from typing import Any

import google.generativeai
import pytest

from playground.google.service import Service
from tests.playground.google.local import ALIAS, Google, until

genai: Any = google.generativeai  # it exports little of what it documents, as types go

EXAMPLES = [
    {"text_input": "1", "output": "2"},
    {"text_input": "3", "output": "4"},
    {"text_input": "-3", "output": "-2"},
    {"text_input": "twenty two", "output": "twenty three"},
    {"text_input": "two hundred", "output": "two hundred one"},
    {"text_input": "ninety nine", "output": "one hundred"},
    {"text_input": "8", "output": "9"},
    {"text_input": "-98", "output": "-97"},
    {"text_input": "1,000", "output": "1,001"},
    {"text_input": "10,100,000", "output": "10,100,001"},
    {"text_input": "thirteen", "output": "fourteen"},
    {"text_input": "eighty", "output": "eighty one"},
    {"text_input": "one", "output": "two"},
    {"text_input": "three", "output": "four"},
    {"text_input": "seven", "output": "eight"},
]


def configure(url: str, service: Service) -> None:
    options = {"api_endpoint": url}
    genai.configure(api_key=service.api_key, transport="rest", client_options=options)


@pytest.fixture(autouse=True)
def sdk(google: Google) -> Generator[None]:
    configure(google.url, google.service)
    yield
    genai.configure()


def create(id: str, **more: Any) -> Any:
    arguments = {"epoch_count": 5, "batch_size": 4, "learning_rate": 0.001} | more
    return genai.create_tuned_model(
        source_model=ALIAS, training_data=EXAMPLES, id=id, display_name="increment", **arguments
    )


def test_the_base_model_of_the_quickstart_is_found_as_it_looks_for_it() -> None:
    tunable = [
        m for m in genai.list_models() if "createTunedModel" in m.supported_generation_methods
    ]
    assert ALIAS in [model.name for model in tunable]
    assert genai.get_model(ALIAS).input_token_limit > 0


def test_every_call_of_the_quickstart_works_unchanged() -> None:
    assert list(genai.list_tuned_models()) == []
    operation = create("generate-num-1")
    model = genai.get_tuned_model("tunedModels/generate-num-1")
    assert model.state.name in {"CREATING", "ACTIVE"}
    assert operation.metadata.total_steps == 19
    seen = [status.completed_steps for status in operation.wait_bar(disable=True)]
    assert seen == sorted(seen)
    operation.update()
    assert operation.metadata.completed_percent == 100
    model = operation.result()
    snapshots = model.tuning_task.snapshots
    assert [each["step"] for each in snapshots] == list(range(1, 20))
    assert snapshots[-1].get("epoch", 0) == 4
    assert all(each["mean_loss"] > 0 for each in snapshots)
    answer = genai.GenerativeModel(model_name=model.name).generate_content("III")
    assert answer.text
    genai.update_tuned_model(model.name, {"description": "This is my model."})
    assert genai.get_model(model.name).description == "This is my model."
    assert [each.name for each in genai.list_tuned_models()] == [model.name]
    genai.delete_tuned_model(model.name)
    with pytest.raises(Exception, match="was not found"):
        genai.get_tuned_model(model.name)


@pytest.mark.parametrize("slow", [0.5])
def test_a_tuning_is_cancelled_as_in_the_quickstart() -> None:
    operation = create("stop-me", epoch_count=100)
    assert operation.cancel()
    until(operation.done)
    assert operation.cancelled()
    assert genai.get_tuned_model("tunedModels/stop-me").state.name == "FAILED"


def test_a_tuned_model_is_tuned_further_from_its_object() -> None:
    create("first").result(timeout=60)
    parent = genai.get_tuned_model("tunedModels/first")
    child = genai.create_tuned_model(source_model=parent, training_data=EXAMPLES, id="second")
    model = child.result(timeout=60)
    assert model.source_model == "tunedModels/first"
    assert model.base_model == ALIAS


def test_permissions_are_given_listed_changed_and_taken_back_by_the_sdk() -> None:
    create("shared").result(timeout=60)
    model: Any = genai.get_tuned_model("tunedModels/shared")
    everyone = model.permissions.create(role="READER", grantee_type="EVERYONE")
    person = model.permissions.create(role="writer", email_address="ben@playground.test")
    person.update({"role": "READER"})
    roles = {each.email_address or "all": each.role.name for each in model.permissions.list()}
    assert roles == {
        "service@playground.test": "OWNER",
        "ben@playground.test": "READER",
        "all": "READER",
    }
    assert genai.types.Permissions.get(everyone.name).role.name == "READER"
    everyone.delete()
    model.permissions.transfer_ownership("ben@playground.test")
    roles = {each.email_address: each.role.name for each in model.permissions.list()}
    assert roles == {"service@playground.test": "WRITER", "ben@playground.test": "OWNER"}


def test_an_answer_streams_through_the_sdk() -> None:
    create("streams").result(timeout=60)
    model = genai.GenerativeModel(model_name="tunedModels/streams")
    assert "".join(part.text for part in model.generate_content("III", stream=True) if part.parts)
