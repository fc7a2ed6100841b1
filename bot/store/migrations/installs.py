"""Installations, what came in already, and who has left."""

from sqlite_utils import Database

from bot.store.migrations.registry import migrations


@migrations()
def create_installations(db: Database) -> None:
    """Of a workspace, or of a whole organisation; how far a renewal of its token is."""
    columns = {
        "enterprise": str,
        "team": str,
        "name": str,
        "bot": str,
        "bot_user": str,
        "installed_by": str,
        "scopes": str,
        "sealed": bytes,
        "installed": float,
        "expires": float,
        "serial": int,
        "renewing": float,
    }
    db.table("installations").create(columns, pk=("enterprise", "team"), strict=True)
    db.table("places").create({"workspace": str, "enterprise": str}, pk="workspace", strict=True)
    db.table("installing").create({"hash": str, "expires": float}, pk="hash", strict=True)


@migrations()
def create_inbox(db: Database) -> None:
    columns = {"key": str, "came": float, "until": float, "done": int}
    db.table("inbox").create(columns, pk="key", strict=True).create_index(["came"])


@migrations()
def create_departures(db: Database) -> None:
    columns = {"workspace": str, "at": float}
    db.table("departures").create(columns, pk="workspace", strict=True)
    columns = {
        "workspace": str,
        "id": int,
        "person": str,
        "email": str,
        "sealed": bytes,
        "due": float,
        "tries": int,
    }
    db.table("revocations").create(columns, pk="id", strict=True)


@migrations()
def renew_credentials_in_turn(db: Database) -> None:
    """Whose turn it is to renew, and until when; and when they were last used."""
    accounts = db.table("accounts")
    accounts.add_column("used", float)
    accounts.add_column("turn", str, not_null_default="")
    accounts.add_column("turn_ends", float, not_null_default=0.0)
