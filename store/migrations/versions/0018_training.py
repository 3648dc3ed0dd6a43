"""Proposals of cohorts, cohorts, who was invited, when they met, who came and who completed."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"

_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _proposals()
    op.create_table(
        "cohorts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("locality", sa.Text(), nullable=True),
        sa.Column("commune", sa.Text(), nullable=True),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("made_at", _MOMENT, nullable=False),
        sa.Column("cancelled_at", _MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cohorts")),
    )
    op.create_table(
        "cohort_boards",
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("board_code", sa.Text(), nullable=False),
        sa.Column("added_at", _MOMENT, nullable=False),
        sa.Column("invited_at", _MOMENT, nullable=True),
        sa.Column("coming", sa.Text(), nullable=True),
        sa.Column("answered_at", _MOMENT, nullable=True),
        sa.Column("completed_on", sa.Date(), nullable=True),
        _refers("cohort_boards", "cohort_id", "cohorts.id"),
        _refers("cohort_boards", "board_code", "boards.code"),
        sa.PrimaryKeyConstraint("cohort_id", "board_code", name=op.f("pk_cohort_boards")),
    )
    op.create_index(op.f("ix_cohort_boards_board_code"), "cohort_boards", ["board_code"])
    op.create_table(
        "meetings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("starts_at", _MOMENT, nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        _refers("meetings", "cohort_id", "cohorts.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meetings")),
    )
    op.create_index(op.f("ix_meetings_cohort_id"), "meetings", ["cohort_id"])
    op.create_table(
        "attendance",
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("board_code", sa.Text(), nullable=False),
        sa.Column("seat", sa.Text(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        _refers("attendance", "meeting_id", "meetings.id"),
        _refers("attendance", "board_code", "boards.code"),
        sa.PrimaryKeyConstraint("meeting_id", "board_code", "seat", name=op.f("pk_attendance")),
    )
    op.create_index(op.f("ix_attendance_board_code"), "attendance", ["board_code"])


def downgrade() -> None:
    for name in ("attendance", "meetings", "cohort_boards", "cohorts", "cohort_proposals"):
        op.drop_table(name)


def _proposals() -> None:
    op.create_table(
        "cohort_proposals",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("locality", sa.Text(), nullable=True),
        sa.Column("commune", sa.Text(), nullable=True),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("lacking", sa.Integer(), nullable=False),
        sa.Column("helped", sa.Integer(), nullable=False),
        sa.Column("boards", sa.JSON(), nullable=False),
        *_unlock(""),
        *_unlock("with_papers_"),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_cohort_proposals")),
    )


def _unlock(prefix: str) -> list[sa.Column[int]]:
    return [
        sa.Column(f"{prefix}processes", sa.Integer(), nullable=False),
        sa.Column(f"{prefix}open_now", sa.Integer(), nullable=False),
        sa.Column(f"{prefix}value_cop", sa.BigInteger(), nullable=False),
        sa.Column(f"{prefix}without_value", sa.Integer(), nullable=False),
    ]


def _refers(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [to], name=op.f(f"fk_{table}_{column}"), ondelete="CASCADE")
