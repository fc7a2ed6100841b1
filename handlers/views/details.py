"""All there is to know of one tuned model, in four tabs of one modal."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.domain import (
    TUNED,
    Capabilities,
    Hyperparameters,
    JobState,
    Permission,
    Question,
    Sampling,
    Snapshot,
    TunedModel,
    TuningJob,
)
from handlers.views import (
    ask,
    checkpoints,
    code,
    delete,
    kit,
    listing,
    outcome,
    share,
    start,
    update,
)
from handlers.views.code import Language
from handlers.views.losses import bars, table
from handlers.views.words import base, chosen, count, loss, model, spell

__all__ = ["table"]  # of the same numbers, to keep

OPEN = "details.press"
OVERVIEW = "details.overview"
TRAINING = "details.training"
WHO = "details.who"
CODE = "details.code"
LANGUAGE = "details.language"
SEND = "details.send"  # the curve and the numbers, to whoever asks

TABS = {OVERVIEW: "Overview", TRAINING: "Training", WHO: "Who may use it", CODE: "Code"}
QUESTION = "Your question"

NOT_OURS = "It is in your Google account; it was not tuned from here."
NO_WORDS = "_Nobody has described it yet._"
UNSEEN = "Who may use it at Google, only those see who may share it."


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What the tabs are made of.

    *user* is who looks. *curve* says the training in words; *note* what could not be found out.
    """

    id: str
    name: str
    user: str
    job: TuningJob | None = None
    model: TunedModel | None = None
    permissions: Sequence[Permission] | None = None
    lineage: Sequence[str] = ()
    note: str = ""
    curve: str = ""
    can: Capabilities = field(default_factory=Capabilities)  # its service
    where: str = ""  # it was tuned, in words
    place: dict[str, str] = field(default_factory=dict[str, str])  # where the person came from

    @property
    def is_owner(self) -> bool:
        return self.job is not None and self.job.owner == self.user

    @property
    def snapshots(self) -> tuple[Snapshot, ...]:
        known = (self.job.snapshots if self.job else ()) or ()
        return known or (self.model.snapshots if self.model else ())

    @property
    def hyperparameters(self) -> Hyperparameters:
        if self.job:
            return self.job.order.hyperparameters
        return self.model.hyperparameters if self.model else Hyperparameters()

    @property
    def total_steps(self) -> int:
        return self.job.total_steps if self.job else len(self.snapshots)


def button(id: str, label: str = "Details") -> kit.Block:
    return kit.button(OPEN, label, id)


def build(shown: Shown, tab: str = OVERVIEW, *, language: Language | None = None) -> kit.View:
    """Lay out one tab, with the way to the others above it."""
    if tab == CODE:
        blocks = _code(shown, language or Language.GENERATIVEAI)
    else:
        blocks = {OVERVIEW: _overview, TRAINING: _training, WHO: _who}[tab](shown)
    note = [kit.context(kit.escape(shown.note))] if shown.note else []
    view = kit.modal(kit.cut(shown.name, 24) or "Tuned model", [_tabs(shown, tab), *blocks, *note])
    return view | {"private_metadata": json.dumps(shown.place)}


def _tabs(shown: Shown, tab: str) -> kit.Block:
    return kit.actions(
        *(
            kit.button(action, label, shown.id, style="primary" if action == tab else "")
            for action, label in TABS.items()
        )
    )


def _overview(shown: Shown) -> list[kit.Block]:
    return [
        kit.section(f"*{kit.escape(shown.name)}*\n{_description(shown)}"),
        *([kit.context(_chain(shown))] if len(shown.lineage) > 1 else []),
        kit.fields(*_facts(shown)),
        *_buttons(shown),
    ]


def _description(shown: Shown) -> str:
    known = shown.model.description if shown.model else ""
    known = known or (shown.job.order.description if shown.job else "")
    return kit.escape(kit.cut(known, 2500)) or NO_WORDS


def _chain(shown: Shown) -> str:
    """Say what it was tuned from, the base first."""
    *before, _ = shown.lineage
    names = [*(model(name) for name in before), f"*{kit.escape(shown.name)}*"]
    return f"Tuned from: {' → '.join(names)}"


def _facts(shown: Shown) -> list[tuple[str, str]]:
    job, there = shown.job, shown.model
    facts = [("State", _state(shown)), ("Base model", _base(shown))]
    if job:
        facts += [("Tuned by", f"<@{job.owner}>"), ("Examples", f"{job.examples:,}")]
        facts += [("Asked for", kit.when(job.wanted))]
    begun = (job and job.started) or (there and there.started)
    ended = (job and job.finished) or (there and there.finished)
    if begun:
        facts.append(("Began", kit.when(begun)))
    if ended:
        took = f" · took {spell(ended - begun)}" if begun else ""
        facts.append(("Ended", kit.when(ended) + took))
    if shown.snapshots:
        facts.append(("Last mean loss", loss(shown.snapshots[-1].mean_loss)))
    if shown.where:
        facts.append(("Tuned at", shown.where))
    return [
        *facts,
        (
            "Called at the service",
            f"`{_called(shown)}`" if shown.where else f"`tunedModels/{_called(shown)}`",
        ),
    ]


