import math
from typing import Any

import google.ai.generativelanguage as glm
import pytest
from google.api_core import exceptions
from google.protobuf.field_mask_pb2 import FieldMask

from tests.playground.google.local import ADA, ALIAS, BEN, ROWS, Clients, Google

JsonBody = dict[str, Any]


def body(**changes: Any) -> JsonBody:
    examples = [{"textInput": left, "output": right} for left, right in ROWS]
    task = {"trainingData": {"examples": {"examples": examples}}, "hyperparameters": {}}
    return {"displayName": "increment", "baseModel": ALIAS, "tuningTask": task} | changes


def task(pairs: list[tuple[str, str]], **numbers: float) -> JsonBody:
    examples = [{"textInput": left, "output": right} for left, right in pairs]
    data = {"examples": {"examples": examples}}
    return {"tuningTask": {"trainingData": data, "hyperparameters": numbers}}


def refusal(google: Google, wanted: JsonBody, query: str = "") -> tuple[str, str, str]:
    """Try to create and return what is said: status, the field, and the words."""
    answer = google.call("POST", f"/v1beta/tunedModels{query}", wanted)
    error = answer.json()["error"]
    assert answer.status_code == error["code"]
    details = error.get("details", [{}])
    [violation] = details[0].get("fieldViolations", [{"field": ""}])
    return error["status"], violation["field"], error["message"]


def test_what_was_not_set_gets_the_service_s_defaults_and_is_told(ada: Clients) -> None:
    model = ada.created(numbers={})
    numbers = model.tuning_task.hyperparameters
    assert (numbers.epoch_count, numbers.batch_size) == (5, 4)
    assert math.isclose(numbers.learning_rate, 0.001, rel_tol=1e-6)
    assert model.base_model == ALIAS
    assert model.state == glm.TunedModel.State.ACTIVE
    assert len(model.tuning_task.snapshots) == math.ceil(len(ROWS) * 5 / 4)
    assert model.create_time <= model.tuning_task.complete_time <= model.update_time


def test_training_data_is_never_given_back(google: Google, ada: Clients) -> None:
    ada.created(id="secret")
    assert "trainingData" not in google.call("GET", "/v1beta/tunedModels/secret").text


def test_a_multiplier_is_kept_as_a_multiplier(google: Google, ada: Clients) -> None:
    ada.created(id="times", numbers={"learning_rate_multiplier": 0.5})
    found = google.call("GET", "/v1beta/tunedModels/times").json()
    assert found["tuningTask"]["hyperparameters"]["learningRateMultiplier"] == 0.5


def test_a_model_without_an_id_is_called_after_its_display_name(ada: Clients) -> None:
    first, second = ada.created("Sentence Translator!"), ada.created("Sentence Translator!")
    assert first.name.startswith("tunedModels/sentence-translator-")
    assert first.name != second.name
    assert len(ada.created("X" * 40).name) <= len("tunedModels/") + 40
    assert ada.created("").name
    assert ada.created("数字").name


def test_a_second_model_of_the_same_id_is_a_conflict(ada: Clients) -> None:
    ada.created(id="mine")
    with pytest.raises(exceptions.Conflict):
        ada.create(id="mine")


@pytest.mark.parametrize("id", ["9lives", "Big", "a_b", "ends-", "a" * 41, "a/b"])
def test_an_id_outside_the_rule_is_refused(google: Google, id: str) -> None:
    status, field, words = refusal(google, body(), f"?tunedModelId={id}")
    assert (status, field) == ("INVALID_ARGUMENT", "tuned_model_id")
    assert "40" in words


LIMITS: list[tuple[JsonBody, str, str]] = [
    ({"displayName": "n" * 41}, "display_name", "41"),
    ({"temperature": 1.5}, "temperature", "from 0 to 1"),
    ({"topP": -0.1}, "top_p", "from 0 to 1"),
    ({"topK": 0}, "top_k", "at least 1"),
    ({"baseModel": "models/nope"}, "base_model", ALIAS),
    ({"baseModel": ""}, "base_model", "Say what to tune"),
    (task([]), "examples", "no training examples"),
    (task([("a", "b"), ("", "b")]), "examples[1].text_input", "Example 2 has no text_input"),
    (task([("a", "")]), "examples[0].output", "Example 1 has no output"),
    (task([("a" * 40_001, "b")]), "examples[0].text_input", "40,001"),
    (task([("a", "b" * 5_001)]), "examples[0].output", "5,001"),
    (task(ROWS, epochCount=0), "epoch_count", "from 1"),
    (task(ROWS, epochCount=-5), "epoch_count", "from 1"),
    (task(ROWS, batchSize=0), "batch_size", "from 1"),
    (task(ROWS, learningRate=0), "learning_rate", "more than 0"),
    (task(ROWS, learningRateMultiplier=-1), "learning_rate_multiplier", "more than 0"),
]


@pytest.mark.parametrize(("wrong", "field", "words"), LIMITS)
def test_what_is_out_of_limits_is_refused_and_named(
    google: Google, wrong: JsonBody, field: str, words: str
) -> None:
    status, where, told = refusal(google, body(**wrong))
    assert status == "INVALID_ARGUMENT"
    assert where.endswith(field)
    assert words in told
    assert google.call("GET", "/v1beta/tunedModels").json() == {}


def test_text_at_the_limit_is_accepted(google: Google) -> None:
    pair = [("a" * 40_000, "b" * 5_000)]
    answer = google.call("POST", "/v1beta/tunedModels", body(**task(pair)))
    assert answer.status_code in {200, 400}  # the base's context, in tokens, is another limit
    assert "characters" not in answer.text


