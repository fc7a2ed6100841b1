from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from bot.domain import (
    Bill,
    Hyperparameters,
    InLine,
    JobState,
    News,
    NewsKind,
    Price,
    Sampling,
    Stage,
    Taken,
    TuningJob,
    VersionId,
)
from handlers.views import connect, delete, kit, progress, start, words
from playground.slack.limits import check_message
from tests import make

SECONDS = timedelta(seconds=1)
RUNNING = make.job(
    state=JobState.TUNING,
    completed_steps=3,
    snapshots=make.snapshots(3),
    started=make.NOON,
    card=make.CARD,
)
DONE = replace(
    RUNNING,
    state=JobState.READY,
    completed_steps=4,
    snapshots=make.snapshots(4),
    finished=make.NOON + 5 * SECONDS,
)
JOBS = {
    "wanted": make.job(reason="The tuning service does not answer."),
    "queued": make.job(state=JobState.QUEUED),
    "tuning": RUNNING,
    "ready": DONE,
    "failed": replace(RUNNING, state=JobState.FAILED, reason="The loss became <infinite>."),
    "cancelled": replace(RUNNING, state=JobState.CANCELLED, finished=make.NOON + 4 * SECONDS),
    "deleted": replace(
        DONE, state=JobState.DELETED, deleted_by="U2", deleted_at=make.NOON + 60 * SECONDS
    ),
}


def accepted(message: kit.Message) -> bool:
    payload: dict[str, Any] = {"channel": "C1", "text": message.text}
    return check_message(payload | ({"blocks": message.blocks} if message.blocks else {})) == []


def news(kind: NewsKind, job: TuningJob, percent: int = 0) -> News:
    return News(workspace="T1", id=1, kind=kind, percent=percent, job=job, epoch=1)


@pytest.mark.parametrize("state", JOBS)
def test_how_the_card_looks(matches_snapshot: Callable[[str, Any], bool], state: str) -> None:
    message = progress.card(JOBS[state])

    assert matches_snapshot(f"card_{state}", message.blocks)
    assert accepted(message)


def test_steps_are_counted_and_the_percentage_is_theirs() -> None:
    text = str(progress.card(RUNNING).blocks)

    assert "75 % · 3 of 4 steps" in text
    assert "3 s so far, about 1 s to come" in text


def test_what_is_to_come_is_reckoned_from_the_steps_and_not_from_loading() -> None:
    """It loaded for a minute, then took a second a step; the card knows the ends of the curve."""
    loaded = replace(
        RUNNING,
        started=make.NOON - 60 * SECONDS,
        total_steps=13,
        snapshots=make.snapshots(3)[::2],
    )

    assert "1 min 3 s so far, about 10 s to come" in str(progress.card(loaded).blocks)


def test_after_one_step_the_time_since_the_beginning_is_all_there_is() -> None:
    one = replace(RUNNING, completed_steps=1, snapshots=make.snapshots(1))

    assert "1 s so far, about 3 s to come" in str(progress.card(one).blocks)


def test_a_card_says_what_it_starts_from_and_how_it_is_taught() -> None:
    order = make.order(
        base_model="tunedModels/increment-1",
        base_name="<increment>",
        description="Counts & counts",
        hyperparameters=Hyperparameters(learning_rate_multiplier=0.5),
        sampling=Sampling(temperature=0.3, top_k=5),
    )
    text = str(progress.card(replace(RUNNING, order=order)).blocks)

    assert "*&lt;increment&gt;*, tuned" in text
    assert "Counts &amp; counts" in text
    assert "0.5 times the usual" in text
    assert "temperature 0.3, top-k 5" in text


def test_a_deleted_card_says_who_did_it_and_when_and_has_no_buttons() -> None:
    message = progress.card(JOBS["deleted"])

    assert "*Cat* was deleted by <@U2>, <!date^" in message.text
    assert "actions" not in {block["type"] for block in message.blocks}
    told = progress.told(news(NewsKind.DELETED, JOBS["deleted"]))
    assert "Nobody can ask it any more." in told.text
    assert accepted(told)


def test_after_a_cancelling_the_thread_says_what_it_means_and_offers_to_delete() -> None:
    told = progress.told(news(NewsKind.CANCELLED, JOBS["cancelled"]))

    assert "unpredictable" in told.text
    assert delete.OPEN in str(told.blocks)
    assert accepted(told)


def test_news_that_comes_after_a_deletion_offers_nothing() -> None:
    late = progress.told(news(NewsKind.READY, JOBS["deleted"]))

    assert not late.blocks


def test_before_the_first_step_there_is_no_time_to_come() -> None:
    begun = replace(RUNNING, completed_steps=0, snapshots=())

    assert "to come" not in str(progress.card(begun).blocks)
    assert accepted(progress.card(replace(begun, total_steps=0)))


@pytest.mark.parametrize("state", JOBS)
def test_a_card_has_the_buttons_that_can_be_used(state: str) -> None:
    text = str(progress.card(JOBS[state]).blocks)

    assert (progress.CANCEL in text) == (not JOBS[state].state.is_final)
    assert ("ask.press" in text) == (state == "ready")


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        (NewsKind.STARTED, "3 examples, 5 epochs, 4 steps in all"),
        (NewsKind.PROGRESS, "75 %: step 4 of 4, mean loss 1.000"),
        (NewsKind.READY, "4 steps in 5 s, its last mean loss is 1.000."),
    ],
)
def test_the_thread_hears_figures(kind: NewsKind, said: str) -> None:
    message = progress.told(news(kind, DONE, 75))

    assert said.lower() in message.text.lower()
    assert accepted(message)


