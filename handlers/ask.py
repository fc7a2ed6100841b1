"""Ask a tuned model: by command in a channel, or by the form that *Ask it* opens."""

from dataclasses import replace

from slack_bolt import App

from bot.domain import Audience, Question, TuningJob
from bot.errors import NotFound
from bot.tuner import Tuner
from handlers import answers
from handlers.bodies import place
from handlers.commands import ASK, says
from handlers.replies import Held, Posted, Reply, Responded
from handlers.stage import Ack, Stage
from handlers.surface import Json, Surface, WayBack
from handlers.views import ask as form
from handlers.views import kit, notice


def register(app: App, stage: Stage) -> None:
    app.command(ASK, matchers=[says("")])(stage(usage))
    app.command(ASK)(stage(command))
    app.action(form.OPEN)(stage(press))
    app.action(form.UNFOLD)(stage(unfold))
    app.view(form.SUBMIT)(stage(submit))


def usage(ack: Ack) -> None:
    """Someone said `/ask` and nothing else."""
    ack(form.USAGE)


def command(ack: Ack, command: Json, surface: Surface, tuner: Tuner) -> None:
    """Someone said `/ask NAME question`; without a question the form opens."""
    job, text, where = meant(kit.unescape(command["text"]).strip(), surface.user, tuner)
    ack()
    if not text:
        surface.open(form.build(asking(job, surface, tuner), where=where))
        return
    question = Question(text=text)
    opening = answers.opening(job, question, surface)
    answers.give(tuner, job, question, surface, ways_to_reply(job, surface, opening, where))


def press(ack: Ack, action: Json, surface: Surface, tuner: Tuner) -> None:
    """Someone pressed *Ask it*, on a card, in a list, on Home."""
    ack()
    surface.open(form.build(asking(tuner.job(action["value"]), surface, tuner)))


def unfold(ack: Ack, surface: Surface) -> None:
    """Someone wants to see all the settings."""
    ack()
    surface.show(form.unfolded(surface.body["view"]))


def submit(ack: Ack, view: Json, surface: Surface, tuner: Tuner) -> None:
    """Ask what was entered; the answer stands where it was wanted, and in the modal as well."""
    asked, question, where = form.Asking.of(view), form.read(view), form.where(view)
    waiting = notice.loading(f"Asking *{kit.escape(asked.name)}*…")
    ack(response_action="update", view=waiting)
    again = replace(question, text="")
    back = WayBack(lambda words: form.build(asked, question=question, where=where, words=words))
    surface.stay(view, waiting, back)
    job = tuner.job(asked.job)
    held = Held(answers.opening(job, question, surface))
    ways: list[Reply] = [held]
    if asked.channel and where == form.PUBLIC:
        ways.insert(0, answers.in_thread(surface, asked.channel, asked.thread_ts, held.opening))
    said, below = answers.give(tuner, job, question, surface, ways)
    above = form.said(question.text, said, below)
    shown = form.build(asked, question=again, where=where, above=above)
    surface.offer(shown, held.messages[0] if held.messages else None)


def meant(text: str, user: str, tuner: Tuner) -> tuple[TuningJob, str, str]:
    """Return the model, the question, and for whose eyes the answer is."""
    try:
        return *tuner.find(text, user=user), form.PUBLIC
    except NotFound:
        if not text.lower().startswith(form.PRIVATELY):
            raise
    return *tuner.find(text[len(form.PRIVATELY) :], user=user), form.PRIVATE


def asking(job: TuningJob, surface: Surface, tuner: Tuner) -> form.Asking:
    """Return where the answer goes: beside the card if asked there, else where it was asked.

    What only its owner may ask, only the owner sees: that stays in the modal.
    """
    channel, thread_ts = place(surface.body)
    message: Json = surface.body.get("message") or {}
    if job.card and job.card.ts in {message.get("ts"), thread_ts}:
        thread_ts = job.card.ts
    if job.order.audience is Audience.ME or channel.startswith("D"):
        channel = thread_ts = ""
    return form.Asking(
        job=job.id,
        name=job.order.display_name,
        channel=channel,
        thread_ts=thread_ts,
        candidates=tuner.asking.candidates(job.id),
    )


def ways_to_reply(job: TuningJob, surface: Surface, opening: str, where: str) -> list[Reply]:
    """Return how to answer a command, best first."""
    if job.order.audience is Audience.ME or where == form.PRIVATE:
        return [Responded(surface.respond, opening)]
    channel, _ = place(surface.body)
    return [
        Posted(surface.client, channel, "", opening),
        Responded(surface.respond, opening, to="in_channel"),
    ]
