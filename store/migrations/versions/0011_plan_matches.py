"""Which planned purchases suit which boards."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.create_table(
        "plan_matches",
        sa.Column("board_code", sa.Text(), nullable=False),
        sa.Column("plan_key", sa.Text(), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("route", sa.Text(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("missing", sa.JSON(), nullable=False),
        sa.Column("expected_on", sa.Date(), nullable=True),
        sa.Column("matched_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["board_code"], ["boards.code"], name=op.f("fk_plan_matches_board_code"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["plan_key"],
            ["planned_purchases.key"],
            name=op.f("fk_plan_matches_plan_key"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("board_code", "plan_key", name=op.f("pk_plan_matches")),
    )
    op.create_index(op.f("ix_plan_matches_plan_key"), "plan_matches", ["plan_key"])


def downgrade() -> None:
    op.drop_table("plan_matches")
