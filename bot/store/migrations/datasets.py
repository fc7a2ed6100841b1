"""Files in pieces, datasets with their versions, trials."""

from sqlite_utils import Database

from bot.store.migrations.registry import migrations


@migrations()
def keep_files_in_pieces(db: Database) -> None:
    """Keep pieces apart; files from before have all of theirs in one row."""
    columns = {"workspace": str, "sha256": str, "place": int, "sealed": bytes}
    db.table("pieces").create(columns, pk=("workspace", "sha256", "place"), strict=True)


@migrations()
def create_library(db: Database) -> None:
    columns = {"workspace": str, "id": str, "name": str, "owner": str, "origin": str}
    db.table("library").create(columns, pk=("workspace", "id"), strict=True)


@migrations()
def create_versions(db: Database) -> None:
    """Say of each version what it was made of; the first has no parent."""
    columns = {
        "workspace": str,
        "dataset": str,
        "number": int,
        "sha256": str,
        "file_name": str,
        "examples": int,
        "owner": str,
        "kept": float,
        "parent": int,
        "fix": str,
        "held_out": str,
        "columns": str,
    }
    db.table("versions").create(columns, pk=("workspace", "dataset", "number"), strict=True)


@migrations()
def remember_versions(db: Database) -> None:
    for table in ("drafts", "jobs"):
        db.table(table).add_column("dataset_id", str, not_null_default="")
        db.table(table).add_column("version", int, not_null_default=0)
    db.table("drafts").add_column("origin", str, not_null_default="form")
    db.table("drafts").add_column("link", str, not_null_default="")
    db.table("jobs").add_column("held_out", str, not_null_default="")


@migrations()
def create_trials(db: Database) -> None:
    """Keep trials apart from jobs, which are over by then; one that is over has no *try_at*."""
    columns = {
        "workspace": str,
        "job": str,
        "sealed": bytes,
        "try_at": float,
        "tries": int,
        "epoch": int,
    }
    trials = db.table("trials").create(columns, pk=("workspace", "job"), strict=True)
    trials.create_index(["try_at"])
