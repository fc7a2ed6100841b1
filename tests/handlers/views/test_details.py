"""All there is to know of a tuned model, as it looks."""

import csv
import io
import math
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.domain import (
    Checkpoint,
    Grantee,
    Hyperparameters,
    JobState,
    Permission,
    Role,
    Sampling,
    Snapshot,
    TunedModel,
)
from bot.tuning.registry import SERVICES
from handlers.views import checkpoints, code, delete, details, listing, losses, update
from handlers.views.code import Language
from playground.slack.limits import check_view
from tests import make

ORDER = make.order(
    display_name="Cat <expert>",
    description="Says what cats say.",
    base_model="tunedModels/kitten",
    hyperparameters=Hyperparameters(epochs=3, learning_rate_multiplier=0.5),
)
JOB = make.job(
    order=ORDER,
    state=JobState.READY,
    completed_steps=4,
    snapshots=make.snapshots(4),
    started=make.NOON,
    finished=make.NOON + timedelta(minutes=2),
    card=make.CARD,
)
MODEL = TunedModel(
    id="cat",
    display_name="Cat <expert>",
    description="Says what cats say & more.",
    base_model="models/m",
    parent="kitten",
    state=JobState.READY,
    sampling=Sampling(temperature=0.9, top_p=0.95, top_k=40),
    version="v1",
    mine=True,
)
PERMISSIONS = (
    Permission(id="1", role=Role.OWNER, grantee=Grantee.USER, email="ada@example.com"),
    Permission(id="2", role=Role.WRITER, grantee=Grantee.GROUP, email="all@googlegroups.com"),
    Permission(id="3", role=Role.READER, grantee=Grantee.EVERYONE),
)
SHOWN = details.Shown(
    id="cat",
    name="Cat <expert>",
    user="U1",
    job=JOB,
    model=MODEL,
    permissions=PERMISSIONS,
    lineage=("models/m", "Kitten", "Cat <expert>"),
    curve="Mean loss fell from 4 to 1. Still falling.",
    place={"channel": "C1", "thread_ts": ""},
)
FOUND = details.Shown(id="stray", name="Stray", user="U1", model=replace(MODEL, id="stray"))
WAITING = details.Shown(id="cat", name="Cat", user="U2", job=make.job(), note="No answer <yet>.")
TABS = [details.OVERVIEW, details.TRAINING, details.WHO, details.CODE]


@pytest.mark.parametrize("tab", TABS)
def test_how_a_tab_looks(matches_snapshot: Callable[[str, Any], bool], tab: str) -> None:
    view = details.build(SHOWN, tab)

    assert matches_snapshot(tab.replace(".", "_"), view)
    assert check_view(view) == []


@pytest.mark.parametrize("tab", TABS)
@pytest.mark.parametrize(
    "shown",
    [
        FOUND,
        WAITING,
        replace(SHOWN, user="U2", permissions=None),
        replace(SHOWN, name="x" * 300, lineage=["x" * 300] * 30),
        replace(SHOWN, model=replace(MODEL, description="<" * 20_000)),
    ],
)
def test_slack_takes_every_tab_of_whatever_there_is(shown: details.Shown, tab: str) -> None:
    assert check_view(details.build(shown, tab)) == []


def test_the_lineage_reads_as_a_chain_from_the_base() -> None:
    assert "m → Kitten → *Cat &lt;expert&gt;*" in str(details.build(SHOWN))


def test_only_its_owner_is_offered_to_change_it() -> None:
    theirs = details.build(replace(SHOWN, user="U2"))

    assert update.OPEN in str(details.build(SHOWN))
    assert delete.OPEN in str(details.build(SHOWN))
    assert update.OPEN not in str(theirs)
    assert delete.OPEN not in str(theirs)


def test_a_deleted_model_says_by_whom_and_offers_nothing() -> None:
    gone = replace(JOB, state=JobState.DELETED, deleted_by="U7", deleted_at=make.NOON)
    view = str(details.build(replace(SHOWN, job=gone)))

    assert "deleted, by <@U7>" in view
    assert delete.OPEN not in view


