"""Where models are tuned, now that there are several places."""

from sqlite_utils import Database

from bot.store.migrations.registry import migrations


@migrations()
def say_where_it_is_tuned(db: Database) -> None:
    """Which service, and where in the cloud; what is older was the Gemini API's."""
    for table in ("drafts", "jobs"):
        db.table(table).add_column("service", str, not_null_default="gemini")
        for column in ("project", "location", "bucket"):
            db.table(table).add_column(column, str, not_null_default="")


@migrations()
def keep_a_key_for_each_service(db: Database) -> None:
    db.execute("alter table keys rename to keys_before")
    columns = {
        "workspace": str,
        "service": str,
        "ends": str,
        "owner": str,
        "kept": float,
        "sealed": bytes,
    }
    db.table("keys").create(columns, pk=("workspace", "service"), strict=True)
    db.execute(
        "insert into keys (workspace, service, ends, owner, kept, sealed) "
        "select workspace, 'gemini', ends, owner, kept, sealed from keys_before"
    )
    db.execute("drop table keys_before")
