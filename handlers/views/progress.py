"""How a job's card and its news read."""

from dataclasses import replace
from datetime import timedelta

from bot.domain import Card, InLine, JobState, News, NewsKind, Stage, TuningJob
from handlers.views import ask, delete, details, kit, outcome, tried
from handlers.views import connect as link
from handlers.views.words import adapter, base, count, epochs, loss, rate, sampling, spell

CANCEL = "cancel.press"

BAR = 20  # characters

HEADLINES = {
    JobState.WANTED: ":hourglass: *{name}* waits for the tuning service.",
    JobState.QUEUED: ":hourglass: *{name}* waits its turn at the tuning service.",
    JobState.TUNING: ":gear: *{name}* is learning.",
    JobState.READY: ":white_check_mark: *{name}* is ready.",
    JobState.FAILED: ":x: *{name}* could not be tuned.",
    JobState.CANCELLED: ":black_square_for_stop: *{name}* was cancelled.",
    JobState.DELETED: ":wastebasket: *{name}* was deleted.",
}

STAGES = {
    Stage.QUOTA: ":hourglass: *{name}* waits for quota at the tuning service.",
    Stage.DATA: ":gear: *{name}*: the tuning service prepares its examples.",
    Stage.CAPACITY: ":hourglass: *{name}* waits for a free machine at the tuning service.",
    Stage.FINISHING: ":gear: *{name}* has done all its steps; the tuning service finishes it.",
}
IN_LINE = ":hourglass: *{name}* waits in line: the tuning service takes no more for now."
GONE = "is no longer at Google since {}, not deleted through Tuner."
RETRY = "Run `/tune` to start another."
TRY_ASK = "Anyone who may ask it can: press *Ask it*, or run `/ask {name}` and a question."

CANCELLING = (
    "It stops now, and can't be taken up again. Half taught, its answers would be unpredictable, "
    "so nobody can ask it. You can delete it afterwards."
)
CANCEL_IT = kit.confirm("Cancel the training?", CANCELLING, yes="Cancel it", no="Go on training")
HALF_TAUGHT = (
    "It is half taught: its answers would be unpredictable, so nobody can ask it. Delete it, if "
    "it is of no use."
)
NO_PICTURE = (
    "The curve can't be shown here: Slack does not let me upload files. Ask whoever installed me "
    "to add the `files:write` permission and to install me again."
)
STANDS_STILL = (
    "I may not post in <#{channel}> any more, so the card of *{name}* stands still; {state}. "
    "Run `/invite @tuner` there, and it goes on. How it ends you hear here."
)
STATES = {
    JobState.WANTED: "it waits to be started all the same",
    JobState.QUEUED: "it waits its turn all the same",
    JobState.TUNING: "the training goes on all the same",
}
WAITS = (
    "I can't follow *{name}* at the tuning service: {reason} Until then I wait, with all of your "
    "models that are on the way."
)
INVITE = "I may not post in <#{}> any more. With `/invite @tuner` there I can."
INSTEAD = (
    "Slack did not say whether this card has arrived in <#{}>, so I follow it here. If it stands "
    "there too, that one stands still."
)


def headline(job: TuningJob) -> str:
    """Say in one line how a job stands."""
    if job.state is JobState.DELETED:
        return _deleted(job)
    name = kit.escape(job.order.display_name)
    if job.gone:
        return f":grey_question: *{name}* {GONE.format(kit.when(job.gone))}"
    if job.line and job.state is JobState.WANTED:
        return f"{IN_LINE.format(name=name)} {_turn(job.line)}{kit.escape(job.reason)}".strip()
    words = HEADLINES[job.state] if job.state.is_final else STAGES.get(job.stage)
    line = (words or HEADLINES[job.state]).format(name=name)
    return f"{line} {kit.escape(job.reason)}".strip()


def _turn(line: InLine) -> str:
    """Say where in line a job is, once that is known."""
    if not (line.place and line.next_try):
        return ""
    ends = {1: "st", 2: "nd", 3: "rd"}
    end = "th" if 11 <= line.place % 100 <= 13 else ends.get(line.place % 10, "th")  # noqa: PLR2004
    return f"{line.place}{end} in line, next try at {kit.when(line.next_try, '{time}')}. "


def card(job: TuningJob) -> kit.Message:
    """Return the message that follows a job, as it is now."""
    away = job.card and job.card.channel != job.order.channel and job.card.channel[:1] == "D"
    blocks = [
        *([kit.context(INSTEAD.format(job.order.channel))] if away else []),
        kit.section(headline(job)),
        *([kit.section("\n".join(said))] if (said := lines(job)) else []),
        *outcome.notes(job),
        *([kit.section(kit.escape(job.order.description))] if job.order.description else []),
        kit.fields(*_facts(job)),
        kit.context(_asked_by(job)),
        *_buttons(job),
    ]
    return kit.Message(text=headline(job), blocks=blocks)


def card_instead(job: TuningJob) -> kit.Message:
    """Return the card for its owner's eyes, since the one in the channel can't be followed."""
    return card(replace(job, card=Card("D", "")))


