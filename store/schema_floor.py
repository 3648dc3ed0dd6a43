"""The oldest code that may still work on this schema: a migration that takes something away raises it."""

from sqlalchemy import Column, Connection, Table, Text, func, select

from store.schema import metadata

schema_floor = Table("schema_floor", metadata, Column("oldest", Text, primary_key=True))


def oldest_that_may_run(db: Connection) -> str | None:
    """A revision: code that was written for an earlier one must not run; None where all may."""
    found: str | None = db.execute(select(func.max(schema_floor.c.oldest))).scalar_one()
    return found
