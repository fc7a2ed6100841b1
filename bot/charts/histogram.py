"""How long texts are, drawn. Only the child process imports this."""

import io
from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.ticker import MaxNLocator

from bot.charts.drawing import FAINT, INK, LINE, PAPER


def draw_lengths(lengths: Sequence[int], title: str) -> bytes:
    """Return a PNG of 1600 x 640 pixels; at place *n* are those below ``2 ** n`` characters."""
    places = [place for place, count in enumerate(lengths) if count]
    shown = range(places[0], places[-1] + 1)
    layout = ConstrainedLayoutEngine(w_pad=0.15, h_pad=0.12)
    figure = Figure(figsize=(8, 3.2), dpi=200, facecolor=PAPER, layout=layout)
    axes = figure.add_subplot(facecolor=PAPER)
    bars = axes.bar([_span(it) for it in shown], [lengths[it] for it in shown], color=LINE)
    axes.bar_label(bars, labels=[f"{lengths[it]:,}" for it in shown], fontsize=11, color=INK)
    _frame(axes, title)
    picture = io.BytesIO()
    FigureCanvasAgg(figure).print_png(picture)
    return picture.getvalue()


def _frame(axes: Axes, title: str) -> None:
    axes.set_title(title, loc="left", fontsize=15, weight="bold", color=INK, parse_math=False)
    axes.set_xlabel("characters", fontsize=12, color=INK)
    axes.set_ylabel("examples", fontsize=12, color=INK)
    axes.margins(y=0.15)
    axes.yaxis.set_major_locator(MaxNLocator(integer=True))
    axes.tick_params(colors=INK, labelsize=10)
    axes.grid(axis="y", color=FAINT, alpha=0.25)
    axes.set_axisbelow(True)
    axes.spines[["top", "right"]].set_visible(False)
    axes.spines[["left", "bottom"]].set_color(FAINT)


def _span(place: int) -> str:
    low, high = (2**place) // 2, 2**place - 1
    return f"{low}" if low >= high else f"{low} to {high}"
