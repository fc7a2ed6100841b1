"""How a job's card and its news read."""

from datetime import timedelta

from bot.domain import JobState, News, NewsKind, TuningJob
from handlers.views import ask, kit
from handlers.views.words import count, loss, model, spell

CANCEL = "cancel.press"

BAR = 20  # characters

HEADLINES = {
    JobState.WANTED: ":hourglass: *{name}* waits for the tuning service.",
    JobState.QUEUED: ":hourglass: *{name}* waits its turn at the tuning service.",
    JobState.TUNING: ":gear: *{name}* is learning.",
    JobState.READY: ":white_check_mark: *{name}* is ready.",
    JobState.FAILED: ":x: *{name}* could not be tuned.",
    JobState.CANCELLED: ":black_square_for_stop: *{name}* was cancelled.",
}

RETRY = "Run `/tune` to start another."
TRY_ASK = "Anyone who may ask it can: press *Ask it*, or run `/ask {name}` and a question."

CANCEL_IT = kit.confirm(
    "Cancel the training?",
    "What it has learnt so far is lost. It can't be taken up again.",
    yes="Cancel it",
    no="Go on training",
)


def headline(job: TuningJob) -> str:
    """Say in one line how a job stands."""
    line = HEADLINES[job.state].format(name=kit.escape(job.order.display_name))
    return f"{line} {kit.escape(job.reason)}".strip()


def card(job: TuningJob) -> kit.Message:
    """Return the message that follows a job, as it is now."""
    blocks = [
        kit.section(headline(job)),
        *([kit.section("\n".join(_progress(job)))] if job.total_steps else []),
        kit.fields(*_facts(job)),
        kit.context(_asked_by(job)),
        *_buttons(job),
    ]
    return kit.Message(text=headline(job), blocks=blocks)


def told(news: News) -> kit.Message:
    """Return what the thread hears; READY comes with the way to ask."""
    text = _words(news)
    if news.kind is not NewsKind.READY:
        return kit.Message(text=text)
    return kit.Message(text=text, blocks=[kit.section(text), kit.actions(ask.button(news.job))])


def apology(job: TuningJob) -> str:
    name = kit.escape(job.order.display_name)
    return f"I could not put up the card for *{name}*. {kit.escape(job.reason)}".strip()


def title(job: TuningJob) -> str:
    return f"Mean loss of {job.order.display_name}"


def _words(news: News) -> str:
    job = news.job
    name, owner = kit.escape(job.order.display_name), f"<@{job.owner}>"
    match news.kind:
        case NewsKind.STARTED:
            return f"Training has begun: {_plan(job)}."
        case NewsKind.PROGRESS:
            return f"{news.percent} %: {_where(job)}."
        case NewsKind.READY:
            return f"{headline(job)} {_took(job)} {TRY_ASK.format(name=name)} {owner}"
        case NewsKind.FAILED:
            return f"{headline(job)} {RETRY} {owner}"
        case _:
            return f"{headline(job)} {_reached(job)}Nobody can ask it. {RETRY}"


def _plan(job: TuningJob) -> str:
    epochs = job.order.hyperparameters.epochs
    steps = f", {count(job.total_steps, 'step')} in all" if job.total_steps else ""
    return f"{count(job.examples, 'example')}, {count(epochs, 'epoch')}{steps}"


def _where(job: TuningJob) -> str:
    steps = f"step {job.completed_steps:,} of {job.total_steps:,}"
    return f"{steps}, mean loss {loss(job.last.mean_loss)}" if job.last else steps


def _took(job: TuningJob) -> str:
    time = f"in {spell(job.finished - job.started)}" if job.started and job.finished else ""
    end = f"its last mean loss is {loss(job.last.mean_loss)}" if job.last else ""
    said = ", ".join(it for it in (f"{count(job.total_steps, 'step')} {time}".strip(), end) if it)
    return f"{said[0].upper()}{said[1:]}."


def _reached(job: TuningJob) -> str:
    return f"It had come to {_where(job)}. " if job.completed_steps else ""


def _progress(job: TuningJob) -> list[str]:
    filled = BAR * job.completed_steps // job.total_steps
    bar = f"`{'█' * filled}{'░' * (BAR - filled)}`"
    lines = [f"{bar} {job.completed_steps:,} of {count(job.total_steps, 'step')}"]
    if job.last:
        epochs = job.order.hyperparameters.epochs
        epoch = min(job.last.epoch + 1, epochs)
        lines.append(f"Epoch {epoch} of {epochs} · mean loss {loss(job.last.mean_loss)}")
    return [*lines, *_time(job)]


def _time(job: TuningJob) -> list[str]:
    """Say what has passed and what is to come, from the steps that were done."""
    if not job.started:
        return []
    begun = f"Began {kit.when(job.started, '{time_secs}')}"
    if job.finished:
        return [f"{begun} · took {spell(job.finished - job.started)}"]
    passed = job.last.at - job.started if job.last else timedelta()
    if not (job.completed_steps and passed):
        return [begun]
    rest = passed * (job.total_steps - job.completed_steps) / job.completed_steps
    to_come = f"about {spell(rest)} to come" if rest else "about to end"
    return [f"{begun} · {spell(passed)} so far, {to_come}"]


def _facts(job: TuningJob) -> list[tuple[str, str]]:
    given = job.order.hyperparameters
    return [
        ("Base model", model(job.order.base_model)),
        ("Examples", f"{job.examples:,}"),
        ("Epochs, batch size", f"{given.epochs}, {given.batch_size}"),
        ("Learning rate", f"{given.learning_rate:g}"),
    ]


def _asked_by(job: TuningJob) -> str:
    asked = f"Asked for by <@{job.owner}>, {kit.when(job.wanted)}"
    return f"{asked} · may be asked {job.order.audience.words}"


def _buttons(job: TuningJob) -> list[kit.Block]:
    if job.state is JobState.READY:
        return [kit.actions(ask.button(job))]
    if job.state.is_final:
        return []
    return [kit.actions(kit.button(CANCEL, "Cancel", job.id, confirm=CANCEL_IT))]
