"""What is looked after once a day."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain import CloudPlace, Policy, Site
from bot.errors import NotConnected
from bot.store import Store
from bot.tuner import Tuner
from bot.upkeep import Upkeep
from tests import make
from tests.bot.store.writing import written
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
