"""Ask a tuned model and its base model the same, and show both answers side by side."""

from dataclasses import replace

from slack_bolt import App

from bot.domain import KeptAnswer, TuningJob
from bot.tuner import Tuner
from handlers import answers
from handlers.bodies import place
from handlers.replies import say
from handlers.stage import Ack, Stage
from handlers.surface import Json, Surface, WayBack
from handlers.views import ask as form
from handlers.views import compare, feedback, kit, notice


def register(app: App, stage: Stage) -> None:
    app.action(feedback.COMPARE)(stage(press))


def press(ack: Ack, action: Json, surface: Surface, tuner: Tuner) -> None:
    """Someone pressed *Compare with base* below an answer."""
    ack()
    kept = tuner.asking.kept(action["value"])
    job = tuner.job(kept.job)
    if surface.modal:
        _in_modal(surface, tuner, kept, job)
    else:
        _beside(surface, tuner, kept, job)


def _in_modal(surface: Surface, tuner: Tuner, kept: KeptAnswer, job: TuningJob) -> None:
    asked, question = form.Asking.of(surface.body["view"]), kept.question
    again = replace(question, text="")
    surface.show(notice.loading("Asking both…"))
    surface.otherwise = WayBack(lambda words: form.build(asked, question=question, words=words))
    both = tuner.asking.compare(job.id, question, by=surface.user, channel=asked.channel)
    name, base = job.order.display_name, tuner.models.first_base(job)
    above = compare.blocks(question.text, name, base, both)
    surface.show(form.build(asked, question=again, above=above))


def _beside(surface: Surface, tuner: Tuner, kept: KeptAnswer, job: TuningJob) -> None:
    channel, _ = place(surface.body)
    name, base = job.order.display_name, tuner.models.first_base(job)
    opening = compare.opening(name, base, kept.question.text, surface.user)

    def both() -> list[kit.Message]:
        said = tuner.asking.compare(job.id, kept.question, by=surface.user, channel=channel)
        return compare.messages(opening, name, base, said)

    say(both, answers.beside(surface, job, opening))
