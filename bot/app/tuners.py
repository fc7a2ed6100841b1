"""Give each workspace what its people can ask for."""

import random
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Protocol

from bot.domain import Clock, Site, Tariff, utc_now
from bot.pacing import Pace
from bot.permissions import Anybody, Who
from bot.store import Store
from bot.tuner import Tuner
from bot.tuning import Keyed, TuningService
from bot.tuning.registry import SERVICES, Services


class ServiceFor(Protocol):
    """Takes a workspace's and a user's id, and where; as `tuning.ServiceFor` does."""

    def __call__(self, workspace: str, user: str, site: Site | None = None, /) -> TuningService: ...


def make_tuners(  # noqa: PLR0913 - all that a `Tuner` is made of
    store: Store,
    service_for: ServiceFor,
    clock: Clock = utc_now,
    *,
    eager: timedelta,
    keyed: Keyed | None = None,
    tariff: Tariff = Tariff(),  # noqa: B008 - the same
    who: Callable[[str], Who] = lambda _: Anybody(),
    usual: Site = Site(),  # noqa: B008 - it is frozen
    services: Services = SERVICES,
    pace: Pace | None = None,
) -> Callable[[str], Tuner]:
    """Return what gives a workspace its `Tuner`; *eager*, *keyed* and *tariff* as there.

    *who* gives a workspace what knows its people; *usual* is where models are tuned,
    at one of the *services*. *pace* is that of the whole process.
    """
    pace = pace or Pace(first=eager)
    spread = partial(random.uniform, -1, 1)

    def tuner_for(workspace: str) -> Tuner:
        return Tuner(
            workspace,
            store.workspace(workspace),
            partial(service_for, workspace),
            clock,
            eager,
            keyed,
            tariff,
            who(workspace),
            pace=pace,
            is_awaited=store.is_awaited,
            chance=spread,
            usual=usual,
            services=services,
        )

    return tuner_for
