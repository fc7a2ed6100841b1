"""Datasets, from the file to what is trained on."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from bot.domain import (
    Audience,
    Code,
    DraftState,
    Example,
    Fix,
    JobState,
    Limits,
    Origin,
    Preflight,
    Price,
    Tariff,
    VersionId,
    WhichColumns,
)
from bot.errors import InvalidInput, NotAllowed
from bot.library import MOST_HELD_OUT, Found
from bot.tuner import Tuner
from tests import make
from tests.bot.pressing import begun
from tests.fakes import FakeService, Wall

TROUBLED = b"text_input,output\n I ,II\nII,III\nII,III\nIII,\nada@example.com,yes\n"
GERMAN = b"Frage,Antwort\nI,II\nII,III\n"


def rows(number: int) -> bytes:
    return b"text_input,output\n" + b"".join(b"word %d,%d\n" % (n, n) for n in range(number))


def brought(tuner: Tuner, content: bytes, id: str = "cat", name: str = "cats.csv") -> Found:
    claim = tuner.receive(make.draft(id=id))
    assert claim
    return tuner.library.check(claim, content, name)


def found_in(tuner: Tuner, content: bytes, id: str = "cat", name: str = "cats.csv") -> Preflight:
    found = brought(tuner, content, id, name)
    assert isinstance(found, Preflight)
    return found


def pairs(tuner: Tuner, draft: str = "cat") -> Sequence[Example]:
    return list(tuner.library.examples(tuner.store.drafts.draft(draft)))


def test_a_file_becomes_a_dataset_with_a_first_version(tuner: Tuner) -> None:
    found = found_in(tuner, make.CSV)

    [shelved] = tuner.library.shelved("U1")
    assert shelved.dataset == found.dataset
    assert (found.dataset.name, found.dataset.origin) == ("cats", Origin.FORM)
    assert (found.version.number, found.version.examples, found.version.parent) == (1, 3, None)
    assert found.draft.version == VersionId(found.dataset.id, 1)
    assert found.draft.state is DraftState.CHECKED


def test_the_same_file_again_is_the_same_dataset(tuner: Tuner) -> None:
    first = found_in(tuner, make.CSV)
    second = found_in(tuner, make.CSV, "dog", "other.csv")

    assert first.dataset == second.dataset


def test_what_stops_tuning_is_shown_and_keeps_it_from_starting(tuner: Tuner) -> None:
    found = found_in(tuner, TROUBLED)

    assert found.stops
    assert found.draft.state is DraftState.STOPPED
    assert found.report.counts[Code.MISSING_FIELD] == 1
    with pytest.raises(InvalidInput, match="stops tuning"):
        tuner.want("cat", by="U1")


def test_a_difference_is_shown_and_changes_nothing(tuner: Tuner) -> None:
    before = found_in(tuner, TROUBLED)

    difference = tuner.library.difference("cat", Fix.TRIM, by="U1")

    assert (difference.removed, difference.changed) == (0, 1)
    assert difference.pairs == ((Example(" I ", "II"), Example("I", "II")),)
    assert tuner.library.preflight("cat", by="U1") == before


def test_taken_fixes_are_versions_and_the_original_stays(tuner: Tuner) -> None:
    found_in(tuner, TROUBLED)
    original = tuner.store.drafts.draft("cat").dataset

    for fix in (Fix.DROP_EMPTY, Fix.DEDUPE, Fix.TRIM, Fix.MASK):
        found = tuner.library.take("cat", fix, by="U1")

    versions = found.dataset.versions
    assert [it.fix for it in versions] == [None, Fix.DROP_EMPTY, Fix.DEDUPE, Fix.TRIM, Fix.MASK]
    assert [it.parent for it in versions] == [None, 1, 2, 3, 4]
    assert {it.by for it in versions} == {"U1"}
    assert tuner.store.datasets.content(original) == TROUBLED
    assert not found.stops
    assert [it.text_input for it in pairs(tuner)] == ["I", "II", "[e-mail]"]


def test_a_fix_taken_twice_is_one_version(tuner: Tuner) -> None:
    found_in(tuner, TROUBLED)
    read = tuner.store.drafts.draft("cat")
    first = tuner.library.take("cat", Fix.TRIM, by="U1")
    assert tuner.store.drafts.change(first.draft, read), "somebody pressed Back meanwhile"

    again = tuner.library.take("cat", Fix.TRIM, by="U1")

    assert again.version == first.version
    assert len(again.dataset.versions) == 2


def test_a_job_remembers_exactly_the_version_that_was_looked_at(
    tuner: Tuner, service: FakeService
) -> None:
    found_in(tuner, TROUBLED)
    tuner.library.take("cat", Fix.DROP_EMPTY, by="U1")
    with pytest.raises(InvalidInput, match="mended meanwhile"):
        tuner.want("cat", by="U1", seen=1)

    claim = tuner.want("cat", by="U1", seen=2)

    assert claim
    assert claim.job.version == tuner.store.drafts.draft("cat").version
    assert claim.job.version
    assert claim.job.version.number == 2
    tuner.begin(claim, Wall().put_up)
    assert service.given["cat"] == tuple(pairs(tuner))


def test_private_data_is_masked_in_all_that_is_shown(tuner: Tuner) -> None:
    found = found_in(tuner, TROUBLED + b"bo@example.com,bo@example.com\n")
    difference = tuner.library.difference("cat", Fix.DROP_EMPTY, by="U1")
    report = tuner.library.report("cat", by="U1")

    for shown in (found.report, difference, report):
        assert "@example.com" not in str(shown)


@pytest.mark.parametrize("what", ["preflight", "report", "difference", "take", "hold_out"])
def test_rows_are_for_who_attached_the_file_only(tuner: Tuner, what: str) -> None:
    found_in(tuner, make.CSV)
    calls = {
        "preflight": lambda: tuner.library.preflight("cat", by="U2"),
        "report": lambda: tuner.library.report("cat", by="U2"),
        "difference": lambda: tuner.library.difference("cat", Fix.TRIM, by="U2"),
        "take": lambda: tuner.library.take("cat", Fix.TRIM, by="U2"),
        "hold_out": lambda: tuner.library.hold_out("cat", 0.1, by="U2"),
    }

    with pytest.raises(NotAllowed):
        calls[what]()


def test_unknown_columns_are_asked_for_and_then_it_goes_on(tuner: Tuner) -> None:
    asked = brought(tuner, GERMAN)
    assert isinstance(asked, WhichColumns)
    assert asked.names == ("Frage", "Antwort")
    assert tuner.library.asked("cat", by="U1").rows == asked.rows
    with pytest.raises(InvalidInput, match="which columns"):
        tuner.want("cat", by="U1")

    found = tuner.library.choose("cat", (0, 1), by="U1")

    assert (found.report.examples, found.version.columns) == (2, ("Frage", "Antwort"))
    assert tuner.library.preflight("cat", by="U1") == found
    assert pairs(tuner) == [Example("I", "II"), Example("II", "III")]


def test_other_columns_of_the_same_file_are_another_version(tuner: Tuner) -> None:
    brought(tuner, GERMAN)
    first = tuner.library.choose("cat", (0, 1), by="U1")
    brought(tuner, GERMAN, "dog")
    second = tuner.library.choose("dog", (1, 0), by="U1")

    assert first.dataset.id == second.dataset.id
    assert second.version.number == 2
    assert pairs(tuner, "dog")[0] == Example("II", "I")


@pytest.mark.parametrize(("of", "share", "held"), [(20, 0.1, 2), (20, 0.2, 4), (5000, 0.2, 200)])
def test_rows_are_held_out(tuner: Tuner, of: int, share: float, held: int) -> None:
    found_in(tuner, rows(of))
    assert tuner.library.would_hold_out("cat", share, by="U1") == (held, of)

    found = tuner.library.hold_out("cat", share, by="U1")

    assert (found.held_out, found.report.examples) == (held, of - held)
    assert held <= MOST_HELD_OUT
    with pytest.raises(InvalidInput, match="held out already"):
        tuner.library.hold_out("cat", share, by="U1")
    claim = tuner.want("cat", by="U1")
    assert claim
    out = tuner.library.held_out(claim.job, 1000)
    assert len(out) == held
    assert {*out, *pairs(tuner)} == {Example(f"word {n}", str(n)) for n in range(of)}


def test_a_mended_file_keeps_its_rows_held_out(tuner: Tuner) -> None:
    found_in(tuner, rows(20) + b" blank ,x\n")
    held = tuner.library.hold_out("cat", 0.1, by="U1")

    mended = tuner.library.take("cat", Fix.TRIM, by="U1")

    assert (mended.held_out, mended.version.held_out) == (held.held_out, held.version.held_out)


def test_a_version_is_used_again_without_a_new_file(tuner: Tuner) -> None:
    first = found_in(tuner, TROUBLED)
    tuner.library.take("cat", Fix.DROP_EMPTY, by="U1")
    dataset, latest = tuner.library.use(first.dataset.id, by="U1")
    again = make.draft(id="dog", file_id="", version=VersionId(dataset.id, latest.number))
    claim = tuner.receive(again)
    assert claim

    found = tuner.library.check_again(claim)

    assert isinstance(found, Preflight)
    assert found.version == latest
    assert found.draft.state is DraftState.CHECKED
    assert len(tuner.library.shelved("U1")) == 1


def test_nobody_uses_another_persons_dataset(tuner: Tuner) -> None:
    found = found_in(tuner, make.CSV)
    with pytest.raises(NotAllowed):
        tuner.library.use(found.dataset.id, by="U2")
    stolen = make.draft(id="dog", owner="U2", file_id="", version=found.draft.version)
    claim = tuner.receive(stolen)
    assert claim

    with pytest.raises(NotAllowed):
        tuner.library.check_again(claim)


def test_others_see_a_dataset_only_by_a_model_that_they_see(tuner: Tuner) -> None:
    begun(tuner, "secret", audience=Audience.ME)
    assert tuner.library.shelved("U2") == []

    begun(tuner, "open", "Open")

    [theirs] = tuner.library.shelved("U2")
    [mine] = tuner.library.shelved("U1")
    assert (theirs.models, theirs.mine) == (["Open"], False)
    assert (set(mine.models), mine.mine) == ({"Cat", "Open"}, True)


def test_limits_are_the_services_own(tuner: Tuner, service: FakeService) -> None:
    service.limits = Limits(input_characters=3, output_characters=2)

    found = found_in(tuner, b"text_input,output\nVIII,IX\nI,III\n")

    assert set(found.report.counts) >= {Code.INPUT_TOO_LONG, Code.OUTPUT_TOO_LONG}


def test_a_price_is_of_all_that_is_trained_on(tuner: Tuner) -> None:
    priced = replace(tuner, tariff=Tariff(otherwise=2.0, currency="USD"))
    found = found_in(priced, rows(100))
    tokens = found.report.statistics.tokens

    assert found.price == Price(amount=2.0 * tokens * 5 / 1e6, currency="USD")
    assert found_in(tuner, rows(10), "dog").price is None


def test_a_started_draft_is_left_alone(tuner: Tuner) -> None:
    job = begun(tuner)

    assert job.state is JobState.QUEUED
    with pytest.raises(InvalidInput, match="started already"):
        tuner.library.take("cat", Fix.TRIM, by="U1")
