"""How things stand for one person: the link to Google, and what is being tuned."""

from collections.abc import Sequence

from bot.domain import Account, Few, NewsKind, TuningJob
from handlers.views import connect as link
from handlers.views import kit, progress, start
from handlers.views.words import count

SHOWN = 12
UNTOLD = "Slack did not take {}, so I gave up: {}. The log says why."
NOTHING = "Nothing is being tuned."
WHICH = "Which one? Press *Cancel* beside it, or say `/tune cancel NAME`."
NONE_OF_YOURS = "Nothing of yours is being tuned, so there is nothing to cancel."


def message(user: str, account: Account | None, running: Few) -> kit.Message:
    text = f"{count(running.total, 'model')} on the way." if running.total else NOTHING
    button = kit.actions(kit.button(start.OPEN, "Start tuning"))
    below = rows(user, running) if running.total else [kit.section(NOTHING), button]
    return kit.Message(text=text, blocks=[linked(account), *below])


def to_cancel(user: str, mine: Few) -> kit.Message:
    """Return what somebody may cancel, each with its button."""
    if not mine.total:
        return kit.Message(text=NONE_OF_YOURS, blocks=[kit.section(NONE_OF_YOURS)])
    return kit.Message(text=WHICH, blocks=[kit.section(WHICH), *rows(user, mine)])


def untold(given_up: Sequence[tuple[TuningJob, NewsKind]]) -> str:
    """Say what no thread has heard, for those who can do something about it."""
    names = sorted({f"{job.order.display_name} ({kind})" for job, kind in given_up})
    shown = ", ".join(names[:SHOWN]) + (", …" if len(names) > SHOWN else "")
    return UNTOLD.format(count(len(given_up), "message"), shown)


def linked(account: Account | None) -> kit.Block:
    if account is None:
        text = "No Google account is linked to you yet."
        return kit.section(text, kit.button(link.OPEN, "Connect Google"))
    text = f"Linked to Google as *{kit.escape(account.email)}*.\n{link.facts(account)}"
    return kit.section(text, kit.button(link.OPEN, "Change"))


def rows(user: str, running: Few) -> list[kit.Block]:
    """Return a block for each job that runs; one's own can be cancelled there."""
    shown = running.jobs[:SHOWN]
    hidden = running.total - len(shown)
    more = [kit.context(f"…and {hidden:,} more.")] if hidden > 0 else []
    return [*(_row(user, job) for job in shown), *more]


def _row(user: str, job: TuningJob) -> kit.Block:
    how_far = progress.lines(job) if job.completed_steps else []
    whose = f"<@{job.owner}> · asked for {kit.when(job.wanted)}"
    text = "\n".join([progress.headline(job), *how_far, whose])
    return kit.section(text, progress.cancel_button(job) if job.owner == user else None)
