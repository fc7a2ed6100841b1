"""Open a source as a table."""

from bot.datasets.formats import open_table

__all__ = ["open_table"]
