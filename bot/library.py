"""Datasets, from the file that somebody brought to what is trained on, version by version."""

import logging
from dataclasses import dataclass, field, replace
from pathlib import PurePath
from typing import IO

from bot import datasets, masked
from bot.costs import Costs
from bot.domain import (
    Dataset,
    Difference,
    Draft,
    DraftClaim,
    DraftState,
    Fix,
    Fixed,
    Preflight,
    Report,
    Version,
    VersionId,
    WhichColumns,
    dataset_id,
)
from bot.domain.estimate import expected_time
from bot.domain.names import LENGTH
from bot.errors import InvalidInput, NotAllowed, TunerError, UnknownColumns
from bot.shelf import NOT_YOURS, Shelf, pair

log = logging.getLogger(__name__)

Found = Preflight | WhichColumns

MOST_HELD_OUT = 200
LISTED = 5  # findings of each kind in a pre-flight
REPORTED = 10_000  # in a report, which is a file
UNNAMED = "examples"
CHANGED = "Somebody went on with this form elsewhere. Look at it anew, from your messages with me."
STARTED = "It is started already."


@dataclass(frozen=True, slots=True)
class Library(Shelf):
    """What people do with datasets. Rows, previews and reports are for a file's owner only.

    *costs* say what training on a file would take.
    """

    costs: Costs = field(kw_only=True)

    def check(self, claim: DraftClaim, file: bytes | IO[bytes], file_name: str) -> Found:
        """Keep a draft's file and say what is in it, or which columns it has if that is unclear.

        Raises `UnusableFile` if nothing can be read of it. That is remembered, and the file not.
        """
        draft, now = claim.draft, self.clock()
        sha256 = self.store.datasets.keep(file, name=file_name, owner=draft.owner, at=now)
        kept = replace(draft, file_name=file_name, dataset=sha256)
        return self._settled(claim, kept, None)

    def check_again(self, claim: DraftClaim) -> Found:
        """Check the version that a draft names: nothing is fetched."""
        draft = claim.draft
        dataset, version = self.version_of(draft)
        if dataset.owner != draft.owner:
            raise NotAllowed(NOT_YOURS)
        kept = replace(draft, file_name=version.file_name, dataset=version.sha256)
        return self._settled(claim, kept, version)

    def choose(self, draft_id: str, places: tuple[int, int], *, by: str) -> Preflight:
        """Go on with a file whose input and output columns are at these *places*, from 0."""
        draft = self._mine(draft_id, by)
        names = self.asked(draft_id, by=by).names
        columns = names[places[0]], names[places[1]]
        found = self._found(draft, columns)
        self._change(draft, found.draft)
        return found

    def asked(self, draft_id: str, *, by: str) -> WhichColumns:
        """Return again what a person was asked of their file's columns."""
        draft = self._mine(draft_id, by)
        try:
            self._report(draft, draft.dataset, None)
        except UnknownColumns as error:
            return _which(draft, error)
        raise InvalidInput("The columns of this file are known.", field="file")

    def preflight(self, draft_id: str, *, by: str) -> Preflight:
        """Return again what was found in a file."""
        draft = self._mine(draft_id, by)
        dataset, version = self.version_of(draft)
        report = self._report(draft, version.sha256, version.columns)
        return self._preflight(draft, dataset, version, report)

    def report(self, draft_id: str, *, by: str) -> Report:
        """Return all that was found, as far as it is worth listing, for a file of its own."""
        draft = self._mine(draft_id, by)
        _, version = self.version_of(draft)
        return masked.report(self._report(draft, version.sha256, version.columns, most=REPORTED))

    def difference(self, draft_id: str, fix: Fix, *, by: str) -> Difference:
        """Say what a fix would do to a draft's file, which stays as it is."""
        draft = self._mine(draft_id, by)
        return masked.difference(self._fixed(draft, fix).difference)

    def take(self, draft_id: str, fix: Fix, *, by: str) -> Preflight:
        """Mend a draft's file: that is a new version, which the draft goes on with."""
        draft = self._mine(draft_id, by)
        _, version = self.version_of(draft)
        content = self._fixed(draft, fix).content
        log.info("dataset.fixed draft=%s fix=%s", draft.id, fix)
        name = _written_as(version.file_name)
        return self._grown(draft, content, replace(version, fix=fix, file_name=name))

    def would_hold_out(self, draft_id: str, share: float, *, by: str) -> tuple[int, int]:
        """Say about how many rows holding a share out would take, and of how many."""
        examples = self._mine(draft_id, by).examples
        return max(1, min(round(share * examples), MOST_HELD_OUT)), examples

    def hold_out(self, draft_id: str, share: float, *, by: str) -> Preflight:
        """Split a share of the rows off, at least one, to try the model on when it is ready."""
        draft = self._mine(draft_id, by)
        _, version = self.version_of(draft)
        if version.held_out:
            raise InvalidInput("Some rows are held out already.", field="file")
        share = min(share, MOST_HELD_OUT / max(version.examples, 1))
        seed = int(version.sha256[:8], 16)  # the same file is parted the same way
        training, rest = datasets.split(self.source(version), share, seed, pair(version.columns))
        name, held_out = f"{_stem(version.file_name)}.jsonl", self._keep(draft, rest)
        made = replace(version, fix=None, held_out=held_out, file_name=name)
        return self._grown(draft, training, made)

    # How a draft comes by its verdict.

    def _settled(self, claim: DraftClaim, draft: Draft, version: Version | None) -> Found:
        """Write what came of reading a draft's file, and end the claim."""
        try:
            found: Found = self._found(draft, version.columns if version else None)
        except UnknownColumns as error:
            found = _which(replace(draft, state=DraftState.ASKED), error)
        except TunerError:
            self.store.drafts.settle(claim, replace(draft, state=DraftState.REFUSED, dataset=""))
            self.store.datasets.forget(draft.dataset)
            raise
        self.store.drafts.settle(claim, found.draft)
        return found

    def _found(self, draft: Draft, columns: tuple[str, str] | None) -> Preflight:
        """Check a draft's file, which becomes a dataset's version unless it is one."""
        report = self._report(draft, draft.dataset, columns)
        if draft.version:
            dataset, version = self.version_of(draft)
        else:
            dataset, version = self._shelve(draft, report, columns)
        return self._preflight(_on(draft, dataset, version, report), dataset, version, report)

    def _shelve(
        self, draft: Draft, report: Report, columns: tuple[str, str] | None
    ) -> tuple[Dataset, Version]:
        """Make a dataset of a new file; the same file of the same person is one dataset."""
        first = Version(
            number=1,
            sha256=draft.dataset,
            file_name=draft.file_name,
            examples=report.examples,
            by=draft.owner,
            at=self.clock(),
            columns=columns,
        )
        dataset = self.store.library.add(
            Dataset(
                id=dataset_id(draft.owner, draft.dataset),
                name=_stem(draft.file_name)[:LENGTH].strip(),
                owner=draft.owner,
                origin=draft.origin,
                versions=(first,),
            )
        )
        version = dataset.version(1)
        if version.columns != columns:  # the person has chosen other ones this time
            chosen = replace(first, parent=1)
            version = self.store.library.append(dataset.id, chosen)
            dataset = self.store.library.dataset(dataset.id)
        return dataset, version

    def _grown(self, draft: Draft, content: bytes, made: Version) -> Preflight:
        """Add a version that was made of another one, and have the draft go on with it."""
        sha256, now = self._keep(draft, content), self.clock()
        draft = replace(draft, file_name=made.file_name)
        report = self._report(draft, sha256, None)
        grown = replace(
            made,
            sha256=sha256,
            examples=report.examples,
            parent=made.number,
            by=draft.owner,
            at=now,
            columns=None,  # what is written anew has the names that everybody knows
        )
        id_ = self.version_of(draft)[0].id
        version = self.store.library.append(id_, grown)
        dataset = self.store.library.dataset(id_)
        changed = _on(draft, dataset, version, report)
        self._change(draft, changed)
        return self._preflight(changed, dataset, version, report)

    def _change(self, old: Draft, new: Draft) -> None:
        if not self.store.drafts.change(old, new) and self.store.drafts.draft(old.id) != new:
            raise InvalidInput(CHANGED, field="file")

    def _preflight(
        self, draft: Draft, dataset: Dataset, version: Version, report: Report
    ) -> Preflight:
        order, examples = draft.order, report.examples
        price = self.costs.estimate(order, report.statistics.tokens)
        return Preflight(
            draft=draft,
            dataset=dataset,
            version=version,
            report=masked.report(report),
            steps=order.hyperparameters.steps(examples),
            expected=expected_time(order, examples, self.alike(order)),
            price=price,
            held_out=self._count_held_out(version),
            hindrance=self.costs.hindrance(draft.owner, order.site.service, price),
        )

    def _count_held_out(self, version: Version) -> int:
        return sum(1 for _ in self.rows_held_out(version)) if version.held_out else 0

    # Files.

    def _report(
        self,
        draft: Draft,
        sha256: str,
        columns: tuple[str, str] | None,
        *,
        most: int = LISTED,
    ) -> Report:
        source, limits = (
            self.opened(sha256, draft.file_name),
            self.service_for(draft.owner, draft.order.site).limits,
        )
        return datasets.check(source, limits, columns=pair(columns), most=most)

    def _fixed(self, draft: Draft, fix: Fix) -> Fixed:
        _, version = self.version_of(draft)
        limits = self.service_for(draft.owner, draft.order.site).limits
        name = _written_as(version.file_name)
        return datasets.fix(
            self.source(version), [fix], limits, columns=pair(version.columns), name=name
        )

    def _keep(self, draft: Draft, content: bytes) -> str:
        name, now = draft.file_name, self.clock()
        return self.store.datasets.keep(content, name=name, owner=draft.owner, at=now)

    # Drafts.

    def _mine(self, draft_id: str, by: str) -> Draft:
        draft = self.store.drafts.draft(draft_id)
        if draft.owner != by:
            raise NotAllowed(NOT_YOURS)
        if draft.state is DraftState.STARTED:
            raise InvalidInput(STARTED, field="file")
        return draft


def _on(draft: Draft, dataset: Dataset, version: Version, report: Report) -> Draft:
    """Return the draft as it goes on with a version."""
    return replace(
        draft,
        state=DraftState.STOPPED if report.stops else DraftState.CHECKED,
        dataset=version.sha256,
        examples=report.examples,
        tokens=report.statistics.tokens,
        version=VersionId(dataset.id, version.number),
    )


def _which(draft: Draft, error: UnknownColumns) -> WhichColumns:
    return WhichColumns(draft=draft, names=error.names, rows=masked.cells(error.rows))


def _stem(file_name: str) -> str:
    return PurePath(file_name).stem or UNNAMED


def _written_as(file_name: str) -> str:
    """Return what a mended file is called: what it is written as shows at its end."""
    ends = PurePath(file_name).suffix.lower()
    return file_name if ends in {".csv", ".tsv", ".jsonl"} else f"{_stem(file_name)}.jsonl"
