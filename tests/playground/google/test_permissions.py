from typing import Any

import google.ai.generativelanguage as glm
import pytest
from google.api_core import exceptions
from google.protobuf.field_mask_pb2 import FieldMask

from tests.playground.google.local import ADA, BEN, CHLOE, Clients, Google

NAME = "tunedModels/shared"


@pytest.fixture
def model(ada: Clients) -> str:
    return ada.created(id="shared").name


def give(clients: Clients, email: str | None, role: str = "READER", kind: str = "USER") -> Any:
    permission = glm.Permission(grantee_type=kind, email_address=email, role=role)
    return clients.permissions.create_permission(parent=NAME, permission=permission)


def roles(clients: Clients) -> dict[str, str]:
    found = clients.permissions.list_permissions(parent=NAME)
    return {each.email_address or "everyone": each.role.name for each in found}


@pytest.mark.usefixtures("model")
def test_who_makes_a_model_owns_it(ada: Clients) -> None:
    assert roles(ada) == {ADA: "OWNER"}


@pytest.mark.usefixtures("model")
def test_a_stranger_gets_no_further_than_that_it_exists(google: Google) -> None:
    ben = google.clients(BEN)
    with pytest.raises(exceptions.Forbidden, match="do not have permission"):
        ben.models.get_tuned_model(name=NAME)
    with pytest.raises(exceptions.Forbidden):
        ben.ask(NAME, "III")
    with pytest.raises(exceptions.Forbidden):
        give(ben, CHLOE)


@pytest.mark.usefixtures("model")
def test_a_reader_asks_but_does_not_edit_share_or_delete(google: Google, ada: Clients) -> None:
    given = give(ada, BEN)
    ben = google.clients(BEN)
    assert ben.ask(NAME, "III").candidates
    assert roles(ben)[BEN] == "READER"
    mask = FieldMask(paths=["description"])
    for attempt in (
        lambda: ben.models.update_tuned_model(
            tuned_model=glm.TunedModel(name=NAME), update_mask=mask
        ),
        lambda: give(ben, CHLOE),
        lambda: ben.permissions.delete_permission(name=given.name),
        lambda: ben.models.delete_tuned_model(name=NAME),
    ):
        with pytest.raises(exceptions.Forbidden, match="role"):
            attempt()


@pytest.mark.usefixtures("model")
def test_a_writer_edits_and_shares_but_does_not_delete(google: Google, ada: Clients) -> None:
    give(ada, BEN, "WRITER")
    ben = google.clients(BEN)
    given = give(ben, CHLOE)
    assert google.clients(CHLOE).models.get_tuned_model(name=NAME).name == NAME
    ben.permissions.delete_permission(name=given.name)
    with pytest.raises(exceptions.Forbidden):
        google.clients(CHLOE).models.get_tuned_model(name=NAME)
    with pytest.raises(exceptions.Forbidden, match="OWNER"):
        ben.models.delete_tuned_model(name=NAME)
    with pytest.raises(exceptions.Forbidden, match="OWNER"):
        ben.permissions.transfer_ownership(
            glm.TransferOwnershipRequest(name=NAME, email_address=BEN)
        )


@pytest.mark.usefixtures("model")
def test_everyone_is_everyone_once(google: Google, ada: Clients) -> None:
    assert give(ada, None, kind="EVERYONE").name == f"{NAME}/permissions/everyone"
    assert google.clients(CHLOE).ask(NAME, "III").candidates
    with pytest.raises(exceptions.Conflict):
        give(ada, None, kind="EVERYONE")


@pytest.mark.usefixtures("model")
def test_a_role_is_changed_and_nothing_else(ada: Clients) -> None:
    given = give(ada, BEN)
    wanted = glm.Permission(name=given.name, role="WRITER")
    mask = FieldMask(paths=["role"])
    assert (
        ada.permissions.update_permission(permission=wanted, update_mask=mask).role.name == "WRITER"
    )
    assert ada.permissions.get_permission(name=given.name).role.name == "WRITER"
    with pytest.raises(exceptions.BadRequest, match="update_mask"):
        ada.permissions.update_permission(
            permission=wanted, update_mask=FieldMask(paths=["email_address"])
        )


@pytest.mark.usefixtures("model")
def test_ownership_is_not_given_or_taken_like_a_role(google: Google, ada: Clients) -> None:
    [owner] = ada.permissions.list_permissions(parent=NAME)
    with pytest.raises(exceptions.BadRequest, match="transferring"):
        give(ada, BEN, "OWNER")
    with pytest.raises(exceptions.BadRequest, match="transferring"):
        ada.permissions.delete_permission(name=owner.name)
    answer = google.call("PATCH", f"/v1beta/{owner.name}?updateMask=role", {"role": "READER"})
    assert answer.status_code == 400


@pytest.mark.usefixtures("model")
@pytest.mark.parametrize("known", [True, False])
def test_transfer_makes_the_old_owner_a_writer(google: Google, ada: Clients, known: bool) -> None:  # noqa: FBT001
    if known:
        give(ada, BEN)
    request = glm.TransferOwnershipRequest(name=NAME, email_address=BEN)
    ada.permissions.transfer_ownership(request)
    assert roles(ada) == {ADA: "WRITER", BEN: "OWNER"}
    with pytest.raises(exceptions.Forbidden):
        ada.models.delete_tuned_model(name=NAME)
    google.clients(BEN).models.delete_tuned_model(name=NAME)


@pytest.mark.usefixtures("model")
@pytest.mark.parametrize("email", ["nobody@playground.test", "", ADA])
def test_a_model_is_not_given_to_nobody_or_to_oneself(ada: Clients, email: str) -> None:
    with pytest.raises(exceptions.BadRequest):
        ada.permissions.transfer_ownership(
            glm.TransferOwnershipRequest(name=NAME, email_address=email)
        )
    assert roles(ada) == {ADA: "OWNER"}


WRONG: list[dict[str, Any]] = [
    {"granteeType": "EVERYONE", "emailAddress": BEN, "role": "READER"},
    {"granteeType": "USER", "role": "READER"},
    {"granteeType": "USER", "emailAddress": "ben", "role": "READER"},
    {"emailAddress": BEN, "role": "READER"},
    {"granteeType": 1, "emailAddress": BEN},
    {"granteeType": 1, "emailAddress": ADA, "role": 3},
]


@pytest.mark.usefixtures("model")
@pytest.mark.parametrize("wrong", WRONG)
def test_a_permission_that_makes_no_sense_is_refused(google: Google, wrong: dict[str, Any]) -> None:
    answer = google.call("POST", f"/v1beta/{NAME}/permissions", wrong)
    assert answer.status_code in {400, 409}
    assert len(google.call("GET", f"/v1beta/{NAME}/permissions").json()["permissions"]) == 1


@pytest.mark.usefixtures("model")
def test_permissions_come_in_pages(google: Google, ada: Clients) -> None:
    for number in range(4):
        give(ada, f"person{number}@playground.test")
    found = ada.permissions.list_permissions(glm.ListPermissionsRequest(parent=NAME, page_size=2))
    assert len({each.email_address for each in found}) == 5
    page = google.call("GET", f"/v1beta/{NAME}/permissions?pageSize=2").json()
    assert len(page["permissions"]) == 2


@pytest.mark.usefixtures("model")
def test_an_unknown_permission_is_not_found(ada: Clients) -> None:
    with pytest.raises(exceptions.NotFound):
        ada.permissions.get_permission(name=f"{NAME}/permissions/nothing")
