"""Which listeners a request may be for."""

import threading
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager, suppress
from typing import Any

from slack_bolt.listener import Listener

KINDS = ("command", "action", "view", "shortcut", "event", "options")
TYPES = {
    "block_actions": "action",
    "view_submission": "view",
    "view_closed": "view",
    "shortcut": "shortcut",
    "message_action": "shortcut",
    "event_callback": "event",
    "block_suggestion": "options",
}

Address = tuple[str, str]  # a kind, and the name there; an empty one fits all
ANY: Address = ("", "")


class Directory(list[Listener]):
    """Bolt's list of its listeners, of which it sees those that the request at hand may be for.

    Bolt asks one after the other, and each takes some twenty microseconds to say no. In their
    order they stay, and each still has its say.
    """

    def __init__(self) -> None:
        self._addresses = list[Address]()
        self._address, self._here = ANY, threading.local()

    def addressing(self, kind: str, register: Callable[..., Any]) -> Callable[..., Any]:
        """Return *register*, one of Bolt's functions that add a listener, so that it is noted."""

        def named(name: object, *args: Any, **kwargs: Any) -> Callable[..., Any]:
            add = register(name, *args, **kwargs)

            def added(*args: Any, **kwargs: Any) -> Any:
                self._address = (kind, name if isinstance(name, str) else "")
                try:
                    return add(*args, **kwargs)
                finally:
                    self._address = ANY

            return added

        return named

    def append(self, listener: Listener, /) -> None:
        super().append(listener)
        self._addresses.append(self._address)

    @contextmanager
    def opened(self, body: dict[str, Any]) -> Generator[None]:
        """Show this thread only those that *body* may be for."""
        self._here.address = address_of(body)
        try:
            yield
        finally:
            self._here.address = ANY

    def __iter__(self) -> Iterator[Listener]:
        kind, name = getattr(self._here, "address", ANY)
        if not kind:
            return super().__iter__()
        fitting = {(kind, name), (kind, ""), ANY}
        places = [at for at, address in enumerate(self._addresses) if address in fitting]
        return iter([self[place] for place in places])


def address_of(body: dict[str, Any]) -> Address:
    """Return what a request is for; ANY where that can't be told so simply."""
    if "command" in body:
        return "command", str(body["command"])
    kind = TYPES.get(str(body.get("type")), "")
    with suppress(LookupError, TypeError):  # Bolt knows what to say to that
        return kind, str(_named(kind, body))
    return ANY


def _named(kind: str, body: dict[str, Any]) -> object:
    match kind:
        case "action":
            return body["actions"][0]["action_id"]
        case "view":
            return body["view"]["callback_id"]
        case "event":
            return body["event"]["type"]
        case "options":
            return body["action_id"]
        case "shortcut":
            return body["callback_id"]
        case _:
            return ""
