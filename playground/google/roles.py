"""Who may do what with a tuned model: roles are concentric, and there is one owner.

A reader asks, a writer also edits and shares, the owner also deletes and gives the model away.
"""

from enum import IntEnum

import google.ai.generativelanguage as glm

from playground.google.errors import missing_role, not_found
from playground.google.store import Row, Store

# Whom a permission names, directly or through a group; the rest is for everyone.
MINE = """
    (grantee = 'USER' and email = :me or grantee = 'GROUP' and email in (
        select of from members where members.email = :me))
"""


class Role(IntEnum):
    NONE = 0
    READER = 1
    WRITER = 2
    OWNER = 3


class Roles:
    def __init__(self, store: Store) -> None:
        self._store = store

    def of(self, model: str, email: str) -> Role:
        """Return the highest role that *email* has, by whatever way."""
        sql = f"""
            select role from permissions where model = :model and (grantee = 'EVERYONE' or {MINE})
        """  # noqa: S608 - our own text
        rows = self._store.rows(sql, model=model, me=email)
        return max((Role[row["role"]] for row in rows), default=Role.NONE)

    def require(self, model: str, email: str, role: Role) -> None:
        if self.of(model, email) < role:
            raise missing_role(f"tunedModels/{model}", role.name)

    def all(self, model: str) -> list[Row]:
        sql = "select * from permissions where model = :model order by created, id"
        return self._store.rows(sql, model=model)

    def one(self, model: str, id: str) -> Row:
        sql = "select * from permissions where model = :model and id = :id"
        row = self._store.row(sql, model=model, id=id)
        if row is None:
            raise not_found(f"tunedModels/{model}/permissions/{id}")
        return row


def permission(row: Row) -> glm.Permission:
    return glm.Permission(
        name=f"tunedModels/{row['model']}/permissions/{row['id']}",
        grantee_type=glm.Permission.GranteeType[row["grantee"]],
        email_address=row["email"] or None,
        role=glm.Permission.Role[row["role"]],
    )
