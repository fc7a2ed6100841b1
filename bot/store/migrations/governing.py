"""What admins have settled, and what was done."""

from sqlite_utils import Database

from bot.store.migrations.registry import migrations


@migrations()
def create_policies(db: Database) -> None:
    """Keep what admins have settled as JSON: it is read whole, and grows."""
    db.table("policies").create({"workspace": str, "said": str}, pk="workspace", strict=True)


@migrations()
def create_audit(db: Database) -> None:
    """Have each line stay as it was written, unless its workspace is being forgotten."""
    columns = {
        "workspace": str,
        "id": int,
        "person": str,
        "name": str,
        "at": float,
        "act": str,
        "way": str,
        "channel": str,
        "subject": str,
        "about": str,
        "before": str,
        "after": str,
    }
    audit = db.table("audit").create(columns, pk="id", strict=True)
    audit.create_index(["workspace", "id"])
    db.table("forgetting").create({"workspace": str}, pk="workspace", strict=True)
    db.execute(
        "create trigger audit_stays before update on audit "
        "begin select raise(abort, 'the log is append-only'); end"
    )
    db.execute(
        "create trigger audit_remains before delete on audit "
        "when not exists (select 1 from forgetting where workspace = old.workspace) "
        "begin select raise(abort, 'the log is append-only'); end"
    )


@migrations()
def create_usage(db: Database) -> None:
    columns = {"workspace": str, "id": int, "person": str, "at": float}
    usage = db.table("usage").create(columns, pk="id", strict=True)
    usage.create_index(["workspace", "person", "at"])


@migrations()
def create_requests(db: Database) -> None:
    columns = {
        "workspace": str,
        "job": str,
        "person": str,
        "at": float,
        "channel": str,
        "ts": str,
    }
    db.table("requests").create(columns, pk=("workspace", "job"), strict=True)


@migrations()
def create_departed(db: Database) -> None:
    columns = {"workspace": str, "person": str, "at": float}
    db.table("departed").create(columns, pk=("workspace", "person"), strict=True)


@migrations()
def notice_what_the_service_lost(db: Database) -> None:
    """*missed_at* is when it was first not there; *gone_at* the same, once that is sure."""
    for column in ("missed_at", "gone_at"):
        db.table("jobs").add_column(column, float)
