"""What a monitor may know, for Prometheus. No label names a person, a workspace or a model."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol, Self

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST

from bot.domain import Figures

ACKS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 3.0)
CALLS = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)
LAGS = (0.1, 0.5, 1.0, 2.0, 5.0, 15.0, 60.0, 300.0)
LONGEST_NAME = 60


class Counted(Protocol):
    """What says of itself how much of it there is: a pool."""

    def __call__(self) -> float: ...


class Waits(Protocol):
    """What lets others go on at a pace, and knows how often they had to wait, and how long."""

    @property
    def waited(self) -> int: ...
    @property
    def waited_for(self) -> timedelta: ...


@dataclass(frozen=True, slots=True, eq=False)  # a registry keeps it by what it is
class Seen:
    """What is looked up when somebody asks; *standing* is the store's."""

    standing: Callable[[], Figures]
    in_use: Mapping[str, Counted]
    waits: Mapping[str, Waits]

    def describe(self) -> Iterable[Metric]:
        return []  # else it is collected when it is registered

    def collect(self) -> Iterable[Metric]:
        pools = GaugeMetricFamily("tuner_pool_in_use", "Threads at work.", labels=["pool"])
        for name, count in self.in_use.items():
            pools.add_metric([name], count())
        waits = CounterMetricFamily(
            "tuner_limiter_waits", "Calls that had to wait for their turn.", labels=["limiter"]
        )
        times = CounterMetricFamily(
            "tuner_limiter_wait_seconds", "How long they had to wait.", labels=["limiter"]
        )
        for name, limiter in self.waits.items():
            waits.add_metric([name], limiter.waited)
            times.add_metric([name], limiter.waited_for.total_seconds())
        yield pools
        yield waits
        yield times
        yield from _of(self.standing())


def _of(standing: Figures) -> Iterable[Metric]:
    jobs = GaugeMetricFamily("tuner_jobs", "Tuning jobs.", labels=["state"])
    for state, count in standing.jobs.items():
        jobs.add_metric([state], count)
    yield jobs
    for name, words, value in (
        ("tuner_poll_lag_seconds", "How long the job that is due longest waits.", standing.lag),
        ("tuner_outbox_age_seconds", "How long the oldest news waits to be told.", standing.age),
        ("tuner_outbox_given_up", "News that was tried too often.", standing.given_up),
        ("tuner_jobs_in_line", "Jobs that wait for room at a service.", standing.in_line),
    ):
        yield GaugeMetricFamily(name, words, value=value)


class Metrics:
    def __init__(self, registry: CollectorRegistry) -> None:
        self._registry = registry
        self._acks = Histogram(
            "tuner_ack_seconds",
            "From a request of Slack's to its answer.",
            ["listener"],
            buckets=ACKS,
            registry=registry,
        )
        self._calls = Histogram(
            "tuner_api_call_seconds",
            "Calls of others' services.",
            ["api", "method"],
            buckets=CALLS,
            registry=registry,
        )
        self._errors = Counter(
            "tuner_api_errors",
            "Calls that went wrong.",
            ["api", "method", "error"],
            registry=registry,
        )
        self._lags = Histogram(
            "tuner_look_late_seconds", "How late looks were.", buckets=LAGS, registry=registry
        )

    @classmethod
    def fresh(cls) -> Self:
        return cls(CollectorRegistry())

    def see(self, seen: Seen) -> None:
        """Look this up as well whenever somebody asks."""
        self._registry.register(seen)  # pyright: ignore[reportArgumentType]  # it collects

    def acked(self, listener: str, seconds: float) -> None:
        self._acks.labels(listener).observe(seconds)

    def called(self, api: str, method: str, seconds: float, error: str = "") -> None:
        """Count a call; *error* is the name of what went wrong."""
        self._calls.labels(api, method).observe(seconds)
        if error:
            self._errors.labels(api, method, error[:LONGEST_NAME]).inc()

    def lagged(self, late: timedelta) -> None:
        self._lags.observe(late.total_seconds())

    def text(self) -> tuple[bytes, str]:
        """Return it all as Prometheus reads it, and the kind of text that it is."""
        return generate_latest(self._registry), CONTENT_TYPE_LATEST
