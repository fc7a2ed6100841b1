"""Datasets and their versions, in SQLite."""

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from bot.domain import Dataset, Origin, Version
from bot.domain.datasets import Fix
from bot.domain.names import free_name
from bot.errors import NotFound
from bot.store import Library
from bot.store.rows import Row, time
from bot.store.tenant import Tenant


class SqliteLibrary(Library):
    def __init__(self, tenant: Tenant) -> None:
        self._rows = tenant

    def add(self, dataset: Dataset) -> Dataset:
        with self._rows.writing():
            taken = [name for (name,) in self._rows.tuples("library", "name", "true")]
            name = free_name(dataset.name, taken)
            row = {"id": dataset.id, "name": name, "owner": dataset.owner, "origin": dataset.origin}
            if self._rows.insert("library", row):
                for version in dataset.versions:
                    self._rows.insert("versions", _of_version(dataset.id, version))
            return self.dataset(dataset.id)

    def dataset(self, id: str) -> Dataset:
        for row in self._rows.select("library", "id = :id", id=id):
            return _to_dataset(row, self._versions(id))
        raise NotFound(id)

    def datasets(self) -> Sequence[Dataset]:
        versions = defaultdict[str, list[Version]](list)
        for row in sorted(self._rows.select("versions"), key=lambda row: row["number"]):
            versions[row["dataset"]].append(_to_version(row))
        found = [_to_dataset(row, versions[row["id"]]) for row in self._rows.select("library")]
        return sorted(found, key=lambda it: (it.latest.at, it.id), reverse=True)

    def append(self, id: str, version: Version) -> Version:
        with self._rows.writing():
            there = self.dataset(id).versions
            for it in there:
                if replace(version, number=it.number, by=it.by, at=it.at) == it:
                    return it
            added = replace(version, number=len(there) + 1)
            self._rows.insert("versions", _of_version(id, added))
            return added

    def _versions(self, id: str) -> Sequence[Version]:
        found = self._rows.select("versions", "dataset = :id", id=id)
        return [_to_version(row) for row in sorted(found, key=lambda row: row["number"])]


def _of_version(dataset: str, version: Version) -> Row:
    names = ("number", "sha256", "file_name", "examples", "parent", "fix", "held_out")
    return {
        **{name: getattr(version, name) for name in names},
        "dataset": dataset,
        "owner": version.by,
        "kept": version.at.timestamp(),
        "columns": json.dumps(version.columns) if version.columns else None,
    }


def _to_version(row: Row) -> Version:
    columns = tuple[str, str](json.loads(row["columns"])) if row["columns"] else None
    return Version(
        number=row["number"],
        sha256=row["sha256"],
        file_name=row["file_name"],
        examples=row["examples"],
        by=row["owner"],
        at=time(row["kept"]),
        parent=row["parent"],
        fix=Fix(row["fix"]) if row["fix"] else None,
        held_out=row["held_out"],
        columns=columns,
    )


def _to_dataset(row: Row, versions: Sequence[Version]) -> Dataset:
    return Dataset(
        id=row["id"],
        name=row["name"],
        owner=row["owner"],
        origin=Origin(row["origin"]),
        versions=tuple(versions),
    )
