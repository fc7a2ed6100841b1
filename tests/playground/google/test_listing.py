import google.ai.generativelanguage as glm
import pytest
from google.api_core import exceptions

from tests.playground.google.local import ADA, BEN, CHLOE, Clients, Google


def names(clients: Clients, filter: str = "", size: int = 0) -> list[str]:
    request = glm.ListTunedModelsRequest(filter=filter, page_size=size)
    found = clients.models.list_tuned_models(request)
    return [model.name.removeprefix("tunedModels/") for model in found]


def share(clients: Clients, model: str, email: str | None, role: str = "READER") -> None:
    kind = "USER" if email else "EVERYONE"
    permission = glm.Permission(grantee_type=kind, email_address=email, role=role)
    clients.permissions.create_permission(parent=f"tunedModels/{model}", permission=permission)


@pytest.fixture
def three(google: Google) -> tuple[Clients, Clients, Clients]:
    """Give three people; Ada has one model for herself and one each for others."""
    ada, ben, chloe = (google.clients(email) for email in (ADA, BEN, CHLOE))
    for name in ("private", "read", "written", "public"):
        ada.created(f"Ada {name}", name)
    share(ada, "read", BEN)
    share(ada, "written", BEN, "WRITER")
    share(ada, "public", None)
    ben.created("Ben's own", "own")
    return ada, ben, chloe


def test_a_list_has_what_is_mine_or_shared_with_me_by_name(
    three: tuple[Clients, Clients, Clients],
) -> None:
    ada, ben, chloe = three
    assert names(ada) == ["public", "written", "read", "private"]
    assert names(ben) == ["own", "written", "read"]
    assert names(chloe) == []


def test_each_operator_is_about_the_role_given(three: tuple[Clients, Clients, Clients]) -> None:
    _, ben, chloe = three
    assert names(ben, "owner:me") == ["own"]
    assert names(ben, "writers:me") == ["written"]
    assert names(ben, "readers:me") == ["read"]
    assert names(chloe, "readers:everyone") == ["public"]
    assert names(ben, "readers:me writers:me") == []


def test_words_are_looked_for_in_name_and_description(ada: Clients) -> None:
    ada.created("Größe", "size", description="from millimetres to words")
    ada.created("100% sure", "sure")
    assert names(ada, "GRÖSSE") == ["size"]
    assert names(ada, "words größe") == ["size"]
    assert names(ada, '"to words"') == ["size"]
    assert names(ada, '"words to"') == []
    assert names(ada, "0%") == ["sure"]
    assert names(ada, "owner:me sure") == ["sure"]


def test_a_group_s_members_see_what_the_group_may_read(google: Google, ada: Clients) -> None:
    ada.created(id="team")
    permission = glm.Permission(
        grantee_type="GROUP", email_address="team@playground.test", role="READER"
    )
    ada.permissions.create_permission(parent="tunedModels/team", permission=permission)
    assert names(google.clients(BEN), "readers:me") == ["team"]


def test_an_operator_that_does_not_exist_is_refused(ada: Clients) -> None:
    with pytest.raises(exceptions.BadRequest, match="owner:me"):
        names(ada, "state:ACTIVE")


def test_pages_show_every_model_once(google: Google, ada: Clients) -> None:
    for number in range(7):
        ada.create(id=f"model-{number}")
    assert sorted(names(ada, size=3)) == [f"model-{number}" for number in range(7)]
    first = google.call("GET", "/v1beta/tunedModels?pageSize=3").json()
    assert len(first["tunedModels"]) == 3
    assert len(google.call("GET", "/v1beta/tunedModels?page_size=7").json()["tunedModels"]) == 7


def test_a_page_is_ten_models_where_nothing_is_said(google: Google, ada: Clients) -> None:
    for number in range(11):
        ada.create(id=f"model-{number}")
    found = google.call("GET", "/v1beta/tunedModels").json()
    assert len(found["tunedModels"]) == 10
    token = found["nextPageToken"]
    rest = google.call("GET", f"/v1beta/tunedModels?pageToken={token}").json()
    assert len(rest["tunedModels"]) == 1
    assert "nextPageToken" not in rest


def test_a_page_token_is_for_the_same_filter_and_person_only(google: Google, ada: Clients) -> None:
    ada.create(id="one")
    ada.create(id="two")
    token = google.call("GET", "/v1beta/tunedModels?pageSize=1").json()["nextPageToken"]
    path = f"/v1beta/tunedModels?pageToken={token}"
    assert google.call("GET", path).status_code == 200
    assert google.call("GET", f"{path}&filter=owner:me").status_code == 400
    assert google.call("GET", path, email=BEN).status_code == 400
    for wrong in ("nonsense", "W10=", "bnVsbA==", "é"):
        assert google.call("GET", f"/v1beta/tunedModels?pageToken={wrong}").status_code == 400


def test_a_negative_or_worded_page_size_is_refused(google: Google) -> None:
    for size in ("-1", "many"):
        assert google.call("GET", f"/v1beta/tunedModels?pageSize={size}").status_code == 400


def test_base_models_come_in_pages_too(google: Google) -> None:
    first = google.call("GET", "/v1beta/models?pageSize=1").json()
    token = first["nextPageToken"]
    second = google.call("GET", f"/v1beta/models?pageSize=1&pageToken={token}").json()
    assert first["models"][0]["name"] != second["models"][0]["name"]
    assert "nextPageToken" not in second
