"""Tuner's Home: who one is at Google, what runs, and what can be asked."""

from collections.abc import Sequence

from bot.domain import Account, TuningJob
from handlers.views import connect, kit, models, start

WELCOME = "Teach a language model by example: attach a file of input/output pairs and press Start."


def build(account: Account | None, jobs: Sequence[TuningJob]) -> kit.View:
    running = [job for job in jobs if not job.state.is_final]
    ended = [job for job in jobs if job.state.is_final]
    blocks = [
        kit.header("Tuner"),
        kit.section(WELCOME),
        kit.actions(kit.button(start.OPEN, "Start tuning", style="primary")),
        _link(account),
        *([kit.header("On their way"), *models.blocks(running)] if running else []),
        kit.header("Models"),
        *(models.blocks(ended) if ended or not running else [kit.section("None is ready yet.")]),
    ]
    return {"type": "home", "blocks": blocks}


def _link(account: Account | None) -> kit.Block:
    if account is None:
        text = "No Google account is linked to you yet."
        return kit.section(text, kit.button(connect.OPEN, "Connect Google"))
    text = f"Linked to Google as *{kit.escape(account.email)}*."
    return kit.section(text, kit.button(connect.OPEN, "Change"))