def _state(shown: Shown) -> str:
    job = shown.job
    if job is None:
        return f"{_plainly(shown.model.state) if shown.model else 'not known'}. {NOT_OURS}"
    words = _plainly(job.state)
    if job.state is JobState.DELETED and job.deleted_at:
        return f"{words}, by <@{job.deleted_by}>, {kit.when(job.deleted_at)}"
    return f"{words}. {kit.escape(job.reason)}" if job.reason else words


def _plainly(state: JobState) -> str:
    return re.sub(r"^it (is |was )?", "", state.words)


def _base(shown: Shown) -> str:
    if shown.job:
        return base(shown.job.order)
    return model(shown.model.base_model) if shown.model else "not known"


def _called(shown: Shown) -> str:
    return shown.job.model_id if shown.job else shown.id


def _buttons(shown: Shown) -> list[kit.Block]:
    job = shown.job
    if job is None or job.state is JobState.DELETED:
        return []
    offered = [ask.button(job)] if job.state is JobState.READY else []
    if shown.is_owner:
        offered += [
            update.button(job),
            *([share.button(job)] if shown.can.sharing else []),
            *_further(shown),
            delete.button(job),
        ]
    return [kit.actions(*offered)] if offered else []


def _further(shown: Shown) -> list[kit.Block]:
    """Offer to tune a ready model further: the form opens with it chosen."""
    job = shown.job
    if job is None or job.state is not JobState.READY:
        return []
    answers = start.Answers(
        base_model=TUNED + job.model_id,
        channel=job.order.channel,
        hyperparameters=job.order.hyperparameters,
        service=job.service,
    )
    return [start.again(answers, "Tune it further")]


def _again(shown: Shown) -> list[kit.Block]:
    """Offer to run it again with changes: the form opens with all that it was asked for."""
    job = shown.job
    if job is None or not job.version or not shown.is_owner:
        return []
    return [start.again(start.Answers.of_job(job), "Run again with changes")]


def _training(shown: Shown) -> list[kit.Block]:
    facts = chosen(shown.hyperparameters, _sampling(shown))
    job, snapshots = shown.job, shown.snapshots
    if job:
        steps = f"{job.completed_steps:,} of {count(job.total_steps, 'step')}"
        facts.append(("Done", steps if job.total_steps else "nothing yet"))
    if snapshots:
        first, last = snapshots[0].mean_loss, snapshots[-1].mean_loss
        facts.append(("Mean loss, first and last", f"{loss(first)} → {loss(last)}"))
    facts += _local(shown)
    send = kit.button(SEND, "Send me the curve and the numbers", shown.id)
    buttons = [*([send] if snapshots else []), *_again(shown)]
    return [
        kit.fields(*facts),
        *([kit.section(f"`{bars([it.mean_loss for it in snapshots])}`")] if snapshots else []),
        kit.section(kit.escape(shown.curve) or _no_curve(shown)),
        *(outcome.notes(job) if job else []),
        *([kit.actions(*buttons)] if buttons else []),
        *checkpoints.blocks(job, shown.model, is_owner=shown.is_owner),
    ]


def _no_curve(shown: Shown) -> str:
    if shown.can.loss:
        return "No step has a mean loss yet."
    return "This service tells no loss."


def _local(shown: Shown) -> list[tuple[str, str]]:
    """Tell what only a service on one's own machine does."""
    there = shown.model
    if there is None:
        return []
    seed = [("Seed", f"{there.seed}")] if there.seed is not None else []
    return [*seed, *([("Adapter", f"`{kit.escape(there.folder)}`")] if there.folder else [])]


def _sampling(shown: Shown) -> Sampling:
    if shown.model:
        return shown.model.sampling
    return shown.job.order.sampling if shown.job else Sampling()


def _who(shown: Shown) -> list[kit.Block]:
    blocks: list[kit.Block] = []
    if shown.job:
        home = shown.job.card.channel if shown.job.card else shown.job.order.channel
        words = f"In Slack, it may be asked {shown.job.order.audience.words} (<#{home}>)."
        blocks.append(kit.section(f"{words} <@{shown.job.owner}> owns it."))
    if not shown.can.sharing:
        return [*blocks, kit.section(share.NOT_HERE.format(shown.where))]
    if shown.permissions is None:
        return [*blocks, kit.section(UNSEEN)]
    rows = [f"• {share.who(it)}: {share.HOLDS[it.role]}" for it in shown.permissions]
    told = "\n".join(["*At Google*", *(rows or [share.NOBODY])])
    offer = [kit.actions(share.button(shown.job))] if shown.job and shown.is_owner else []
    return [*blocks, kit.section(told), *offer]


def _code(shown: Shown, language: Language) -> list[kit.Block]:
    if shown.job and shown.job.site.place.project:
        return listing.of_model(shown.job, Question(text=QUESTION))
    asked = code.ask(_called(shown), Question(text=QUESTION), language)
    select = listing.select(LANGUAGE, language, shown.id)
    tuned = [
        kit.section(f"*Tune it again*\n{listing.PAIRS}"),
        *(listing.blocks(code.tune(shown.job.order, language)) if shown.job else []),
    ]
    blocks = [kit.section("*Ask it*", select), *listing.blocks(asked)]
    return [*blocks, *(tuned if shown.job else [])]
