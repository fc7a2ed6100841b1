"""Which Gemini models can be tuned where, and until when."""

from datetime import date
from pathlib import Path

import pytest
from google.oauth2.credentials import Credentials

from bot.domain import CloudPlace, Hyperparameters, Order
from bot.errors import ServiceRefused, TuningUnavailable
from bot.tuning import vertex_models
from bot.tuning.vertex import VertexService

TODAY = date(2026, 10, 1)
HERE = CloudPlace("acme", "us-central1", "b")
FILE = """
source = "https://x.test/models"
read = 2026-09-25

[[model]]
name = "old"
title = "Old One"
retires = 2026-12-01

[[model]]
name = "new"
adapter_sizes = [1, 4]
regions = ["us-central1", "europe-west4"]
serving = { us-central1 = "us", europe-west4 = "eu" }

[[model]]
name = "gone"
retires = 2026-10-01
"""


@pytest.fixture
def table(tmp_path: Path) -> vertex_models.Table:
    return written(tmp_path, FILE)


def written(folder: Path, text: str) -> vertex_models.Table:
    path = folder / "models.toml"
    path.write_text(text, "utf-8")
    vertex_models.read.cache_clear()
    return vertex_models.read(path)


def order(model: str, **chosen: int) -> Order:
    numbers = Hyperparameters(**chosen)
    return Order(display_name="x", base_model=model, channel="C1", hyperparameters=numbers)


def test_the_default_is_not_about_to_retire(table: vertex_models.Table) -> None:
    assert [it.name for it in table.offered(HERE, TODAY)] == ["new", "old"]
    assert [it.name for it in table.offered(HERE, date(2026, 6, 1))] == ["old", "new", "gone"]


def test_a_model_is_served_elsewhere_than_it_is_tuned(table: vertex_models.Table) -> None:
    assert table.offered(HERE, TODAY)[0].served_in == ("us",)
    assert table.served_in("new", "europe-west4") == "eu"
    assert table.served_in("old", "europe-west4") == "europe-west4"
    assert table.served_in("never heard of", "asia-east1") == "asia-east1"


def test_what_is_tuned_elsewhere_is_not_offered_here(table: vertex_models.Table) -> None:
    asia = CloudPlace("acme", "asia-east1", "b")
    assert [it.name for it in table.offered(asia, TODAY)] == ["old"]
    with pytest.raises(ServiceRefused, match="tunes no Gemini model in `asia-east1`"):
        table.offered(asia, date(2027, 1, 1))
    with pytest.raises(ServiceRefused, match="only in `us-central1` or `europe-west4`"):
        table.check(order("new"), asia, TODAY)


def test_sizes_and_dates_are_kept_to(table: vertex_models.Table) -> None:
    table.check(order("new", adapter_size=4), HERE, TODAY)
    table.check(order("from tomorrow", adapter_size=64), HERE, TODAY)
    with pytest.raises(ServiceRefused, match="no adapters of size 8"):
        table.check(order("new", adapter_size=8), HERE, TODAY)
    with pytest.raises(ServiceRefused, match="retired gone on 1 October 2026"):
        table.check(order("gone"), HERE, TODAY)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('source = "x"\nread = 2026-09-25', r"has no \[\[model\]\]"),
        ('[[model]]\nname = "a"', "where the figures are from"),
        (FILE + "sizes = [1]", "model 3: `sizes` is unknown"),
        (FILE + "adapter_sizes = 4", "model 3: `adapter_sizes` must be a list"),
        (FILE + '[[model]]\ntitle = "A"', "model 4 has no `name`"),
        (FILE + "[[model", "at end of document"),
    ],
)
def test_what_is_wrong_with_a_file_is_told_to_whoever_wrote_it(
    tmp_path: Path, text: str, words: str
) -> None:
    with pytest.raises(ValueError, match=words):
        written(tmp_path, text)


@pytest.mark.parametrize("text", ["[[model", None])
def test_a_file_that_can_not_be_read_is_the_operators_business(
    tmp_path: Path, text: str | None
) -> None:
    path = tmp_path / "models.toml"
    if text:
        path.write_text(text, "utf-8")
    with pytest.raises(TuningUnavailable, match="Ask whoever runs Tuner"):
        VertexService(Credentials(token="mock-token"), HERE, models=path)


def test_the_shipped_file_says_where_it_is_from(tmp_path: Path) -> None:
    shipped = vertex_models.read()
    assert shipped.source.startswith("https://")
    assert shipped.read >= date(2026, 9, 25)
    first = shipped.offered(HERE, TODAY)[0]
    assert (first.name, first.served_in) == ("gemini-3.1-flash-lite", ("us",))
    assert all(it.example_tokens and it.adapter_sizes for it in shipped.models)
