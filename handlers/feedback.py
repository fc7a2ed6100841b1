"""What may follow an answer: the same question again, and what people think of it."""

from dataclasses import replace

from slack_bolt import App

from bot.tuner import Tuner
from handlers import answers
from handlers.replies import Held
from handlers.stage import Ack, Stage
from handlers.surface import Json, Surface
from handlers.views import ask as form
from handlers.views import feedback, kit, notice


def register(app: App, stage: Stage) -> None:
    app.action(feedback.AGAIN)(stage(again))
    app.action(feedback.GOOD)(stage(rate))
    app.action(feedback.BAD)(stage(rate))


def again(ack: Ack, action: Json, surface: Surface, tuner: Tuner) -> None:
    """Someone wants another answer to the same question, where the first one stands."""
    ack()
    kept = tuner.asking.kept(action["value"])
    job, question = tuner.job(kept.job), kept.question
    opening = answers.opening(job, question, surface)
    if not surface.modal:
        answers.give(tuner, job, question, surface, answers.beside(surface, job, opening))
        return
    asked = form.Asking.of(surface.body["view"])
    surface.show(notice.loading(f"Asking *{kit.escape(asked.name)}*…"))
    said, below = answers.give(tuner, job, question, surface, [Held(opening)])
    above = form.said(question.text, said, below)
    surface.show(form.build(asked, question=replace(question, text=""), above=above))


def rate(ack: Ack, action: Json, surface: Surface, tuner: Tuner) -> None:
    """Someone pressed a thumb."""
    ack()
    good = action["action_id"] == feedback.GOOD
    tuner.asking.rate(action["value"], by=surface.user, good=good)
    if surface.modal:
        surface.show(feedback.rated(surface.body["view"], feedback.KEPT[good]))
    else:
        surface.tell(feedback.KEPT[good])
