"""Ask, show the answer where it belongs, keep it, and offer what may follow."""

from collections.abc import Sequence

from bot.domain import Answer, Audience, Question, TuningJob
from bot.tuner import Tuner
from handlers.bodies import is_whispered, place
from handlers.replies import Posted, Reply, Responded, Streamed, Whispered, speak
from handlers.surface import Json, Surface
from handlers.views import ask as form
from handlers.views import feedback, kit


def give(
    tuner: Tuner, job: TuningJob, question: Question, surface: Surface, replies: Sequence[Reply]
) -> tuple[Answer, Sequence[kit.Block]]:
    """Ask from where the person is; return the answer and what stands below it."""
    channel, _ = place(surface.body)
    asked_by = surface.user
    pieces = tuner.asking.ask(job.id, question, by=asked_by, channel=channel)
    row: list[kit.Block] = []

    def below(said: Answer, ts: str) -> Sequence[kit.Block]:
        where = ts or _mark(surface.body)
        kept = tuner.asking.keep(job.id, question, said, by=asked_by, channel=channel, ts=where)
        row.append(feedback.row(kept, said))
        return row

    return speak(pieces, replies, below), row


def opening(job: TuningJob, question: Question, surface: Surface) -> str:
    return form.opening(job.order.display_name, question.text, surface.user)


def in_thread(surface: Surface, channel: str, thread_ts: str, opening: str) -> Reply:
    posted = Posted(surface.client, channel, thread_ts, opening)
    return Streamed(posted, surface.workspace, surface.user) if thread_ts else posted


def beside(surface: Surface, job: TuningJob, opening: str) -> list[Reply]:
    """Return how to answer a pressed button or a mention: in the thread, for as many eyes."""
    channel, thread_ts = place(surface.body)
    message: Json = surface.body.get("message") or surface.body.get("event") or {}
    thread_ts: str = thread_ts or message.get("ts", "")
    if is_whispered(surface.body):
        return [Responded(surface.respond, opening)]
    if job.order.audience is Audience.ME and not channel.startswith("D"):
        return [Whispered(surface.client, channel, thread_ts, surface.user, opening)]
    public = in_thread(surface, channel, thread_ts, opening)
    if not surface.respond.response_url:
        return [public]
    return [public, Responded(surface.respond, opening, to="in_channel")]


def _mark(body: Json) -> str:
    """Return what tells this from all else that people do, where no message can be found again."""
    return body.get("trigger_id") or body.get("event_id") or ""
