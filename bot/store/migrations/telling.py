"""What is posted once, and what is said once."""

from sqlite_utils import Database

from bot.store.migrations.registry import migrations


@migrations()
def post_no_card_blindly(db: Database) -> None:
    """How often a card was perhaps posted, and until when somebody may be at it."""
    jobs = db.table("jobs")
    jobs.add_column("card_tries", int, not_null_default=0)
    jobs.add_column("card_at", float, not_null_default=0.0)


@migrations()
def say_once_what_is_in_the_way(db: Database) -> None:
    """Mark a link that works no more, jobs that wait for another, a channel that was closed."""
    db.table("accounts").add_column("hindered", int, not_null_default=0)
    for column in ("paused", "shut"):
        db.table("jobs").add_column(column, int, not_null_default=0)
