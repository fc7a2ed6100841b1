"""Block elements: what can be pressed, picked and filled in."""

from collections.abc import Mapping

from playground.slack.limits.objects import (
    confirm,
    conversation_filter,
    dispatch,
    image_source,
    option,
    option_groups,
    options,
    plain,
    slack_file,
    text,
)
from playground.slack.limits.spec import (
    Check,
    anything,
    array,
    both,
    choice,
    flag,
    integer,
    link,
    not_both,
    one_of,
    record,
    string,
)

IDENTITY: dict[str, Check] = {"action_id": string(255, 1)}
ASKED: dict[str, Check] = {**IDENTITY, "confirm": confirm}
FOCUS: dict[str, Check] = {"focus_on_load": flag}
MENU: dict[str, Check] = {**ASKED, **FOCUS, "placeholder": plain(150)}
TYPED: dict[str, Check] = {
    **IDENTITY,
    **FOCUS,
    "placeholder": plain(150),
    "initial_value": string(3000),
    "dispatch_action_config": dispatch,
}
SEVERAL: dict[str, Check] = {"max_selected_items": integer(1)}
ids = array(string(255, 1), 100)
day = string(10, 10)


def _listed(more: Mapping[str, Check]) -> Check:
    """Return the check of a menu whose options stand in it."""
    fields = {**MENU, "options": options(100), "option_groups": option_groups, **more}
    return both(
        record({}, fields),
        one_of("options", "option_groups"),
        not_both("options", "option_groups"),
    )


button = record(
    {"text": plain(75)},
    {
        **ASKED,
        "url": link(),
        "value": string(2000),
        "style": choice("primary", "danger"),
        "accessibility_label": string(75),
        "agent_prompt": string(4000),
        "agent_prompt_display": anything,
        "visible_to_user_ids": ids,
    },
)
feedback = record({"text": plain(75), "value": string(2000)}, {"accessibility_label": string(75)})

ELEMENTS: dict[str, Check] = {
    "button": button,
    "workflow_button": record(
        {"text": plain(75), "workflow": anything},
        {**IDENTITY, "style": choice("primary", "danger"), "accessibility_label": string(75)},
    ),
    "feedback_buttons": record(
        {"positive_button": feedback, "negative_button": feedback}, IDENTITY
    ),
    "icon_button": record(
        {"icon": choice("trash"), "text": plain(75)},
        {
            **ASKED,
            "value": string(2000),
            "accessibility_label": string(75),
            "visible_to_user_ids": ids,
        },
    ),
    "image": both(
        record(
            {"alt_text": string(2000)},
            {"image_url": link(), "slack_file": slack_file},
        ),
        image_source,
    ),
    "overflow": record({"options": options(5)}, ASKED),
    "checkboxes": record(
        {"options": options(10, text(75))},
        {**ASKED, **FOCUS, "initial_options": options(10, text(75))},
    ),
    "radio_buttons": record(
        {"options": options(10, text(75))},
        {**ASKED, **FOCUS, "initial_option": option(text(75))},
    ),
    "datepicker": record({}, {**MENU, "initial_date": day}),
    "timepicker": record({}, {**MENU, "initial_time": string(5, 5), "timezone": string(100)}),
    "datetimepicker": record(
        {}, {**ASKED, **FOCUS, "initial_date_time": integer(0, 9_999_999_999)}
    ),
    "static_select": _listed({"initial_option": option()}),
    "multi_static_select": _listed({"initial_options": options(100), **SEVERAL}),
    "external_select": record(
        {}, {**MENU, "initial_option": option(), "min_query_length": integer(0)}
    ),
    "multi_external_select": record(
        {}, {**MENU, **SEVERAL, "initial_options": options(100), "min_query_length": integer(0)}
    ),
    "users_select": record({}, {**MENU, "initial_user": string(255, 1)}),
    "multi_users_select": record({}, {**MENU, **SEVERAL, "initial_users": ids}),
    "channels_select": record(
        {}, {**MENU, "initial_channel": string(255, 1), "response_url_enabled": flag}
    ),
    "multi_channels_select": record({}, {**MENU, **SEVERAL, "initial_channels": ids}),
    "conversations_select": record(
        {},
        {
            **MENU,
            "initial_conversation": string(255, 1),
            "default_to_current_conversation": flag,
            "response_url_enabled": flag,
            "filter": conversation_filter,
        },
    ),
    "multi_conversations_select": record(
        {},
        {
            **MENU,
            **SEVERAL,
            "initial_conversations": ids,
            "default_to_current_conversation": flag,
            "filter": conversation_filter,
        },
    ),
    "plain_text_input": record(
        {},
        {
            **TYPED,
            "multiline": flag,
            "min_length": integer(0, 3000),
            "max_length": integer(1, 3000),
        },
    ),
    "rich_text_input": record(
        {},
        {**TYPED, "initial_value": anything, "min_lines": integer(1), "max_lines": integer(1)},
    ),
    "email_text_input": record({}, TYPED),
    "url_text_input": record({}, TYPED),
    "number_input": record(
        {"is_decimal_allowed": flag},
        {**TYPED, "min_value": string(), "max_value": string()},
    ),
    "file_input": record(
        {}, {**IDENTITY, "filetypes": array(string(20, 1), 100), "max_files": integer(1, 10)}
    ),
}

SELECTS = {
    f"{kind}_select" for kind in ("static", "external", "users", "channels", "conversations")
}
MULTI = {f"multi_{kind}" for kind in SELECTS}
PICKERS = {"datepicker", "timepicker", "datetimepicker"}
CHOICES = {"checkboxes", "radio_buttons"}

IN_ACTIONS = {"button", "workflow_button", "overflow", *SELECTS, *PICKERS, *CHOICES}
IN_SECTION = {*IN_ACTIONS, *MULTI, "image"}
IN_CONTEXT_ACTIONS = {"feedback_buttons", "icon_button"}
IN_INPUT = {
    *SELECTS,
    *MULTI,
    *PICKERS,
    *CHOICES,
    "plain_text_input",
    "rich_text_input",
    "email_text_input",
    "url_text_input",
    "number_input",
    "file_input",
}
