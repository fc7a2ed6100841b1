"""What deleting a tuned model means, and the one question before it."""

from collections.abc import Sequence
from typing import Any

from bot.domain import TuningJob
from handlers.views import kit

OPEN = "delete.press"
SUBMIT = "delete.submit"

TITLE = "Delete a tuned model"
NOTHING_ELSE = "Nothing else depends on it."
SHOWN = 20  # consequences


def button(job: TuningJob) -> kit.Block:
    return kit.button(OPEN, "Delete…", job.id, style="danger")


def build(
    job: TuningJob, consequences: Sequence[str], place: dict[str, str], *, words: str = ""
) -> kit.View:
    """Say what will stop working; submitting it is the one confirmation."""
    name = kit.escape(job.order.display_name)
    rows = [f"• {kit.escape(it)}" for it in consequences[:SHOWN]] or [NOTHING_ELSE]
    hidden = len(consequences) - SHOWN
    more = [f"• …and {hidden} more."] if hidden > 0 else []
    blocks = [
        *kit.warning(words),
        kit.section(
            f"*{name}* will be deleted, here and at the tuning service. It can't be brought back; "
            "it would have to be tuned anew."
        ),
        kit.section("\n".join(["*What stops working*", *rows, *more])),
    ]
    data = {"id": job.id, **place}
    return kit.form(SUBMIT, TITLE, blocks, submit="Delete it", data=data, close="Keep it")


def read(view: dict[str, Any]) -> str:
    """Return the model's id."""
    return kit.data(view)["id"]


def deleted(job: TuningJob) -> str:
    name = kit.escape(job.order.display_name)
    return f":wastebasket: *{name}* is deleted. Its card says so, and who did it."
