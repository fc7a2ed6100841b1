"""The connection over which Slack sends what people do: Socket Mode, for one workspace."""

from threading import Condition

from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk.socket_mode.client import BaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest

LISTENERS = 64  # that run at a time: 20 commands a second with 2 s of work each, and some more
PING_EVERY = 2  # seconds


class Socket:
    """The connection over which Slack sends what people do."""

    def __init__(self, app: App, app_token: str) -> None:
        # As often as it pings, it looks whether the connection is broken; one that is silent for
        # four pings is.
        self._handler = SocketModeHandler(
            app, app_token, ping_interval=PING_EVERY, concurrency=LISTENERS
        )
        self._handler.client.socket_mode_request_listeners[:] = [self._take]
        self._door, self._is_open, self._inside = Condition(), True, 0

    @property
    def is_connected(self) -> bool:
        return self._handler.client.is_connected()

    def connect(self) -> None:
        self._handler.connect()

    def take_no_more(self, patience: float) -> None:
        """Answer what has come in. Slack sends later events again; commands get its own words."""
        self._handler.client.auto_reconnect_enabled = False
        with self._door:
            self._is_open = False
            self._door.wait_for(lambda: not self._inside, patience)

    def close(self) -> None:
        self._handler.close()

    def _take(self, _: BaseSocketModeClient, request: SocketModeRequest) -> None:
        with self._door:
            if not self._is_open:
                return
            self._inside += 1
        try:
            self._handler.handle(self._handler.client, request)
        finally:
            with self._door:
                self._inside -= 1
                self._door.notify_all()
