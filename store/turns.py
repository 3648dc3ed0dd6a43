"""Who looks at a table and then writes what follows from it takes turns with who does the same."""

from sqlalchemy import Connection, Table, func, select


def take_turns(db: Connection, table: Table) -> None:
    """Others wait here for the end of this transaction: on PostgreSQL, for SQLite has one writer anyway."""
    if db.dialect.name == "postgresql":
        db.execute(select(func.pg_advisory_xact_lock(func.hashtext(table.name))))
