"""`tuner doctor --live`: one small training on the operator's own project, from start to delete.

It costs what it says, waits for it, asks the model once, and leaves nothing behind.
"""

import secrets
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

from bot.config import Config
from bot.doctor.check import Checks, fine, wrong
from bot.doctor.whose import service_of, whose
from bot.domain import Clock, Example, Hyperparameters, Order, Question, Status, utc_now
from bot.errors import TunerError
from bot.tuning import TuningService
from bot.tuning.kind import ServiceType
from bot.tuning.registry import SERVICES

PATIENCE, PAUSE = timedelta(hours=3), timedelta(seconds=20)
EXAMPLES = tuple(Example(f"{n}", f"{n + 1}") for n in range(1, 21))
TOKENS = 4 * len(EXAMPLES)
ASKED = "41"
WOULD = (
    "would tune the smallest base model on {} pairs for 1 epoch at {}, ask it once, and delete "
    "it; set {} to have it done"
)
NEEDED = {
    "vertex": "TUNING_SERVICE=vertex, VERTEX_PROJECT, VERTEX_BUCKET and "
    "VERTEX_SERVICE_ACCOUNT_FILE (or link an account)",
}
OTHERWISE = "TUNING_URL, and link an account"


def checks(
    config: Config, clock: Clock = utc_now, pause: Callable[[float], None] = time.sleep
) -> Checks:
    """Yield each step as it is done. Whatever happens, the model is stopped and deleted."""
    kind = SERVICES.get(config.service)
    if kind is None:
        return
    service = None
    try:
        service = _service(config, kind)
        if service is None:
            needed = NEEDED.get(kind.name, OTHERWISE)
            yield fine("live", WOULD.format(len(EXAMPLES), kind.title, needed))
            return
        order = _order(service)
    except TunerError as error:
        yield wrong("live", f"can't begin: {error}", "Mend that, and look again.")
        return
    yield fine("live.begins", _begins(config, order))
    yield from _run(service, order, clock, pause)


def _service(config: Config, kind: ServiceType) -> TuningService | None:
    place = config.cloud.place
    if kind.missing or (kind.needs_place and not (place.project and place.bucket)):
        return None
    who = whose(config, kind)
    return service_of(config, kind, who) if who else None


def _run(
    service: TuningService, order: Order, clock: Clock, pause: Callable[[float], None]
) -> Checks:
    id = f"tuner-live-{secrets.token_hex(6)}"  # noqa: A001 - its name everywhere
    begun = clock()
    try:
        service.start(id, order, EXAMPLES)
        yield fine("live.started", f"it is called {id} there")
        status = _ended(service, id, clock, pause)
        took = timedelta(seconds=round((clock() - begun).total_seconds()))
        if status is None or status.state != "ready":
            why = (status.reason or status.state.words) if status else f"still not done: {took}"
            yield wrong("live.tuned", why, "Look for it in the service's own console.")
            return
        yield fine("live.tuned", f"in {took}; {_billed(status)}")
        answer = service.ask(id, Question(text=ASKED)).text.strip()
        yield fine("live.answers", f"to {ASKED} it says {answer[:40]!r}")
    except TunerError as error:
        yield wrong("live.failed", str(error), "Mend that, and look again.")
    finally:
        _clean_up(service, id)
    yield fine("live.deleted", "nothing is left of it")


def _order(service: TuningService) -> Order:
    base, can = service.base_models()[0], service.capabilities
    plain = Hyperparameters(epochs=1)
    if not can.rates:
        plain = replace(plain, batch_size=0, learning_rate=None, learning_rate_multiplier=1.0)
    if can.adapter_size and base.adapter_sizes:
        plain = replace(plain, adapter_size=min(base.adapter_sizes))
    return Order(
        display_name="Tuner live check", base_model=base.name, channel="", hyperparameters=plain
    )


def _begins(config: Config, order: Order) -> str:
    price = config.tariff.of(order.base_model)
    cost = f"about {price.of(TOKENS).words}" if price else "at a price that nobody has told Tuner"
    return f"{len(EXAMPLES)} pairs on {order.base_model}, {cost}; this may take an hour"


def _ended(
    service: TuningService, id: str, clock: Clock, pause: Callable[[float], None]
) -> Status | None:
    """Wait for the end; None if it does not come in time."""
    until = clock() + PATIENCE
    while clock() < until:
        status = service.status(id)
        if status.state.is_final:
            return status
        pause(PAUSE.total_seconds())
    return None


def _billed(status: Status) -> str:
    tokens = status.taken.billed_tokens if status.taken else None
    return "nothing is said of a bill" if tokens is None else f"{tokens:,} tokens are billed"


def _clean_up(service: TuningService, id: str) -> None:
    with suppress(TunerError):
        service.cancel(id)
    with suppress(TunerError):
        service.delete(id)
