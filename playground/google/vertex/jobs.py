"""GenAiTuningService: tuning jobs, which can be started, seen and cancelled, but not deleted."""

import json
import secrets

from playground.google.runs import dump as dump_progress
from playground.google.service import Call
from playground.google.store import Row
from playground.google.vertex import checkpoints, creating, dataset, settling, shapes, stats
from playground.google.vertex.creating import Order
from playground.google.vertex.errors import exhausted, missing
from playground.google.vertex.filters import Values
from playground.google.vertex.paging import Kind, labelled, page
from playground.google.vertex.reading import Json
from playground.trainer import Progress, Run, RunState, TrainerError


def create(call: Call) -> Json:
    found = creating.order(call)
    service = call.service
    settling.settle(call)
    if settling.open_jobs(service) >= service.settings.cloud.jobs + service.settings.cloud.queue:
        raise exhausted("global_concurrent_tuning_jobs")
    run = secrets.token_hex(16)
    row = creating.row_of(found, settling.new_id(), run, call.path["location"], service.clock())
    order = _begin(call, found, row)
    service.store.insert("vertex_jobs", row)
    if order:
        _start(call, row, order)
    return _shown(call, row)


def get(call: Call) -> Json:
    return _shown(call, _load(call))


def cancel(call: Call) -> Json:
    """Stop a job; of one that has ended nothing changes, and that is no error."""
    row, stage = settling.look(call, _load(call))
    if not stage.is_over and row["cancelled"] is None:
        sql = """
            update vertex_jobs set cancelled = :now, updated = :now
            where id = :id and ended is null and cancelled is null returning id
        """
        call.service.store.rows(sql, now=call.service.clock(), id=row["id"])
        if row["outcome"] is None:
            call.service.trainer.cancel(row["run"])
    return {}


def list_all(call: Call) -> Json:
    return page(call, _KIND)


def _load(call: Call) -> Row:
    number, place = call.path["id"], call.path["location"]
    sql = "select * from vertex_jobs where id = :id and place = :place"
    row = call.service.store.row(sql, id=number, place=place)
    if row is None:
        raise missing("TuningJob", number)
    return row


def _begin(call: Call, found: Order, row: Row) -> Run | None:
    """Read the datasets into *row*; without a run, it is their fault that the job will fail."""
    trainer, source = call.service.trainer, found.source
    try:
        lines = dataset.read(call.service.objects, found.training)
        if found.validation:
            dataset.read(call.service.objects, found.validation)
        context = next(base.context for base in trainer.bases() if base.name == source.base)
        measured = stats.measure(
            lines,
            lambda example: trainer.length(source.base, example),
            lambda text: trainer.count_tokens(source.base, text),
            context,
        )
    except (dataset.Unusable, TrainerError) as error:
        row["outcome"] = dump_progress(
            Progress(state=RunState.FAILED, total_steps=0, reason=str(error))
        )
        return None
    return _run(found, row, measured)


def _run(found: Order, row: Row, measured: stats.Measured) -> Run:
    row["examples"] = count = len(measured.examples)
    left = checkpoints.planned(count, row["epochs"], row["batch_size"], all=found.all_checkpoints)
    row["checkpoints"] = json.dumps(left)
    row["stats"] = stats.dump(stats.shown(measured, left[-1]["step"]))
    return Run(
        id=row["run"],
        base=row["base"],
        examples=measured.examples,
        epochs=row["epochs"],
        batch_size=row["batch_size"],
        learning_rate=row["learning_rate"],
        start_from=found.source.run,
        start_step=found.source.step,
        keep=tuple(each["step"] for each in left[:-1]),
        rank=found.rank,
    )


def _start(call: Call, row: Row, run: Run) -> None:
    try:
        call.service.trainer.start(run)
    except BaseException as error:
        if not isinstance(error, TrainerError):
            sql = "delete from vertex_jobs where id = :id returning id"
            call.service.store.rows(sql, id=row["id"])
            raise
        failed = Progress(state=RunState.FAILED, total_steps=0, reason=str(error))
        row["outcome"] = dump_progress(failed)
        sql = "update vertex_jobs set outcome = :outcome where id = :id returning id"
        call.service.store.rows(sql, outcome=row["outcome"], id=row["id"])


def _shown(call: Call, row: Row) -> Json:
    row, stage = settling.look(call, row)
    return shapes.job(call, row, stage)


def _values(row: Row, shown: Json) -> Values:
    return labelled(
        shown.get("labels", {}),
        state=shown["state"],
        display_name=row["display_name"],
        base_model=row["base_name"],
        description=row["description"],
    )


_KIND = Kind(
    key="tuningJobs",
    table="vertex_jobs",
    fields=frozenset({"state", "display_name", "base_model", "description"}),
    show=_shown,
    values=_values,
)
