"""Ask a tuned model: by command in a channel, or by the form that *Ask it* opens."""

from slack_bolt import App
from slack_sdk import WebClient

from bot.domain import Audience, Question, TuningJob
from bot.tuner import Tuner
from handlers.commands import ASK, says
from handlers.replies import Posted, Quiet, Reply, Responded, speak
from handlers.stage import Ack, Stage
from handlers.surface import Json, Surface, WayBack, place
from handlers.views import answer, kit, notice
from handlers.views import ask as form


def register(app: App, stage: Stage) -> None:
    app.command(ASK, matchers=[says("")])(stage(usage))
    app.command(ASK)(stage(command))
    app.action(form.OPEN)(stage(press))
    app.view(form.SUBMIT)(stage(submit))


def usage(ack: Ack) -> None:
    """Someone said `/ask` and nothing else."""
    ack(form.USAGE)


def command(ack: Ack, command: Json, surface: Surface, tuner: Tuner) -> None:
    """Someone said `/ask NAME question`; without a question the form opens."""
    job, text = tuner.find(kit.unescape(command["text"]), user=surface.user)
    ack()
    if not text:
        surface.open(form.build(asking(job, surface.body)))
        return
    channel = command["channel_id"]
    pieces = tuner.ask(job.id, Question(text=text), by=surface.user, channel=channel)
    speak(pieces, ways_to_reply(job, text, surface))


def press(ack: Ack, action: Json, surface: Surface, tuner: Tuner) -> None:
    """Someone pressed *Ask it*, on a card, in a list, on Home."""
    ack()
    surface.open(form.build(asking(tuner.job(action["value"]), surface.body)))


def submit(ack: Ack, view: Json, client: WebClient, surface: Surface, tuner: Tuner) -> None:
    """Ask what was entered; the answer stands in the thread, and in the modal as well."""
    asked, question = form.Asking.of(view), form.read(view)
    waiting = notice.loading(f"Asking *{kit.escape(asked.name)}*…")
    ack(response_action="update", view=waiting)
    back = WayBack(lambda words: form.build(asked, question=question.text, words=words))
    surface.stay(view, waiting, back)
    pieces = tuner.ask(asked.job, question, by=surface.user, channel=asked.channel)
    opening = form.opening(asked.name, question.text, surface.user)
    posted = Posted(client, asked.channel, asked.thread_ts, opening)
    said = speak(pieces, [posted, Quiet()] if asked.channel else [Quiet()])
    message = None if asked.channel else answer.messages(opening, said)[0]
    surface.offer(form.build(asked, said=(question.text, said)), message)


def asking(job: TuningJob, body: Json) -> form.Asking:
    """Return where the answer goes: beside the card if asked there, else where it was asked.

    What only its owner may ask, only the owner sees: that stays in the modal.
    """
    channel, thread_ts = place(body)
    message: Json = body.get("message") or {}
    if job.card and job.card.ts in {message.get("ts"), thread_ts}:
        thread_ts = job.card.ts
    if job.order.audience is Audience.ME or channel.startswith("D"):
        channel = thread_ts = ""
    name = job.order.display_name
    return form.Asking(job=job.id, name=name, channel=channel, thread_ts=thread_ts)


def ways_to_reply(job: TuningJob, question: str, surface: Surface) -> list[Reply]:
    """Return how to answer a command, best first."""
    opening = form.opening(job.order.display_name, question, surface.user)
    if job.order.audience is Audience.ME:
        return [Responded(surface.respond, opening)]
    channel, _ = place(surface.body)
    return [
        Posted(surface.client, channel, "", opening),
        Responded(surface.respond, opening, to="in_channel"),
    ]
