"""Say what one can do: when asked, at first contact, and after a word we don't know."""

from slack_bolt import App, BoltContext
from slack_sdk import WebClient

from handlers.bodies import Json
from handlers.commands import TUNE, says
from handlers.stage import Ack, Stage
from handlers.views import help as words
from handlers.views import kit


def register(app: App, stage: Stage) -> None:
    app.command(TUNE, matchers=[says("help")])(stage(tell))
    app.command(TUNE)(stage(nudge))  # after everybody else's words
    app.event("member_joined_channel")(stage(joined))


def tell(ack: Ack) -> None:
    """Someone said `/tune help`."""
    ack(words.text())


def nudge(ack: Ack, command: Json) -> None:
    """Someone said `/tune` and a word that means nothing to us."""
    ack(words.nudge(kit.unescape(command["text"]).strip()))


def joined(ack: Ack, event: Json, context: BoltContext, client: WebClient) -> None:
    """Someone came into a channel that we are in; if it was us, we say what we are for."""
    ack()
    if event["user"] == context.bot_user_id:
        hello(client, event, thread_ts=None)


def hello(client: WebClient, event: Json, thread_ts: str | None) -> None:
    message = words.first_contact()
    client.chat_postMessage(
        channel=event["channel"], thread_ts=thread_ts, text=message.text, blocks=message.blocks
    )
