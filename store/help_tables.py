"""The tables of help: which calls for help somebody of the office attends, and what boards were answered."""

from sqlalchemy import Column, ForeignKey, ForeignKeyConstraint, Index, Integer, Table

from store.schema import Moment, board_code, metadata, text_column

# One row for each board and what it asks about, from the first act of the office on. A board that asks again
# after it was closed opens it anew.
help_cases = Table(
    "help_cases",
    metadata,
    board_code(primary_key=True),
    text_column("about", primary_key=True),  # a portfolio, or `-` (domain/alert.py)
    Column("asked_at", Moment, nullable=False),
    text_column("source", nullable=False),  # page, or the channel by which it came
    Column("taken_by", Integer, ForeignKey("staff.id")),
    Column("taken_at", Moment),
    Column("closed_at", Moment),
)

help_answers = Table(
    "help_answers",
    metadata,
    Column("id", Integer, primary_key=True),
    text_column("board_code", nullable=False),
    text_column("about", nullable=False),
    Column("staff_id", Integer, ForeignKey("staff.id"), nullable=False),
    Column("at", Moment, nullable=False),
    text_column("words", nullable=False),
    ForeignKeyConstraint(
        ["board_code", "about"],
        ["help_cases.board_code", "help_cases.about"],
        name="fk_help_answers_board_code_about",
        ondelete="CASCADE",
    ),
)
Index("ix_help_answers_board_code", help_answers.c.board_code, help_answers.c.about)
