"""What a job waits for, who holds it, and since when news waits."""

from sqlite_utils import Database

from bot.store.migrations.registry import migrations


@migrations()
def say_what_a_job_waits_for(db: Database) -> None:
    """Its stage at the service, its place in our own queue, and when it last moved.

    *look_from* is when it may be looked at together with others, *due* when it was to be.
    """
    jobs = db.table("jobs")
    for column in ("stage", "lane"):
        jobs.add_column(column, str, not_null_default="")
    for column in ("place", "refused"):
        jobs.add_column(column, int, not_null_default=0)
    for column in ("next_try", "accepted", "moved", "stalled", "look_from", "due"):
        jobs.add_column(column, float)
    db.execute("update jobs set look_from = look_at")
    db.execute("update jobs set accepted = wanted where state != 'wanted'")
    db.execute("""
        create index jobs_of_a_person on jobs (workspace, owner, look_from)
        where look_at is not null
    """)
    db.execute("create index jobs_in_line on jobs (lane, workspace, owner) where lane != ''")


@migrations()
def create_pauses(db: Database) -> None:
    """Whose jobs nobody looks at until they link their account again."""
    columns = {"workspace": str, "person": str, "until": float}
    db.table("pauses").create(columns, pk=("workspace", "person"), strict=True)


@migrations()
def say_who_holds_a_lease(db: Database) -> None:
    """So that a process that ends can hand back what it holds."""
    db.table("jobs").add_column("holder", str, not_null_default="")
    db.execute("create index jobs_held on jobs (holder) where holder != ''")


@migrations()
def say_since_when_news_waits(db: Database) -> None:
    db.table("news").add_column("queued", float)
    db.execute("""
        create trigger news_queued after insert on news begin
            update news set queued = (julianday('now') - 2440587.5) * 86400 where id = new.id;
        end
    """)


@migrations()
def say_who_holds_anything(db: Database) -> None:
    """So that all of it can be handed back; and count what went wrong with a form."""
    for table in ("drafts", "news", "trials"):
        db.table(table).add_column("holder", str, not_null_default="")
        db.execute(f"create index {table}_held on {table} (holder) where holder != ''")
    db.table("drafts").add_column("tries", int, not_null_default=0)
