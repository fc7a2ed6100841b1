"""The promises of `TuningService` about models that are there, and who may use them."""

from dataclasses import replace

import pytest

from bot.domain import Grantee, Hyperparameters, JobState, Question, Role, Sampling, TunedModel
from bot.errors import ChangedMeanwhile, NotFound, ServiceRefused
from bot.tuning import TuningService
from tests.bot.tuning.places import EXAMPLES, Place, ended, numbers, order, tuned


def roles(service: TuningService, id: str) -> dict[str, Role]:
    return {it.email or it.grantee: it.role for it in service.permissions(id)}


def test_a_model_comes_back_as_it_was_ordered(ada: TuningService) -> None:
    chosen = numbers(ada, epochs=2)
    cat = tuned(ada, description="Counts.", hyperparameters=chosen)

    model = ada.model(cat)

    assert (model.id, model.display_name, model.description) == (cat, "increment", "Counts.")
    assert (model.base_model, model.parent) == (ada.base_models()[0].name, None)
    assert model.hyperparameters == chosen
    assert (model.state, model.mine) == (JobState.READY, True)
    if ada.capabilities.loss:
        assert len(model.snapshots) == chosen.steps(len(EXAMPLES))
    assert model.created
    assert model.started
    assert model.finished


@pytest.mark.needs("sampling")
def test_a_model_keeps_how_its_answers_are_chosen(ada: TuningService) -> None:
    sampling = Sampling(temperature=0.2, top_p=0.8, top_k=7)

    assert ada.model(tuned(ada, sampling=sampling)).sampling == sampling


@pytest.mark.needs("rates")
def test_a_rate_comes_back_as_it_was_entered(ada: TuningService) -> None:
    numbers = Hyperparameters(epochs=1, learning_rate=0.0003)

    assert ada.model(tuned(ada, hyperparameters=numbers)).hyperparameters == numbers


def test_a_tuned_model_is_tuned_further(ada: TuningService) -> None:
    cat = tuned(ada)
    kitten = tuned(ada, "tuner-kitten", name="kitten", base_model=f"tunedModels/{cat}")

    model = ada.model(kitten)

    assert (model.parent, model.base_model) == (cat, ada.base_models()[0].name)


def test_a_parent_that_is_gone_is_refused(ada: TuningService) -> None:
    with pytest.raises(ServiceRefused, match="tunedModels/tuner-nobody"):
        ada.start("tuner-cat", order(ada, base_model="tunedModels/tuner-nobody"), EXAMPLES)


def test_an_id_of_ones_own_is_taken_once(ada: TuningService) -> None:
    wanted = order(ada, model_id="counts")
    ada.start("counts", wanted, EXAMPLES)
    ada.start("counts", wanted, EXAMPLES)

    with pytest.raises(ServiceRefused, match="another model of the id `counts`"):
        ada.start("counts", replace(wanted, display_name="other"), EXAMPLES)


@pytest.mark.needs("sharing")
def test_lists_tell_whose_models_are(place: Place) -> None:
    ada, ben = place.of("ada"), place.of("ben")
    hers, his = tuned(ada, "tuner-cat"), tuned(ben, "tuner-dog", name="dog")
    ada.share(hers, Grantee.USER, Role.READER, "ben@playground.test")

    def listed(filter_: str) -> dict[str, bool]:
        return {it.id: it.mine for it in ben.models(filter=filter_)[0]}

    assert listed("") == {hers: False, his: True}
    assert listed("owner:me") == {his: True}
    assert listed("readers:me") == {hers: False}
    assert listed("increment") == {hers: False}
    assert not ben.model(hers).mine


@pytest.mark.needs("sharing")
def test_what_others_share_is_nobody_elses_own(place: Place) -> None:
    ada, ben = place.of("ada"), place.of("ben")
    hers = tuned(ada)
    ada.share(hers, Grantee.EVERYONE, Role.READER)

    assert [(it.id, it.mine) for it in ben.models(filter="readers:everyone")[0]] == [(hers, False)]


def test_a_list_says_of_a_model_what_is_known_of_it_alone(ada: TuningService) -> None:
    alone = ada.model(tuned(ada, description="Counts."))

    [listed] = ada.models()[0]

    def told(it: TunedModel) -> tuple[object, ...]:
        facts = it.id, it.display_name, it.description, it.base_model, it.parent, it.state, it.mine
        return (*facts, it.created, it.updated)

    assert told(listed) == told(alone)


def test_lists_come_in_pages(ada: TuningService) -> None:
    for n in range(3):
        tuned(ada, f"tuner-{n}")

    first, more = ada.models(size=2)
    rest, end = ada.models(size=2, page=more)

    assert [it.id for it in (*first, *rest)] == ["tuner-2", "tuner-1", "tuner-0"]
    assert not end


