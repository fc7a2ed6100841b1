"""Another service is one line of registration, and jobs stay at the service that they are at."""

import json
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from google.oauth2.credentials import Credentials

from bot.app.services import Opener, services_of
from bot.app.starting import CantStart
from bot.config import Config, new_key
from bot.domain import CloudPlace, JobState, Policy, Question, Site, Standing
from bot.errors import InvalidInput, NotConnected, NotGranted, ServiceRefused, TuningUnavailable
from bot.permissions import Anybody
from bot.store import Store
from bot.tuner import Tuner
from bot.tuning import TuningService, service_accounts
from bot.tuning.registry import SERVICES, Access, site_of
from bot.tuning.vertex import VertexService
from playground.google.scopes import CLOUD
from playground.google.vertex.cloud import Cloud
from tests import make
from tests.bot.pressing import look
from tests.bot.tuning.places import hand_out, local, tuned
from tests.bot.tuning.toy import BASE, Box, toy_type
from tests.fakes import FakeService, Wall

PLACE = CloudPlace("acme", "us-central1", "acme-tuning")
ENOUGH = {
    "SLACK_BOT_TOKEN": "xoxb-1",
    "SLACK_APP_TOKEN": "xapp-1",
    "GOOGLE_CLIENT_ID": "tuner.apps.example",
    "GOOGLE_CLIENT_SECRET": "GOCSPX-hush",
    "TUNING_URL": "https://tuning.example",
    "VERTEX_PROJECT": "acme",
    "VERTEX_BUCKET": "acme-tuning",
    "TUNER_KEY": new_key(),
}


def tuner_with_toys(store: Store, service: FakeService) -> Tuner:
    """Return a tuner that knows a third service: that takes one entry."""
    toys = toy_type(Box())
    services = {**SERVICES, toys.name: toys}

    def service_for(user: str, site: Site | None = None, /) -> TuningService:
        here = site or site_of(ours.settings.policy(), Site(), services)
        if here.service == toys.name:
            return toys.make(Access(credentials=Credentials(token=user)))
        return service

    ours = store.workspace("T1")
    return Tuner("T1", ours, service_for, lambda: make.NOON, services=services)


def started(tuner: Tuner, id: str) -> JobState:
    """Go the whole way from a form to a job that is at its service."""
    base = tuner.base_models("U1")[0].name
    site = Site(tuner.site.service)
    order = make.order(display_name=id, base_model=base, site=site)
    claim = tuner.receive(make.draft(id=id, order=order))
    assert claim
    tuner.library.check(claim, make.CSV, "cat.csv")
    pressed = tuner.want(id, by="U1")
    assert pressed
    return tuner.begin(pressed, Wall().put_up).state


def test_jobs_stay_at_the_service_that_they_are_at(store: Store, service: FakeService) -> None:
    tuner = tuner_with_toys(store, service)
    assert started(tuner, "old") is JobState.QUEUED
    tuner.store.settings.set_policy(Policy(service="toy"))
    assert tuner.kind.title == "The toy box"
    assert started(tuner, "new") is JobState.QUEUED

    assert [tuner.job(it).service for it in ("old", "new")] == ["gemini", "toy"]
    assert tuner.job("new").order.base_model == BASE.name
    assert list(service.starts) == ["old"], "the other one was not asked for it"
    assert look(tuner, "new").state is JobState.READY
    tuner.store.settings.set_policy(Policy())
    [answer] = tuner.asking.ask("new", Question(text="I"), by="U1", channel="C1")
    assert answer.text == "II", "it is asked where it is, wherever one tunes by now"
    tuner.models.delete("new", by="U1")
    assert look(tuner, "old").service == "gemini"


def test_a_form_for_a_service_that_was_left_meanwhile_says_so(
    store: Store, service: FakeService
) -> None:
    tuner = tuner_with_toys(store, service)
    tuner.store.settings.set_policy(Policy(service="toy"))
    with pytest.raises(InvalidInput, match="moved tuning to The toy box") as raised:
        tuner.receive(make.draft())
    assert raised.value.field == "base_model"


def test_what_somebody_has_to_allow_is_for_where_they_tune_and_for_what_they_have(
    store: Store, service: FakeService
) -> None:
    tuner = tuner_with_toys(store, service)
    started(tuner, "old")
    tuner.store.settings.set_policy(Policy(service="vertex"))
    gemini, vertex = (SERVICES[it].scopes for it in ("gemini", "vertex"))
    assert tuner.scopes("U1") == (*vertex, *gemini)
    assert tuner.scopes("U2") == vertex


def test_where_a_workspace_tunes_is_settled_part_by_part() -> None:
    usual = Site("vertex", PLACE)
    assert site_of(Policy(), usual) == usual
    assert site_of(Policy(location="europe-west4"), usual).place == CloudPlace(
        "acme", "europe-west4", "acme-tuning"
    )
    assert site_of(Policy(service="gemini", project="p"), usual) == Site("gemini")
    assert site_of(Policy(service="none such"), usual) == usual


