"""What the store promises of deletion, names, shares, settings and answers."""

from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlite_utils import Database

from bot.domain import (
    Answer,
    Audience,
    Feedback,
    Hyperparameters,
    JobState,
    Named,
    NewsKind,
    Sampling,
)
from bot.errors import NotFound
from bot.store import Store
from bot.store.cipher import Cipher
from bot.store.migrations import migrations
from bot.store.rows import of_draft, of_job
from bot.store.sqlite import SqliteStore
from tests import make
from tests.bot.store.writing import LATER, again, news, over, written
from tests.conftest import KEY


def test_all_of_an_order_comes_back(store: Store) -> None:
    ours = store.workspace("T1")
    order = make.order(
        base_model="tunedModels/dog",
        hyperparameters=Hyperparameters(learning_rate=None, learning_rate_multiplier=2.5),
        description="Purrs.",
        sampling=Sampling(temperature=0.1, top_p=0.2, top_k=3),
        model_id="my-cat",
    )
    ours.drafts.receive(make.draft(order=order), now=make.NOON)

    job = written(ours, order=order).job

    assert ours.drafts.draft("cat").order == ours.jobs.job("cat").order == order
    assert (job.model_id, job.order.parent) == ("my-cat", "dog")


def test_a_deleted_job_stays_in_the_record_and_is_told_of_once(store: Store) -> None:
    ours = store.workspace("T1")
    over(ours, written(ours, card=make.CARD))
    assert store.delivered(news(store))

    for by in ("U1", "U2"):
        job = ours.jobs.delete("cat", by=by, at=LATER)
        assert (job.state, job.deleted_by, job.deleted_at) == (JobState.DELETED, "U1", LATER)

    assert ours.jobs.job("cat") == job
    told = news(store)
    assert (told.kind, told.job.deleted_by) == (NewsKind.DELETED, "U1")
    assert store.delivered(told)
    assert not store.claim_news(LATER, 9)
    with pytest.raises(NotFound):
        ours.jobs.delete("dog", by="U1", at=LATER)


def test_a_deletion_ends_every_claim(store: Store) -> None:
    ours = store.workspace("T1")
    claim = written(ours)
    ours.jobs.delete("cat", by="U1", at=LATER)

    assert not over(ours, claim)
    assert ours.jobs.claim("cat", LATER) is None
    assert not store.claim_due(LATER + timedelta(days=1), 9)


def test_the_name_of_what_was_deleted_is_free(store: Store) -> None:
    ours = store.workspace("T1")
    written(ours)
    ours.jobs.delete("cat", by="U1", at=LATER)

    assert written(ours, "dog").job.order.display_name == "Cat"
    assert [it.id for it in ours.jobs.named()] == ["dog"]


def test_names_come_newest_first(store: Store) -> None:
    ours = store.workspace("T1")
    private = make.order(display_name="Dog", audience=Audience.ME, model_id="my-dog")
    written(ours, "dog", wanted=LATER, order=private)
    written(ours)

    assert [(it.id, it.name, it.audience, it.model_id) for it in ours.jobs.named()] == [
        ("dog", "Dog", Audience.ME, "my-dog"),
        ("cat", "Cat", Audience.CHANNEL, "cat"),
    ]


def test_what_a_list_needs_of_a_job_is_what_the_job_says(store: Store) -> None:
    ours = store.workspace("T1")
    order = make.order(description="of cats", model_id="my-cat")
    claim = written(ours, order=order)
    over(ours, claim)

    [named], job = ours.jobs.named(), ours.jobs.job("cat")
    assert named == Named(
        job.wanted,
        "cat",
        job.order.display_name,
        job.owner,
        job.order.audience,
        "my-cat",
        job.state,
        job.order.base_model,
        "of cats",
        job.version.dataset if job.version else "",
        job.service,
    )


def test_some_jobs_come_in_the_order_asked_for_and_without_those_that_are_not_there(
    store: Store,
) -> None:
    ours = store.workspace("T1")
    for name in ("cat", "dog", "cow"):
        over(ours, written(ours, name))
    written(store.workspace("T2"), "hen")

    found = ours.jobs.some(["cow", "hen", "cat"])

    assert [it.id for it in found] == ["cow", "cat"]
    assert list(found) == [it for n in ("cow", "cat") for it in ours.jobs.jobs() if it.id == n]


def test_whose_jobs_are_is_known_of_deleted_ones_too(store: Store) -> None:
    ours = store.workspace("T1")
    written(ours, "cat")
    ours.jobs.delete("cat", by="U1", at=LATER)

    assert list(ours.jobs.owned("U1")) == ["cat"]
    assert not ours.jobs.owned("U2")


def test_a_job_is_found_by_its_card_until_it_is_deleted(store: Store) -> None:
    ours = store.workspace("T1")
    written(ours, "dog")
    written(ours, "cat", card=make.CARD)

    found = ours.jobs.with_card(make.CARD)
    assert found
    assert found.id == "cat"
    ours.jobs.delete("cat", by="U1", at=LATER)
    assert ours.jobs.with_card(make.CARD) is None


