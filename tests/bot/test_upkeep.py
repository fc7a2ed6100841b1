"""What is looked after once a day."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain import BaseModel, CloudPlace, News, Policy, Site
from bot.errors import NotConnected
from bot.store import Store
from bot.tuner import Tuner
from bot.upkeep import Upkeep
from tests import make
from tests.bot.store.writing import over, written
from tests.fakes import FakeService

HERE = Site("vertex", CloudPlace("acme", "us-central1", "acme-tuner"))
THERE = Site("vertex", CloudPlace("acme", "europe-west4", "acme-eu"))


@pytest.mark.parametrize(("settled", "days"), [(None, 30), (7, 7)])
def test_training_data_is_deleted_after_a_while_once_in_each_bucket(
    store: Store, tuner: Tuner, settled: int | None, days: int
) -> None:
    ours, asked = tuner.store, list[tuple[str, Site | None]]()
    ours.settings.set_policy(Policy(retention_days=settled))
    for n, (name, owner, site) in enumerate(
        (("cat", "U1", HERE), ("dog", "U2", HERE), ("cow", "U1", THERE), ("old", "U3", Site()))
    ):
        order, at = make.order(display_name=name, site=site), make.NOON + timedelta(seconds=n)
        written(ours, name, owner=owner, order=order, wanted=at)
    service = FakeService()

    def service_for(user: str, site: Site | None = None) -> FakeService:
        if site and site.place.bucket:
            asked.append((user, site))
            if user == "U2":
                raise NotConnected
        return service

    Upkeep(store, lambda _: replace(tuner, service_for=service_for)).look_after(make.NOON)

    assert service.tidied == [make.NOON - timedelta(days=days)] * 2
    assert sorted(asked, key=str) == sorted([("U2", HERE), ("U1", HERE), ("U1", THERE)], key=str)


BASES = [
    BaseModel(name="m", display_name="Old", retires=make.NOON.date() + timedelta(days=100)),
    BaseModel(name="n", display_name="Stays"),
]


def test_owners_hear_three_times_that_a_base_retires_and_what_stays(
    store: Store, tuner: Tuner
) -> None:
    class Aging(FakeService):
        def base_models(self) -> Sequence[BaseModel]:
            return BASES

    ours = tuner.store
    over(ours, written(ours, "cat"))
    over(ours, written(ours, "kid", order=make.order(base_model="tunedModels/cat")))
    over(ours, written(ours, "new", order=make.order(base_model="n")))
    service = Aging()
    service.known = {it: make.tuned_model(id=it) for it in ("cat", "kid", "new")}
    take(store)

    def service_for(_: str, __: Site | None = None) -> FakeService:
        return service

    heard = list[list[tuple[str, int]]]()
    for day in (9, 10, 11, 75, 99, 100, 101):
        upkeep = Upkeep(store, lambda _: replace(tuner, service_for=service_for))
        upkeep.look_after(make.NOON + timedelta(days=day))
        heard.append(sorted((it.job.id, it.percent) for it in take(store)))

    both = [[("cat", days), ("kid", days)] for days in (90, 30, 7)]
    assert heard == [[], both[0], [], both[1], both[2], [], []]
    job = ours.jobs.job("cat")
    assert (job.retires, job.successor) == (BASES[0].retires, "n")


def take(store: Store) -> list[News]:
    """Take all news there is."""
    told = list[News]()
    while found := store.claim_news(make.NOON, 9):
        told += found
        assert all(store.delivered(it) for it in found)
    return told
