"""The tables of the register: dignatarios with their periods, stages of boards, how large they are."""

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

# How many affiliates a board has, as the office last told: a number, and nobody's name.
board_sizes = Table(
    "board_sizes",
    metadata,
    board_code(primary_key=True),
    Column("affiliates", Integer, nullable=False),
    Column("recorded_at", Moment, nullable=False),
)
