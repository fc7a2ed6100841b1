"""The form that starts a tuning job: how it looks, and how to read it back."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from bot.domain import TUNED, Audience, BaseModel, Limits, Origin, names
from bot.errors import InvalidForm, TunerError, UnusableFile
from handlers.views import kit, parameters
from handlers.views.entered import Answers
from handlers.views.offer import Offer, described

__all__ = ["Answers"]  # what stands in the form belongs to it

OPEN = "start.press"  # a button that opens the form
REFILL = "start.refill"  # a button that opens it with the answers in its value
FOLD = "start.fold"  # a button in the form that shows or hides the advanced inputs
SUBMIT = "start.submit"

TITLE = "Teach a model"
NAME_LENGTH = Limits().display_name
MOST = 100  # options in a group
LISTED = 20  # problems of a file shown in the modal

AUDIENCES = {
    Audience.CHANNEL: "Everybody in that channel",
    Audience.ME: "Only me",
    Audience.EVERYONE: "Everybody in this workspace",
}

KEPT = ":paperclip: *{}*{} stays attached. Add another file, or a link, only to replace it."
FILE_TYPES = ("csv", "tsv", "json", "jsonl", "ndjson", "xlsx")
BOTH = "Give a file or a link, not both: remove one of them."
FROM = "Learning goes on from its checkpoint {}."
USUAL = Offer()
NONE = "Attach a file with examples to learn from, or give a link to a sheet below."
LINK = 300  # characters
HINTS = {
    "file": "CSV, TSV, JSON, JSON lines or an Excel workbook, with a column of inputs and one of "
    "outputs. Up to 10 MB; for up to 100 MB, post the file and use “Tune on this file” there.",
    "link": "Instead of a file: the address of a sheet, as your browser shows it.",
    "base_model": "Start from a base model, or teach one of your own tuned models further.",
    "channel": "The card that follows the training goes there. Invite me to it first.",
}


def build(
    answers: Answers,
    bases: Sequence[BaseModel],
    *,
    offer: Offer = USUAL,
    words: str = "",
    buttons: Sequence[kit.Block] = (),
) -> kit.View:
    """Lay out the form, with *words* and *buttons* of ours above it; `read` is its inverse.

    *bases* are what a training may start from: base models, and tuned ones. The *offer* is what
    the service lets one choose besides.
    """
    texts = answers.texts
    label = "Fewer settings" if answers.unfolded else "More settings"
    blocks = [
        *kit.warning(words),
        *([kit.actions(*buttons)] if buttons else []),
        _name(answers),
        _base_model(answers, bases),
        *_about(answers, offer),
        *_file(answers),
        *parameters.usual(answers.hyperparameters, offer.can, offer.all_sizes),
        *(parameters.advanced(texts, offer.can) if answers.unfolded else []),
        kit.actions(kit.button(FOLD, label)),
        _channel(answers),
        _audience(answers),
    ]
    return kit.form(SUBMIT, TITLE, blocks, submit="Check the file", data=_kept(answers, offer))


def _kept(answers: Answers, offer: Offer) -> Mapping[str, Any]:
    """Return what the form remembers beside what is entered."""
    keep = {
        "channel": answers.channel,
        "thread_ts": answers.thread_ts,
        "file_id": answers.file_id,
        "file_name": answers.file_name,
        "origin": answers.origin,
        "dataset": answers.dataset,
        "version": answers.version,
        "unfolded": answers.unfolded,
        "folded": {} if answers.unfolded else answers.texts,
        **offer.dump(),
    }
    if answers.checkpoint:
        keep["from"] = {"model": answers.base_model, "checkpoint": answers.checkpoint}
    return keep


def fold(view: kit.View) -> kit.View:
    """Return the form with the advanced inputs shown if they were hidden, and hidden if not.

    What is entered stays; only what makes no sense is lost.
    """
    answers, _ = _entered(view)
    offer = Offer.load(kit.data(view))
    return build(replace(answers, unfolded=not answers.unfolded), _bases(view), offer=offer)


def again(answers: Answers, label: str = "Change") -> kit.Block:
    """Return the button that opens the form with these answers."""
    return kit.button(REFILL, label, answers.dump())


def words_of(error: TunerError) -> str:
    """Say what is wrong, of a file everything that is, each with its line."""
    if not isinstance(error, UnusableFile) or error.total == 1:
        return kit.escape(str(error))
    shown = error.problems[:LISTED]
    rows = [f"• {f'Line {it.line}: ' if it.line else ''}{kit.escape(it.message)}" for it in shown]
    hidden = error.total - len(shown)
    more = [f"• …and {hidden} more."] if hidden else []
    return "\n".join([f"*I can't learn from this file: {error.total} problems.*", *rows, *more])


def read(view: kit.View) -> Answers:
    """Read a submitted form, or raise `InvalidForm`, which marks each field that is wrong."""
    answers, wrong = _entered(view)
    if wrong:
        raise InvalidForm(wrong)
    return answers


def _entered(view: kit.View) -> tuple[Answers, dict[str, str]]:
    """Return what was entered so far, and what is wrong with it, by field."""
    kept, wrong = kit.data(view), dict[str, str]()
    entered, offer = {**kept.get("folded", {}), **kit.answers(view)}, Offer.load(kept)
    parent: dict[str, str] = kept.get("from", {})
    same = parent.get("model") == entered.get("base_model")
    answers = Answers(
        display_name=_named(entered.get("display_name", ""), wrong),
        base_model=entered.get("base_model", ""),
        base_name=kit.label(view, "base_model"),
        hyperparameters=parameters.hyperparameters(entered, wrong, offer.can),
        channel=entered.get("channel", ""),
        audience=Audience(entered.get("audience") or Audience.CHANNEL),
        thread_ts=kept.get("thread_ts", ""),
        description=parameters.description(entered, wrong),
        sampling=parameters.sampling(entered, wrong),
        model_id=parameters.model_id(entered, wrong),
        unfolded=kept.get("unfolded", False),
        service=offer.service,
        system_instruction=parameters.system_instruction(entered, wrong),
        checkpoint=parent.get("checkpoint", "") if same else "",
        **_examples(view, entered.get("link", ""), kept, wrong),
    )
    _check_size(answers, offer, wrong)
    if not answers.channel:
        wrong["channel"] = "Choose the channel that the card goes to."
    return answers, wrong


def _check_size(answers: Answers, offer: Offer, wrong: dict[str, str]) -> None:
    """Mark an adapter size that the chosen base model does not have."""
    size, sizes = answers.hyperparameters.adapter_size, offer.sizes.get(answers.base_model)
    if size and sizes and size not in sizes:
        known = ", ".join(map(str, sizes))
        wrong["adapter_size"] = f"This base model has no adapters of that size, only {known}."


def _about(answers: Answers, offer: Offer) -> list[kit.Block]:
    """Say what one should know of the models before one of them is chosen."""
    start = [FROM.format(kit.escape(answers.checkpoint))] if answers.checkpoint else []
    told = [*start, *([offer.notes] if offer.notes else [])]
    return [kit.context("\n".join(told))] if told else []


def _name(answers: Answers) -> kit.Block:
    element = kit.text_input(answers.display_name, placeholder="increment", max_length=NAME_LENGTH)
    return kit.field("display_name", "Name for the tuned model", element)


def _base_model(answers: Answers, bases: Sequence[BaseModel]) -> kit.Block:
    tuned = [it for it in bases if it.name.startswith(TUNED)]
    plain = [it for it in bases if it not in tuned]
    named = {"Base models": plain, "Your tuned models": tuned}
    groups = {
        label: [kit.option(it.display_name, it.name, described(it)) for it in group[:MOST]]
        for label, group in named.items()
    }
    select = kit.grouped("static_select", groups, answers.base_model)
    hint = HINTS["base_model"] if tuned else ""
    return kit.field("base_model", "Start from", select, hint=hint)


def _bases(view: kit.View) -> list[BaseModel]:
    """Read back what there was to choose from."""
    blocks: list[kit.Block] = view["blocks"]
    select = next(it["element"] for it in blocks if it.get("block_id") == "base_model")
    options = kit.options(select)
    return [
        BaseModel(
            name=it["value"],
            display_name=it["text"]["text"],
            description=it.get("description", {}).get("text", ""),
        )
        for it in options
    ]


def _file(answers: Answers) -> list[kit.Block]:
    """Ask for a file or a link; which of them is for `_examples` to check."""
    types, kept = list(FILE_TYPES), answers.is_attached
    element: kit.Block = {"type": "file_input", "filetypes": types, "max_files": 1}
    name = kit.escape(answers.file_name or "Your file")
    which = f", version {answers.version}," if answers.version > 1 else ""
    sheet = kit.url_input(answers.link, placeholder="https://docs.google.com/spreadsheets/d/…")
    return [
        kit.field("file", "Examples", element, hint=HINTS["file"], optional=True),
        *([kit.context(KEPT.format(name, which))] if kept else []),
        kit.field("link", "Google Sheets link", sheet, hint=HINTS["link"], optional=True),
    ]


def _channel(answers: Answers) -> kit.Block:
    element: kit.Block = {
        "type": "conversations_select",
        "filter": {"include": ["public", "private"], "exclude_bot_users": True},
    }
    if answers.channel:
        element["initial_conversation"] = answers.channel
    else:
        element["default_to_current_conversation"] = True
    return kit.field("channel", "Channel to post in", element, hint=HINTS["channel"])


def _audience(answers: Answers) -> kit.Block:
    options = [kit.option(label, value) for value, label in AUDIENCES.items()]
    radio = kit.choice("radio_buttons", options, answers.audience)
    return kit.field("audience", "Who may ask it", radio)


def _named(name: str, wrong: dict[str, str]) -> str:
    if not name:
        wrong["display_name"] = "Give the tuned model a name."
    elif len(name) > NAME_LENGTH:
        wrong["display_name"] = f"Keep the name to {NAME_LENGTH} characters."
    elif reserved := names.reserved(name):
        wrong["display_name"] = reserved
    return name


def _examples(
    view: kit.View, link: str, kept: dict[str, Any], wrong: dict[str, str]
) -> dict[str, Any]:
    """Return where the examples are: what was given now, or else what was kept."""
    state: dict[str, Any] = view["state"]["values"].get("file", {}).get("file") or {}
    new: list[dict[str, Any]] = state.get("files") or []
    if new and link:
        wrong["link"] = BOTH
    if new:
        return {"file_id": new[0]["id"], "file_name": new[0].get("name", ""), "link": link}
    if link:
        return {"link": link[:LINK], "origin": Origin.SHEET}
    if not (kept.get("file_id") or kept.get("dataset")):
        wrong["file"] = NONE
    return {
        "file_id": kept.get("file_id", ""),
        "file_name": kept.get("file_name", ""),
        "origin": Origin(kept.get("origin", Origin.FORM)),
        "dataset": kept.get("dataset", ""),
        "version": kept.get("version", 0),
    }