def test_training_shows_what_was_chosen_and_how_it_went() -> None:
    view = str(details.build(SHOWN, details.TRAINING))

    assert all(word in view for word in ("0.5 ", "Temperature", "4.000 → 1.000", "Still falling"))


def test_each_language_of_the_code_is_shown_as_plain_text() -> None:
    for language in Language:
        view = details.build(SHOWN, details.CODE, language=language)
        shown = [it["elements"][0] for it in view["blocks"] if it["type"] == "rich_text"]
        text = "\n".join(it["elements"][0]["text"] for it in shown)
        assert "tunedModels/cat" in text
        assert check_view(view) == []


def test_the_language_that_was_picked_comes_back_with_the_model() -> None:
    [select] = [
        it["accessory"] for it in details.build(SHOWN, details.CODE)["blocks"] if "accessory" in it
    ]
    values = [it["value"] for it in select["options"]]

    assert [listing.picked(it) for it in values] == [(it, "cat") for it in Language]


def test_long_code_is_split_between_lines_and_nothing_is_lost() -> None:
    text = "\n".join(f"line_{n} = {n}" for n in range(2000))
    pieces = [it["elements"][0]["elements"][0]["text"] for it in listing.blocks(text)]

    assert "\n".join(pieces) == text
    assert max(map(len, pieces)) <= listing.PIECE


@pytest.mark.parametrize("language", Language)
def test_slack_takes_the_code_of_one_question(language: Language) -> None:
    view = listing.build(JOB, language, None, {"channel": "C1"})

    assert check_view(view) == []
    assert code.tune(JOB.order, language).splitlines()[0] in str(view)


def test_the_table_has_every_step_with_epochs_counted_from_one() -> None:
    rows = list(csv.DictReader(io.StringIO(details.table(make.snapshots(9)))))

    assert [row["step"] for row in rows] == [str(n) for n in range(1, 10)]
    assert (rows[0]["epoch"], rows[-1]["epoch"]) == ("1", "3")
    assert float(rows[1]["mean_loss"]) == pytest.approx(2.0)


def test_bars_fall_with_the_loss_and_keep_within_their_width() -> None:
    assert losses.bars([8, 4, 0]) == "█▅▁"
    assert len(losses.bars([1.0] * 5000)) == losses.WIDE
    assert losses.bars([math.nan, math.inf]) == ""
    assert losses.bars([0.0, 0.0]) == "▁▁"


def test_a_model_found_at_google_alone_shows_its_own_snapshots() -> None:
    last = Snapshot(step=1, epoch=0, mean_loss=0.5, at=make.NOON)
    shown = replace(FOUND, model=replace(MODEL, snapshots=(last,)))

    assert shown.snapshots == (last,)
    assert details.NOT_OURS in str(details.build(shown))


CHECKPOINTS = tuple(Checkpoint(id=f"{n}", epoch=n, step=10 * n) for n in (1, 2, 3))
CLOUD = replace(
    SHOWN,
    model=replace(MODEL, checkpoints=CHECKPOINTS, checkpoint="2"),
    can=SERVICES["vertex"].capabilities,
    where="Vertex AI, `acme` in `us-central1`",
)


@pytest.mark.parametrize("tab", TABS)
def test_slack_takes_every_tab_of_a_model_in_the_cloud(tab: str) -> None:
    assert check_view(details.build(CLOUD, tab)) == []


def test_each_checkpoint_can_answer_or_be_tuned_further_but_only_by_the_owner() -> None:
    text = str(details.build(CLOUD, details.TRAINING))
    assert "after epoch 2, step 20 · answers now" in text
    assert text.count("Use this checkpoint") == 2
    assert text.count("Tune further from it") == 3

    theirs = str(details.build(replace(CLOUD, user="U9"), details.TRAINING))
    assert "after epoch 3" in theirs
    assert "Use this checkpoint" not in theirs
    assert checkpoints.WHAT not in str(details.build(SHOWN, details.TRAINING)), "there are none"


def test_where_models_are_not_shared_one_by_one_it_says_so_and_offers_nothing() -> None:
    assert "'Share'" not in str(details.build(CLOUD))
    who = str(details.build(CLOUD, details.WHO))
    assert "At Vertex AI, `acme` in `us-central1`, models are not shared one by one" in who
    assert "'Share'" not in who
