"""The picture itself. Only the child process imports this."""

import io
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import (
    findfont,  # pyright: ignore[reportUnknownVariableType]
    get_font,  # pyright: ignore[reportUnknownVariableType]
)
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.ticker import MaxNLocator

from bot.charts import number

# A light card with dark ink reads the same whatever is behind it.
PAPER, INK, FAINT, LINE, GLOW, LOW = (
    "#fbfbfd",
    "#1d1c1d",
    "#8a8d98",
    "#3b5bdb",
    "#b4c2f5",
    "#087f5b",
)
FEW = 24  # so many points are shown one by one; more get a smoothed line
SMOOTHING = 0.9  # of the old average in each new one, as is usual
MOST_EPOCHS = 12  # names fit side by side


class Point(NamedTuple):
    step: int
    epoch: int
    loss: float


def draw(points: Sequence[Sequence[float]], title: str, total_steps: int) -> bytes:
    """Return a PNG of 1600 x 800 pixels. *points* are (step, epoch, mean loss), at least one."""
    curve = [Point(int(step), int(epoch), loss) for step, epoch, loss in points]
    layout = ConstrainedLayoutEngine(w_pad=0.15, h_pad=0.12)
    figure = Figure(figsize=(10, 5), dpi=160, facecolor=PAPER, layout=layout)
    axes = figure.add_subplot(facecolor=PAPER)
    _frame(axes, curve, _drawable(title), max(total_steps, curve[-1].step))
    _epochs(axes, curve)
    _line(axes, curve)
    _labels(axes, curve)
    picture = io.BytesIO()
    FigureCanvasAgg(figure).print_png(picture)
    return picture.getvalue()


def _frame(axes: Axes, curve: Sequence[Point], title: str, total_steps: int) -> None:
    # No mathematics in it: a name may have a dollar sign.
    axes.set_title(
        title, loc="left", fontsize=15, weight="bold", color=INK, pad=24, parse_math=False
    )
    axes.set_xlabel(f"step (of {total_steps})", fontsize=12, color=INK)
    axes.set_ylabel("mean loss of the step", fontsize=12, color=INK)
    axes.set_xlim(0.5, total_steps + max(0.5, total_steps / 40))
    highest = max(point.loss for point in curve) or 1
    axes.set_ylim(-highest / 50, highest * 1.18)
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.tick_params(colors=INK, labelsize=11)
    axes.grid(axis="y", color=FAINT, alpha=0.25)
    axes.spines[["top", "right"]].set_visible(False)
    axes.spines[["left", "bottom"]].set_color(FAINT)


def _epochs(axes: Axes, curve: Sequence[Point]) -> None:
    """Mark where epochs begin, no more of them than there is room for their names."""
    left, right = axes.get_xlim()
    room, free = (right - left) / MOST_EPOCHS, left
    for before, start in pairwise([Point(0, -1, 0), *curve]):
        if start.epoch == before.epoch or start.step - 0.5 < free:
            continue
        free = start.step - 0.5 + room
        axes.axvline(start.step - 0.5, color=FAINT, linewidth=0.9, linestyle=(0, (2, 4)))
        axes.annotate(
            f"epoch {start.epoch + 1}",
            (start.step - 0.5, 1),
            (3, 3),
            xycoords=axes.get_xaxis_transform(),
            textcoords="offset points",
            fontsize=9.5,
            color=INK,
            alpha=0.75,
            annotation_clip=False,
        )


def _line(axes: Axes, curve: Sequence[Point]) -> None:
    steps, losses = [it.step for it in curve], [it.loss for it in curve]
    if len(curve) <= FEW:
        axes.plot(steps, losses, color=LINE, linewidth=2.4, marker="o", markersize=5.5)
        return
    axes.plot(steps, losses, color=GLOW, linewidth=1.2, label="each step")
    axes.plot(steps, _smooth(losses), color=LINE, linewidth=2.6, label="smoothed")
    axes.legend(loc="upper right", frameon=False, fontsize=11, labelcolor=INK)


def _smooth(losses: Sequence[float]) -> list[float]:
    """Return the exponential moving average, corrected for its start."""
    average, weight, smooth = 0.0, 0.0, list[float]()
    for loss in losses:
        average = SMOOTHING * average + (1 - SMOOTHING) * loss
        weight = SMOOTHING * weight + (1 - SMOOTHING)
        smooth.append(average / weight)
    return smooth


def _labels(axes: Axes, curve: Sequence[Point]) -> None:
    first, last = curve[0], curve[-1]
    lowest = min(curve, key=lambda point: point.loss)
    rises = len(curve) > 1 and curve[1].loss > first.loss
    _label(axes, first, "first", INK, (12, -18 if rises else 6))
    if lowest not in {first, last}:
        # Higher than the last one's label, which may be close by.
        _label(axes, lowest, "lowest", LOW, (0, 46))
    if last is not first:
        words, color = ("last and lowest", LOW) if lowest is last else ("last", INK)
        _label(axes, last, words, color, (0, 16))


def _label(axes: Axes, point: Point, words: str, color: str, offset: tuple[float, float]) -> None:
    axes.plot([point.step], [point.loss], marker="o", markersize=8, color=color, zorder=5)
    left, right = axes.get_xlim()
    beyond = (point.step - left) / (right - left)
    axes.annotate(
        f"{words} {number(point.loss)}",
        (point.step, point.loss),
        offset,
        textcoords="offset points",
        ha="left" if beyond < 1 / 3 else "right" if beyond > 2 / 3 else "center",
        fontsize=12,
        weight="bold",
        color=color,
        arrowprops=None if offset[0] else {"arrowstyle": "-", "color": color, "alpha": 0.5},
        bbox={"facecolor": PAPER, "edgecolor": "none", "alpha": 0.8, "pad": 1.5},
        zorder=6,
    )


def _drawable(title: str) -> str:
    """Leave out what the font has no picture of, as emoji: it would be drawn as boxes."""
    font = get_font(findfont("DejaVu Sans"))
    return "".join(letter for letter in title if font.get_char_index(ord(letter))).strip()
