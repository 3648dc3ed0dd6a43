"""The tables of training: proposals, cohorts, who was invited, when they met, who came and who completed."""

from typing import Any

from sqlalchemy import JSON, BigInteger, Column, Date, ForeignKey, Integer, Table

from store.schema import Moment, board_code, metadata, text_column


def _cohort_id(**options: Any) -> Column[int]:
    return Column("cohort_id", Integer, ForeignKey("cohorts.id", ondelete="CASCADE"), **options)


def _unlock(prefix: str) -> tuple[Column[Any], ...]:
    return (
        Column(f"{prefix}processes", Integer, nullable=False),
        Column(f"{prefix}open_now", Integer, nullable=False),
        Column(f"{prefix}value_cop", BigInteger, nullable=False),
        Column(f"{prefix}without_value", Integer, nullable=False),
    )


# Written anew whenever boards are assessed. `boards` are the candidates, the first ones first.
cohort_proposals = Table(
    "cohort_proposals",
    metadata,
    text_column("key", primary_key=True),
    text_column("unit", nullable=False),
    text_column("locality"),
    text_column("commune"),
    Column("on", Date, nullable=False),
    Column("lacking", Integer, nullable=False),
    Column("helped", Integer, nullable=False),
    Column("boards", JSON, nullable=False),
    *_unlock(""),
    *_unlock("with_papers_"),
)

cohorts = Table(
    "cohorts",
    metadata,
    Column("id", Integer, primary_key=True),
    text_column("unit", nullable=False),
    text_column("locality"),
    text_column("commune"),
    text_column("why", nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("cancelled_at", Moment),
)

cohort_boards = Table(
    "cohort_boards",
    metadata,
    _cohort_id(primary_key=True),
    board_code(primary_key=True, index=True),
    Column("added_at", Moment, nullable=False),
    Column("invited_at", Moment),
    text_column("coming"),
    Column("answered_at", Moment),
    Column("completed_on", Date),
)

meetings = Table(
    "meetings",
    metadata,
    Column("id", Integer, primary_key=True),
    _cohort_id(nullable=False, index=True),
    Column("starts_at", Moment, nullable=False),
    text_column("place", nullable=False),
)

# How many people of a board came to a meeting, by what they are in it. No names, so nothing to erase.
attendance = Table(
    "attendance",
    metadata,
    Column("meeting_id", Integer, ForeignKey("meetings.id", ondelete="CASCADE"), primary_key=True),
    board_code(primary_key=True, index=True),
    text_column("seat", primary_key=True),
    Column("people", Integer, nullable=False),
)
