"""Submitted forms, in SQLite."""

from datetime import datetime

from bot.domain import Draft, DraftClaim, DraftState
from bot.errors import NotFound
from bot.store import READ_LEASE, Drafts
from bot.store.rows import Row, of_draft, of_verdict, to_draft
from bot.store.tenant import Tenant

# Across all workspaces; a draft that has been read has no *read_at*.
CLAIM_DRAFTS = """
    update drafts set read_at = :until, epoch = epoch + 1, holder = :holder
    where (workspace, id) in (
        select workspace, id from drafts
        where (read_at <= :now or read_at > :horizon) and tries < :tries and epoch < :most
        and workspace not in (select workspace from departures)
        order by read_at, received limit :limit
    )
    returning *
"""
SETTLE = """
    state = :state, file_name = :file_name, dataset = :dataset, examples = :examples,
    tokens = :tokens, dataset_id = :dataset_id, version = :version,
    read_at = null, epoch = epoch + 1, holder = ''
"""
CHANGE = """
    state = :state, file_name = :file_name, dataset = :dataset, examples = :examples,
    tokens = :tokens, dataset_id = :dataset_id, version = :version
"""
SAME = """
    id = :id and state = :was and dataset_id = :was_of and version = :was_version
    and read_at is null
"""
UNREAD = "id = :id and epoch = :epoch and read_at is not null"


class SqliteDrafts(Drafts):
    def __init__(self, tenant: Tenant) -> None:
        self._rows = tenant

    def receive(self, draft: Draft, *, now: datetime) -> DraftClaim | None:
        lease = {"read_at": (now + READ_LEASE).timestamp(), "holder": self._rows.holder}
        added = self._rows.insert("drafts", of_draft(draft) | lease | {"epoch": 1})
        return to_claim(added[0]) if added else None

    def draft(self, id: str) -> Draft:
        for row in self._rows.select("drafts", "id = :id", id=id):
            return to_draft(row)
        raise NotFound(id)

    def settle(self, claim: DraftClaim, draft: Draft) -> bool:
        held = {"id": claim.draft.id, "epoch": claim.epoch}
        return bool(self._rows.update("drafts", SETTLE, UNREAD, **held, **of_verdict(draft)))

    def failed(self, claim: DraftClaim) -> int:
        held = {"id": claim.draft.id, "epoch": claim.epoch}
        failed = self._rows.update("drafts", "tries = tries + 1", UNREAD, **held)
        return failed[0]["tries"] if failed else 0

    def change(self, old: Draft, new: Draft) -> bool:
        was = of_verdict(old)
        seen = {"was": was["state"], "was_of": was["dataset_id"], "was_version": was["version"]}
        return bool(self._rows.update("drafts", CHANGE, SAME, id=old.id, **seen, **of_verdict(new)))


def to_claim(row: Row) -> DraftClaim:
    return DraftClaim(workspace=row["workspace"], draft=to_draft(row), epoch=row["epoch"])


def turn(tenant: Tenant, id: str, *, old: DraftState, new: DraftState) -> None:
    """Move the draft that a job came of, if there is one."""
    tenant.update("drafts", "state = :new", "id = :id and state = :old", id=id, old=old, new=new)
