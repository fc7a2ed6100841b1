"""The store in one SQLite file."""

import secrets
import sqlite3
import threading
from collections.abc import Generator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlite_utils import Database

from bot.domain import Claim, DraftClaim, Figures, News, Trial, TrialClaim, TuningJob
from bot.store import (
    HORIZON,
    MAX_TRIES,
    MOST_CLAIMS,
    READ_LEASE,
    TRY_LEASE,
    Accounts,
    Answers,
    Audit,
    Cards,
    Datasets,
    Departed,
    Departures,
    Drafts,
    Inbox,
    Installations,
    Jobs,
    Library,
    Links,
    Requests,
    Settings,
    Shares,
    Store,
    Trials,
    Usage,
    WorkspaceStore,
    drafts,
    finding,
    inbox,
    trials,
)
from bot.store.accounts import SqliteAccounts
from bot.store.alive import Alive
from bot.store.answers import SqliteAnswers
from bot.store.cards import SqliteCards
from bot.store.cipher import Cipher
from bot.store.datasets import SqliteDatasets
from bot.store.departures import SqliteDepartures
from bot.store.due import Due
from bot.store.history import SqliteAudit
from bot.store.inbox import SqliteInbox
from bot.store.installations import SqliteInstallations
from bot.store.jobs import SqliteJobs
from bot.store.leases import Leases
from bot.store.library import SqliteLibrary
from bot.store.lines import Lines
from bot.store.links import SqliteLinks
from bot.store.migrations import migrations
from bot.store.outbox import Outbox
from bot.store.rekeying import rekey
from bot.store.rows import Row
from bot.store.settings import SqliteSettings
from bot.store.shares import SqliteShares
from bot.store.standing import StandingNow
from bot.store.tenant import Tenant, rows_of, writing
from bot.store.usage import SqliteDeparted, SqliteRequests, SqliteUsage

WORKSPACES = """
    select distinct workspace from jobs
    where workspace not in (select workspace from departures) order by workspace
"""
CANARY = b"the right key"
PRAGMAS = (
    "journal_mode = wal",
    "cache_size = -256",  # KiB; there is a connection for each of some 200 threads
    "foreign_keys = on",
    "recursive_triggers = on",  # or else `replace` would change the log
)
STATEMENTS = 32  # that a connection keeps compiled: one on jobs takes some 40 KiB


def connect(path: Path, *, wait: float = 1.0, quick: bool = False) -> Database:
    """Open the file for this thread; *wait* so many seconds for a lock.

    A commit waits for the disk: a power cut must not take back what a poller has already acted
    on. *quick* does not, and commits each statement; what only ends us takes nothing back.
    """
    connection = sqlite3.connect(path, timeout=wait, cached_statements=STATEMENTS)
    for pragma in (*PRAGMAS, f"synchronous = {'normal' if quick else 'full'}"):
        connection.execute(f"pragma {pragma}").fetchall()
    connection.isolation_level = None if quick else connection.isolation_level
    return Database(connection)


@contextmanager
def alone(path: Path) -> Generator[None]:
    """Let one process or thread at a time begin with a file.

    Of several that switch a new file to WAL, SQLite refuses all but one at once, whatever
    the time-out. A second file, which stays out of WAL, is a lock that every system has.
    """
    beside = path.with_suffix(".lock")
    with closing(sqlite3.connect(beside, timeout=30, isolation_level=None)) as lock:
        lock.execute("begin exclusive")
        yield


