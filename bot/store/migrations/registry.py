"""Where each step of the schema is written down, in its order."""

from sqlite_utils import Migrations

migrations = Migrations("tuner")
