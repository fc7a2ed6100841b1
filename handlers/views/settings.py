"""The workspace's settings: the API key with which everybody may ask."""

from typing import Any

from bot.domain import KeyFacts
from bot.errors import InvalidInput
from handlers.views import kit

SUBMIT = "settings.submit"
FORGET = "settings.forget"

TITLE = "Tuner's settings"
WHY = (
    "*API key of this workspace.* With it, people ask tuned models without a Google account of "
    "their own; who may ask which model stays as it is. Tuning always needs a link of one's own. "
    "The key is kept encrypted and never shown again."
)
NONE_YET = "No key is stored."
STORED = ":white_check_mark: The key is stored."
FORGOTTEN = ":white_check_mark: The key is forgotten."
ONLY_ADMINS = "Only an admin of this workspace can change its settings."
FORGET_IT = kit.confirm(
    "Forget the key?",
    "People without a Google account of their own can then ask only what its owner lets them.",
    yes="Forget it",
    no="Keep it",
)


def build(facts: KeyFacts | None, *, words: str = "") -> kit.View:
    """Lay out the form; *words* say what was just done."""
    blocks = [*([kit.section(words), kit.divider()] if words else []), kit.section(WHY)]
    box = kit.text_input(placeholder="AIza…", max_length=200)
    label = "Another key" if facts else "API key"
    blocks += [_facts(facts), kit.field("api_key", label, box)]
    return kit.form(SUBMIT, TITLE, blocks, submit="Store it", data={}, close="Close")


def read(view: dict[str, Any]) -> str:
    key = kit.answers(view).get("api_key", "")
    if not key or any(it.isspace() for it in key) or not key.isascii():
        raise InvalidInput("Paste the key as Google shows it: one word.", field="api_key")
    return key


def _facts(facts: KeyFacts | None) -> kit.Block:
    if not facts:
        return kit.section(NONE_YET)
    return kit.section(_said(facts), kit.button(FORGET, "Forget it", confirm=FORGET_IT))


def _said(facts: KeyFacts) -> str:
    ends = kit.escape(facts.ends)
    return f"A key ending in `{ends}` is stored, by <@{facts.by}>, {kit.when(facts.at)}."
