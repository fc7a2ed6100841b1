"""Have a second person agree before a model is deleted."""

from collections.abc import Callable
from typing import Any

from slack_bolt import App
from slack_sdk.errors import SlackApiError

from bot.errors import ChannelClosed
from bot.tuner import Tuner
from handlers.stage import Ack, Stage
from handlers.surface import Json, Surface
from handlers.views import approve, kit, notice

CLOSED = "I could not ask for it in the channel of its card, so nothing was done. Invite me there."


def register(app: App, stage: Stage) -> None:
    app.action(approve.AGREE)(stage(agree))
    app.action(approve.WITHDRAW)(stage(withdraw))


def ask(surface: Surface, tuner: Tuner, model: str) -> kit.View:
    """Post the request where the card is; without a message nobody could agree."""
    request = tuner.models.ask_to_delete(model, by=surface.user)
    job = tuner.job(model)
    message, card = approve.message(job, request), job.card
    try:
        posted: Any = surface.client.chat_postMessage(
            channel=card.channel if card else job.order.channel,
            thread_ts=card.ts if card else None,
            text=message.text,
            blocks=message.blocks,
        )
    except SlackApiError as error:
        tuner.models.withdraw(model, by=surface.user)
        raise ChannelClosed(CLOSED) from error
    tuner.store.requests.posted(model, channel=posted["channel"], ts=posted["ts"])
    return notice.build(approve.ASKED)


def agree(ack: Ack, action: Json, surface: Surface, tuner: Tuner, wake: Callable[[], None]) -> None:
    """Somebody else agrees; the card tells the rest."""
    ack()
    job = tuner.models.agree(action["value"], by=surface.user)
    settle(surface, approve.agreed(job, surface.user))
    wake()


def withdraw(ack: Ack, action: Json, surface: Surface, tuner: Tuner) -> None:
    """Who asked for it would rather keep the model."""
    ack()
    job = tuner.models.withdraw(action["value"], by=surface.user)
    settle(surface, approve.withdrawn(job, surface.user))


def settle(surface: Surface, message: kit.Message) -> None:
    """Have the request say how it ended, with nothing left to press."""
    channel: Json = surface.body["channel"]
    surface.client.chat_update(
        channel=channel["id"],
        ts=surface.body["message"]["ts"],
        text=message.text,
        blocks=message.blocks,
    )
