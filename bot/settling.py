"""What the admins of a workspace settle: who may do what, and how much of it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from bot.domain import Act, Clock, Policy, utc_now
from bot.history import History
from bot.permissions import Permissions
from bot.store import WorkspaceStore

UNSAID = {"changed_by", "changed_at"}  # the log knows both


@dataclass(frozen=True, slots=True)
class Settling:
    store: WorkspaceStore
    may: Permissions
    history: History
    clock: Clock = utc_now

    def policy(self, user: str) -> Policy:
        """Return what is settled, for an admin to see."""
        self.may.admin(user)
        return self.store.settings.policy()

    def change(self, changes: Mapping[str, Any], *, by: str) -> Policy:
        """Change some fields of the policy. Nothing is written if nothing changes."""
        old = self.policy(by)
        new = replace(old, **changes)
        if new == old:
            return old
        new = replace(new, changed_by=by, changed_at=self.clock())
        self.store.settings.set_policy(new)
        before, after = asdict(old), asdict(new)
        changed = [it for it in after if after[it] != before[it] and it not in UNSAID]
        self.history.write(
            Act.SETTINGS,
            by=by,
            before={it: before[it] for it in changed},
            after={it: after[it] for it in changed},
        )
        return new
