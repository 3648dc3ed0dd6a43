"""The tables of what boards hand in, and of what they say of their own work."""

from sqlalchemy import JSON, Column, Integer, Table

from store.schema import Moment, board_code, metadata, text_column

# The file lies in the folder of sealed files under `id` as long as nobody decided. `notice` is the version of
# the notice on data that the board's page linked to when it handed it in.
filings = Table(
    "filings",
    metadata,
    text_column("id", primary_key=True),
    board_code(index=True),
    text_column("requirement", nullable=False),
    text_column("kind", nullable=False),
    Column("size_bytes", Integer, nullable=False),
    text_column("notice", nullable=False),
    Column("handed_in_at", Moment, nullable=False),
    Column("decided_at", Moment, index=True),
    text_column("fate"),
    text_column("words"),
    text_column("decided_by"),
)

# What a board itself said that it does: no file of boards takes its place.
said_trades = Table(
    "said_trades",
    metadata,
    board_code(primary_key=True),
    Column("trades", JSON, nullable=False),
    Column("said_at", Moment, nullable=False),
)
