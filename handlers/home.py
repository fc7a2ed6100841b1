"""The app's Home tab."""

from slack_bolt import App
from slack_sdk import WebClient

from bot.tuner import Tuner
from handlers.stage import Ack, Stage
from handlers.surface import Json, Surface
from handlers.views import home


def register(app: App, stage: Stage) -> None:
    app.event("app_home_opened")(stage(opened))


def opened(ack: Ack, event: Json, client: WebClient, surface: Surface, tuner: Tuner) -> None:
    """Someone looks at the app: its Home, or the conversation with it."""
    ack()
    if event.get("tab", "home") == "home":
        publish(client, tuner, surface.user)


def publish(client: WebClient, tuner: Tuner, user: str) -> None:
    view = home.build(tuner.account(user), tuner.jobs(user))
    client.views_publish(user_id=user, view=view)
