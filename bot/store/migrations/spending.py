"""What trainings cost, and what a service says of them afterwards."""

from sqlite_utils import Database

from bot.store.migrations.registry import migrations


@migrations()
def say_what_it_costs(db: Database) -> None:
    """Tokens of the examples, once; the price of a million of them when it was started."""
    for table in ("drafts", "jobs"):
        db.table(table).add_column("tokens", int, not_null_default=0)
    jobs = db.table("jobs")
    jobs.add_column("price", float)
    for column in ("currency", "priced"):
        jobs.add_column(column, str, not_null_default="")


@migrations()
def keep_what_the_service_says_of_it(db: Database) -> None:
    """Keep as JSON what it took of the examples and where its loss is: read whole, and grows."""
    jobs = db.table("jobs")
    jobs.add_column("outcome", str, not_null_default="")
    jobs.add_column("epochs_done", int, not_null_default=0)


@migrations()
def warn_before_a_base_retires(db: Database) -> None:
    """How many days before was last told of, when it is, and what can be tuned instead."""
    jobs = db.table("jobs")
    jobs.add_column("warned", int)
    jobs.add_column("retires", str, not_null_default="")
    jobs.add_column("successor", str, not_null_default="")