def told_directly(news: News) -> kit.Message:
    """Return what the owner hears in their own conversation."""
    job, name = news.job, kit.escape(news.job.order.display_name)
    channel = job.card.channel if job.card else job.order.channel
    if news.kind is NewsKind.HINDERED:
        said = _plain(WAITS.format(name=name, reason=kit.escape(job.reason)))
        again = kit.actions(kit.button(link.OPEN, "Reconnect", style="primary"))
        return kit.Message(text=said.text, blocks=[*said.blocks, again])
    if news.kind is NewsKind.RETIRING:
        return outcome.retiring(job)
    if news.kind is NewsKind.SHUT:
        if job.state.is_final:
            return _plain(INVITE.format(channel))
        state = STATES[job.state]
        return _plain(STANDS_STILL.format(channel=channel, name=name, state=state))
    message, note = told(news), kit.context(INVITE.format(channel))
    return kit.Message(
        text=message.text, blocks=[*(message.blocks or _plain(message.text).blocks), note]
    )


def _plain(text: str) -> kit.Message:
    return kit.Message(text=text, blocks=[kit.section(text)])


def told(news: News) -> kit.Message:
    """Return what the thread hears, with what can be done now."""
    text = tried.told(news.job, news.trial) if news.trial else _words(news)
    buttons = _next(news)
    blocks = [kit.section(text), kit.actions(*buttons)] if buttons else []
    return kit.Message(text=text, blocks=blocks)


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
        case NewsKind.FAILED | NewsKind.GONE:
            return f"{headline(job)} {RETRY} {owner}"
        case _:
            return f"{headline(job)} {_more(news)}"


def _more(news: News) -> str:
    """Return what follows a headline that says nearly all."""
    job = news.job
    if news.kind is NewsKind.STALLED:
        return f"<@{job.owner}>"
    if news.kind is NewsKind.DELETED:
        return "Nobody can ask it any more."
    begun = job.accepted or job.started or job.completed_steps
    return f"{_reached(job)}{HALF_TAUGHT} {RETRY}" if begun else RETRY


def _next(news: News) -> list[kit.Block]:
    """Return the buttons for what follows; a job may have gone on since."""
    match news.kind, news.job.state:
        case NewsKind.READY, JobState.READY:
            return [ask.button(news.job)]
        case NewsKind.CANCELLED, JobState.CANCELLED:
            return [delete.button(news.job)]
        case _:
            return []


def cancel_button(job: TuningJob) -> kit.Block:
    return kit.button(CANCEL, "Cancel", job.id, confirm=CANCEL_IT)


def _deleted(job: TuningJob) -> str:
    if job.gone:
        name = kit.escape(job.order.display_name)
        return f":grey_question: *{name}* {GONE.format(kit.when(job.gone))}"
    line = HEADLINES[job.state].format(name=kit.escape(job.order.display_name))
    by = f" by <@{job.deleted_by}>" if job.deleted_by else ""
    when = f", {kit.when(job.deleted_at)}" if job.deleted_at else ""
    return f"{line.removesuffix('.')}{by}{when}."


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


def lines(job: TuningJob) -> list[str]:
    """Say how far a job has come: steps, epoch, loss, time; nothing before it is known."""
    if not job.total_steps:
        return []
    filled = BAR * job.completed_steps // job.total_steps if job.total_steps else 0
    bar = f"`{'█' * filled}{'░' * (BAR - filled)}`"
    steps = f"{job.completed_steps:,} of {count(job.total_steps, 'step')}"
    said = [f"{bar} {job.percent} % · {steps}"]
    if job.last:
        epochs = job.order.hyperparameters.epochs
        epoch = min(job.last.epoch + 1, epochs)
        said.append(f"Epoch {epoch} of {epochs} · mean loss {loss(job.last.mean_loss)}")
    elif job.completed_epochs:
        given = job.order.hyperparameters.epochs
        said.append(f"{min(job.completed_epochs, given)} of {count(given, 'epoch')} done")
    return [*said, *_time(job)]


def _time(job: TuningJob) -> list[str]:
    """Say what has passed and what is to come."""
    if not job.started:
        return []
    begun = f"Began {kit.when(job.started, '{time_secs}')}"
    if job.finished:
        return [f"{begun} · took {spell(job.finished - job.started)}"]
    passed = job.last.at - job.started if job.last else timedelta()
    if not (job.completed_steps and passed):
        return [begun]
    rest = _pace(job, passed) * max(job.total_steps - job.completed_steps, 0)
    to_come = f"about {spell(rest)} to come" if rest else "about to end"
    return [f"{begun} · {spell(passed)} so far, {to_come}"]


def _pace(job: TuningJob, passed: timedelta) -> timedelta:
    """Return what a step takes. Loading, before the first, is none of it.

    After one step only what has *passed* since the beginning is known.
    """
    first, last = job.snapshots[0], job.snapshots[-1]
    steps, time = last.step - first.step, last.at - first.at
    return time / steps if steps > 0 and time else passed / job.completed_steps


def _facts(job: TuningJob) -> list[tuple[str, str]]:
    given, chosen = job.order.hyperparameters, sampling(job.order.sampling)
    return [
        ("Starts from", base(job.order)),
        ("Examples", f"{job.examples:,}"),
        epochs(given),
        ("Learning rate", rate(given)),
        *adapter(given),
        *outcome.cost(job),
        *([("Answers with", chosen)] if chosen else []),
    ]


def _asked_by(job: TuningJob) -> str:
    asked = f"Asked for by <@{job.owner}>, {kit.when(job.wanted)}"
    return f"{asked} · may be asked {job.order.audience.words}"


def _buttons(job: TuningJob) -> list[kit.Block]:
    if job.gone:
        return [kit.actions(details.button(job.id))]
    if job.state is JobState.READY:
        return [kit.actions(ask.button(job), details.button(job.id))]
    if job.state is JobState.CANCELLED:
        return [kit.actions(delete.button(job))]
    if job.state.is_final:
        return []
    return [kit.actions(cancel_button(job), details.button(job.id))]
