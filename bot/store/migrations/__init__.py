"""The schema, a module a subject, in the order in which they came.

Add a step at the end, or a module; never edit one that has shipped. Times are seconds since 1970.
Every table starts with the workspace.
"""

from bot.store.migrations.registry import migrations

from bot.store.migrations import first, datasets, governing, installs, telling, waiting  # isort: skip  # in this order
from bot.store.migrations import choices, sites, spending  # isort: skip  # and then these

__all__ = [
    "choices",
    "datasets",
    "first",
    "governing",
    "installs",
    "migrations",
    "sites",
    "spending",
    "telling",
    "waiting",
]
