"""Every row of what Google can do to us: one honest message, and no training twice."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Executor
from datetime import timedelta
from typing import Any

import pytest

from bot.domain import JobState, Question
from bot.errors import (
    Forbidden,
    LinkExpired,
    NotFound,
    ServiceRefused,
    TunerError,
    TuningUnavailable,
)
from bot.store import Store
from bot.tuning import TuningService
from tests.faults.google_rig import KINDS, GoogleRig, local_tuning
from tests.playground.google.local import Google

Rule = Mapping[str, Any]
TOKEN = "oauth2.Token"

# Whether it was done, nobody says.
IN_DOUBT: dict[str, Rule] = {
    f"{kind}{'-after' * after}": {"kind": kind, "after": after}
    for kind in ("500", "503", "reset", "hang", "html")
    for after in (False, True)
}
IN_DOUBT["half"] = {"kind": "half"}
TOO_MANY: dict[str, Rule] = {
    "429-wait": {"kind": "429", "retry_after": 900},
    "429": {"kind": "429"},
}
LATER = IN_DOUBT | TOO_MANY


def rows(names: Iterable[str]) -> list[Any]:
    """Leave to a soak what waits for long and says little more than *hang*."""
    soak = pytest.mark.soak
    return [pytest.param(it, marks=soak) if it == "hang-after" else it for it in names]


@pytest.fixture(scope="module")
def google(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Google]:
    with local_tuning(tmp_path_factory.mktemp("google")) as google:
        yield google


@pytest.fixture(params=KINDS)
def rig(
    request: pytest.FixtureRequest, google: Google, store: Store, pool: Executor
) -> Iterator[GoogleRig]:
    yield GoogleRig(google, store, pool, KINDS[request.param])
    google.service.faults.clear()


# Creating


@pytest.mark.parametrize("row", rows(LATER))
def test_a_start_in_doubt_makes_one_model_and_is_told_once(rig: GoogleRig, row: str) -> None:
    rig.order(rig.kind.create, **LATER[row])
    job = rig.begin()
    assert job.state is JobState.WANTED
    assert job.reason or job.line

    assert rig.until_over() is JobState.READY
    assert rig.calls(rig.kind.create, done=True) == 1
    assert rig.direct() == []
    assert sum("is ready" in it for it in rig.thread()) == 1


@pytest.mark.parametrize("row", rows([*(it for it in IN_DOUBT if it.endswith("after")), "half"]))
def test_what_took_effect_is_found_by_its_id_and_not_started_again(
    rig: GoogleRig, row: str
) -> None:
    rig.order(rig.kind.create, **IN_DOUBT[row])
    rig.begin()
    rig.until_over()

    assert rig.calls(rig.kind.create) == 1


@pytest.mark.parametrize("rig", ["gemini"], indirect=True)  # the other finds it by its label
def test_a_model_of_our_id_is_adopted(rig: GoogleRig) -> None:
    rig.order(rig.kind.create, kind="409", after=True)
    assert rig.begin().state is JobState.QUEUED
    assert rig.until_over() is JobState.READY
    assert rig.calls(rig.kind.create) == 1


@pytest.mark.parametrize("kind", ["400", "403", "404"])
def test_a_start_that_is_refused_has_failed_and_is_not_tried_again(
    rig: GoogleRig, kind: str
) -> None:
    rig.order(rig.kind.create, kind=kind)
    assert rig.begin().state is JobState.FAILED
    rig.look(3)

    assert rig.calls(rig.kind.create) == 1
    assert [rig.job.reason in it for it in rig.thread()] == [True]
    assert rig.direct() == []


def test_a_wait_that_was_asked_for_is_kept(rig: GoogleRig) -> None:
    rig.order(rig.kind.create, kind="429", retry_after=900)
    rig.begin()
    rig.look(5, after=timedelta(minutes=2))
    assert rig.calls(rig.kind.create) == 1
    rig.look(2, after=timedelta(minutes=5))

    assert rig.calls(rig.kind.create, done=True) == 1


def test_a_refused_token_is_renewed_once_and_the_start_goes_on(rig: GoogleRig) -> None:
    rig.order(rig.kind.create, kind="401")
    assert rig.begin().state is JobState.QUEUED

    assert rig.calls(TOKEN) == 1
    assert rig.calls(rig.kind.create, done=True) == 1


def ended(rig: GoogleRig, method: str) -> None:
    """End the link: neither the token nor its renewal is taken any more."""
    rig.order(method, kind="401", times=0)
    rig.order(TOKEN, kind="invalid_grant", times=0)


def test_an_ended_link_keeps_the_job_says_so_once_and_linking_goes_on(rig: GoogleRig) -> None:
    ended(rig, rig.kind.each)
    assert rig.begin().state is JobState.WANTED
    rig.look(10)
    assert rig.calls(rig.kind.create, done=True) == 0
    [said] = rig.direct()
    assert "/tune connect" in said

    rig.google.service.faults.clear()
    rig.link()
    assert rig.until_over() is JobState.READY
    assert len(rig.direct()) == 1


# Looking


@pytest.mark.parametrize("row", rows([*LATER, "400"]))
def test_a_look_in_vain_keeps_the_job_and_nobody_is_bothered(rig: GoogleRig, row: str) -> None:
    rig.begin()
    # Where Vertex AI refuses to look for one alone, all are asked for: that is refused too.
    rig.order(rig.kind.look, **(LATER | {"400": {"kind": "400", "times": 2}})[row])
    rig.look()
    assert not rig.job.state.is_final
    assert rig.job.reason

    assert rig.until_over() is JobState.READY
    assert rig.direct() == []
    assert sum("is ready" in it for it in rig.thread()) == 1


def test_a_token_that_is_refused_while_looking_is_renewed_once(rig: GoogleRig) -> None:
    rig.begin()
    rig.order(rig.kind.look, kind="401")

    assert rig.until_over() is JobState.READY
    assert rig.calls(TOKEN) == 1
    assert rig.direct() == []


@pytest.mark.parametrize("row", ["invalid_grant", "403"])
def test_a_closed_account_is_left_alone_and_its_owner_hears_once(rig: GoogleRig, row: str) -> None:
    rig.begin()
    begun = rig.calls(rig.kind.look)
    if row == "403":
        rig.order(rig.kind.look, kind="403", times=0)
    else:
        ended(rig, rig.kind.each)
    rig.look(5)
    looked = rig.calls(rig.kind.look) - begun
    assert looked <= 2, "a refused token is tried once more"
    assert not rig.job.state.is_final
    assert len(rig.direct()) == 1

    rig.google.service.faults.clear()
    rig.link()
    assert rig.until_over() is JobState.READY
    assert len(rig.direct()) == 1


def test_a_sign_in_that_is_in_trouble_is_no_ended_link(rig: GoogleRig) -> None:
    rig.begin()
    rig.order(rig.kind.look, kind="401")
    rig.order(TOKEN, kind="503", times=4)
    assert rig.until_over() is JobState.READY
    assert rig.direct() == []


@pytest.mark.parametrize("times", [1, 2])
def test_a_model_that_is_missing_is_looked_for_twice(rig: GoogleRig, times: int) -> None:
    rig.begin()
    rig.order(rig.kind.missing, kind="404", times=times)
    state = rig.until_over()

    assert state is (JobState.READY if times == 1 else JobState.FAILED)
    assert sum("could not be tuned" in it for it in rig.thread()) == times - 1


# What somebody waits for


def changed(service: TuningService, id: str) -> object:
    return service.update(id, display_name="other", description="", version="")


CHANGES: dict[str, Callable[[TuningService, str], object]] = {
    "update": changed,
    "cancel": lambda service, model: service.cancel(model),
    "delete": lambda service, model: service.delete(model),
}
each_change = pytest.mark.parametrize("change", CHANGES)


@pytest.fixture
def ready(rig: GoogleRig) -> GoogleRig:
    rig.begin()
    assert rig.until_over() is JobState.READY
    return rig


@each_change
@pytest.mark.parametrize("row", rows([*IN_DOUBT, "409"]))
def test_a_change_in_doubt_is_made_again(ready: GoogleRig, change: str, row: str) -> None:
    ready.order(getattr(ready.kind, change), **(IN_DOUBT | {"409": {"kind": "ABORTED"}})[row])
    CHANGES[change](ready.service("T1", "U1"), ready.id)


@each_change
@pytest.mark.parametrize(
    ("kind", "error"), [("400", ServiceRefused), ("403", Forbidden), ("429", TuningUnavailable)]
)
def test_a_change_that_is_refused_says_why(
    ready: GoogleRig, change: str, kind: str, error: type[TunerError]
) -> None:
    ready.order(getattr(ready.kind, change), kind=kind, times=2, retry_after=30)
    with pytest.raises(error) as said:
        CHANGES[change](ready.service("T1", "U1"), ready.id)

    assert ("30 s" in str(said.value)) == (kind == "429")
    assert "http" not in str(said.value)


@pytest.mark.parametrize("change", ["cancel", "delete"])
def test_what_is_gone_needs_no_change(ready: GoogleRig, change: str) -> None:
    ready.service("T1", "U1").delete(ready.id)
    CHANGES[change](ready.service("T1", "U1"), ready.id)


@pytest.mark.parametrize("change", [*CHANGES, "query"])
def test_an_ended_link_is_said_to_whoever_waits(ready: GoogleRig, change: str) -> None:
    make_it = CHANGES.get(change, asked)
    service = ready.service("T1", "U1")
    ended(ready, "google.*")
    with pytest.raises(LinkExpired, match="/tune connect"):
        make_it(service, ready.id)


def asked(service: TuningService, id: str) -> str:
    return service.ask(id, Question(text="V")).text


@pytest.mark.parametrize("row", rows(IN_DOUBT))
def test_a_question_in_vain_is_asked_once_more(ready: GoogleRig, row: str) -> None:
    ready.order("GenerateContent", **IN_DOUBT[row])
    assert asked(ready.service("T1", "U1"), ready.id)


@pytest.mark.parametrize("row", rows(IN_DOUBT))
def test_a_question_twice_in_vain_is_told(ready: GoogleRig, row: str) -> None:
    ready.order("GenerateContent", **IN_DOUBT[row], times=2)
    with pytest.raises(TuningUnavailable, match="Try again"):
        asked(ready.service("T1", "U1"), ready.id)


@pytest.mark.parametrize(
    ("kind", "error", "words"),
    [
        ("400", ServiceRefused, "refused"),
        ("403", Forbidden, "share it with you|give it the role"),
        ("404", NotFound, "can't find"),
        ("429", TuningUnavailable, "Try again in 30 s"),
    ],
)
def test_a_question_that_is_refused_says_why(
    ready: GoogleRig, kind: str, error: type[TunerError], words: str
) -> None:
    ready.order("GenerateContent", kind=kind, retry_after=30)
    with pytest.raises(error, match=words):
        asked(ready.service("T1", "U1"), ready.id)
