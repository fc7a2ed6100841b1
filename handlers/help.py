"""Say what one can do: when asked, at first contact, and after a word we don't know."""

from slack_bolt import App
from slack_sdk import WebClient

from handlers.commands import TUNE, says
from handlers.stage import Ack, Stage
from handlers.surface import Json, Surface
from handlers.views import help as words
from handlers.views import kit


def register(app: App, stage: Stage) -> None:
    app.command(TUNE, matchers=[says("help")])(stage(tell))
    app.command(TUNE)(stage(nudge))  # after everybody else's words
    app.event("app_mention")(stage(mentioned))
    app.event("message")(stage(written_to))


def tell(ack: Ack) -> None:
    """Someone said `/tune help`."""
    ack(words.text())


def nudge(ack: Ack, command: Json) -> None:
    """Someone said `/tune` and a word that means nothing to us."""
    ack(words.nudge(kit.unescape(command["text"]).strip()))


def mentioned(ack: Ack, event: Json, client: WebClient) -> None:
    """Someone mentioned us: say it in a thread, so that the channel stays quiet."""
    ack()
    hello(client, event, thread_ts=event.get("thread_ts") or event["ts"])


def written_to(ack: Ack, event: Json, client: WebClient, surface: Surface) -> None:
    """Someone wrote to us directly. Edits, joins and our own messages are no such thing."""
    ack()
    by_person = surface.user and not event.get("bot_id")
    if event.get("channel_type") == "im" and by_person and event.get("subtype") in PLAIN:
        hello(client, event, thread_ts=event.get("thread_ts"))


PLAIN = {None, "file_share"}


def hello(client: WebClient, event: Json, thread_ts: str | None) -> None:
    message = words.first_contact()
    client.chat_postMessage(
        channel=event["channel"], thread_ts=thread_ts, text=message.text, blocks=message.blocks
    )
