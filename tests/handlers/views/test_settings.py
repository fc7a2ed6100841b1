"""The workspace's settings, and the log."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from bot.domain import Act, CloudPlace, KeyFacts, Policy, Site, Whence
from bot.errors import InvalidForm
from bot.tuning.registry import SERVICES
from handlers.views import log, settings
from handlers.views.settings_google import Choice
from handlers.who import Group
from playground.slack.limits import check_view
from tests import make
from tests.handlers.forms import filled

FACTS = KeyFacts(by="U1", at=make.NOON, ends="abcd")
POLICY = Policy(
    admins=("U1",),
    tuners=("U2",),
    tuner_groups=("S1", "S9"),
    guests_ask=True,
    second_person=True,
    channels=("C1",),
    jobs_per_person=2,
    examples=1000,
    retention_days=90,
    project="my-project",
    changed_by="U1",
    changed_at=make.NOON,
)
ON_VERTEX = replace(
    POLICY, service="vertex", location="us-central1", bucket="acme", all_spend=True, job_cost=2.5
)
NOTHING = settings.Shown(policy=Policy())
FULL = settings.Shown(policy=POLICY, facts=FACTS, groups=[Group("S1", "@annotators")])
CHOOSING = replace(FULL, choice=Choice(services=list(SERVICES.values()), now="vertex"), facts=None)
DEEDS = [
    make.deed(
        id=9,
        act=Act.SETTINGS,
        subject="",
        about="",
        before={"tuners": [], "second_person": False},
        after={"tuners": ["U2"], "second_person": True},
        origin=Whence(name="Ada", way="settings.submit", channel="C1"),
    ),
    make.deed(id=8, about="<Cat>", before={"name": "Dog"}, after={"name": "<Cat>"}),
    make.deed(id=7, by="", act=Act.VANISHED),
]
VIEWS = {
    "settings_people": settings.build(FULL),
    "settings_people_first": settings.build(NOTHING),
    "settings_people_unseen": settings.build(replace(NOTHING, groups=None)),
    "settings_limits": settings.build(FULL, settings.LIMITS, words=settings.SAVED),
    "settings_google": settings.build(NOTHING, settings.GOOGLE),
    "settings_google_stored": settings.build(FULL, settings.GOOGLE, words=settings.STORED),
    "settings_choosing": settings.build(CHOOSING, settings.GOOGLE, words=settings.SAVED),
    "log": log.build(DEEDS, log.Look(by="U1", text="cat", before=99), more=True, admin=True),
    "log_empty": log.build([], log.Look(), more=False, admin=False),
}


@pytest.mark.parametrize("name", VIEWS)
def test_how_it_looks(matches_snapshot: Callable[[str, Any], bool], name: str) -> None:
    assert matches_snapshot(name, VIEWS[name])
    assert check_view(VIEWS[name]) == []


@pytest.mark.parametrize("shown", [NOTHING, FULL, replace(CHOOSING, policy=ON_VERTEX)])
@pytest.mark.parametrize("tab", settings.TABS)
def test_what_is_settled_reads_back_from_each_tab(shown: settings.Shown, tab: str) -> None:
    entered = settings.read(filled(settings.build(shown, tab)))

    assert replace(shown.policy, **entered.changes) == shown.policy
    assert entered.key == ""


def test_groups_that_cannot_be_seen_stay_as_they_were() -> None:
    form = settings.build(replace(FULL, groups=None))

    assert "tuner_groups" not in settings.read(filled(form)).changes


@pytest.mark.parametrize("text", ["0", "-1", "1.5", "many", "9999999", "²"])
def test_what_is_no_limit_is_marked(text: str) -> None:
    with pytest.raises(InvalidForm) as raised:
        settings.read(filled(settings.build(FULL, settings.LIMITS), examples=text))

    assert set(raised.value.fields) == {"examples"}


def test_a_key_reads_back_and_is_never_shown() -> None:
    form = settings.build(NOTHING, settings.GOOGLE)
    assert settings.read(filled(form, api_key="AIzaSy-1")).key == "AIzaSy-1"
    assert settings.read(filled(form)).key == "", "a project can be saved without a key"


@pytest.mark.parametrize("key", ["two words", "schlüssel"])
def test_what_is_no_key_is_marked(key: str) -> None:
    with pytest.raises(InvalidForm) as raised:
        settings.read(filled(settings.build(FULL, settings.GOOGLE), api_key=key))

    assert set(raised.value.fields) == {"api_key"}


def test_what_is_no_project_is_marked() -> None:
    with pytest.raises(InvalidForm) as raised:
        settings.read(filled(settings.build(FULL, settings.GOOGLE), project="my project/1"))

    assert set(raised.value.fields) == {"project"}


def chosen(**entered: str) -> settings.Entered:
    return settings.read(filled(settings.build(CHOOSING, settings.GOOGLE), **entered))


def wrong(**entered: str) -> dict[str, str]:
    with pytest.raises(InvalidForm) as raised:
        chosen(**entered)
    return raised.value.fields


def test_a_service_is_chosen_with_its_place() -> None:
    place = {"project": "acme-1", "location": "europe-west4", "bucket": "gs://acme-tuning/"}
    assert chosen(service="vertex", **place).changes == {
        "service": "vertex",
        "project": "acme-1",
        "location": "europe-west4",
        "bucket": "acme-tuning",
    }
    assert chosen(service="installed").changes["service"] == ""
    assert chosen(service="gemini", project="").changes["service"] == "gemini", "needs no place"


def test_what_a_service_needs_and_has_not_is_said_at_each_field() -> None:
    assert set(wrong(service="vertex", project="")) == {"project", "location", "bucket"}
    assert "Vertex AI needs this" in wrong(service="vertex", project="")["project"]
    usual = Site("gemini", CloudPlace("p-12345", "us-central1", "b-123"))
    installed = replace(CHOOSING, choice=replace(CHOOSING.choice, usual=usual), policy=Policy())
    form = settings.build(installed, settings.GOOGLE)
    assert settings.read(filled(form, service="vertex")).changes["project"] == "", "as installed"


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("location", "Frankfurt"),
        ("location", "us central1"),
        ("bucket", "My Bucket"),
        ("bucket", "gs://bucket/folder"),
        ("bucket", "b"),
        ("project", "my/project"),
    ],
)
def test_a_name_that_can_not_be_one_is_marked(field: str, text: str) -> None:
    place = {"project": "acme-1", "location": "us-central1", "bucket": "acme"} | {field: text}
    assert set(wrong(service="vertex", **place)) == {field}


def test_what_is_not_installed_can_not_be_chosen_and_it_says_how_to_install_it() -> None:
    lacking = replace(SERVICES["vertex"], needs="no_such_module")
    choice = Choice(services=[SERVICES["gemini"], lacking])
    form = settings.build(replace(FULL, choice=choice), settings.GOOGLE)
    with pytest.raises(InvalidForm) as raised:
        settings.read(filled(form, service="vertex", location="us-central1", bucket="acme"))
    assert "pip install 'tuner[vertex]'" in raised.value.fields["service"]


def test_a_service_account_s_key_is_the_whole_file() -> None:
    place = {"service": "vertex", "location": "us-central1", "bucket": "acme"}
    key = '{"type": "service_account", "client_email": "bot@acme.example"}'
    assert chosen(api_key=key, **place).key == key
    assert set(wrong(api_key="AIzaSy-1", **place)) == {"api_key"}


def test_moving_on_says_what_that_means_for_people() -> None:
    moved = chosen(service="vertex", location="us-central1", bucket="acme")
    assert settings.MOVED in settings.saved(CHOOSING.policy, moved)
    assert settings.MOVED not in settings.saved(replace(POLICY, service="vertex"), moved)
    said = settings.saved(CHOOSING.policy, moved, "There is no bucket <b>.")
    assert ":warning: There is no bucket &lt;b&gt;." in said


@pytest.mark.parametrize("text", ["-1", "much", "nan", "1e99"])
def test_what_is_no_amount_is_marked(text: str) -> None:
    with pytest.raises(InvalidForm) as raised:
        settings.read(filled(settings.build(FULL, settings.LIMITS), job_cost=text))
    assert set(raised.value.fields) == {"job_cost"}


def test_the_log_says_who_changed_what_from_what_to_what() -> None:
    text = str(VIEWS["log"])

    assert "<@U1> changed the settings" in text
    assert "tuners: nothing → U2 · second person: no → yes" in text
    assert "*&lt;Cat&gt;*" in text
    assert "name: Dog → &lt;Cat&gt;" in text, "a name can not ping anybody"
    assert "The tuning service no longer has *Cat*" in text


def test_only_admins_are_offered_the_file() -> None:
    assert log.EXPORT in str(VIEWS["log"])
    assert log.EXPORT not in str(VIEWS["log_empty"])


def test_every_act_has_its_words() -> None:
    assert set(log.SAID) == set(Act)
