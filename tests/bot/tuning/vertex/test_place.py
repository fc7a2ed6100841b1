"""Vertex AI's own ways, against the service that speaks its API on this machine."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from google.oauth2.credentials import Credentials

from bot.domain import CloudPlace, JobState, Question, Stage
from bot.errors import Forbidden, NotFound, QuotaUsedUp, ServiceRefused
from bot.tuning import TuningService
from bot.tuning.vertex import VertexService
from tests.bot.tuning.places import EXAMPLES, Place, ended, numbers, order, tuned, vertex

HERE = CloudPlace("tuner-playground", "us-central1", "tuner-playground")


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    with vertex(tmp_path, 0.01) as place:
        yield place


@pytest.fixture
def ada(place: Place) -> TuningService:
    return place.of("ada")


def elsewhere(place: Place, where: CloudPlace, name: str = "ada") -> VertexService:
    credentials = Credentials(token=place.token(name))
    return VertexService(credentials, where, url=place.url, storage_url=place.url, timeout=10)


def listed(place: Place, kind: str, location: str = "us-central1") -> list[object]:
    url = f"{place.url}/v1beta1/projects/tuner-playground/locations/{location}/{kind}"
    headers = {"Authorization": f"Bearer {place.token('ada')}"}
    return requests.get(url, headers=headers, timeout=5).json().get(kind, [])


def test_what_is_taken_of_the_examples_is_told(ada: TuningService) -> None:
    status = ended(ada, tuned(ada, hyperparameters=numbers(ada, epochs=2)))
    assert status.taken
    assert status.taken.examples == len(EXAMPLES)
    assert status.taken.billed_tokens
    assert status.completed_epochs == 2


def test_who_may_use_the_project_may_use_its_models(place: Place, ada: TuningService) -> None:
    cat, ben = tuned(ada), place.of("ben")
    assert ben.ask(cat, Question(text="3")).text
    assert [it.id for it in ben.models(filter="owner:me")[0]] == [cat]
    assert ben.models(filter="readers:me") == ([], "")


def test_who_has_no_role_hears_which_one_to_ask_for(place: Place) -> None:
    eve = place.of("eve")
    for call in (lambda: eve.status("tuner-cat"), eve.models):
        with pytest.raises(Forbidden, match="Your Google account lacks the role Vertex AI User"):
            call()


def test_a_project_where_it_is_off_is_told_how_to_switch_it_on(place: Place) -> None:
    off = elsewhere(place, CloudPlace("tuner-no-api", "us-central1", "b"))
    with pytest.raises(Forbidden, match="gcloud services enable aiplatform"):
        off.status("tuner-cat")


def test_a_bucket_that_is_not_there_is_told(place: Place) -> None:
    nowhere = elsewhere(place, CloudPlace("tuner-playground", "us-central1", "no-such-bucket"))
    with pytest.raises(ServiceRefused, match="no bucket `no-such-bucket`"):
        nowhere.start("tuner-cat", order(nowhere), EXAMPLES)


def test_a_bucket_in_another_region_is_told(place: Place) -> None:
    far = elsewhere(place, CloudPlace("tuner-playground", "europe-west4", "tuner-playground"))
    with pytest.raises(ServiceRefused, match="`tuner-playground` is in another region"):
        far.start("tuner-cat", order(far), EXAMPLES)


def test_a_base_that_is_not_tuned_there_is_told(place: Place, ada: TuningService) -> None:
    with pytest.raises(ServiceRefused, match="does not tune `gemini-1"):
        ada.start("tuner-cat", order(ada, base_model="gemini-1.5-flash-002"), EXAMPLES)


def test_a_full_project_is_a_quota_that_is_used_up(tmp_path: Path) -> None:
    with vertex(tmp_path, 20, queue=0) as full:
        ada = full.of("ada")
        ada.start("tuner-first", order(ada), EXAMPLES)
        with pytest.raises(QuotaUsedUp):
            ada.start("tuner-second", order(ada), EXAMPLES)
        with pytest.raises(NotFound):
            ada.status("tuner-second")


def test_a_bucket_that_google_may_not_read_is_told_with_whom_to_let_in(tmp_path: Path) -> None:
    with vertex(tmp_path, 0.01, is_read=False) as closed:
        ada = closed.of("ada")
        ada.start("tuner-cat", order(ada), EXAMPLES)
        status = ended(ada, "tuner-cat")
    assert status.state is JobState.FAILED
    assert "give `service-271828182845@gcp-sa-aiplatform" in status.reason
    assert "Storage Object Viewer" in status.reason


def test_a_job_goes_through_its_stages(tmp_path: Path) -> None:
    with vertex(tmp_path / "slow", 20) as slow:
        ada = slow.of("ada")
        for name in ("tuner-first", "tuner-second"):
            ada.start(name, order(ada), EXAMPLES)
        seen = set[Stage]()
        while Stage.QUOTA not in seen:
            status = ada.status("tuner-second")
            assert status.state is JobState.QUEUED
            seen.add(status.stage)


def test_a_deleted_model_leaves_no_endpoint_behind(place: Place, ada: TuningService) -> None:
    cat = tuned(ada, hyperparameters=numbers(ada, epochs=3))
    assert len(listed(place, "models")) == 1
    assert len(listed(place, "endpoints", "us")) == 3

    ada.delete(cat)

    assert not listed(place, "models")
    assert not listed(place, "endpoints", "us")
    assert not ada.models()[0]
    with pytest.raises(NotFound):
        ada.ask(cat, Question(text="3"))


def test_what_a_model_was_made_of_goes_without_it(ada: TuningService) -> None:
    cat = tuned(ada)
    kitten = tuned(ada, "tuner-kitten", name="kitten", base_model=f"tunedModels/{cat}")

    ada.delete(cat)

    assert ada.ask(kitten, Question(text="3")).text
    assert [it.id for it in ada.models()[0]] == [kitten]


def test_a_start_after_a_start_that_was_not_answered_is_one_job(
    place: Place, ada: TuningService
) -> None:
    for _ in range(2):
        ada.start("tuner-cat", order(ada), EXAMPLES)
    assert len(listed(place, "tuningJobs")) == 1
    assert elsewhere(place, HERE).model("tuner-cat").id == "tuner-cat"
