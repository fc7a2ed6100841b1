"""Datasets as they lie in the store: whose they are, what is in them, what was tuned on them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from bot import datasets
from bot.datasets import Pair, Source
from bot.domain import Clock, Dataset, Draft, Example, JobState, Order, TuningJob, Version, utc_now
from bot.errors import InvalidInput, NotAllowed
from bot.store import WorkspaceStore
from bot.tuning import ServiceFor

ALIKE = 20
NOT_YOURS = "Only the person who attached the file can do that."
OLD = "This form is from before an update. Attach the file again."


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelved:
    """A dataset in a list, with the names of the models that were tuned on it."""

    dataset: Dataset
    models: Sequence[str]
    mine: bool


@dataclass(frozen=True, slots=True)
class Shelf:
    """What can be found and read."""

    store: WorkspaceStore
    service_for: ServiceFor
    clock: Clock = utc_now

    def shelved(self, user: str) -> Sequence[Shelved]:
        """Return *user*'s datasets, and those of which they see a model, the newest first."""
        seen = [job for job in self.store.jobs.named() if job.may_be_seen(by=user)]
        shelved = [
            Shelved(
                dataset=it,
                models=[job.name for job in seen if job.dataset == it.id],
                mine=it.owner == user,
            )
            for it in self.store.library.datasets()
        ]
        return [it for it in shelved if it.mine or it.models]

    def alike(self, order: Order) -> Sequence[TuningJob]:
        """Return the latest jobs on the same base that are done."""
        done = [it for it in self.store.jobs.named() if it.state is JobState.READY]
        latest = [it.id for it in done if it.base_model == order.base_model][:ALIKE]
        return self.store.jobs.some(latest)

    def use(self, dataset_id: str, *, by: str) -> tuple[Dataset, Version]:
        """Return one's own dataset with its latest version, to begin a form with."""
        dataset = self.store.library.dataset(dataset_id)
        if dataset.owner != by:
            raise NotAllowed(NOT_YOURS)
        return dataset, dataset.latest

    def examples(self, draft: Draft) -> Iterator[Example]:
        """Read the pairs of a checked file."""
        if draft.version is None:  # written before datasets had versions
            return datasets.examples(self.opened(draft.dataset, draft.file_name))
        _, version = self.version_of(draft)
        return datasets.examples(self.source(version), columns=pair(version.columns))

    def held_out(self, job: TuningJob, most: int) -> Sequence[Example]:
        """Return the first of the rows that were held out for a job."""
        if not job.held_out or job.version is None:
            return ()
        version = self.store.library.dataset(job.version.dataset).version(job.version.number)
        return tuple(islice(self.rows_held_out(version), most))

    def rows_held_out(self, version: Version) -> Iterator[Example]:
        source = self.opened(version.held_out, version.file_name)
        return datasets.examples(source, columns=pair(version.columns))

    def version_of(self, draft: Draft) -> tuple[Dataset, Version]:
        if draft.version is None:
            raise InvalidInput(OLD, field="file")
        dataset = self.store.library.dataset(draft.version.dataset)
        return dataset, dataset.version(draft.version.number)

    def source(self, version: Version) -> Source:
        return self.opened(version.sha256, version.file_name)

    def opened(self, sha256: str, name: str) -> Source:
        files = self.store.datasets
        return Source(name, files.size(sha256), lambda: files.opened(sha256))


def pair(columns: tuple[str, str] | None) -> Pair | None:
    return Pair(*columns) if columns else None
