"""What a service tells of a training besides its steps: what it took, what that costs, where."""

from dataclasses import replace

from bot.domain import TuningJob
from handlers.views import kit, start
from handlers.views.words import base, count, price

RETIRING = (
    ":hourglass: Google retires the base model of *{name}* ({base}) on {when}. From then on "
    "*{name}* does not answer any more."
)
ANEW = "Tune it again on {}, which stays: the form has the same examples in it."
LISTED = 5  # examples that a service left out
LOSS_AT = "The service keeps the loss <{}|on a page of its own>."


def notes(job: TuningJob) -> list[kit.Block]:
    said = left_out(job)
    where = [LOSS_AT.format(job.loss_at)] if job.loss_at else []
    return [kit.context(it) for it in [*([kit.escape(said)] if said else []), *where]]


def cost(job: TuningJob) -> list[tuple[str, str]]:
    """Say what was billed, and before that what it is likely to cost."""
    taken = job.taken.billed_tokens if job.taken else None
    if taken is not None:
        paid = job.bill.taken(taken)
        return [("Billed", f"{taken:,} tokens" + (f", {price(paid)}" if paid else ""))]
    return [("Cost", price(job.estimate))] if job.estimate else []


def left_out(job: TuningJob) -> str:
    """Say which examples the service has not taken as they are, and why."""
    taken = job.taken
    if not (taken and taken.left_out):
        return ""
    lines = ", ".join(f"{it:,}" for it in taken.lines[:LISTED])
    where = f" (example {lines}{'…' if len(taken.lines) > LISTED else ''})" if lines else ""
    why = f": {'; '.join(taken.reasons[:LISTED])}" if taken.reasons else ""
    return f"The service left out or cut {count(taken.left_out, 'example')}{where}{why}."


def retiring(job: TuningJob) -> kit.Message:
    """Say that a model's base will be gone, with the form to tune it again on one that stays."""
    name, day = kit.escape(job.order.display_name), job.retires
    when = f"{day:%-d %B %Y}" if day else "soon"
    text = RETIRING.format(name=name, base=base(job.order), when=when)
    if not (job.successor and job.version):
        return kit.Message(text=text, blocks=[kit.section(text)])
    text += f" {ANEW.format(kit.escape(job.successor))}"
    answers = replace(start.Answers.of_job(job), base_model=job.successor, checkpoint="")
    label = kit.cut(f"Tune again on {job.successor}", 75)
    button = start.again(answers, label)
    return kit.Message(text=text, blocks=[kit.section(text), kit.actions(button)])
