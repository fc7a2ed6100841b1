"""What was found in the file, before anything is started."""

from dataclasses import dataclass
from typing import Any

from bot.domain import Example, Preflight, TuningJob
from handlers.views import findings, kit, mend, start, statistics, words

BEGIN = "start.begin"  # the form's submit
CHANGE = "start.change"  # back to the form
REOPEN = "start.reopen"  # a button, for somebody who closed the modal
FIX = "preflight.fix"  # what its buttons' action ids begin with
SPLIT = "preflight.split"  # the same
REPORT = "preflight.report"  # the full report, to the person who asks

SHARES = (10, 20)  # percent that can be held out
SPLITTABLE = 10  # examples from which on some can be held out

CAN = ":white_check_mark: *{}* can start. {}"
CANT = ":no_entry: *{}* can't start yet: {}."
EMPTY = "there is no usable example in the file"
STOPPED = "{} in the file {} tuning"
MEND = "Mend it with a button below, or press *Change* and attach another file."
ANOTHER = "Press *Change* and attach another file."
HOLD_OUT = (
    "Hold some rows out: the model never sees them, and when it is ready I ask them of it and of "
    "its base model."
)


@dataclass(frozen=True, slots=True)
class Picture:
    """An image that lies in Slack: the id of its file, and the same in words."""

    file_id: str
    alt: str


def build(found: Preflight, said: str = "", picture: Picture | None = None) -> kit.View:
    """Lay it out, with what Tuner *said* above it; submitting it starts the training.

    Where something stops tuning, it can't be submitted.
    """
    blocks = [
        *kit.warning(said),
        kit.section(verdict(found)),
        kit.context(_origin(found)),
        *findings.groups(found.report),
        *_mending(found),
        *statistics.blocks(found),
        *_histogram(picture),
        *_held_out(found),
        *_examples(found.report.first),
        kit.actions(
            kit.button(REPORT, "Full report", found.draft.id),
            kit.button(CHANGE, "Change", start.Answers.of(found.draft).dump()),
        ),
    ]
    data = {
        "draft": found.draft.id,
        "name": found.draft.order.display_name,
        "version": found.version.number,
    }
    title = "Not ready to start" if found.stops else "Ready to start"
    submit = "" if found.stops else "Start"
    return kit.form(BEGIN, title, blocks, submit=submit, data=data, close="Not now")


def message(found: Preflight) -> kit.Message:
    """Return the same as a message, for somebody who has closed the modal."""
    name = kit.escape(found.draft.order.display_name)
    if not found.stops:
        can = f"it can start. {summary(found)}"
    elif found.report.stops:
        can = f"it can't start yet: {why(found)}."
    else:
        can = f"it can't start. {kit.escape(found.hindrance)}"
    text = f"I have read the file for *{name}*: {can}"
    return kit.Message(text=text, blocks=[kit.section(text), kit.actions(again(found.draft.id))])


def again(draft: str) -> kit.Block:
    """Return the button that shows it anew."""
    return kit.button(REOPEN, "Look and start", draft, style="primary")


def read(view: dict[str, Any]) -> tuple[str, int]:
    """Return the draft's id, and the number of the version that was looked at."""
    kept = kit.data(view)
    return kept["draft"], kept["version"]


def percent(action: dict[str, Any]) -> int:
    """Return the share of rows that a pressed button would hold out."""
    return int(action["action_id"].rpartition(".")[2])


def wanted_name(view: dict[str, Any]) -> str:
    """Return the name that was asked for."""
    return kit.data(view)["name"]


def renamed(job: TuningJob, wanted: str) -> str:
    """Say that the name was taken, if it was."""
    name = job.order.display_name
    if name == wanted:
        return ""
    return f" There is a *{kit.escape(wanted)}* already, so it is called *{kit.escape(name)}*."


def verdict(found: Preflight) -> str:
    """Say in one line whether it can start; if not, why, and what to do."""
    name = kit.escape(found.draft.order.display_name)
    if not found.stops:
        return CAN.format(name, summary(found))
    if not found.report.stops:
        return f":no_entry: *{name}* can't start. {kit.escape(found.hindrance)}"
    help_ = MEND if findings.fixes(found.report) else ANOTHER
    return f"{CANT.format(name, why(found))} {help_}"


def why(found: Preflight) -> str:
    """Say what keeps it from starting."""
    number = findings.stopping(found.report)
    if not number:
        return EMPTY
    return STOPPED.format(words.count(number, "problem"), "stops" if number == 1 else "stop")


def summary(found: Preflight) -> str:
    examples, steps = found.report.examples, found.steps
    if not steps:  # only the service knows
        return f"{words.count(examples, 'example')}."
    return f"{words.count(examples, 'example')}, {words.count(steps, 'step')}."


def _origin(found: Preflight) -> str:
    """Say what was read: which file, which version, which columns."""
    report, dataset = found.report, found.dataset
    first, second = (kit.escape(kit.cut(it, 40)) for it in report.columns)
    version = f" · version {found.version.number} of *{kit.escape(dataset.name)}*"
    name = kit.escape(report.file_name or "the file")
    kind = f"{report.format.upper()}, {words.size(report.size)}"
    return f":paperclip: *{name}* · {kind}{version} · `{first}` → `{second}`"


def _mending(found: Preflight) -> list[kit.Block]:
    """Offer what a machine can mend of what was found."""
    buttons = [
        kit.button(f"{FIX}.{fix}", findings.label(fix), f"{found.draft.id} {fix}")
        for fix in findings.fixes(found.report)
    ]
    return [kit.actions(*buttons)] if buttons else []


def _histogram(picture: Picture | None) -> list[kit.Block]:
    if picture is None:
        return []
    source = {"id": picture.file_id}
    alt = kit.cut(picture.alt, 1000)
    return [{"type": "image", "slack_file": source, "alt_text": alt}]


def _held_out(found: Preflight) -> list[kit.Block]:
    """Say how many rows are held out, or offer to."""
    if found.held_out:
        rows = words.count(found.held_out, "row")
        are = "is" if found.held_out == 1 else "are"
        return [kit.section(f"*{rows}* {are} held out, to try the model on when it is ready.")]
    if found.report.examples < SPLITTABLE or found.stops:
        return []
    buttons = [kit.button(f"{SPLIT}.{it}", f"Hold out {it} %", found.draft.id) for it in SHARES]
    return [kit.section(HOLD_OUT), kit.actions(*buttons)]


def _examples(first: tuple[Example, ...]) -> list[kit.Block]:
    if not first:
        return []
    rows = [f"• {mend.side(it)}" for it in first[:3]]
    return [kit.section("\n".join(["*The first rows* (only you see them)", *rows]))]
