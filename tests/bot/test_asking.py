"""Who may ask, with whose credential, and what is kept of it."""

import pytest

from bot.domain import Answer, Audience, Capabilities, Limits, Question, Role, Sampling
from bot.errors import InvalidInput, NotAllowed, NotConnected, NotFound, ServiceRefused
from bot.store import Store
from bot.tuning import TuningService
from tests import make
from tests.bot.team import ADA, BEN, CEM, Team, team
from tests.fakes import FakeService

HOME = make.CARD.channel
WHAT = Question(text="What?")


class Refusing(FakeService):
    """A service that lets its caller ask nothing."""

    def ask(self, id: str, question: Question) -> Answer:
        raise ServiceRefused(f"Your account may not ask {id} {question.text}")


class Named(FakeService):
    """A service that says whose credential it was asked with."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name

    def ask(self, id: str, question: Question) -> Answer:
        assert id
        assert question.text
        return Answer(text=self.name)


@pytest.fixture
def we(store: Store) -> Team:
    """Give everyone a service that tells who asked."""
    we = team(store)
    we.services = {ADA: Named("ada"), BEN: Named("ben")}
    we.keyed = Named("key")
    return we


def asked(we: Team, by: str, channel: str = HOME) -> str:
    return "".join(it.text for it in we.tuner.asking.ask("cat", WHAT, by=by, channel=channel))


def test_the_owner_asks_on_their_own_account_anywhere(we: Team) -> None:
    we.tuned("Cat", audience=Audience.ME)
    we.store.settings.set_key("key", by=ADA, at=make.NOON)

    assert asked(we, ADA, "D1") == "ada"


def test_who_has_no_account_asks_on_the_owners_or_with_the_workspaces_key(we: Team) -> None:
    we.tuned("Cat")

    assert [asked(we, CEM), asked(we, BEN)] == ["ada", "ada"]
    we.store.settings.set_key("key", by=ADA, at=make.NOON)
    assert [asked(we, CEM), asked(we, BEN)] == ["key", "key"]


def test_a_key_that_may_not_see_the_model_gives_way_to_the_owner(we: Team) -> None:
    we.tuned("Cat")
    we.keyed = Refusing()
    we.store.settings.set_key("key", by=ADA, at=make.NOON)

    assert asked(we, CEM) == "ada"


def test_the_last_refusal_is_the_one_that_is_told(we: Team) -> None:
    we.tuned("Cat")
    we.keyed = we.services[ADA] = Refusing()
    we.store.settings.set_key("key", by=ADA, at=make.NOON)

    with pytest.raises(ServiceRefused, match="may not ask cat"):
        asked(we, CEM)


def test_whom_a_model_is_shared_with_asks_on_their_own_account(we: Team) -> None:
    we.tuned("Cat", audience=Audience.ME)
    with pytest.raises(NotAllowed):
        asked(we, BEN)

    we.tuner.models.share("cat", by=ADA, role=Role.READER, user=BEN)

    assert asked(we, BEN, "D2") == "ben"
    with pytest.raises(NotAllowed):
        asked(we, CEM)


def test_an_audience_is_asked_for_before_any_credential(we: Team) -> None:
    we.tuned("Cat")
    we.store.settings.set_key("key", by=ADA, at=make.NOON)

    with pytest.raises(NotAllowed, match="only in its own channel"):
        we.tuner.asking.ask("cat", WHAT, by=CEM, channel="C9")


def test_when_nobodys_credential_is_left_the_words_fit_the_person(we: Team) -> None:
    we.tuned("Cat")
    we.unlink(ADA)

    with pytest.raises(NotConnected):
        asked(we, ADA)
    with pytest.raises(NotAllowed, match="has ended"):
        asked(we, CEM)


def test_what_only_ones_own_account_has_can_be_asked(we: Team) -> None:
    found = we.tuner.asking.ask("found", WHAT, by=BEN, channel="C9")

    assert [it.text for it in found] == ["ben"]
    with pytest.raises(NotConnected):
        we.tuner.asking.ask("found", WHAT, by=CEM, channel="C9")


def test_a_deleted_model_is_not_asked(we: Team) -> None:
    we.tuned("Cat")
    we.tuner.models.delete("cat", by=ADA)

    with pytest.raises(NotAllowed, match="deleted"):
        asked(we, ADA)


def test_a_question_that_is_too_long_hears_its_length_and_the_limit(we: Team) -> None:
    we.tuned("Cat")
    we.services[ADA].limits = Limits(input_characters=40_000)
    long = Question(text="x" * 40_001)

    assert we.tuner.asking.limit("cat") == 40_000
    with pytest.raises(InvalidInput, match=r"40,001 characters.*40,000") as refused:
        we.tuner.asking.ask("cat", long, by=CEM, channel=HOME)
    assert refused.value.field == "text"
    with pytest.raises(InvalidInput):
        we.tuner.asking.compare("cat", long, by=CEM, channel=HOME)


def test_nobody_says_how_long_a_question_may_be(we: Team) -> None:
    we.tuned("Cat")

    assert we.tuner.asking.limit("cat") is None
    assert we.tuner.asking.limit("nothing") is None


def test_more_answers_than_the_service_gives_are_refused(store: Store) -> None:
    we = team(store)
    we.tuned("Cat")

    [both] = we.tuner.asking.ask("cat", Question(text="?", candidates=2), by=ADA, channel=HOME)

    assert both.others == ("cat adds 1",)
    assert (we.tuner.asking.candidates("cat"), we.tuner.asking.candidates("nothing")) == (4, 1)
    with pytest.raises(InvalidInput, match="at most 4") as refused:
        we.tuner.asking.ask("cat", Question(text="?", candidates=5), by=ADA, channel=HOME)
    assert refused.value.field == "candidates"


def test_a_tuned_model_and_its_base_are_asked_the_same(store: Store) -> None:
    we = team(store)
    we.tuned("Cat")

    tuned, base = we.tuner.asking.compare("cat", WHAT, by=CEM, channel=HOME)

    assert (tuned.text, base.text) == ("cat says: What?", "models/m says: What?")


@pytest.mark.parametrize(("keeps", "top_k"), [(True, None), (False, 7)])
def test_a_model_is_asked_as_it_was_tuned(we: Team, *, keeps: bool, top_k: int | None) -> None:
    """What a service does not keep with a model is said each time, unless the question says it."""
    heard = list[Question]()

    class Listening(FakeService):
        def ask(self, id: str, question: Question) -> Answer:
            heard.append(question)
            return super().ask(id, question)

    can = Capabilities(sampling=keeps)
    we.services[ADA] = Listening(capabilities=can, known={"cat": make.tuned_model(id="cat")})
    usual = Sampling(temperature=0.9, top_k=7)
    we.tuned("Cat", system_instruction="Purr.", sampling=usual)
    mine = Question(text="What?", sampling=Sampling(temperature=0.0))

    list(we.tuner.asking.ask("cat", mine, by=ADA, channel=HOME))
    we.tuner.asking.compare("cat", mine, by=ADA, channel=HOME)

    assert {it.system_instruction for it in heard} == {"Purr."}
    assert {it.sampling for it in heard} == {Sampling(temperature=0.0, top_k=top_k)}


def test_an_answer_is_kept_and_judged(we: Team) -> None:
    we.tuned("Cat")
    asking = we.tuner.asking
    answer = Answer(text="That.")

    kept = asking.keep("cat", WHAT, answer, by=CEM, channel=HOME, ts="2.0")

    assert asking.keep("cat", WHAT, answer, by=CEM, channel=HOME, ts="2.0") == kept
    assert (asking.kept(kept).question, asking.kept(kept).answer) == (WHAT, answer)
    said = asking.rate(kept, by=BEN, good=True)
    assert (said.job, said.answer, said.good, said.user) == ("cat", "That.", True, BEN)
    with pytest.raises(NotFound):
        asking.rate("nothing", by=BEN, good=True)


def test_a_key_is_tried_before_it_is_kept(we: Team) -> None:
    asking = we.tuner.asking
    we.keyed.trouble = ServiceRefused("It is not known.")

    for key in ("s3cret", " "):
        with pytest.raises(InvalidInput) as refused:
            asking.set_key(key, by=ADA)
        assert refused.value.field == "api_key"
        assert "s3cret" not in str(refused.value)
    assert asking.key_facts() is None

    asking.set_key(" AIzaSecret ", by=ADA)

    facts = asking.key_facts()
    assert facts
    assert (facts.by, facts.ends) == (ADA, "cret")
    assert we.store.settings.key() == "AIzaSecret"
    assert asking.forget_key(ADA)
    assert not asking.forget_key(ADA)


def test_the_fakes_are_services(we: Team) -> None:
    """Pyright reads this: a fake that lacks a method does not pass."""
    service: TuningService = we.keyed
    assert service.capabilities.candidates