def opener(store: Store, **env: str) -> Opener:
    config = Config.from_env(ENOUGH | env)

    class Nobody:
        def credentials(self, workspace: str, user: str, scopes: object, why: str) -> Credentials:
            if user == "U2":
                raise NotGranted(why, "use Google Cloud")
            return Credentials(token=f"{workspace} {user} {scopes}")

    accounts: object = Nobody()
    return Opener(config, store, accounts, lambda it: it, services_of(config))  # pyright: ignore[reportArgumentType]


def test_each_person_has_their_own_view_of_each_service(store: Store) -> None:
    both = opener(store)
    assert both.for_person("T1", "U1").lane == "https://tuning.example"
    cloud = both.for_person("T1", "U1", Site("vertex", PLACE))
    assert cloud.lane == "vertex acme us-central1"
    assert cloud.capabilities == SERVICES["vertex"].capabilities
    with pytest.raises(NotConnected, match="Tuning is at Vertex AI here"):
        both.for_person("T1", "U2", Site("vertex", PLACE))


def test_what_is_settled_decides_where_a_call_without_a_site_goes(store: Store) -> None:
    store.workspace("T1").settings.set_policy(Policy(service="vertex", location="europe-west4"))
    assert opener(store).for_person("T1", "U1").lane == "vertex acme europe-west4"
    assert opener(store).for_person("T2", "U1").lane == "https://tuning.example"


def test_a_service_that_is_not_known_or_not_installed_says_so(store: Store) -> None:
    with pytest.raises(CantStart, match="TUNING_SERVICE must be gemini or vertex, not verdex"):
        opener(store, TUNING_SERVICE="verdex").check()
    lacking = replace(SERVICES["vertex"], needs="no_such_module")
    without = replace(opener(store, TUNING_SERVICE="vertex"), services={"vertex": lacking})
    with pytest.raises(CantStart, match=r"pip install 'tuner\[vertex\]'"):
        without.check()
    with pytest.raises(TuningUnavailable, match=r"pip install 'tuner\[vertex\]'"):
        without.for_person("T1", "U1", Site("vertex", PLACE))
    with pytest.raises(ServiceRefused, match="does not know any more"):
        opener(store).for_person("T1", "U1", Site("gone"))


def test_a_key_opens_what_it_is_for_and_nothing_is_made_of_none(
    store: Store, tmp_path: Path
) -> None:
    both = opener(store)
    assert both.for_key("AIza", Site())
    assert both.for_key("", Site()) is None
    assert both.for_key("", Site("vertex", PLACE)) is None
    with pytest.raises(ServiceRefused, match="no key of a service account"):
        both.for_key("AIza", Site("vertex", PLACE))

    file = tmp_path / "account.json"
    file.write_text("{}")
    installed = opener(store, VERTEX_SERVICE_ACCOUNT_FILE=str(file))
    with pytest.raises(ServiceRefused, match="no key of a service account"):
        installed.for_key("", Site("vertex", PLACE))


@pytest.mark.parametrize("key", ["", "[]", "1", "{}", '{"type": "authorized_user"}', "{"])
def test_what_is_no_key_of_a_service_account_is_refused(key: str) -> None:
    with pytest.raises(ServiceRefused, match="whole text of the JSON file"):
        service_accounts.email(key)


def test_a_service_account_is_known_by_its_address() -> None:
    key = {"type": "service_account", "client_email": "bot@acme.example", "private_key": "-----"}
    assert service_accounts.email(json.dumps(key)) == "bot@acme.example"
    with pytest.raises(ServiceRefused, match="no key"):
        service_accounts.credentials(json.dumps(key), ["x"], "https://t.example")


def test_who_has_linked_nothing_asks_through_the_workspace_s_service_account(
    store: Store, tmp_path: Path
) -> None:
    cloud = Cloud(lag=0.01)
    place = CloudPlace(cloud.project, "us-central1", cloud.bucket)
    with local(tmp_path, 0.01, cloud=cloud) as (url, service):
        ada = VertexService(
            Credentials(token=hand_out(service, "ada", CLOUD)), place, url=url, storage_url=url
        )
        cat = tuned(ada)
        file = tmp_path / "account.json"
        service.robot.write(file, "https://elsewhere.example")  # a key's own address is not asked
        here = {"VERTEX_URL": url, "STORAGE_URL": url, "GOOGLE_TOKEN_URL": f"{url}/token"}
        both = opener(store, **here)
        us = store.workspace("T1")
        tuner = Tuner("T1", us, partial(both.for_person, "T1"), keyed=both.for_key, who=Admins())

        asking = tuner.asking.at(Site("vertex", place))
        asking.set_key(file.read_text(), by="U1")
        facts = us.settings.key_facts("vertex")
        assert facts
        assert facts.ends == service.robot.email
        assert us.settings.key() is None, "there is none for the other service"
        robot = both.for_key(us.settings.key("vertex") or "", Site("vertex", place))
        assert robot
        assert robot.ask(cat, Question(text="3")).text
        with pytest.raises(InvalidInput, match="whole text of the JSON file"):
            asking.set_key("AIza", by="U1")


class Admins(Anybody):
    def person(self, user: str) -> Standing:
        return Standing(user=user, is_admin=True)
