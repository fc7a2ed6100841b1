"""The log of what people did: written as they do it, read by those whom it concerns."""

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain import Act, Clock, Deed, Facts, TuningJob, Whence, utc_now
from bot.permissions import Permissions
from bot.store import WorkspaceStore

MOST = 100_000  # lines in an export
PAGE = 10
FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet would carry out
COLUMNS = ("at", "by", "name", "act", "way", "channel", "about", "subject", "before", "after")


@dataclass(frozen=True, slots=True)
class History:
    """*origin* is from where the person acts who is acting now."""

    store: WorkspaceStore
    may: Permissions
    clock: Clock = utc_now
    origin: Whence = Whence()  # noqa: RUF009 - it is frozen

    def write(  # noqa: PLR0913 - who did what to what
        self,
        act: Act,
        *,
        by: str,
        subject: str = "",
        about: str = "",
        before: Facts | None = None,
        after: Facts | None = None,
    ) -> None:
        deed = Deed(
            by=by,
            at=self.clock(),
            act=act,
            origin=self.origin,
            subject=subject,
            about=about,
            before=before or {},
            after=after or {},
        )
        self.store.audit.append(deed)

    def of_model(self, act: Act, job: TuningJob, *, by: str, **facts: Facts) -> None:
        """Write what was done to a model; *facts* are *before* and *after*."""
        self.write(act, by=by, subject=job.id, about=job.order.display_name, **facts)

    def page(
        self, user: str, *, by: str = "", text: str = "", before: int | None = None
    ) -> tuple[Sequence[Deed], bool]:
        """Return a page of what *user* may see, newest first, and whether older ones follow.

        Admins see all; others what they did, and what was done to their models.
        """
        self.may.asker(user)
        everything = self.may.is_admin(user)
        found = self.store.audit.deeds(
            seen_by=None if everything else user,
            owned=() if everything else self.store.jobs.owned(user),
            by=by,
            text=text,
            before=before,
            limit=PAGE + 1,
        )
        return found[:PAGE], len(found) > PAGE

    def export(self, by: str) -> str:
        """Return all of it as CSV, oldest first; for admins."""
        self.may.admin(by)
        self.write(Act.EXPORTED, by=by)
        text = io.StringIO()
        rows = csv.writer(text, lineterminator="\n")
        rows.writerow(COLUMNS)
        for deed in reversed(self.store.audit.deeds(limit=MOST)):
            rows.writerow([_tame(it) for it in _cells(deed)])
        return text.getvalue()


def _cells(deed: Deed) -> Sequence[str]:
    return (
        deed.at.isoformat(timespec="seconds"),
        deed.by,
        deed.origin.name,
        deed.act,
        deed.origin.way,
        deed.origin.channel,
        deed.about,
        deed.subject,
        json.dumps(deed.before, ensure_ascii=False) if deed.before else "",
        json.dumps(deed.after, ensure_ascii=False) if deed.after else "",
    )


def _tame(cell: str) -> str:
    """Keep a spreadsheet from taking a name for a formula."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def facts_of(job: TuningJob) -> Facts:
    """Return what is worth knowing of a job: nothing of its examples but how many there are."""
    order = job.order
    return {
        "state": job.state,
        "owner": job.owner,
        "base": order.base_model,
        "audience": order.audience,
        "channel": order.channel,
        "examples": job.examples,
        "epochs": order.hyperparameters.epochs,
    }
