"""The tables of accompaniment: each board's plan, its actions, and the log, which is only ever added to."""

from sqlalchemy import Column, Date, ForeignKey, Integer, Table

from store.schema import Moment, board_code, metadata, text_column

accompaniments = Table(
    "accompaniments",
    metadata,
    board_code(primary_key=True),
    Column("owner_id", Integer, ForeignKey("staff.id"), nullable=False, index=True),
    text_column("route"),
    Column("opened_at", Moment, nullable=False),
)

accompaniment_actions = Table(
    "accompaniment_actions",
    metadata,
    Column("id", Integer, primary_key=True),
    board_code(index=True),
    text_column("what", nullable=False),
    text_column("doer", nullable=False),
    text_column("requirement"),
    Column("due_on", Date),
    Column("added_at", Moment, nullable=False),
    Column("done_on", Date),
    Column("done_at", Moment),
    text_column("done_by"),
    Column("dropped_at", Moment),
    text_column("dropped_why"),
    Column("cannot_at", Moment),
    text_column("cannot_why"),
)

accompaniment_entries = Table(
    "accompaniment_entries",
    metadata,
    Column("id", Integer, primary_key=True),
    board_code(index=True),
    Column("on", Date, nullable=False),
    text_column("words", nullable=False),
    Column("staff_id", Integer, ForeignKey("staff.id"), nullable=False),
    Column("written_at", Moment, nullable=False),
    Column("corrects", Integer, ForeignKey("accompaniment_entries.id")),
)
