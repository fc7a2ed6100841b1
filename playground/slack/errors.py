"""What is told to the app, and what is told to the person.

Exception
├── SlackError    an API method says no, by Slack's name of the error
├── Refused       the page says no, in words
└── NotDelivered  the app was not reached, or did not answer in time
"""

from typing import Any

Json = dict[str, Any]


class SlackError(Exception):
    """*name* is Slack's; *more* goes beside it into the answer."""

    def __init__(self, name: str, messages: list[str] | None = None, **more: Any) -> None:
        super().__init__(name)
        self.name, self.more, self.messages = name, more, messages or []
        if messages:
            self.more = {**more, "errors": messages, "response_metadata": {"messages": messages}}

    def answer(self) -> Json:
        return {"ok": False, "error": self.name, **self.more}


class Refused(Exception):  # noqa: N818  # it is an answer: `str(error)` is for the person
    def __init__(self, code: str, words: str, status: int = 400) -> None:
        super().__init__(words)
        self.code, self.status = code, status

    def answer(self) -> Json:
        return {"ok": False, "error": self.code, "message": str(self)}


class NotDelivered(Exception):  # noqa: N818  # *code* is what Slack shows to the person
    """`dispatch_failed`: no socket is open; `operation_timeout`: no ack in time."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
