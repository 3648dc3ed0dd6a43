"""What closing gaps would open, and of what an assessment follows."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.add_column("assessments", sa.Column("fingerprint", sa.BigInteger(), nullable=True))
    op.create_table(
        "unlocks",
        sa.Column("board_code", sa.Text(), nullable=False),
        sa.Column("requirement", sa.Text(), nullable=False),
        *_unlock(""),
        sa.Column("partner", sa.Text(), nullable=True),
        *_unlock("together_"),
        sa.ForeignKeyConstraint(
            ["board_code"], ["boards.code"], name=op.f("fk_unlocks_board_code"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("board_code", "requirement", name=op.f("pk_unlocks")),
    )
    op.create_table(
        "group_unlocks",
        sa.Column("locality", sa.Text(), nullable=False),
        sa.Column("closes", sa.Text(), nullable=False),
        sa.Column("lacking", sa.Integer(), nullable=False),
        sa.Column("boards", sa.Integer(), nullable=False),
        *_unlock(""),
        sa.PrimaryKeyConstraint("locality", "closes", name=op.f("pk_group_unlocks")),
    )


def downgrade() -> None:
    op.drop_table("group_unlocks")
    op.drop_table("unlocks")
    op.drop_column("assessments", "fingerprint")


def _unlock(prefix: str) -> tuple[sa.Column[int], ...]:
    return (
        sa.Column(f"{prefix}processes", sa.Integer(), nullable=False),
        sa.Column(f"{prefix}open_now", sa.Integer(), nullable=False),
        sa.Column(f"{prefix}value_cop", sa.BigInteger(), nullable=False),
        sa.Column(f"{prefix}without_value", sa.Integer(), nullable=False),
    )
