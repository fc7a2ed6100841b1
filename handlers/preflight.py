"""What somebody does with a file before training: mend it, hold rows out, get the report."""

import re
from typing import Any

from slack_bolt import App
from slack_sdk import WebClient

from bot.datasets import full_report_csv, full_report_html
from bot.domain import Report
from bot.tuner import Tuner
from handlers.reading import DraftReader
from handlers.stage import Ack, Stage
from handlers.surface import Json, Surface, WayBack
from handlers.views import columns, kit, mend, notice
from handlers.views import preflight as view

LOOKING = notice.loading("Looking at your file…")
MENDING = notice.loading("Making a new version…")
WRITING = notice.loading("Writing the full report…")
SENT = "The full report is in your messages with me."
REPORT = "All that I found in *{}*. It is for you alone; personal data and keys in it are masked."


def register(app: App, stage: Stage) -> None:
    app.action(re.compile(rf"{re.escape(view.FIX)}\."))(stage(press_fix))
    app.action(re.compile(rf"{re.escape(view.SPLIT)}\."))(stage(press_split))
    app.action(mend.TAKE)(stage(take))
    app.action(mend.HOLD_OUT)(stage(hold_out))
    app.action(mend.BACK)(stage(back))
    app.action(view.REPORT)(stage(press_report))
    app.action(columns.ASK)(stage(ask))
    app.view(columns.CHOOSE)(stage(choose))


def press_fix(ack: Ack, action: Json, surface: Surface, tuner: Tuner) -> None:
    """Someone wants to know what a fix would change."""
    ack()
    draft, fix = mend.read(action)
    surface.show(LOOKING)
    surface.otherwise = way_back(draft)
    difference = tuner.library.difference(draft, fix, by=surface.user)
    surface.show(mend.build(draft, fix, difference))


def take(ack: Ack, action: Json, surface: Surface, tuner: Tuner, reader: DraftReader) -> None:
    """Someone takes a fix: the file is checked anew."""
    ack()
    draft, fix = mend.read(action)
    surface.show(MENDING)
    surface.otherwise = way_back(draft)
    reader.show(surface, tuner.mend(draft, fix, by=surface.user))


def press_split(ack: Ack, action: Json, surface: Surface, tuner: Tuner) -> None:
    """Someone wants to hold rows out."""
    ack()
    draft, percent = action["value"], view.percent(action)
    surface.otherwise = way_back(draft)
    rows, of = tuner.library.would_hold_out(draft, percent / 100, by=surface.user)
    surface.show(mend.build_split(draft, percent, rows, of))


def hold_out(ack: Ack, action: Json, surface: Surface, tuner: Tuner, reader: DraftReader) -> None:
    """Someone holds rows out: the rest is checked anew."""
    ack()
    draft, percent = mend.read_split(action)
    surface.show(MENDING)
    surface.otherwise = way_back(draft)
    reader.show(surface, tuner.library.hold_out(draft, percent / 100, by=surface.user))


def back(ack: Ack, action: Json, surface: Surface, tuner: Tuner, reader: DraftReader) -> None:
    """Someone leaves the file as it is."""
    ack()
    surface.show(LOOKING)
    reader.show(surface, tuner.library.preflight(action["value"], by=surface.user))


def ask(ack: Ack, action: Json, surface: Surface, tuner: Tuner) -> None:
    """Someone who had closed the modal wants to say which columns hold the pairs."""
    ack()
    surface.open(LOOKING)
    surface.show(columns.build(tuner.library.asked(action["value"], by=surface.user)))


def choose(ack: Ack, view: Json, surface: Surface, tuner: Tuner, reader: DraftReader) -> None:
    """Someone has said which columns hold the pairs."""
    draft, places = columns.read(view)
    ack(response_action="update", view=LOOKING)
    asked = tuner.library.asked(draft, by=surface.user)
    surface.stay(view, LOOKING, WayBack(lambda words: columns.build(asked, words)))
    reader.show(surface, tuner.library.choose(draft, places, by=surface.user))


def press_report(ack: Ack, action: Json, client: WebClient, surface: Surface, tuner: Tuner) -> None:
    """Someone wants all that was found, as files: that goes to them alone."""
    ack()
    surface.lay_over(WRITING)
    send(client, surface.user, tuner.library.report(action["value"], by=surface.user))
    surface.show(notice.build(SENT))


def send(client: WebClient, user: str, report: Report) -> None:
    posted: Any = client.chat_postMessage(
        channel=user, text=REPORT.format(kit.escape(report.file_name or "your file"))
    )
    files = {"report.csv": full_report_csv(report), "report.html": full_report_html(report)}
    client.files_upload_v2(
        channel=posted["channel"],
        thread_ts=posted["ts"],
        file_uploads=[{"filename": name, "content": it} for name, it in files.items()],
        request_file_info=False,
    )


def way_back(draft: str) -> WayBack:
    """Return to what was found, in words and with a button: reading the file again takes time."""
    button = view.again(draft)
    return WayBack(lambda words: notice.build(f":warning: {words}", button), button)