class SqliteStore(Store):
    """One connection per thread: sqlite-utils loses writes when threads share one."""

    def __init__(self, path: Path, cipher: Cipher, *, wait: float = 1.0) -> None:
        """Open or make the file. Raises `UnknownKey` if it was written with another key.

        *wait* for a lock is short, since Slack waits 3 s; work that nobody waits for waits longer.
        """
        self._path, self._cipher, self._mine = path, cipher, threading.local()
        self._holder = secrets.token_hex(8)
        self._wait = wait
        path.parent.mkdir(parents=True, exist_ok=True)
        with alone(path), closing(connect(path, wait=30)) as db, writing(db):
            migrations.apply(db)
            _try_key(db, cipher)
            alive = Alive(path, self._holder)
        self._outbox = Outbox(self._db, self._told_of, self._trial_of, self._holder)
        self._leases = Leases(self._db, alive, self._holder)
        self._due = Due(self._db, self._claim_of, self._holder)
        self._lines = Lines(self._db, self._tenant)

    @property
    def links(self) -> Links:
        return SqliteLinks(self._db, self._cipher)

    @property
    def installations(self) -> Installations:
        return SqliteInstallations(self._db, self._cipher)

    @property
    def inbox(self) -> Inbox:
        return SqliteInbox(self._quick_db)

    @property
    def departures(self) -> Departures:
        return SqliteDepartures(self._db, self._cipher)

    def rekey(self, limit: int) -> int:
        return rekey(self._db(), self._cipher, limit)

    def workspace(self, id: str) -> WorkspaceStore:
        tenant = self._tenant(id)
        return SqliteWorkspaceStore(
            accounts=SqliteAccounts(tenant),
            datasets=SqliteDatasets(tenant),
            drafts=drafts.SqliteDrafts(tenant),
            jobs=SqliteJobs(tenant),
            cards=SqliteCards(tenant),
            shares=SqliteShares(tenant),
            settings=SqliteSettings(tenant),
            answers=SqliteAnswers(tenant),
            library=SqliteLibrary(tenant),
            trials=trials.SqliteTrials(tenant),
            audit=SqliteAudit(tenant),
            usage=SqliteUsage(tenant),
            requests=SqliteRequests(tenant),
            departed=SqliteDeparted(tenant),
        )

    def workspaces(self) -> Sequence[str]:
        found = rows_of(self._db(), WORKSPACES, {})
        return [row["workspace"] for row in found]

    def claim_drafts(self, now: datetime, limit: int) -> Sequence[DraftClaim]:
        claimed = self._claim(drafts.CLAIM_DRAFTS, now, limit, READ_LEASE)
        return [drafts.to_claim(row) for row in claimed]

    def claim_due(self, now: datetime, limit: int) -> Sequence[Sequence[Claim]]:
        return self._due.claim(now, limit)

    def hand_back(self, now: datetime) -> None:
        self._leases.hand_back(now)

    def free(self, now: datetime) -> int:
        return self._leases.free(now)

    def standing(self, now: datetime) -> Figures:
        return StandingNow(self._db).at(now)

    def try_writing(self) -> None:
        StandingNow(self._db).try_writing()

    def line_up(self, now: datetime) -> None:
        self._lines.line_up(now)

    def is_awaited(self, lane: str) -> bool:
        return self._lines.is_awaited(lane)

    def claim_news(self, now: datetime, limit: int) -> Sequence[News]:
        return self._outbox.claim(now, limit)

    def claim_trials(self, now: datetime, limit: int) -> Sequence[TrialClaim]:
        claimed = self._claim(trials.CLAIM_TRIALS, now, limit, TRY_LEASE)
        return [trials.to_claim(self._tenant(row["workspace"]), row) for row in claimed]

    def telling(self, news: News) -> bool:
        return self._outbox.telling(news)

    def delivered(self, news: News) -> bool:
        return self._outbox.delivered(news)

    def failed(self, news: News) -> bool:
        return self._outbox.failed(news)

    def postpone(self, news: News, until: datetime, *, perhaps: bool = False) -> bool:
        return self._outbox.postpone(news, until, perhaps=perhaps)

    def shut(self, news: News) -> bool:
        return self._outbox.shut(news)

    def _claim(self, sql: str, now: datetime, limit: int, lease: timedelta) -> list[Row]:
        times = {"now": now, "until": now + lease, "horizon": now + HORIZON}
        most = {"limit": limit, "tries": MAX_TRIES, "most": MOST_CLAIMS, "holder": self._holder}
        with writing(db := self._db()):
            return rows_of(db, sql, {name: it.timestamp() for name, it in times.items()} | most)

    def _claim_of(self, row: Row) -> Claim:
        return finding.to_claim(self._tenant(row["workspace"]), row)

    def _told_of(self, workspace: str, id: str) -> TuningJob:
        return finding.told_of(self._tenant(workspace), id)

    def _trial_of(self, workspace: str, job: str) -> Trial | None:
        return trials.SqliteTrials(self._tenant(workspace)).trial(job)

    def _tenant(self, workspace: str) -> Tenant:
        return Tenant(workspace, self._db, self._cipher, self._holder)

    def _db(self) -> Database:
        if not hasattr(self._mine, "db"):
            self._mine.db = connect(self._path, wait=self._wait)
        return self._mine.db

    def _quick_db(self) -> Database:
        if not hasattr(self._mine, "quick"):
            self._mine.quick = connect(self._path, wait=inbox.PATIENCE, quick=True)
        return self._mine.quick


@dataclass(frozen=True, slots=True)
class SqliteWorkspaceStore:
    accounts: Accounts
    datasets: Datasets
    drafts: Drafts
    jobs: Jobs
    cards: Cards
    shares: Shares
    settings: Settings
    answers: Answers
    library: Library
    trials: Trials
    audit: Audit
    usage: Usage
    requests: Requests
    departed: Departed


def _try_key(db: Database, cipher: Cipher) -> None:
    """Find out now, not at somebody's first question, that the key is another one."""
    for row in rows_of(db, "select sealed from lock", {}):
        cipher.open(row["sealed"], "lock")
        return
    db.execute("insert into lock values (1, ?)", [cipher.seal(CANARY, "lock")])
