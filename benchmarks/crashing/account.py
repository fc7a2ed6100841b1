"""What came of it all: read from the databases of the bot and of both stand-ins."""

import json
import re
import sqlite3
from collections import Counter
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import Any

OPEN = """
    select (select count(*) from jobs where look_at is not null),
           (select count(*) from drafts where read_at is not null),
           (select count(*) from news where tries < 8 or tell_at > unixepoch())
"""
NUMBERED = re.compile(r" \d+$")  # a name that was taken gets a number


def rows(database: Path, sql: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True, timeout=10)) as db:
        return db.execute(sql).fetchall()


def left_over(bot: Path) -> tuple[int, int, int]:
    """Count the jobs, drafts and pieces of news that somebody has still to do something about."""
    [(jobs, drafts, news)] = rows(bot, OPEN)
    return jobs, drafts, news


def figures(
    bot: Path, slack: Path, google: Path, sent: Iterable[str], begun: Iterable[str]
) -> dict[str, Any]:
    keyed = _messages(slack)
    jobs = rows(bot, "select id, display_name, state from jobs")
    lost = [it for it in _expected(jobs) if not any(key.startswith(it) for key in keyed)]
    stale = [id_ for id_, _, state in jobs if state not in _card_says(keyed, id_)]
    dead = rows(bot, "select job, kind from news")
    made = Counter(name for (name,) in rows(google, "select display_name from models"))
    ours = Counter(NUMBERED.sub("", name) for _, name, _ in jobs)
    drafts = {name for (name,) in rows(bot, "select display_name from drafts")}
    forms = [f"{it} sent" for it in set(sent) - drafts]
    forms += [f"{it} begun" for it in set(begun) - set(ours)]
    for what, items in (("lost", [*lost, *dead]), ("stale", stale), ("forms", forms)):
        if items:
            print(f"{what}: {items[:10]}", flush=True)
    return {
        "jobs": len(jobs),
        "messages": sum(len(it) for it in keyed.values()),
        "forms": len(set(sent)) + len(set(begun)),
        "twice": sum(len(it) - 1 for it in keyed.values()),
        "lost": len(lost) + len(stale) + len(dead),
        "jobs_twice": sum(it - 1 for it in (made + Counter()).values() if it > 1)
        + sum(it - 1 for it in ours.values() if it > 1),
        "forms_lost": len(forms),
        "integrity": rows(bot, "pragma integrity_check")[0][0],
    }


def _messages(slack: Path) -> dict[str, list[str]]:
    """Return the texts of the bot's messages by the keys in their metadata."""
    found = dict[str, list[str]]()
    for (body,) in rows(slack, "select body from messages where body like '%tuner_news%'"):
        message = json.loads(body)
        key = message["metadata"]["event_payload"]["key"]
        found.setdefault(key, []).append(message["text"])
    return found


def _expected(jobs: list[tuple[Any, ...]]) -> list[str]:
    """Return how the keys begin that each job must have: its card, and its end."""
    return [key for id_, _, state in jobs for key in (f"{id_}:card", f"{id_}:{state}:")]


_SAYS = {"is ready": "ready", "could not be tuned": "failed", "was cancelled": "cancelled"}


def _card_says(keyed: dict[str, list[str]], job: str) -> set[str]:
    texts = keyed.get(f"{job}:card", [])
    return {state for words, state in _SAYS.items() if any(words in text for text in texts)}
