"""Dignatarios with their periods, and the stages of a board's accompaniment."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"

_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "dignitaries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("board_code", sa.Text(), nullable=False),
        sa.Column("post", sa.Text(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("recorded_at", _MOMENT, nullable=False),
        _of_board("dignitaries"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dignitaries")),
    )
    op.create_index(op.f("ix_dignitaries_board_code"), "dignitaries", ["board_code"])
    op.create_table(
        "stages",
        sa.Column("board_code", sa.Text(), nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("recorded_at", _MOMENT, nullable=False),
        _of_board("stages"),
        sa.PrimaryKeyConstraint("board_code", "stage", name=op.f("pk_stages")),
    )


def downgrade() -> None:
    op.drop_table("stages")
    op.drop_table("dignitaries")


def _of_board(table: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_board_code")
    return sa.ForeignKeyConstraint(["board_code"], ["boards.code"], name=name, ondelete="CASCADE")
