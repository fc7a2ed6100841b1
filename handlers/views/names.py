"""A field that completes the names of tuned models while somebody types."""

from collections.abc import Sequence

from handlers.views import kit

LISTED = 100  # options that Slack takes at once


def select(action: str, placeholder: str = "Find a model") -> kit.Block:
    """Return the element; `handlers.names` answers what is typed into each *action* it knows."""
    return {
        "type": "external_select",
        "action_id": action,
        "placeholder": kit.plain(placeholder),
        "min_query_length": 0,
    }


def options(found: Sequence[tuple[str, str]]) -> list[kit.Block]:
    """Return names as options whose value is the model's id. What is chosen is plain text."""
    return [kit.option(name or model, model) for model, name in found[:LISTED]]
