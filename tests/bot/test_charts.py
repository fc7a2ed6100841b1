import io
import subprocess
import sys
import threading
from collections.abc import Sequence
from datetime import UTC, datetime

import pytest

from bot import charts
from bot.charts.drawing import draw
from bot.charts.histogram import draw_lengths
from bot.domain import Snapshot

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
PNG = b"\x89PNG\r\n\x1a\n"


def curve(*losses: float, per_epoch: int = 4) -> Sequence[Snapshot]:
    return [
        Snapshot(step=step, epoch=(step - 1) // per_epoch, mean_loss=loss, at=NOON)
        for step, loss in enumerate(losses, 1)
    ]


def drawn(losses: Sequence[float], title: str = "increment", total_steps: int = 19) -> bytes:
    """Draw here instead of in a process of its own, which takes a second."""
    points = [(it.step, it.epoch, it.mean_loss) for it in curve(*losses)]
    return draw(points, title, total_steps)


def size(png: bytes) -> tuple[int, int]:
    assert png.startswith(PNG)
    return int.from_bytes(png[16:20]), int.from_bytes(png[20:24])


@pytest.mark.parametrize(
    ("losses", "total"),
    [
        ((2.5,), 19),
        ((2.5, 0.1), 2),
        (tuple(4 / step for step in range(1, 20)), 19),
        (tuple(4 / step for step in range(1, 401)), 400),
        ((0.0, 0.0), 2),
        ((1.0, 2.0), 0),
    ],
    ids=["one", "two", "sample", "many", "noughts", "unknown-total"],
)
def test_a_curve_of_any_length_is_a_picture_of_one_size(
    losses: Sequence[float], total: int
) -> None:
    assert size(drawn(losses, total_steps=total)) == (1600, 800)


def test_steps_without_a_loss_are_gaps() -> None:
    snapshots = curve(float("nan"), 2.0, float("inf"))
    assert size(charts.loss_curve(snapshots, title="increment", total_steps=3)) == (1600, 800)


def test_a_picture_is_small_enough_for_a_telephone() -> None:
    png = charts.loss_curve(
        curve(*(4 / step for step in range(1, 401))), title="x", total_steps=400
    )
    assert len(png) < 300_000


@pytest.mark.parametrize("title", ["$x^2", "$\\frac{$", "日本語 ✨", ""])
def test_a_name_is_never_read_as_mathematics_nor_in_the_way(title: str) -> None:
    assert size(drawn([2.0, 1.0], title)) == (1600, 800)


def test_the_process_that_asks_never_holds_matplotlib() -> None:
    code = (
        "import sys; from datetime import datetime; from bot import charts, domain\n"
        "step = domain.Snapshot(step=1, epoch=0, mean_loss=1.0, at=datetime.now())\n"
        "assert charts.loss_curve([step], title='x', total_steps=1)\n"
        "print(sorted({'matplotlib', 'numpy'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("losses", [(), (float("nan"),)])
def test_no_loss_is_no_picture(losses: Sequence[float]) -> None:
    with pytest.raises(charts.ChartError, match="no step has a loss"):
        charts.loss_curve(curve(*losses), title="x", total_steps=9)


def test_a_drawing_that_takes_too_long_is_given_up_in_words() -> None:
    before = threading.active_count()
    with pytest.raises(charts.ChartError, match="could not be drawn"):
        charts.loss_curve(curve(1.0), title="x", total_steps=9, timeout=0.01)
    assert threading.active_count() == before


def test_an_order_that_can_not_be_drawn_is_refused_in_words() -> None:
    with pytest.raises(charts.ChartError, match="could not be drawn"):
        charts.loss_curve(curve(1.0), title=None, total_steps=9)  # pyright: ignore[reportArgumentType]


@pytest.mark.parametrize(
    ("losses", "words"),
    [
        ((), "No step has a mean loss yet."),
        ((2.5,), "Mean loss is 2.50 after step 1, the only one yet."),
        (
            (4.0, 1.0, 0.03, 0.001234, 0.05),
            (
                "Mean loss fell from 4.00 at step 1 to 0.05 at step 5, in 2 epochs. "
                "The lowest is 0.00123 at step 4."
            ),
        ),
        (
            (1.0, 2.0),
            (
                "Mean loss rose from 1.00 at step 1 to 2.00 at step 2, in 1 epoch. "
                "The lowest is 1.00 at step 1."
            ),
        ),
        (
            (2.0, float("nan"), 2.0),
            (
                "Mean loss went from 2.00 at step 1 to 2.00 at step 3, in 1 epoch. "
                "The lowest is 2.00 at step 1."
            ),
        ),
    ],
)
def test_the_curve_can_be_told_in_words(losses: Sequence[float], words: str) -> None:
    assert charts.describe(curve(*losses)) == words


def test_the_curve_is_dark_on_light_whatever_is_behind_it() -> None:
    image = pytest.importorskip("matplotlib.image")
    png = drawn([4.0, 2.0, 1.0])
    pixels = image.imread(io.BytesIO(png), format="png")
    assert pixels[..., 3].min() == 1.0  # nothing shines through
    assert pixels[2, 2, :3].min() > 0.95
    assert pixels[..., :3].min() < 0.2


def test_lengths_are_drawn_in_a_process_of_its_own() -> None:
    assert size(charts.length_histogram((0, 1, 0, 4, 10), title="Lengths of $5")) == (1600, 640)


@pytest.mark.parametrize("lengths", [(1,), (0, 7), (0,) * 16 + (3,), tuple(range(1, 18))])
def test_any_lengths_can_be_drawn(lengths: tuple[int, ...]) -> None:
    assert size(draw_lengths(lengths, "Lengths")) == (1600, 640)


def test_no_lengths_are_no_picture() -> None:
    with pytest.raises(charts.ChartError, match="no lengths"):
        charts.length_histogram((0, 0), title="Lengths")
