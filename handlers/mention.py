"""Ask by a mention, in a channel or thread, or by a direct message.

In the thread of a card or an answer the question needs no name, since it is that model's.
"""

from slack_bolt import App, BoltContext

from bot.domain import Card, Question, TuningJob
from bot.errors import NotFound
from bot.tuner import Tuner
from handlers import answers
from handlers.bodies import place
from handlers.help import hello
from handlers.stage import Ack, Stage
from handlers.surface import Json, Surface
from handlers.views import mention

PLAIN = {None, "file_share"}  # what a person wrote: no edit, no join


def register(app: App, stage: Stage) -> None:
    app.event("app_mention")(stage(mentioned))
    app.event("message")(stage(written_to))


def mentioned(ack: Ack, event: Json, context: BoltContext, surface: Surface, tuner: Tuner) -> None:
    """Someone mentioned us. What we say stands in a thread, so that the channel stays quiet."""
    ack()
    text = mention.plain(event["text"], context.bot_user_id or "")
    if surface.user and not event.get("bot_id"):
        answer(text, surface, tuner, thread_ts=event.get("thread_ts") or event["ts"])


def written_to(ack: Ack, event: Json, context: BoltContext, surface: Surface, tuner: Tuner) -> None:
    """Someone wrote to us directly. Edits, joins and our own messages are no such thing."""
    ack()
    by_person = surface.user and not event.get("bot_id")
    if event.get("channel_type") == "im" and by_person and event.get("subtype") in PLAIN:
        text = mention.plain(event.get("text") or "", context.bot_user_id or "")
        answer(text, surface, tuner, thread_ts=event.get("thread_ts", ""))


def answer(text: str, surface: Surface, tuner: Tuner, *, thread_ts: str) -> None:
    """Ask the model that is meant; say what one can do if none is."""
    found = meant(text, surface, tuner)
    if not found:
        hello(surface.client, surface.body["event"], thread_ts or None)
        return
    job, asked = found
    if not asked:
        surface.tell(mention.EMPTY)
        return
    question = Question(text=asked)
    opening = answers.opening(job, question, surface)
    answers.give(tuner, job, question, surface, answers.beside(surface, job, opening))


def meant(text: str, surface: Surface, tuner: Tuner) -> tuple[TuningJob, str] | None:
    """Return the model and the question; None if no words of it are near a model's name."""
    channel, thread_ts = place(surface.body)
    job = of_thread(Card(channel, thread_ts), surface, tuner) if thread_ts else None
    if job:
        return job, text
    if not text:
        return None
    try:
        return tuner.find(text, user=surface.user)
    except NotFound as error:
        if error.near:
            raise
        return None


def of_thread(root: Card, surface: Surface, tuner: Tuner) -> TuningJob | None:
    """Return the job whose card or answer begins a thread; a card's if the person may see it."""
    answered = tuner.asking.answered_by(root.channel, root.ts)
    return answered or tuner.models.of_card(root, user=surface.user)
