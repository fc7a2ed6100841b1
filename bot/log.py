"""One formatter, one redacting filter: ``noun.verb key=value``, and nothing that is secret.

Whoever logs leaves out dataset lines, prompts and answers. An exception may quote them in
its words, so a traceback has the words of those kinds only that speak of machinery.
"""

import logging
import re
import sys
import threading
import time
import traceback
import warnings
from collections.abc import Iterable, Iterator
from types import TracebackType
from typing import TextIO

log = logging.getLogger(__name__)

OURS = ("bot", "handlers")

# A secret is known by its looks, by the name it goes by, or by heart (*unspeakable*).
LOOKS = re.compile(
    r"\bxox[a-z](?:\.xox[a-z])?-[\w-]+|\bxapp-[\w-]+"  # Slack's tokens
    r"|\bya29\.[\w.-]+|\b1//[\w-]+|\b4/[\w-]{20,}"  # Google's access and refresh tokens, codes
    r"|\bGOCSPX-[\w-]+|\bAIza[\w-]{20,}"  # client secrets, API keys
    r"|-----BEGIN [A-Z ]*PRIVATE KEY-----[^-]*"  # a service account's key
    r"|https://hooks\.slack\.com/[^\s\"'<>]+"  # a response_url lets anybody speak
)
_NAMES = (
    "(?:access|refresh|id|bot|app)_?token|token|client_?secret|secret|code_verifier|password"
    "|api_?key|x-goog-api-key|response_url|trigger_id"
)
_NAMED = (
    re.compile(rf"""(?i)(\b(?:{_NAMES})["']?\s*[:=]\s*["']?)[^\s"',&;}})]+"""),
    re.compile(r"(?i)([?&](?:code|state|key|ticket)=)[^\s\"'&]+"),  # in an address
    re.compile(r"(?i)(\b(?:bearer|basic)\s+)[\w.~+/=-]{8,}"),
    re.compile(r"(https?://[^\s\"'<>]+/response/)[^\s\"'<>]+"),
)

_OF_MACHINERY = (OSError, ImportError, AttributeError, NameError)
_OF_MACHINERY_IN = ("sqlite3", "slack_sdk.errors", "google.auth.exceptions", "apscheduler.")


def set_up(level: str, unspeakable: Iterable[str] = (), stream: TextIO | None = None) -> None:
    """Log to *stream*, else to stderr: our own from *level* on, libraries from warnings on."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(Formatter())
    handler.addFilter(Redaction(unspeakable))
    # Bolt gives its loggers the root's level, and at INFO it logs whole requests.
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    for name in OURS:
        logging.getLogger(name).setLevel(level.upper())
    logging.captureWarnings(capture=True)
    # Google's libraries say at each start how old Python and they themselves are.
    warnings.filterwarnings("ignore", category=FutureWarning, module=r"google\.")
    threading.excepthook = _thread_died


class Redaction(logging.Filter):
    """Takes secrets out of what is about to be written, tracebacks too."""

    def __init__(self, unspeakable: Iterable[str] = ()) -> None:
        super().__init__()
        self._by_heart = sorted((it for it in unspeakable if it), key=len, reverse=True)

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = self.redact(_message(record)), None
        if record.exc_info and record.exc_info[1]:
            record.exc_text = self.redact("".join(_told(record.exc_info[1])))
        record.stack_info = None
        return True

    def redact(self, text: str) -> str:
        for secret in self._by_heart:
            text = text.replace(secret, "***")
        text = LOOKS.sub("***", text)
        for named in _NAMED:
            text = named.sub(r"\1***", text)
        return text


class Formatter(logging.Formatter):
    """One line an event, however many lines its values have; a traceback follows on its own."""

    converter = time.gmtime
    default_time_format = "%Y-%m-%dT%H:%M:%S"
    default_msec_format = "%s.%03dZ"

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802  # the library's name
        # Foreign text must not look like a line of ours.
        return super().formatMessage(record).replace("\r", "\\r").replace("\n", "\\n")


def _message(record: logging.LogRecord) -> str:
    try:
        return record.getMessage()
    except (TypeError, ValueError):  # arguments that don't fit: still better than silence
        return str(record.msg)


def _told(error: BaseException) -> Iterator[str]:
    """Tell an exception and what led to it, oldest first, as Python does."""
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if before:
        yield from _told(before)
        yield "\nwhich led to:\n\n"
    yield from traceback.format_tb(error.__traceback__)
    yield f"{type(error).__module__}.{type(error).__qualname__}: {_words(error)}\n"


def _words(error: BaseException) -> str:
    speaks_of_machinery = isinstance(error, _OF_MACHINERY) or type(error).__module__.startswith(
        _OF_MACHINERY_IN
    )
    return str(error) if speaks_of_machinery else "(its words are left out: they may quote data)"


def _thread_died(args: threading.ExceptHookArgs) -> None:
    if args.exc_value:
        name = args.thread.name if args.thread else ""
        trouble: tuple[type[BaseException], BaseException, TracebackType | None]
        trouble = (args.exc_type, args.exc_value, args.exc_traceback)
        log.error("thread.died name=%s", name, exc_info=trouble)
