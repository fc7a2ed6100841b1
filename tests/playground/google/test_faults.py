import pytest
from google.api_core import exceptions

from tests.playground.google.local import ADA, Clients, Google

SERVICE = "google.ai.generativelanguage.v1beta.ModelService"


def test_a_fault_happens_as_often_as_ordered_and_then_no_more(google: Google, ada: Clients) -> None:
    fault = {"method": "GetTunedModel", "status": 429, "times": 2, "retry_after": 1.5}
    google.call("POST", "/faults", fault)
    for _ in range(2):
        answer = google.call("GET", "/v1beta/tunedModels/x")
        assert answer.status_code == 429
        [info] = answer.json()["error"]["details"]
        assert info["retryDelay"] == "1.5s"
    assert google.call("GET", "/v1beta/tunedModels/x").status_code == 404
    with pytest.raises(exceptions.NotFound):
        ada.models.get_tuned_model(name="tunedModels/x")


def test_the_tuning_service_can_be_down_while_sign_in_is_up(google: Google, ada: Clients) -> None:
    google.call("POST", "/faults", {"method": "google.ai.*", "status": 503, "times": 1000})
    with pytest.raises(exceptions.ServiceUnavailable):
        ada.models.get_tuned_model(name="tunedModels/x", retry=None)
    assert google.call("GET", "/v1/userinfo").status_code == 200
    google.call("DELETE", "/faults")
    assert google.call("GET", "/faults").json()["faults"] == []
    assert google.call("GET", "/v1beta/models").status_code == 200


def test_refreshing_can_fail_too(google: Google) -> None:
    google.call("POST", "/faults", {"method": "oauth2.Token", "status": 500})
    assert google.call("POST", "/token", "").status_code == 500
    assert google.call("POST", "/token", "").status_code == 401


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"method": "x", "status": 200},
        {"method": "x", "status": 503, "times": -1},
        {"colour": 1},
    ],
)
def test_a_fault_that_makes_no_sense_is_refused(google: Google, wrong: dict[str, object]) -> None:
    assert google.call("POST", "/faults", wrong).status_code == 400


def test_a_web_page_cannot_order_faults_or_read_the_journal(google: Google) -> None:
    from_page = {"Origin": "http://evil.test"}
    fault = {"method": "*", "status": 503}
    assert google.call("POST", "/faults", fault, headers=from_page).status_code == 404
    assert google.call("GET", "/journal", headers=from_page).status_code == 404
    assert google.call("GET", "/v1beta/models").status_code == 200


def test_the_journal_says_which_method_by_whom_and_how_it_ended(google: Google) -> None:
    google.call("GET", "/v1beta/tunedModels/x")
    google.call("GET", "/v1beta/tunedModels", headers={"Authorization": ""})
    entries = google.call("GET", "/journal").json()["entries"]
    seen = [(each["method"], each["principal"], each["status"]) for each in entries]
    assert seen == [
        (f"{SERVICE}.GetTunedModel", ADA, 404),
        (f"{SERVICE}.ListTunedModels", "", 401),
    ]
    last = entries[-1]["seq"]
    assert google.call("GET", f"/journal?since={last}").json() == {"entries": []}
