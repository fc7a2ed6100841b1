"""Checkpoints: one an epoch, each at its own endpoint, and tuning further from any of them."""

import pytest
from google.genai import errors

from playground.google.vertex.checkpoints import planned
from tests.playground.google.local import Google
from tests.playground.google.vertex.local import BASE, Vertex, lines, upload


@pytest.mark.parametrize(
    ("examples", "epochs", "wanted"),
    [
        (15, 5, [(1, 4), (2, 8), (3, 12), (4, 15), (5, 19)]),
        (15, 1, [(1, 4)]),
        (4, 20, [(epoch, epoch) for epoch in range(2, 21, 2)]),
        (1, 5, [(4, 1), (5, 2)]),
    ],
)
def test_a_checkpoint_is_where_an_epoch_ends_and_there_are_ten_at_most(
    examples: int, epochs: int, wanted: list[tuple[int, int]]
) -> None:
    assert [(it["epoch"], it["step"]) for it in planned(examples, epochs, 4)] == wanted
    [last] = planned(examples, epochs, 4, all=False)
    assert (last["epoch"], last["step"]) == wanted[-1]


def test_each_checkpoint_answers_at_its_own_endpoint(ada: Vertex) -> None:
    job = ada.tuned(epoch_count=3)
    assert job.tuned_model
    found = job.tuned_model.checkpoints or []
    assert [(it.checkpoint_id, it.epoch, it.step) for it in found] == [
        ("1", 1, 2),
        ("2", 2, 3),
        ("3", 3, 4),
    ]
    ends = [it.endpoint for it in found]
    assert len(set(ends)) == 3
    assert job.tuned_model.endpoint == ends[-1]
    for end in ends:
        assert ada.models.generate_content(model=end or "", contents="III").text


def test_the_default_checkpoint_can_be_chosen_and_is_then_the_models(ada: Vertex) -> None:
    job = ada.tuned(epoch_count=2)
    name = ada.model(job)
    ada.models.update(model=name, config={"default_checkpoint_id": "1"})
    assert ada.models.get(model=name).default_checkpoint_id == "1"
    now = ada.tunings.get(name=job.name or "")
    assert now.tuned_model
    first = (now.tuned_model.checkpoints or [])[0]
    assert now.tuned_model.endpoint == first.endpoint
    with pytest.raises(errors.ClientError, match="must be one of 1, 2"):
        ada.models.update(model=name, config={"default_checkpoint_id": "7"})


def test_of_the_last_alone_nothing_is_listed(ada: Vertex) -> None:
    job = ada.tuned(export_last_checkpoint_only=True)
    assert job.tuned_model
    assert job.tuned_model.checkpoints is None
    assert job.tuned_model.endpoint


def test_a_tuned_model_is_tuned_further_as_its_next_version(google: Google, ada: Vertex) -> None:
    first = ada.tuned(tuned_model_display_name="increment")
    upload(google, "more.jsonl", lines([("9", "10")]))
    second = ada.tuned("more.jsonl", base=ada.model(first), pre_tuned_model_checkpoint_id="1")
    assert second.pre_tuned_model
    assert second.pre_tuned_model.tuned_model_name == ada.model(first)
    assert second.pre_tuned_model.checkpoint_id == "1"
    assert second.pre_tuned_model.base_model == BASE
    assert second.base_model is None
    assert ada.model(second) == ada.model(first).replace("@1", "@2")
    assert [it.version for it in ada.models.list(config={"query_base": False})] == ["2"]
    assert ada.models.get(model=ada.model(first)).version == "1"


def test_with_a_name_of_its_own_it_is_another_model(ada: Vertex) -> None:
    first = ada.tuned(tuned_model_display_name="increment")
    second = ada.tuned(base=ada.model(first), tuned_model_display_name="more")
    assert ada.model(second).partition("@")[0] != ada.model(first).partition("@")[0]


def test_what_is_not_there_cannot_be_tuned_further(ada: Vertex) -> None:
    name = ada.model(ada.tuned())
    with pytest.raises(errors.ClientError, match="was not found") as gone:
        ada.tune(base=name.replace("@1", "@9"))
    assert gone.value.code == 400
    with pytest.raises(errors.ClientError, match="is none of 1, 2"):
        ada.tune(base=name, pre_tuned_model_checkpoint_id="9")
