"""Tuner's Home: what needs one, what runs, one's own models, and those of the others."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from bot.domain import Account, Few, JobState, Overview, TuningJob
from handlers.views import ask, delete, details, kit, log, progress, settings, start, status
from handlers.views.words import base, count, loss

WELCOME = "Teach a language model by example: attach a file of input/output pairs and press Start."
NONE_READY = "You have none yet. A file of input/output pairs is all it takes."
TO_ASK = "Ask one with the button, or in a channel: `/ask NAME question`."
LINK_AGAIN = ":link: Link your Google account again: {} of yours can't be followed until you do."
ADOPT = "home.adopt"
ORPHANS = "*Models whose owners are deactivated.* Somebody should look after them."
AT_GOOGLE = (
    "You own it here, in Slack, from now on. At Google it stays in the account of who tuned it: "
    "nobody else can give it away there. While that account is linked, it goes on to answer."
)
ADOPT_IT = kit.confirm("Take it over?", AT_GOOGLE, yes="Take over", no="Cancel", style="primary")
SHOWN = 15
RECENT = timedelta(days=3)  # how long a failure is held up

MARKS = {
    JobState.READY: ":white_check_mark: ready",
    JobState.FAILED: ":x: failed",
    JobState.CANCELLED: ":black_square_for_stop: cancelled",
}


@dataclass(frozen=True, slots=True)
class ForAdmins:
    """What admins see besides: models whose owners are deactivated."""

    orphans: Sequence[TuningJob] = ()


def closed(words: str) -> kit.View:
    """Say why there is nothing here for somebody."""
    return {"type": "home", "blocks": [kit.header("Tuner"), kit.section(kit.escape(words))]}


def build(
    user: str,
    account: Account | None,
    found: Overview,
    admin: ForAdmins | None = None,
) -> kit.View:
    """Lay out Home for *user*."""
    mine, others = _rows(found.mine), _rows(found.others)
    blocks = [
        kit.header("Tuner"),
        kit.section(WELCOME),
        kit.actions(kit.button(start.OPEN, "Start tuning", style="primary")),
        status.linked(account),
        *_part("Needs you", [kit.section(it) for it in _needs(account, found)]),
        *_part("On their way", status.rows(user, found.running)),
        *_part("My models", mine or [kit.section(NONE_READY)]),
        *_part("Models of others", others),
        *([kit.context(TO_ASK)] if others or mine else []),
        *(_for_admins(admin) if admin else [kit.actions(log.button())]),
    ]
    return {"type": "home", "blocks": blocks}


def _for_admins(admin: ForAdmins) -> list[kit.Block]:
    """Return the way to settings and log, and the models that nobody looks after."""
    shown, hidden = admin.orphans[:SHOWN], len(admin.orphans) - SHOWN
    rows = [kit.section(_orphan(job), _adopt(job)) for job in shown]
    more = [kit.context(f"…and {hidden:,} more.")] if hidden > 0 else []
    return [
        kit.header("For admins"),
        kit.actions(settings.button(), log.button()),
        *([kit.section(ORPHANS), *rows, *more] if rows else []),
    ]


def _orphan(job: TuningJob) -> str:
    return f"*{kit.escape(job.order.display_name)}* · was <@{job.owner}>'s"


def _adopt(job: TuningJob) -> kit.Block:
    return kit.button(ADOPT, "Take over", job.id, confirm=ADOPT_IT)


def _part(title: str, blocks: Sequence[kit.Block]) -> list[kit.Block]:
    """Return a part of Home; an empty one is left out."""
    return [kit.header(title), *blocks] if blocks else []


def _needs(account: Account | None, found: Overview) -> list[str]:
    """Say what somebody should look after; what only waits for a link, once."""
    if account or not found.going:
        return [_need(job) for job in found.needing]
    over = [job for job in found.needing if job.state.is_final]
    return [LINK_AGAIN.format(count(found.going, "training")), *map(_need, over)]


def _need(job: TuningJob) -> str:
    again = f" {progress.RETRY}" if job.state is JobState.FAILED else ""
    return f"{progress.headline(job)}{again}"


def _rows(found: Few) -> list[kit.Block]:
    hidden = found.total - len(found.jobs[:SHOWN])
    more = [kit.context(f"…and {hidden:,} older. `/models` lists them all.")] if hidden > 0 else []
    return [*(_row(job) for job in found.jobs[:SHOWN]), *more]


def _row(job: TuningJob) -> kit.Block:
    facts = [base(job.order), kit.when(job.finished or job.wanted), f"<@{job.owner}>"]
    if job.last:
        facts.insert(1, f"mean loss {loss(job.last.mean_loss)}")
    about = f"\n{kit.escape(job.order.description)}" if job.order.description else ""
    name = kit.escape(job.order.display_name)
    text = f"*{name}* · {MARKS[job.state]}{about}\n{' · '.join(facts)}"
    return kit.section(text, _button(job))


def _button(job: TuningJob) -> kit.Block:
    match job.state:
        case JobState.READY:
            return ask.button(job)
        case JobState.CANCELLED:
            return delete.button(job)
        case _:
            return details.button(job.id)
