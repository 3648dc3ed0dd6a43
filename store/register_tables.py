"""The tables of the register: dignatarios with their periods, and the stages that boards came to."""

from sqlalchemy import Column, Date, Integer, LargeBinary, Table

from store.schema import Moment, board_code, metadata, text_column

# The name is sealed: it is a person's. Who left stays, with the day.
dignitaries = Table(
    "dignitaries",
    metadata,
    Column("id", Integer, primary_key=True),
    board_code(index=True),
    text_column("post", nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("since", Date, nullable=False),
    Column("until", Date),
    Column("ended_on", Date),
    Column("recorded_at", Moment, nullable=False),
)

stages = Table(
    "stages",
    metadata,
    board_code(primary_key=True),
    text_column("stage", primary_key=True),
    Column("on", Date, nullable=False),
    text_column("note", nullable=False),
    Column("recorded_at", Moment, nullable=False),
)
