"""Fill in forms the way Slack sends them back."""

from typing import Any

Json = dict[str, Any]


def filled(view: Json, **entered: str) -> Json:
    """Return *view* as submitted: what stood in it, changed where it says so."""
    inputs = [block for block in view["blocks"] if block["type"] == "input"]
    assert set(entered) <= {block["block_id"] for block in inputs}
    values = {
        block["block_id"]: {
            block["element"]["action_id"]: state(block["element"], entered.get(block["block_id"]))
        }
        for block in inputs
    }
    return view | {"state": {"values": values}}


def state(element: Json, entered: str | None) -> Json:  # noqa: PLR0911 - one a kind
    """Return an element's state; None leaves it as the form had it."""
    kind: str = element["type"]
    match kind:
        case "static_select" | "radio_buttons":
            value = element["initial_option"]["value"] if entered is None else entered
            [chosen] = [it for it in options(element) if it["value"] == value]
            return {"type": kind, "selected_option": chosen}
        case "conversations_select":
            chosen = element.get("initial_conversation") if entered is None else entered
            return {"type": kind, "selected_conversation": chosen or None}
        case "users_select":
            chosen = element.get("initial_user") if entered is None else entered
            return {"type": kind, "selected_user": chosen or None}
        case "checkboxes":
            before: list[Json] = element.get("initial_options", [])
            chosen = [it for it in element["options"] if it["value"] == entered]
            return {"type": kind, "selected_options": before if entered is None else chosen}
        case "multi_users_select" | "multi_conversations_select":
            word = kind.removeprefix("multi_").removesuffix("_select")
            first: list[str] = element.get(f"initial_{word}", [])
            return {"type": kind, f"selected_{word}": first if entered is None else [entered]}
        case "multi_static_select":
            return state(element | {"type": "checkboxes"}, entered) | {"type": kind}
        case "file_input":
            files = [{"id": entered, "name": f"{entered}.csv"}] if entered else []
            return {"type": kind, "files": files}
        case _:
            return {
                "type": kind,
                "value": element.get("initial_value") if entered is None else entered,
            }


def options(element: Json) -> list[Json]:
    """Return what can be chosen, in groups or not."""
    groups: list[Json] = element.get("option_groups") or [element]
    return [option for group in groups for option in group["options"]]
