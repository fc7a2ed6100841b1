"""Where a block or an element may stand (docs.slack.dev/blocks.json)."""

from typing import Literal

Surface = Literal["message", "modal", "home"]

EVERYWHERE = {
    "actions",
    "card",
    "context",
    "divider",
    "header",
    "image",
    "input",
    "rich_text",
    "section",
    "video",
}
BLOCKS: dict[Surface, set[str]] = {
    "message": {
        *EVERYWHERE,
        "carousel",
        "container",
        "context_actions",
        "data_table",
        "data_visualization",
        "markdown",
        "plan",
        "table",
        "task_card",
    },
    "modal": {*EVERYWHERE, "alert"},
    "home": {*EVERYWHERE, "auth_provider", "carousel", "data_table", "table"},
}

FORM_ONLY = {"file_input", "number_input", "email_text_input", "url_text_input"}
BARRED: dict[Surface, set[str]] = {
    "message": {*FORM_ONLY, "rich_text_input"},
    "modal": set(),
    "home": {*FORM_ONLY, "datetimepicker"},
}
