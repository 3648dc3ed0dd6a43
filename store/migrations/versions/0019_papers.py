"""Documents that boards handed in, and what boards say of their own work."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"

_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "filings",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("board_code", sa.Text(), nullable=False),
        sa.Column("requirement", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.Column("notice", sa.Text(), nullable=False),
        sa.Column("handed_in_at", _MOMENT, nullable=False),
        sa.Column("decided_at", _MOMENT, nullable=True),
        sa.Column("fate", sa.Text(), nullable=True),
        sa.Column("words", sa.Text(), nullable=True),
        sa.Column("decided_by", sa.Text(), nullable=True),
        _of_board("filings"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_filings")),
    )
    op.create_index(op.f("ix_filings_board_code"), "filings", ["board_code"])
    op.create_index(op.f("ix_filings_decided_at"), "filings", ["decided_at"])
    op.create_table(
        "said_trades",
        sa.Column("board_code", sa.Text(), nullable=False),
        sa.Column("trades", sa.JSON(), nullable=False),
        sa.Column("said_at", _MOMENT, nullable=False),
        _of_board("said_trades"),
        sa.PrimaryKeyConstraint("board_code", name=op.f("pk_said_trades")),
    )


def downgrade() -> None:
    op.drop_table("said_trades")
    op.drop_table("filings")


def _of_board(table: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_board_code")
    return sa.ForeignKeyConstraint(["board_code"], ["boards.code"], name=name, ondelete="CASCADE")
