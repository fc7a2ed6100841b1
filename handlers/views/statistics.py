"""What training on a file comes to: numbers, labels, lengths."""

from collections.abc import Sequence

from bot.domain import Preflight, Statistics
from handlers.views import kit, start, words

LABELS = 10  # rows of the table of labels
LABEL = 30  # characters
NO_ESTIMATE = "no estimate yet: it is the first training on this base model here"


def blocks(found: Preflight) -> list[kit.Block]:
    """Lay out what there is to learn from, and how it will be learnt."""
    return [
        kit.fields(*_file(found)),
        *_labels(found.report.statistics),
        kit.fields(*_training(found)),
    ]


def lengths(statistics: Statistics) -> str:
    """Say what the picture of lengths shows."""
    told = [
        f"{count:,} of {_span(place)}" for place, count in enumerate(statistics.lengths) if count
    ]
    if not told:
        return "There are no lengths to show."
    return f"How long the inputs are, in characters: {', '.join(told)}."


def _span(place: int) -> str:
    """Say which lengths are counted at a place: below ``2 ** place``, not below half of that."""
    low, high = (2**place) // 2, 2**place - 1
    return f"{low:,}" if low >= high else f"{low:,} to {high:,}"


def _file(found: Preflight) -> list[tuple[str, str]]:
    it = found.report.statistics
    return [
        ("Examples", f"{found.report.examples:,}"),
        ("Tokens, estimated", f"{it.tokens:,}"),
        ("Characters in", f"{it.input_characters:,}, at most {it.longest_input:,} a row"),
        ("Characters out", f"{it.output_characters:,}, at most {it.longest_output:,} a row"),
    ]


def _labels(statistics: Statistics) -> list[kit.Block]:
    """Show how often each output is there, as plain text: nothing in it is read as markup."""
    labels = statistics.labels
    if len(labels) < 2:  # noqa: PLR2004 - one label tells nothing
        return []
    shown = labels[:LABELS]
    hidden = len(labels) - len(shown)
    rows = [*_table(shown), *([f"…and {hidden:,} more"] if hidden > 0 else [])]
    text = [{"type": "text", "text": "\n".join(rows)}]
    table = {"type": "rich_text_preformatted", "elements": text}
    return [kit.section("*Outputs*"), {"type": "rich_text", "elements": [table]}]


def _table(labels: Sequence[tuple[str, int]]) -> list[str]:
    total = sum(count for _, count in labels)
    names = [kit.cut(" ".join(label.split()), LABEL) for label, _ in labels]
    wide = max(map(len, names))
    return [
        f"{name:<{wide}}  {count:>7,}  {100 * count / total:3.0f} %"
        for name, (_, count) in zip(names, labels, strict=True)
    ]


def _training(found: Preflight) -> list[tuple[str, str]]:
    order, price = found.draft.order, found.price
    given, chosen = order.hyperparameters, words.sampling(order.sampling)
    expected = f"about {words.spell(found.expected)}" if found.expected else NO_ESTIMATE
    return [
        ("Starts from", words.base(order)),
        words.epochs(given, " and "),
        *([("Steps", f"{found.steps:,}")] if found.steps else []),
        ("Learning rate", words.rate(given)),
        *words.adapter(given),
        ("Expected time", expected),
        *([("Price", words.price(price))] if price else []),
        *([("Answers with", chosen)] if chosen else []),
        *([("Id", order.model_id)] if order.model_id else []),
        ("Posts in", f"<#{order.channel}>"),
        ("Who may ask", start.AUDIENCES[order.audience]),
    ]
