import google.ai.generativelanguage as glm
import pytest
from google.api_core import exceptions
from google.longrunning.operations_pb2 import Operation

from playground.google.service import Service
from playground.google.wire import plain
from tests.playground.google.local import ADA, BEN, ROWS, Clients, Google, until


def metadata(operation: Operation) -> glm.CreateTunedModelMetadata:
    found = glm.CreateTunedModelMetadata()
    assert operation.metadata.Unpack(plain(found))
    return found


@pytest.mark.parametrize("slow", [0.3])
def test_metadata_is_there_from_the_first_answer(ada: Clients) -> None:
    operation = ada.create(id="young", numbers={"epoch_count": 20, "batch_size": 4}).operation
    first = metadata(operation)
    assert first.tuned_model == "tunedModels/young"
    assert first.total_steps == 25
    assert not operation.done
    assert ada.models.get_tuned_model(name="tunedModels/young").state.name == "CREATING"


def test_a_finished_operation_has_every_snapshot_and_the_model(ada: Clients) -> None:
    operation = ada.create(id="done")
    found = until(
        lambda: (seen := ada.operations.get_operation(operation.operation.name)).done and seen
    )
    told = metadata(found)
    assert told.completed_steps == told.total_steps == 3
    assert told.completed_percent == 100
    assert [each.step for each in told.snapshots] == [1, 2, 3]
    assert [each.epoch for each in told.snapshots] == sorted(each.epoch for each in told.snapshots)
    model = glm.TunedModel()
    assert found.response.Unpack(plain(model))
    assert model == ada.models.get_tuned_model(name="tunedModels/done")


def test_operations_are_listed_and_served_under_v1_too(google: Google, ada: Clients) -> None:
    operation = ada.create(id="one").operation
    [listed] = ada.operations.list_operations(name="tunedModels/one", filter_="")
    assert listed.name == operation.name
    assert google.call("GET", f"/v1/{operation.name}").json()["name"] == operation.name


@pytest.mark.parametrize("slow", [0.5])
@pytest.mark.parametrize("version", ["v1", "v1beta"])
def test_a_cancelled_operation_says_so_and_its_model_does_not_answer(
    google: Google, ada: Clients, version: str
) -> None:
    operation = ada.create(id="stop", numbers={"epoch_count": 50, "batch_size": 4})
    name = operation.operation.name
    answer = google.call("POST", f"/{version}/{name}:cancel", "")
    assert (answer.status_code, answer.json()) == (200, {})
    until(operation.done)
    assert ada.operations.get_operation(name).error.code == 1
    with pytest.raises(exceptions.Cancelled):
        operation.result(timeout=5)
    assert ada.models.get_tuned_model(name="tunedModels/stop").state.name == "FAILED"
    with pytest.raises(exceptions.BadRequest, match="cancelled"):
        ada.ask("tunedModels/stop", "III")


def test_cancelling_what_is_done_changes_nothing(google: Google, ada: Clients) -> None:
    ada.created(id="done")
    [operation] = google.call("GET", "/v1beta/tunedModels/done/operations").json()["operations"]
    assert google.call("POST", f"/v1beta/{operation['name']}:cancel", "").status_code == 200
    assert ada.models.get_tuned_model(name="tunedModels/done").state.name == "ACTIVE"


def test_a_reader_may_look_but_not_cancel(google: Google, ada: Clients) -> None:
    operation = ada.create(id="shared").operation
    permission = glm.Permission(grantee_type="USER", email_address=BEN, role="READER")
    ada.permissions.create_permission(parent="tunedModels/shared", permission=permission)
    ben = google.clients(BEN)
    assert ben.operations.get_operation(operation.name).name == operation.name
    with pytest.raises(exceptions.Forbidden):
        ben.operations.cancel_operation(operation.name)


def test_an_unknown_operation_is_not_found(google: Google, ada: Clients) -> None:
    ada.create(id="one")
    path = "/v1beta/tunedModels/one/operations/other"
    assert google.call("GET", path, email=ADA).status_code == 404


def test_a_run_that_the_trainer_never_heard_of_ends_in_words(google: Google, ada: Clients) -> None:
    """As after a power cut between our writing the model down and the trainer's."""
    operation = ada.create(id="lost", rows=ROWS)
    trainer, store = google.service.trainer, google.service.store
    [row] = store.rows("select run from models")
    trainer.delete(row["run"])
    store.rows("update models set outcome = null returning id")
    again = Service(google.service.settings, trainer)
    [row] = again.store.rows("select * from models")
    assert "Create the model again" in again.runs.progress(row).reason
    assert "again" in ada.operations.get_operation(operation.operation.name).error.message
