"""What can be chosen in an order since there are services that know it."""

from sqlite_utils import Database

from bot.store.migrations.registry import migrations


@migrations()
def keep_what_vertex_lets_one_choose(db: Database) -> None:
    for name in ("drafts", "jobs"):
        table = db.table(name)
        table.add_column("adapter_size", int)
        for column in ("checkpoint", "system_instruction"):
            table.add_column(column, str, not_null_default="")
