"""The schema, oldest step first. Add a step; never edit one that has shipped.

Times are seconds since 1970. Every table starts with the workspace.
"""

from sqlite_utils import Database, Migrations

migrations = Migrations("tuner")

# What somebody asked for in the form, in a draft and then in its job.
ORDER = {
    "display_name": str,
    "base_model": str,
    "channel": str,
    "audience": str,
    "epochs": int,
    "batch_size": int,
    "learning_rate": float,
}


@migrations()
def create_accounts(db: Database) -> None:
    columns = {
        "workspace": str,
        "person": str,
        "email": str,
        "scopes": str,
        "linked": float,
        "sealed": bytes,
    }
    db.table("accounts").create(columns, pk=("workspace", "person"), strict=True)


@migrations()
def create_links(db: Database) -> None:
    columns = {
        "workspace": str,
        "person": str,
        "kind": str,
        "hash": str,
        "sealed": bytes,
        "expires": float,
    }
    db.table("links").create(columns, pk=("kind", "hash"), strict=True)


@migrations()
def create_datasets(db: Database) -> None:
    columns = {
        "workspace": str,
        "sha256": str,
        "name": str,
        "owner": str,
        "kept": float,
        "size": int,
        "sealed": bytes,
    }
    db.table("datasets").create(columns, pk=("workspace", "sha256"), strict=True)


@migrations()
def create_drafts(db: Database) -> None:
    columns = {
        "workspace": str,
        "id": str,
        "owner": str,
        **ORDER,
        "file_id": str,
        "view": str,
        "received": float,
        "state": str,
        "file_name": str,
        "dataset": str,
        "examples": int,
        "read_at": float,
        "epoch": int,
    }
    drafts = db.table("drafts").create(columns, pk=("workspace", "id"), strict=True)
    drafts.create_index(["read_at"])


@migrations()
def create_jobs(db: Database) -> None:
    columns = {
        "workspace": str,
        "id": str,
        "owner": str,
        **ORDER,
        "dataset": str,
        "examples": int,
        "wanted": float,
        "card_channel": str,
        "card_ts": str,
        "state": str,
        "completed_steps": int,
        "total_steps": int,
        "milestone": int,
        "started": float,
        "finished": float,
        "reason": str,
        "look_at": float,
        "epoch": int,
    }
    jobs = db.table("jobs").create(columns, pk=("workspace", "id"), strict=True)
    jobs.create_index(["look_at"])


@migrations()
def create_snapshots(db: Database) -> None:
    """Rows of their own: a training has thousands, and its job is written every second."""
    columns = {
        "workspace": str,
        "job": str,
        "place": int,
        "step": int,
        "epoch": int,
        "mean_loss": float,
        "at": float,
    }
    db.table("snapshots").create(columns, pk=("workspace", "job", "place"), strict=True)


@migrations()
def create_news(db: Database) -> None:
    """How far news got: 0 waits, 1 claimed, 2 on its way to the thread."""
    columns = {
        "workspace": str,
        "id": int,
        "job": str,
        "kind": str,
        "percent": int,
        "tell_at": float,
        "got": int,
        "tries": int,
        "epoch": int,
    }
    news = db.table("news").create(columns, pk="id", strict=True)
    news.create_index(["workspace", "job", "id"])


@migrations()
def create_lock(db: Database) -> None:
    """One text that only the right key opens."""
    db.table("lock").create({"id": int, "sealed": bytes}, pk="id", strict=True)


@migrations()
def say_more_of_an_order(db: Database) -> None:
    for table in ("drafts", "jobs"):
        for column in ("learning_rate_multiplier", "temperature", "top_p"):
            db.table(table).add_column(column, float)
        db.table(table).add_column("top_k", int)
        for column in ("description", "model_id", "base_name"):
            db.table(table).add_column(column, str, not_null_default="")


@migrations()
def remember_deletions(db: Database) -> None:
    jobs = db.table("jobs")
    jobs.add_column("deleted_by", str, not_null_default="")
    jobs.add_column("deleted_at", float)


@migrations()
def create_shares(db: Database) -> None:
    """Whom a model is shared with at the service; an empty address is everyone."""
    columns = {"workspace": str, "job": str, "email": str}
    shares = db.table("shares").create(columns, pk=("workspace", "job", "email"), strict=True)
    shares.create_index(["workspace", "email"])


@migrations()
def create_keys(db: Database) -> None:
    columns = {"workspace": str, "ends": str, "owner": str, "kept": float, "sealed": bytes}
    db.table("keys").create(columns, pk="workspace", strict=True)


@migrations()
def create_answers(db: Database) -> None:
    columns = {
        "workspace": str,
        "id": str,
        "job": str,
        "owner": str,
        "channel": str,
        "ts": str,
        "kept": float,
        "sealed": bytes,
    }
    answers = db.table("answers").create(columns, pk=("workspace", "id"), strict=True)
    answers.create_index(["workspace", "job"])


@migrations()
def create_feedback(db: Database) -> None:
    columns = {"workspace": str, "answer": str, "owner": str, "good": int, "kept": float}
    db.table("feedback").create(columns, pk=("workspace", "answer", "owner"), strict=True)


@migrations()
def find_answers_by_message(db: Database) -> None:
    db.table("answers").create_index(["workspace", "channel", "ts"])


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
