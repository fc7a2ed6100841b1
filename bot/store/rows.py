"""Rows and what they mean. Times are seconds since 1970."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, date, datetime
from math import nan
from typing import Any, LiteralString

from bot.domain import (
    Audience,
    Bill,
    Card,
    CloudPlace,
    Draft,
    DraftState,
    Hyperparameters,
    InLine,
    JobState,
    Order,
    Origin,
    Price,
    Sampling,
    Site,
    Snapshot,
    Stage,
    Taken,
    TuningJob,
    VersionId,
)

Row = dict[str, Any]

NO_VERSION: Row = {"dataset_id": "", "version": 0}
TIMES = ("accepted", "moved", "stalled", "started", "finished")
SNAPSHOT: LiteralString = "place, step, epoch, mean_loss, at"


def seconds(at: datetime | None) -> float | None:
    return at.timestamp() if at else None


def time(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def time_or_none(seconds: float | None) -> datetime | None:
    return None if seconds is None else time(seconds)


def of_order(order: Order) -> Row:
    row: Row = asdict(order)
    site = row.pop("site")
    nested = row.pop("hyperparameters") | row.pop("sampling") | site.pop("place") | site
    return row | nested


def to_order(row: Row) -> Order:
    return Order(
        display_name=row["display_name"],
        base_model=row["base_model"],
        channel=row["channel"],
        audience=Audience(row["audience"]),
        hyperparameters=Hyperparameters(
            epochs=row["epochs"],
            batch_size=row["batch_size"],
            learning_rate=row["learning_rate"],
            learning_rate_multiplier=row["learning_rate_multiplier"],
            adapter_size=row["adapter_size"],
        ),
        description=row["description"],
        sampling=Sampling(temperature=row["temperature"], top_p=row["top_p"], top_k=row["top_k"]),
        model_id=row["model_id"],
        base_name=row["base_name"],
        site=to_site(row),
        checkpoint=row["checkpoint"],
        system_instruction=row["system_instruction"],
    )


def to_site(row: Row) -> Site:
    return Site(row["service"], CloudPlace(row["project"], row["location"], row["bucket"]))


def of_draft(draft: Draft) -> Row:
    names = ("id", "owner", "file_id", "view", "origin", "link")
    plain = {name: getattr(draft, name) for name in names}
    received = {"received": seconds(draft.received)}
    return plain | of_order(draft.order) | received | of_verdict(draft)


def of_verdict(draft: Draft) -> Row:
    """Return what reading the file changes."""
    plain = {
        name: getattr(draft, name)
        for name in ("state", "file_name", "dataset", "examples", "tokens")
    }
    return plain | of_version_id(draft.version)


def of_version_id(version: VersionId | None) -> Row:
    return {"dataset_id": version.dataset, "version": version.number} if version else NO_VERSION


def to_version_id(row: Row) -> VersionId | None:
    return VersionId(row["dataset_id"], row["version"]) if row["dataset_id"] else None


def to_draft(row: Row) -> Draft:
    return Draft(
        id=row["id"],
        owner=row["owner"],
        order=to_order(row),
        file_id=row["file_id"],
        view=row["view"],
        received=time(row["received"]),
        state=DraftState(row["state"]),
        file_name=row["file_name"],
        dataset=row["dataset"],
        examples=row["examples"],
        tokens=row["tokens"],
        origin=Origin(row["origin"]),
        link=row["link"],
        version=to_version_id(row),
    )


def of_job(job: TuningJob) -> Row:
    names = ("id", "owner", "dataset", "examples", "held_out")
    plain = {name: getattr(job, name) for name in names} | of_version_id(job.version)
    card = {"card_channel": job.card and job.card.channel, "card_ts": job.card and job.card.ts}
    wanted = {"wanted": seconds(job.wanted)}
    return plain | wanted | _of_bill(job.bill) | of_order(job.order) | card | of_progress(job)


def of_progress(job: TuningJob) -> Row:
    """Return what moves on; snapshots have rows of their own."""
    names = ("state", "stage", "reason", "completed_steps", "total_steps", "milestone")
    plain = {name: getattr(job, name) for name in names}
    told = {"epochs_done": job.completed_epochs, "outcome": _of_outcome(job)}
    times = {name: seconds(getattr(job, name)) for name in TIMES}
    return plain | told | times | _of_line(job.line)


def _of_bill(bill: Bill) -> Row:
    price = bill.price
    row = {"tokens": bill.tokens, "price": price.amount if price else None}
    said = (price.currency, price.as_of) if price else ("", "")
    return row | {"currency": said[0], "priced": said[1]}


def _of_outcome(job: TuningJob) -> str:
    if not (job.taken or job.loss_at):
        return ""
    return json.dumps({"taken": job.taken and asdict(job.taken), "loss_at": job.loss_at})


def _to_outcome(said: str) -> Row:
    kept: Row = json.loads(said) if said else {"taken": None, "loss_at": ""}
    taken: Row | None = kept["taken"]
    if taken:
        lists: Row = {name: tuple(taken[name]) for name in ("lines", "reasons")}
        kept["taken"] = Taken(**(taken | lists))
    return kept


def _to_bill(row: Row) -> Bill:
    amount, currency, as_of = row["price"], row["currency"], row["priced"]
    price = None
    if amount is not None:
        price = Price(amount=amount, currency=currency, as_of=as_of)
    return Bill(tokens=row["tokens"], price=price)


def _of_line(line: InLine | None) -> Row:
    line = line or InLine(lane="")
    place = {"lane": line.lane, "place": line.place, "refused": line.refused}
    return place | {"next_try": seconds(line.next_try)}


def _to_line(row: Row) -> InLine | None:
    if not row["lane"]:
        return None
    next_try = time_or_none(row["next_try"])
    place, refused = row["place"], row["refused"]
    return InLine(lane=row["lane"], place=place, next_try=next_try, refused=refused)


def to_job(row: Row, snapshots: Sequence[Snapshot]) -> TuningJob:
    return TuningJob(
        id=row["id"],
        owner=row["owner"],
        order=to_order(row),
        dataset=row["dataset"],
        examples=row["examples"],
        wanted=time(row["wanted"]),
        card=Card(row["card_channel"], row["card_ts"]) if row["card_ts"] else None,
        state=JobState(row["state"]),
        stage=Stage(row["stage"]),
        line=_to_line(row),
        accepted=time_or_none(row["accepted"]),
        moved=time_or_none(row["moved"]),
        stalled=time_or_none(row["stalled"]),
        completed_steps=row["completed_steps"],
        total_steps=row["total_steps"],
        snapshots=tuple(snapshots),
        milestone=row["milestone"],
        started=time_or_none(row["started"]),
        finished=time_or_none(row["finished"]),
        reason=row["reason"],
        deleted_by=row["deleted_by"],
        deleted_at=time_or_none(row["deleted_at"]),
        version=to_version_id(row),
        held_out=row["held_out"],
        gone=time_or_none(row["gone_at"]),
        bill=_to_bill(row),
        completed_epochs=row["epochs_done"],
        retires=date.fromisoformat(row["retires"]) if row["retires"] else None,
        successor=row["successor"],
        **_to_outcome(row["outcome"]),
    )


def of_snapshot(it: Snapshot) -> Row:
    return {"step": it.step, "epoch": it.epoch, "mean_loss": it.mean_loss, "at": it.at.timestamp()}


def to_snapshot(step: int, epoch: int, mean_loss: float | None, at: float) -> Snapshot:
    """Read a snapshot; a loss that is no number was null to SQLite."""
    loss = nan if mean_loss is None else mean_loss
    return Snapshot(step=step, epoch=epoch, mean_loss=loss, at=time(at))
