"""Ready-made values; override what the test is about."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.domain import (
    Account,
    Answer,
    Card,
    Dataset,
    Draft,
    Example,
    Installation,
    JobState,
    KeptAnswer,
    LinkAttempt,
    Order,
    Origin,
    PendingLink,
    Person,
    Question,
    Snapshot,
    Status,
    Trial,
    Tried,
    TunedModel,
    TuningJob,
    Version,
)

NOON = datetime(2025, 1, 1, 12, tzinfo=UTC)
CSV = b"text_input,output\nI,II\nII,III\nIV,V\n"
CARD = Card(channel="C1", ts="1.0")


def order(**changes: Any) -> Order:
    return replace(Order(display_name="Cat", base_model="m", channel="C1"), **changes)


def draft(**changes: Any) -> Draft:
    plain = Draft(id="cat", owner="U1", order=order(), file_id="F1", view="V1", received=NOON)
    return replace(plain, **changes)


def job(**changes: Any) -> TuningJob:
    """Make a job that is wanted and has no card yet."""
    plain = TuningJob(
        id="cat", owner="U1", order=order(), dataset="d", examples=3, wanted=NOON, total_steps=4
    )
    return replace(plain, **changes)


def snapshots(steps: int, loss: float = 4.0) -> tuple[Snapshot, ...]:
    """Make what a training has said after that many steps, one a second."""
    return tuple(
        Snapshot(step=n, epoch=n // 4, mean_loss=loss / n, at=NOON + timedelta(seconds=n))
        for n in range(1, steps + 1)
    )


def status(state: JobState, completed: int = 0, total: int = 4, **changes: Any) -> Status:
    plain = Status(
        state=state,
        completed_steps=completed,
        total_steps=total,
        snapshots=snapshots(completed),
        started=NOON if completed else None,
    )
    return replace(plain, **changes)


def account(**changes: Any) -> Account:
    plain = Account(user="U1", email="ada@example.com", scopes=("tuning", "email"), linked=NOON)
    return replace(plain, **changes)


def person(**changes: Any) -> Person:
    return replace(Person(workspace="T1", user="U1", name="Ada", workspace_name="Team"), **changes)


def attempt(**changes: Any) -> LinkAttempt:
    plain = LinkAttempt(
        person=person(), verifier="pkce", intent="form", expires=NOON + timedelta(minutes=10)
    )
    return replace(plain, **changes)


def pending(**changes: Any) -> PendingLink:
    plain = PendingLink(
        person=person(),
        email="ada@example.com",
        credentials="s3cret",
        scopes=("tuning", "email"),
        intent="form",
        expires=NOON + timedelta(minutes=10),
    )
    return replace(plain, **changes)


def tuned_model(**changes: Any) -> TunedModel:
    plain = TunedModel(
        id="cat",
        display_name="Cat",
        base_model="models/m",
        state=JobState.READY,
        created=NOON,
        version="1",
        mine=True,
    )
    return replace(plain, **changes)


def kept(**changes: Any) -> KeptAnswer:
    plain = KeptAnswer(
        id="a1",
        job="cat",
        question=Question(text="III"),
        answer=Answer(text="IV"),
        by="U1",
        channel="C1",
        ts="2.0",
        at=NOON,
    )
    return replace(plain, **changes)


def version(**changes: Any) -> Version:
    plain = Version(number=1, sha256="d", file_name="cats.csv", examples=3, by="U1", at=NOON)
    return replace(plain, **changes)


def dataset(**changes: Any) -> Dataset:
    plain = Dataset(id="cats", name="cats", owner="U1", origin=Origin.FORM, versions=(version(),))
    return replace(plain, **changes)


def trial(*said: tuple[str | None, str | None], **changes: Any) -> Trial:
    """Make what was asked of a model and its base, where *IV* would have been right."""
    rows = tuple(Tried(Example("III", "IV"), tuned, base) for tuned, base in said)
    return replace(Trial(job="cat", total=len(rows), rows=rows), **changes)


def installation(**changes: Any) -> Installation:
    plain = Installation(
        team="T1",
        name="Acme",
        bot="B1",
        bot_user="U9",
        installed_by="U1",
        scopes=("chat:write", "commands"),
        installed=NOON,
        token="xoxe.xoxb-1",
        refresh_token="xoxe-1",
        expires=NOON + timedelta(hours=12),
    )
    return replace(plain, **changes)
