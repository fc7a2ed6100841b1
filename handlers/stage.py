"""What every listener goes through: a thread of ours, one ack, and words for what goes wrong."""

import inspect
import logging
import secrets
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import BoundedSemaphore, Event, Lock
from typing import Any

from slack_bolt import Ack as BoltAck
from slack_bolt import Args, BoltResponse
from slack_sdk.errors import SlackApiError

from bot.errors import InvalidForm, TunerError
from handlers import slack
from handlers.surface import Surface
from handlers.views import kit, notice

log = logging.getLogger(__name__)

Listener = Callable[..., object]

BUSY = "I have my hands full right now. Please try again in a minute."
NOT_THERE = "I can't speak there. Invite me to the channel, and try again."
SLOW = (
    "I am slower than usual just now. If nothing has come below this within a minute, send it "
    "again: nothing is done twice."
)
NO_SLACK = (
    "Slack did not answer me just now, so perhaps not all of it was done. Please look, and try "
    "again in a minute."
)
SORRY = "Something went wrong on our side. If you report it, say incident `{}`."

# What a listener may ask for: Bolt's own, the surface, and what `handlers.parts` provides.
PROVIDED = {"tuner", "accounts", "leaving", "reader", "herald", "wake", "people"}
ARGUMENTS = {*inspect.signature(Args).parameters, "surface", *PROVIDED}

SEND_AGAIN = BoltResponse(status=503)


class Ack:
    """Bolt's `ack`, of which the first call counts; *given* can be waited for."""

    def __init__(self, ack: BoltAck) -> None:
        self.given = Event()
        self.withheld = False
        self._ack, self._lock = ack, Lock()

    def __call__(self, *args: Any, **kwargs: Any) -> bool:
        """Answer Slack. False, and nothing done, if it has its answer."""
        with self._lock:
            if self.given.is_set():
                return False
            self._ack(*args, **kwargs)
            self.given.set()
            return True

    def withhold(self) -> bool:
        """Have Slack send it again. False, and nothing done, if it has its answer."""
        with self._lock:
            self.withheld = not self.given.is_set()
            self.given.set()
            return self.withheld


class Stage:
    """Runs each listener on a thread of its own, and lets Bolt go as soon as it has acked.

    Bolt's own runner forgets an ack when the listener raises soon after it, and lets a few
    slow listeners starve the rest. Needs ``App(process_before_response=True)``.

    *workers* listeners run at once, and the next is told that we are busy. One that has
    not acked after *patience* seconds is acked for: Slack gives up after three. *acked* hears
    which listener took how many seconds to ack.
    """

    def __init__(
        self,
        workers: int = 32,
        *,
        patience: float = 2.5,
        new_incident: Callable[[], str] = lambda: secrets.token_hex(3),
        acked: Callable[[str, float], object] = lambda _name, _seconds: None,
    ) -> None:
        self._seats = BoundedSemaphore(workers)
        self._pool = ThreadPoolExecutor(workers, "stage")
        self._usher = ThreadPoolExecutor(1, "usher")  # says "busy" where an ack has no words
        self._patience, self._new_incident = patience, new_incident
        self._acked, self._running = acked, set[object]()

    def in_use(self) -> int:
        """Return how many listeners run."""
        return len(self._running)

    def __call__(self, listener: Listener) -> Callable[[Args], BoltResponse | None]:
        """Wrap *listener*, which may ask for what stands in `ARGUMENTS`."""
        wanted = tuple(inspect.signature(listener).parameters)
        if unknown := set(wanted) - ARGUMENTS:
            raise TypeError(f"{listener.__qualname__} asks for {unknown}: nobody gives that")

        def run(args: Args) -> BoltResponse | None:
            began = time.monotonic()
            ack, surface = Ack(args.ack), Surface.of(args)
            given: dict[str, Any] = {**args.context, **vars(args), "ack": ack, "surface": surface}
            if self._seats.acquire(blocking=False):
                chosen = {name: given[name] for name in wanted}
                self._pool.submit(self._perform, listener, chosen, ack, surface)
            else:
                self._turn_away(ack, surface)
            if not ack.given.wait(self._patience):
                _hurry(ack, surface)
            self._acked(listener_name(listener), time.monotonic() - began)
            return SEND_AGAIN if ack.withheld else None

        return run

    def close(self) -> None:
        """Let what runs finish."""
        self._pool.shutdown()
        self._usher.shutdown()

    def _perform(
        self, listener: Listener, given: dict[str, Any], ack: Ack, surface: Surface
    ) -> None:
        self._running.add(ack)
        try:
            listener(**given)
        except TunerError as error:
            log.info("listener.refused name=%s why=%s", listener.__name__, type(error).__name__)
            _tell(ack, surface, str(error), _fields(error))
        except Exception as error:  # noqa: BLE001 - whatever it is, somebody hears of it
            words = self._words_for(error, listener_name(listener))
            if "event" not in surface.body or not ack.withhold():
                _tell(ack, surface, words)
        finally:
            ack()
            self._running.discard(ack)
            self._seats.release()

    def _words_for(self, error: Exception, listener: str) -> str:
        if isinstance(error, SlackApiError) and slack.code(error) in slack.NOBODY_THERE:
            log.warning("listener.unheard name=%s why=%s", listener, slack.code(error))
            return NOT_THERE
        if slack.is_trouble(error):
            log.warning("listener.unanswered name=%s error=%s", listener, type(error).__name__)
            return NO_SLACK
        incident = self._new_incident()
        log.error("listener.crashed name=%s incident=%s", listener, incident, exc_info=error)
        return SORRY.format(incident)

    def _turn_away(self, ack: Ack, surface: Surface) -> None:
        log.warning("stage.full")
        if not _in_ack(ack, surface.body, BUSY):
            ack()
            self._usher.submit(surface.tell, BUSY)


def listener_name(listener: Listener) -> str:
    """Return a listener's address: its module here, and its name in that."""
    return f"{listener.__module__.removeprefix('handlers.')}.{listener.__name__}"


def _hurry(ack: Ack, surface: Surface) -> None:
    """Ack for a listener. A form is perhaps not written down yet, so it stays, below words."""
    if surface.body.get("type") != "view_submission" or not _in_ack(ack, surface.body, SLOW):
        ack()


def _fields(error: TunerError) -> dict[str, str]:
    """Return words for the inputs that an error is about, if it is about any."""
    if isinstance(error, InvalidForm):
        return error.fields
    return {error.field: str(error)} if error.field else {}


def _tell(ack: Ack, surface: Surface, text: str, fields: dict[str, str] | None = None) -> None:
    if not _in_ack(ack, surface.body, text, fields or {}):
        ack()
        surface.tell(text)


def _in_ack(
    ack: Ack, body: dict[str, Any], text: str, fields: dict[str, str] | None = None
) -> bool:
    """Say it in the ack itself, if that is open yet and can carry words."""
    if body.get("type") == "view_submission":
        shown = body["view"]["state"]["values"]
        if errors := {name: words for name, words in (fields or {}).items() if name in shown}:
            return ack(response_action="errors", errors=errors)
        view = notice.build(kit.escape(text))
        return ack(response_action="push", view=view)  # the form stays, below
    return "command" in body and ack(kit.escape(text))
