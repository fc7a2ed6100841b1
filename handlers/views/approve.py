"""A deletion that waits for a second person."""

from bot.domain import DeletionRequest, TuningJob
from handlers.views import kit

AGREE = "approve.agree"
WITHDRAW = "approve.withdraw"

ASKED = (
    ":hourglass: A second person has to agree. The request stands in the card's thread, for a "
    "day; you can withdraw it there."
)
AGREE_IT = kit.confirm(
    "Delete this model?",
    "It will be deleted, here and at the tuning service, and can't be brought back.",
    yes="Delete it",
    no="Keep it",
)


def message(job: TuningJob, request: DeletionRequest) -> kit.Message:
    """Ask whoever may agree: another owner of the model, or an admin."""
    name = kit.escape(job.order.display_name)
    text = f"<@{request.by}> wants to delete *{name}*. Another owner of it or an admin may agree."
    agree = kit.button(AGREE, "Agree, delete it", job.id, style="danger", confirm=AGREE_IT)
    buttons = kit.actions(agree, kit.button(WITHDRAW, "Withdraw", job.id))
    return kit.Message(text=text, blocks=[kit.section(text), buttons])


def agreed(job: TuningJob, by: str) -> kit.Message:
    return _settled(
        f":wastebasket: <@{by}> agreed: *{kit.escape(job.order.display_name)}* is gone."
    )


def withdrawn(job: TuningJob, by: str) -> kit.Message:
    return _settled(f"<@{by}> withdrew this: *{kit.escape(job.order.display_name)}* stays.")


def _settled(text: str) -> kit.Message:
    return kit.Message(text=text, blocks=[kit.section(text)])