def test_an_end_says_why_and_what_to_do() -> None:
    failed = progress.told(news(NewsKind.FAILED, JOBS["failed"])).text
    cancelled = progress.told(news(NewsKind.CANCELLED, JOBS["cancelled"])).text

    assert "The loss became &lt;infinite&gt;." in failed
    assert "`/tune`" in failed
    assert "step 3 of 4" in cancelled
    assert "`/tune`" in cancelled


def test_a_model_without_snapshots_is_told_of_as_well() -> None:
    bare = make.job(state=JobState.READY, total_steps=0)

    assert accepted(progress.told(news(NewsKind.READY, bare)))


IN_LINE = make.job(card=make.CARD, line=InLine(lane="x", place=2, next_try=make.NOON, refused=1))


def test_a_job_in_line_says_its_place_and_when_the_next_try_is() -> None:
    words = progress.headline(IN_LINE)

    assert "waits in line" in words
    assert "2nd in line, next try at <!date^" in words
    places = {n: replace(InLine(lane="x"), place=n, next_try=make.NOON) for n in (1, 3, 4, 11, 22)}
    said = [progress.headline(replace(IN_LINE, line=it)) for it in places.values()]
    assert all(
        it in text for it, text in zip(("1st", "3rd", "4th", "11th", "22nd"), said, strict=True)
    )


@pytest.mark.parametrize("stage", [it for it in Stage if it not in {Stage.UNTOLD, Stage.TUNING}])
def test_what_the_service_is_busy_with_is_said_and_forgotten_at_the_end(stage: Stage) -> None:
    busy = replace(RUNNING, stage=stage)

    assert progress.headline(busy) != progress.headline(RUNNING)
    assert progress.headline(replace(DONE, stage=stage)) == progress.headline(DONE)


def test_an_ended_link_is_told_directly_with_the_button_to_link_again() -> None:
    hindered = news(NewsKind.HINDERED, replace(RUNNING, reason="Link again."))
    message = progress.told_directly(hindered)

    assert "Link again." in message.text
    assert message.blocks[-1]["elements"][0]["action_id"] == connect.OPEN
    assert accepted(message)


def test_a_training_that_stands_still_is_told_to_its_owner() -> None:
    message = progress.told(news(NewsKind.STALLED, replace(RUNNING, reason="No step for 40 min.")))

    assert message.text == ":gear: *Cat* is learning. No step for 40 min. <@U1>"


def test_what_was_cancelled_before_it_began_is_not_half_taught() -> None:
    job = make.job(state=JobState.CANCELLED, reason="Nothing was started.", finished=make.NOON)

    assert "half taught" not in progress.told(news(NewsKind.CANCELLED, job)).text


def test_a_card_tells_what_the_service_says_besides_steps() -> None:
    price = Price(amount=2.0, currency="USD", as_of="2026-09-25")
    given = Hyperparameters(
        epochs=3,
        batch_size=0,
        learning_rate=None,
        learning_rate_multiplier=1.0,
        adapter_size=4,
    )
    job = replace(
        RUNNING,
        order=make.order(hyperparameters=given),
        snapshots=(),
        completed_epochs=2,
        bill=Bill(tokens=1_000_000, price=price),
        loss_at="https://console.example/experiment",
    )
    before = progress.card(job)
    assert accepted(before)
    text = str(before.blocks)
    assert "2 of 3 epochs done" in text
    assert "about 6.00 USD (prices of 2026-09-25)" in text
    assert "batch size" not in text
    assert "Adapter size" in text
    assert "<https://console.example/experiment|" in text

    taken = Taken(billed_tokens=2_000_000, left_out=2, lines=(3, 9), reasons=("too <long>",))
    after = str(progress.card(replace(job, taken=taken)).blocks)
    assert "2,000,000 tokens, about 4.00 USD" in after
    assert "left out or cut 2 examples (example 3, 9): too &lt;long&gt;." in after


@pytest.mark.parametrize(
    ("amount", "said"),
    [(0.0, "about 0.00 USD"), (0.004, "less than 0.01 USD"), (1.5, "about 1.50 USD")],
)
def test_what_costs_next_to_nothing_is_not_told_to_cost_nothing(amount: float, said: str) -> None:
    assert words.price(Price(amount=amount, currency="USD")) == said


def test_the_usual_learning_rate_is_called_so() -> None:
    usual = Hyperparameters(learning_rate=None, learning_rate_multiplier=1.0)

    assert words.rate(usual) == "the service's usual"


def test_who_owns_a_model_whose_base_retires_is_offered_to_tune_it_again() -> None:
    job = replace(
        DONE, retires=date(2026, 12, 1), successor="gemini-<next>", version=VersionId("cats", 2)
    )
    message = progress.told_directly(news(NewsKind.RETIRING, job, 30))
    assert accepted(message)
    assert "retires the base model of *Cat*" in message.text
    assert "on 1 December 2026" in message.text
    assert "Tune it again on gemini-&lt;next&gt;" in message.text
    [button] = message.blocks[1]["elements"]
    answers = start.Answers.load(button["value"])
    assert (answers.base_model, answers.dataset, answers.version) == ("gemini-<next>", "cats", 2)
    alone = progress.told_directly(news(NewsKind.RETIRING, replace(job, successor=""), 7))
    assert len(alone.blocks) == 1
