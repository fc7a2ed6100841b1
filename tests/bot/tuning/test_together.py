"""Models and asking at a real service: Ada shares, Ben asks, everyone hears the end of it."""

import pytest

from bot.domain import Audience, JobState, Question, Role
from bot.errors import NotAllowed, NotFound
from bot.store import Store
from bot.tuner import Tuner
from bot.tuning import TuningService
from tests import make
from tests.bot.store.writing import written
from tests.bot.tuning.places import Place, tuned

ADA, BEN = "U1", "U2"
PEOPLE = {ADA: "ada", BEN: "ben"}


@pytest.mark.needs("sharing")
def test_a_private_model_is_shared_asked_compared_given_away_and_deleted(
    store: Store, place: Place
) -> None:
    ours, services = store.workspace("T1"), {it: place.of(name) for it, name in PEOPLE.items()}
    for user, name in PEOPLE.items():
        account = make.account(user=user, email=f"{name}@playground.test")
        ours.accounts.link(account, "x")
    tuner = Tuner(
        "T1", ours, lambda user, _=None: services[user], keyed=lambda _, __: place.keyed()
    )
    ready(tuner, services[ADA])
    what = Question(text="3")

    with pytest.raises(NotAllowed):
        tuner.asking.ask("cat", what, by=BEN, channel="C1")
    tuner.models.share("cat", by=ADA, role=Role.READER, user=BEN)
    assert "".join(it.text for it in tuner.asking.ask("cat", what, by=BEN, channel="C1"))
    assert all(it.text for it in tuner.asking.compare("cat", what, by=BEN, channel="C1"))

    tuner.models.transfer("cat", by=ADA, user=BEN)
    details = tuner.models.details("cat", user=BEN)
    assert details.model
    assert details.model.mine
    assert [job.owner for job in tuner.store.jobs.jobs()] == [BEN]
    with pytest.raises(NotAllowed):
        tuner.models.delete("cat", by=ADA)
    assert tuner.models.delete("cat", by=BEN).state is JobState.DELETED
    with pytest.raises(NotFound):
        services[BEN].model("my-cat")


def ready(tuner: Tuner, service: TuningService) -> None:
    """Make a model there, with an id of its own, and the job that it came of."""
    tuned(service, "my-cat")
    order = make.order(audience=Audience.ME, model_id="my-cat")
    claim = written(tuner.store, order=order, card=make.CARD)
    done = claim.job.moved_to(service.status("my-cat"), make.NOON)
    assert tuner.store.jobs.advance(claim, done, look_at=None)