def test_another_name_is_told_to_the_card_and_is_free_first(store: Store) -> None:
    ours = store.workspace("T1")
    over(ours, written(ours, card=make.CARD))
    written(ours, "dog", order=make.order(display_name="Dog"))
    assert store.delivered(news(store))

    same = ours.jobs.rename("cat", name="CAT", description="Purrs.")
    assert (same.order.display_name, same.order.description) == ("CAT", "Purrs.")
    assert ours.jobs.rename("cat", name="dog", description="").order.display_name == "dog 2"
    assert news(store).kind is NewsKind.CARD
    with pytest.raises(NotFound):
        ours.jobs.rename("bird", name="x", description="")


def test_a_job_is_found_by_what_the_service_calls_it(store: Store) -> None:
    ours = store.workspace("T1")
    written(ours)
    written(ours, "dog", order=make.order(model_id="my-dog"))

    found = [ours.jobs.called(name) for name in ("cat", "my-dog", "dog")]

    assert [it and it.id for it in found] == ["cat", "dog", None]


def test_a_model_that_was_given_away_is_somebody_elses(store: Store) -> None:
    ours = store.workspace("T1")
    written(ours)

    assert ours.jobs.hand_over("cat", owner="U2").owner == "U2"
    assert again(ours).job.owner == "U2"


def test_who_linked_an_address_is_found_whatever_its_capitals(store: Store) -> None:
    ours = store.workspace("T1")
    ours.accounts.link(make.account(email="Ada@example.com"), "s3cret")

    found = ours.accounts.linked("ada@EXAMPLE.com")

    assert found
    assert found.user == "U1"
    assert ours.accounts.linked("ben@example.com") is None


def test_shares_are_as_they_were_last_seen(store: Store) -> None:
    ours = store.workspace("T1")
    ours.shares.keep("cat", ["Ben@example.com", "ada@example.com"])
    ours.shares.keep("dog", [""])

    assert set(ours.shares.shared_with("ben@example.com")) == {"cat", "dog"}
    assert set(ours.shares.shared_with("cem@example.com")) == {"dog"}
    ours.shares.keep("cat", ["ada@example.com"])
    assert ours.shares.emails("cat") == ["ada@example.com"]
    assert set(ours.shares.shared_with("ben@example.com")) == {"dog"}


def test_a_workspace_has_one_key(store: Store) -> None:
    settings = store.workspace("T1").settings
    assert settings.key() is settings.key_facts() is None
    settings.set_key("first", by="U1", at=make.NOON)
    settings.set_key("second", by="U2", at=LATER)

    facts = settings.key_facts()

    assert settings.key() == "second"
    assert facts
    assert (facts.by, facts.at, facts.ends) == ("U2", LATER, "cond")
    assert settings.forget_key()
    assert not settings.forget_key()
    assert settings.key() is settings.key_facts() is None


def test_an_answer_comes_back_and_is_kept_once(store: Store) -> None:
    answers = store.workspace("T1").answers
    asked = replace(make.kept().question, sampling=Sampling(top_k=3), candidates=2)
    kept = make.kept(question=asked, answer=Answer(text="IV", why="Cut.", others=("V", "VI")))
    answers.keep(kept)
    answers.keep(make.kept(answer=Answer(text="X")))

    assert answers.kept("a1") == kept
    with pytest.raises(NotFound):
        answers.kept("a2")


def test_an_answer_is_found_by_its_message(store: Store) -> None:
    ours = store.workspace("T1")
    kept = make.kept()
    ours.answers.keep(kept)

    assert ours.answers.model_at(kept.channel, kept.ts) == kept.job
    assert ours.answers.model_at(kept.channel, "0.0") is None
    assert store.workspace("T2").answers.model_at(kept.channel, kept.ts) is None


def test_the_latest_that_somebody_thinks_counts(store: Store) -> None:
    answers = store.workspace("T1").answers
    answers.keep(make.kept())
    answers.rate("a1", by="U1", good=True, at=make.NOON)
    said = answers.rate("a1", by="U1", good=False, at=LATER)
    answers.rate("a1", by="U2", good=True, at=make.NOON)

    assert said == Feedback(job="cat", question="III", answer="IV", good=False, user="U1", at=LATER)
    assert [(it.user, it.good) for it in answers.feedback("cat")] == [("U2", True), ("U1", False)]
    assert not answers.feedback("dog")
    with pytest.raises(NotFound):
        answers.rate("a2", by="U1", good=True, at=LATER)


def test_what_was_written_before_models_had_descriptions_is_read(path: Path) -> None:
    with closing(Database(path)) as db:
        migrations.apply(db, stop_before="say_more_of_an_order")
        job, draft = make.job(card=make.CARD), make.draft()
        for table, row in (("jobs", of_job(job)), ("drafts", of_draft(draft))):
            known = db.table(table).columns_dict
            old = {it: row[it] for it in row if it in known}
            db.table(table).insert(old | {"workspace": "T1", "epoch": 1})

    ours = SqliteStore(path, Cipher(KEY)).workspace("T1")

    assert (ours.jobs.job("cat"), ours.drafts.draft("cat")) == (job, draft)
