"""The list of tuned models, and of those on their way."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Self

from bot.domain import JobState, TunedModel, TuningJob
from handlers.views import ask, details, kit, names, start
from handlers.views.words import base, count, loss, model

WHOSE = "models.whose"
NAME = "models.name"  # whose choice leads to the details
MORE = "models.more"
NEXT = "models.next"
BACK = "models.back"

SHOWN = 15  # on Home
PAGE = 10  # in the list
FILTER = 80  # characters

ALL = "all"
FILTERS = {ALL: "All models", "mine": "Mine", "shared": "Shared with me", "everyone": "Everyone's"}
OWNERS = {"update": "Describe", "share": "Share", "delete": "Delete…"}
ANYBODYS = {"code": "Show as code", "send": "Send me the curve and the numbers"}

MARKS = {
    JobState.WANTED: ":hourglass: waits for the tuning service",
    JobState.QUEUED: ":hourglass: waits its turn",
    JobState.TUNING: ":gear: learning, step {step} of {total}",
    JobState.READY: ":white_check_mark: ready",
    JobState.FAILED: ":x: failed",
    JobState.CANCELLED: ":black_square_for_stop: cancelled",
    JobState.DELETED: ":wastebasket: deleted",
}

NOTHING = (
    "Nobody has taught a model here yet. All it takes is a file of input/output pairs: "
    "run `/tune`, or press the button."
)
NONE_FITS = "No model fits. `/models` lists all that you may see."
ELSEWHERE = "in your Google account, not tuned from here"


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """Which part of the list somebody looks at: whose models, with what in the name, what page."""

    whose: str = ALL
    text: str = ""
    number: int = 0

    @classmethod
    def load(cls, value: str) -> Self:
        """Read what `dump` wrote."""
        whose, number, text = value.split(" ", 2)
        return cls(whose=whose, number=int(number), text=text)

    def dump(self) -> str:
        return f"{self.whose} {self.number} {self.text}"


def listed(
    rows: Sequence[TuningJob | TunedModel], total: int, look: Look, *, user: str, note: str = ""
) -> kit.Message:
    """Return one page of the list as *user* sees it, with ways to see the rest."""
    words = f"*Tuned models* · {_which(len(rows), total, look)}"
    if not total and look == Look():
        return kit.Message(text=f"Tuned models: no. {NOTHING}", blocks=blocks([]))
    found = [block for row in rows for block in _listed(row, user)]
    body = [
        kit.section(words),
        kit.actions(_filter(look), names.select(NAME)),
        *(found or [kit.section(NONE_FITS)]),
        *_turns(look, total),
        *([kit.context(kit.escape(note))] if note else []),
    ]
    return kit.Message(text=f"{count(total, 'tuned model')}.", blocks=body)


def message(jobs: Sequence[TuningJob]) -> kit.Message:
    number = "no" if not jobs else f"{len(jobs)}"
    return kit.Message(text=f"Tuned models: {number}.", blocks=blocks(jobs))


def blocks(jobs: Sequence[TuningJob]) -> list[kit.Block]:
    """Return a block for each of the newest jobs; what to do if there are none."""
    if not jobs:
        return [kit.section(NOTHING), kit.actions(kit.button(start.OPEN, "Start tuning"))]
    hidden = len(jobs) - SHOWN
    more = [kit.context(f"…and {hidden} older.")] if hidden > 0 else []
    return [*(_row(job) for job in jobs[:SHOWN]), *more]


def picked(action: dict[str, Any]) -> tuple[str, str]:
    """Return what somebody chose under *More*, and of which model."""
    word, _, chosen = str(action["selected_option"]["value"]).partition(" ")
    return word, chosen


def _which(shown: int, total: int, look: Look) -> str:
    first = look.number * PAGE + 1
    part = f"{first}-{first + shown - 1} of {total:,}" if shown < total else f"{total:,}"
    whose = "" if look.whose == ALL else f" · {FILTERS[look.whose].lower()}"
    return f"{part}{whose}{f' · “{kit.escape(look.text)}”' if look.text else ''}"


def _filter(look: Look) -> kit.Block:
    """Offer whose models to list; the choice begins on the first page."""
    options = [
        kit.option(label, replace(look, whose=whose, number=0).dump())
        for whose, label in FILTERS.items()
    ]
    chosen = replace(look, number=0).dump()
    return kit.choice("static_select", options, chosen) | {"action_id": WHOSE}


def _turns(look: Look, total: int) -> list[kit.Block]:
    turns: list[kit.Block] = []
    if look.number > 0:
        turns.append(kit.button(BACK, "Newer", replace(look, number=look.number - 1).dump()))
    if (look.number + 1) * PAGE < total:
        turns.append(kit.button(NEXT, "Older", replace(look, number=look.number + 1).dump()))
    return [kit.actions(*turns)] if turns else []


def _listed(row: TuningJob | TunedModel, user: str) -> list[kit.Block]:
    if isinstance(row, TunedModel):
        return [kit.section(_elsewhere(row), details.button(row.id))]
    offered = [ask.button(row)] if row.state is JobState.READY else []
    return [
        kit.section(_words(row)),
        kit.actions(*offered, details.button(row.id), _more(row, user)),
    ]


def _more(job: TuningJob, user: str) -> kit.Block:
    offered = (OWNERS if job.owner == user else {}) | ANYBODYS
    options = [kit.option(label, f"{word} {job.id}") for word, label in offered.items()]
    return {"type": "overflow", "action_id": MORE, "options": options}


def _elsewhere(there: TunedModel) -> str:
    made = [kit.when(there.created)] if there.created else []
    facts = " · ".join([model(there.base_model), *made])
    return f"*{kit.escape(there.display_name or there.id)}* · {ELSEWHERE}\n{facts}"


def _row(job: TuningJob) -> kit.Block:
    return kit.section(_words(job), ask.button(job) if job.state is JobState.READY else None)


def _words(job: TuningJob) -> str:
    name = kit.escape(job.order.display_name)
    state = MARKS[job.state].format(step=job.completed_steps, total=job.total_steps)
    facts = [base(job.order), kit.when(job.finished or job.wanted)]
    if job.last:
        facts.append(f"mean loss {loss(job.last.mean_loss)}")
    return f"*{name}* · {state}\n{' · '.join([*facts, f'<@{job.owner}>'])}"