def test_a_name_and_a_description_change(ada: TuningService) -> None:
    seen = ada.model(tuned(ada))

    ada.update(seen.id, display_name="Cat", description="Purrs.", version=seen.version)

    now = ada.model(seen.id)
    assert (now.display_name, now.description) == ("Cat", "Purrs.")
    assert now.hyperparameters == seen.hyperparameters


def test_a_change_that_somebody_else_was_quicker_with_is_noticed(ada: TuningService) -> None:
    seen = ada.model(tuned(ada))
    ada.update(seen.id, display_name="Theirs", description="", version=seen.version)

    with pytest.raises(ChangedMeanwhile, match="Theirs"):
        ada.update(seen.id, display_name="Mine", description="", version=seen.version)
    assert ada.model(seen.id).display_name == "Theirs"


@pytest.mark.needs("sharing")
def test_a_model_is_shared_changed_and_taken_back(place: Place) -> None:
    ada, ben = place.of("ada"), place.of("ben")
    cat = tuned(ada)

    given = ada.share(cat, Grantee.USER, Role.READER, "ben@playground.test")
    assert (given.grantee, given.role, given.email) == (
        Grantee.USER,
        Role.READER,
        "ben@playground.test",
    )
    assert ben.ask(cat, Question(text="3")).text
    assert ada.change(cat, given.id, Role.WRITER).role is Role.WRITER
    assert roles(ada, cat) == {
        "ada@playground.test": Role.OWNER,
        "ben@playground.test": Role.WRITER,
    }
    assert ada.permission(cat, given.id).email == "ben@playground.test"
    ada.unshare(cat, given.id)
    ada.unshare(cat, given.id)
    with pytest.raises(NotFound):
        ada.permission(cat, given.id)
    with pytest.raises((ServiceRefused, NotFound)):
        ben.ask(cat, Question(text="3"))


@pytest.mark.needs("sharing")
def test_sharing_again_changes_the_role(ada: TuningService) -> None:
    cat = tuned(ada)
    for role in (Role.READER, Role.READER, Role.WRITER):
        given = ada.share(cat, Grantee.USER, role, "ben@playground.test")
        assert given.role is role

    assert roles(ada, cat)["ben@playground.test"] is Role.WRITER
    with pytest.raises(ServiceRefused, match="owns the model already"):
        ada.share(cat, Grantee.USER, Role.READER, "ada@playground.test")


@pytest.mark.needs("sharing")
def test_everyone_may_use_what_is_shared_with_everyone(place: Place) -> None:
    ada = place.of("ada")
    cat = tuned(ada)

    given = ada.share(cat, Grantee.EVERYONE, Role.READER)

    assert (given.grantee, given.email) == (Grantee.EVERYONE, "")
    assert place.of("ben").ask(cat, Question(text="3")).text


@pytest.mark.needs("sharing")
def test_who_gives_a_model_away_becomes_a_writer(place: Place) -> None:
    ada = place.of("ada")
    cat = tuned(ada)

    ada.transfer(cat, "ben@playground.test")

    assert roles(ada, cat) == {
        "ada@playground.test": Role.WRITER,
        "ben@playground.test": Role.OWNER,
    }
    assert place.of("ben").model(cat).mine


def test_a_base_model_answers(ada: TuningService) -> None:
    assert ada.ask_base(ada.base_models()[0].name, Question(text="3")).text
    with pytest.raises(ServiceRefused, match="nonsense"):
        ada.ask_base("models/nonsense", Question(text="3"))


def test_a_question_gets_as_many_answers_as_it_asks_for(ada: TuningService) -> None:
    cat = tuned(ada)

    whole = ada.ask(cat, Question(text="3", candidates=3))
    [same] = ada.ask_in_pieces(cat, Question(text="3", candidates=2))

    assert (len(whole.others), len(same.others)) == (2, 1)
    assert ada.capabilities.candidates >= len(whole.others) + 1


@pytest.mark.needs("api_key")
def test_an_api_key_asks_what_is_shared_with_everyone(place: Place) -> None:
    ada = place.of("ada")
    cat, keyed = tuned(ada), place.keyed()

    assert keyed.base_models()
    with pytest.raises((ServiceRefused, NotFound)):
        keyed.ask(cat, Question(text="3"))
    ada.share(cat, Grantee.EVERYONE, Role.READER)
    assert keyed.ask(cat, Question(text="3")).text
    assert list(keyed.ask_in_pieces(cat, Question(text="3")))


def test_what_nobody_has_is_not_found(ada: TuningService) -> None:
    for call in (ada.model, ada.permissions):
        with pytest.raises(NotFound):
            call("tuner-nobody")
    assert ended(ada, tuned(ada)).state is JobState.READY
