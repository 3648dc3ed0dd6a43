"""The tables of boards that ask boards: who agreed to be asked, by whom not, and what was asked."""

from sqlalchemy import Column, ForeignKey, Integer, Table, Text

from store.schema import Moment, board_code, metadata, text_column


def _board(name: str, **options: object) -> Column[str]:
    return Column(name, Text, ForeignKey("boards.code", ondelete="CASCADE"), nullable=False, **options)  # type: ignore[arg-type]


# `words` is what the board read when it agreed, whole: the proof of what it agreed to.
guide_consents = Table(
    "guide_consents",
    metadata,
    Column("id", Integer, primary_key=True),
    board_code(index=True),
    text_column("words", nullable=False),
    Column("given_at", Moment, nullable=False),
    Column("withdrawn_at", Moment),
)

guide_blocks = Table(
    "guide_blocks",
    metadata,
    _board("guide_code", primary_key=True),
    _board("asker_code", primary_key=True),
    Column("at", Moment, nullable=False),
)

inquiries = Table(
    "inquiries",
    metadata,
    Column("id", Integer, primary_key=True),
    _board("asker_code", index=True),
    _board("guide_code", index=True),
    text_column("about", nullable=False),
    text_column("words", nullable=False),
    Column("asked_at", Moment, nullable=False),
    text_column("answer"),
    Column("answered_at", Moment),
    Column("declined_at", Moment),
    Column("reported_at", Moment),
    text_column("reported_by"),
    Column("closed_at", Moment),
    Column("closed_by", Integer, ForeignKey("staff.id")),
    text_column("closed_why"),
)
