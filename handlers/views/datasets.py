"""The list of datasets: what one has, where it came from, what was tuned on it."""

from collections.abc import Sequence

from bot.domain import Version
from bot.shelf import Shelved
from handlers.views import findings, kit, start
from handlers.views.words import count

USE = "datasets.use"

SHOWN = 20
MODELS = 5  # named with each
NONE = (
    "You have no datasets yet. Attach a file of input/output pairs to the form: it is kept, with "
    "all that you mend in it."
)
MORE = "…and {:,} older."


def build(shelved: Sequence[Shelved]) -> kit.Message:
    """List datasets, for one person's eyes; one's own can be used again."""
    if not shelved:
        button = kit.button(start.OPEN, "Start tuning")
        return kit.Message(text=NONE, blocks=[kit.section(NONE), kit.actions(button)])
    hidden = len(shelved) - SHOWN
    blocks = [
        kit.header("Datasets"),
        *(_row(it) for it in shelved[:SHOWN]),
        *([kit.context(MORE.format(hidden))] if hidden > 0 else []),
    ]
    return kit.Message(text=f"{count(len(shelved), 'dataset')}.", blocks=blocks)


def _row(it: Shelved) -> kit.Block:
    dataset, latest = it.dataset, it.dataset.latest
    text = "\n".join(
        [
            f"*{kit.escape(dataset.name)}* · {count(latest.examples, 'example')}",
            f"{_versions(dataset.versions)} · {dataset.origin.words}",
            f"<@{dataset.owner}>, {kit.when(latest.at)}",
            _models(it.models),
        ]
    )
    return kit.section(text, kit.button(USE, "Use it", dataset.id) if it.mine else None)


def _versions(versions: Sequence[Version]) -> str:
    """Say how many there are, and what was done for the latest."""
    made = [_made(it) for it in versions if it.parent]
    return f"version {len(versions)} ({', '.join(made[-3:])})" if made else "as it came"


def _made(version: Version) -> str:
    if version.fix:
        return findings.label(version.fix).lower()
    return "rows held out" if version.held_out else "other columns"


def _models(names: Sequence[str]) -> str:
    if not names:
        return "_No model was tuned on it yet._"
    hidden = len(names) - MODELS
    more = f" and {hidden:,} more" if hidden > 0 else ""
    return f"Tuned on it: {', '.join(kit.escape(it) for it in names[:MODELS])}{more}"