def test_a_field_that_the_api_does_not_have_is_refused(google: Google) -> None:
    status, _, words = refusal(google, body(colour="red"))
    assert status == "INVALID_ARGUMENT"
    assert "colour" in words


def test_a_request_over_four_megabytes_is_refused(google: Google) -> None:
    answer = google.call("POST", "/v1beta/tunedModels", " " * (4 * 1024 * 1024 + 1))
    assert answer.status_code == 400
    assert "exceeds the limit" in answer.json()["error"]["message"]


def test_snake_case_and_trailing_commas_are_understood(google: Google) -> None:
    text = """{"display_name": "a, b,}", "base_model": "%s", "tuning_task": {
        "hyperparameters": {"batch_size": 2, "epoch_count": 5,},
        "training_data": {"examples": {"examples": [
            {"text_input": "1", "output": "2",}, {"text_input": "3,]", "output": "4"},]}}}}"""
    answer = google.call("POST", "/v1beta/tunedModels?tuned_model_id=curl", text % ALIAS)
    assert answer.status_code == 200
    found = google.call("GET", "/v1/tunedModels/curl").json()
    assert found["displayName"] == "a, b,}"


def test_enums_are_numbers_for_a_client_that_wants_numbers(google: Google, ada: Clients) -> None:
    ada.created(id="enums")
    path = "/v1beta/tunedModels/enums"
    assert google.call("GET", path).json()["state"] == "ACTIVE"
    assert google.call("GET", f"{path}?$alt=json;enum-encoding=int").json()["state"] == 2


def test_times_have_a_fraction_and_a_zone(google: Google, ada: Clients) -> None:
    ada.created(id="times")
    found = google.call("GET", "/v1beta/tunedModels/times").json()
    assert found["createTime"].endswith("Z")
    assert "." in found["createTime"]


def update(clients: Clients, name: str, paths: list[str], **fields: Any) -> glm.TunedModel:
    model = glm.TunedModel(name=f"tunedModels/{name}", **fields)
    return clients.models.update_tuned_model(tuned_model=model, update_mask=FieldMask(paths=paths))


def test_only_what_the_mask_names_is_changed(ada: Clients) -> None:
    before = ada.created(id="mask", description="old")
    after = update(ada, "mask", ["description"], description="new", display_name="ignored")
    assert (after.description, after.display_name) == ("new", "increment")
    assert after.update_time > before.update_time
    assert update(ada, "mask", ["temperature"], temperature=0.5).temperature == 0.5
    assert update(ada, "mask", ["temperature"]).temperature == 0
    assert list(update(ada, "mask", ["reader_project_numbers"], reader_project_numbers=[7])
                .reader_project_numbers) == [7]  # fmt: skip


def test_without_a_mask_what_is_sent_is_changed(google: Google, ada: Clients) -> None:
    ada.created(id="mask", description="old")
    answer = google.call("PATCH", "/v1beta/tunedModels/mask", {"displayName": "renamed"}).json()
    assert (answer["displayName"], answer["description"]) == ("renamed", "old")


@pytest.mark.parametrize("path", ["base_model", "tuning_task.hyperparameters", "name", "colour"])
def test_what_cannot_be_changed_is_refused(ada: Clients, path: str) -> None:
    ada.created(id="fixed")
    with pytest.raises(exceptions.BadRequest, match=r"cannot be changed|does not have"):
        update(ada, "fixed", [path])


def test_a_too_long_new_name_is_refused(ada: Clients) -> None:
    ada.created(id="fixed")
    with pytest.raises(exceptions.BadRequest, match="40"):
        update(ada, "fixed", ["display_name"], display_name="n" * 41)


def test_a_deleted_model_is_gone_with_its_operation(google: Google, ada: Clients) -> None:
    operation = ada.create(id="gone")
    ada.models.delete_tuned_model(name="tunedModels/gone")
    for path in ("tunedModels/gone", operation.operation.name):
        assert google.call("GET", f"/v1beta/{path}").status_code == 404
    ada.created(id="gone")  # and its name is free


def test_a_tuned_model_s_base_is_told_whatever_the_client_said(
    google: Google, ada: Clients
) -> None:
    ada.created(id="parent")
    source = {"tunedModel": "tunedModels/parent"}
    wanted = body(tunedModelSource=source)
    del wanted["baseModel"]
    google.call("POST", "/v1beta/tunedModels?tunedModelId=child", wanted)
    found = google.call("GET", "/v1beta/tunedModels/child").json()
    assert found["tunedModelSource"] == {"tunedModel": "tunedModels/parent", "baseModel": ALIAS}


def test_another_person_s_private_model_cannot_be_tuned_further(google: Google) -> None:
    google.clients(ADA).created(id="private")
    source = glm.TunedModelSource(tuned_model="tunedModels/private")
    with pytest.raises(exceptions.Forbidden):
        google.clients(BEN).create(tuned_model_source=source)


@pytest.mark.parametrize("slow", [0.5])
def test_a_model_that_is_not_ready_cannot_be_tuned_further(ada: Clients) -> None:
    ada.create(id="young")
    source = glm.TunedModelSource(tuned_model="tunedModels/young")
    with pytest.raises(exceptions.BadRequest, match="not ready"):
        ada.create(tuned_model_source=source)


def test_an_unknown_path_and_model_say_so_in_the_api_s_own_form(google: Google) -> None:
    for path in ("/v1beta/tunedModels/none", "/v1beta/models/none", "/v1beta/nothing"):
        answer = google.call("GET", path)
        assert answer.status_code == answer.json()["error"]["code"] == 404
        assert answer.json()["error"]["status"] == "NOT_FOUND"
    assert google.call("DELETE", "/v1beta/tunedModels/x/operations/y").status_code == 404
