"""Show all there is to know of a tuned model: what it is, its training, who may use it, code."""

from contextlib import suppress
from dataclasses import replace
from typing import Any

from slack_bolt import App
from slack_sdk import WebClient

from bot import charts, curves
from bot.domain import TuningJob
from bot.errors import InvalidInput, NotFound
from bot.tuner import Tuner
from handlers.bodies import place
from handlers.commands import MODELS
from handlers.stage import Ack, Stage
from handlers.surface import Json, Surface
from handlers.views import checkpoints, kit, listing, models, notice, words
from handlers.views import details as view

NO_STEPS = "There is nothing to send yet: no step has a mean loss."
SENT = "The curve and the numbers are in your messages with me."


def register(app: App, stage: Stage) -> None:
    app.action(view.OPEN)(stage(press))
    app.action(view.OVERVIEW)(stage(turn))
    app.action(view.TRAINING)(stage(turn))
    app.action(view.WHO)(stage(turn))
    app.action(view.CODE)(stage(turn))
    app.action(view.LANGUAGE)(stage(pick))
    app.action(view.SEND)(stage(press_send))
    app.action(checkpoints.USE)(stage(use))
    app.action(models.NAME)(stage(chosen))
    app.command(MODELS)(stage(command))  # after everybody else's words


def command(ack: Ack, command: Json, surface: Surface, tuner: Tuner) -> None:
    """Someone said `/models NAME`."""
    job = named(kit.unescape(command["text"]), surface, tuner)
    ack()
    surface.open(notice.loading())
    surface.show(view.build(shown(job.id, surface, tuner)))


def press(ack: Ack, action: Json, surface: Surface, tuner: Tuner) -> None:
    """Someone pressed *Details*."""
    ack()
    surface.open(notice.loading())
    surface.show(view.build(shown(action["value"], surface, tuner)))


def chosen(ack: Ack, action: Json, surface: Surface, tuner: Tuner) -> None:
    """Someone chose a name in the list."""
    ack()
    surface.open(notice.loading())
    surface.show(view.build(shown(action["selected_option"]["value"], surface, tuner)))


def turn(ack: Ack, action: Json, surface: Surface, tuner: Tuner) -> None:
    """Someone turned to another tab."""
    ack()
    surface.show(view.build(shown(action["value"], surface, tuner), action["action_id"]))


def pick(ack: Ack, action: Json, surface: Surface, tuner: Tuner) -> None:
    """Someone chose the language of the code."""
    ack()
    language, model = listing.picked(action["selected_option"]["value"])
    surface.show(view.build(shown(model, surface, tuner), view.CODE, language=language))


def use(ack: Ack, action: Json, surface: Surface, tuner: Tuner) -> None:
    """Someone wants another checkpoint to answer."""
    ack()
    model, checkpoint = checkpoints.read(action["value"])
    tuner.models.use_checkpoint(model, checkpoint, by=surface.user)
    said = checkpoints.USED.format(checkpoint)
    surface.show(view.build(replace(shown(model, surface, tuner), note=said), view.TRAINING))


def press_send(ack: Ack, action: Json, client: WebClient, surface: Surface, tuner: Tuner) -> None:
    """Someone wants the curve and the numbers, to keep."""
    ack()
    found = shown(action["value"], surface, tuner)
    said = send(client, surface.user, found)
    surface.show(view.build(replace(found, note=said), view.TRAINING))


def named(text: str, surface: Surface, tuner: Tuner) -> TuningJob:
    """Return the model whose name is all of *text*."""
    if not text.strip():
        raise InvalidInput("Say which model. `/models` lists what there is.", field="text")
    job, rest = tuner.find(text, user=surface.user)
    if rest:
        raise NotFound(text.strip(), [job.order.display_name])
    return job


def origin(surface: Surface) -> dict[str, str]:
    """Return where the person came from, for a modal to bring back."""
    channel, thread_ts = place(surface.body)
    return {"channel": channel, "thread_ts": thread_ts}


def shown(id: str, surface: Surface, tuner: Tuner) -> view.Shown:
    found = tuner.models.details(id, user=surface.user)
    job, there = found.job, found.model
    name = job.order.display_name if job else there.display_name if there else ""
    shown = view.Shown(
        id=id,
        name=name or id,
        user=surface.user,
        job=job,
        model=there,
        permissions=found.permissions,
        lineage=found.lineage,
        note=found.note,
        place=origin(surface),
    )
    if job:
        kind = tuner.kind_of(job)
        where = words.where(kind.title, job.site) if kind.needs_place else ""
        shown = replace(shown, can=kind.capabilities, where=where)
    return replace(shown, curve=_curve(shown))


def _curve(shown: view.Shown) -> str:
    """Say how the training went: what the picture shows, and what that means."""
    steps = shown.snapshots
    if not steps:
        return ""
    verdict = curves.verdict(steps, shown.hyperparameters.epochs)
    return f"{charts.describe(steps)} {verdict}"


def send(client: WebClient, user: str, shown: view.Shown) -> str:
    """Send the numbers as CSV, and the curve as a picture if it can be drawn; say where."""
    if not shown.snapshots:
        return NO_STEPS
    title = f"Mean loss of {shown.name}"
    posted: Any = client.chat_postMessage(
        channel=user, text=f"*{kit.escape(shown.name)}*: {kit.escape(shown.curve)}"
    )
    files: list[Json] = [{"content": view.table(shown.snapshots), "filename": "snapshots.csv"}]
    with suppress(charts.ChartError):
        picture = charts.loss_curve(shown.snapshots, title=title, total_steps=shown.total_steps)
        alt = kit.cut(shown.curve, 1000)
        files.append({"content": picture, "filename": "loss.png", "title": title, "alt_txt": alt})
    client.files_upload_v2(
        channel=posted["channel"],
        thread_ts=posted["ts"],
        file_uploads=files,
        request_file_info=False,
    )
    return SENT
