"""Whose awards are."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"


def upgrade() -> None:
    op.create_table(
        "award_links",
        sa.Column("process_key", sa.Text(), nullable=False),
        sa.Column("board_code", sa.Text(), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("supplier_key", sa.Text(), nullable=True),
        sa.Column("town", sa.Text(), nullable=True),
        sa.Column("why", sa.Text(), nullable=True),
        sa.Column("linked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["process_key"],
            ["processes.key"],
            name=op.f("fk_award_links_process_key"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["board_code"], ["boards.code"], name=op.f("fk_award_links_board_code"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("process_key", name=op.f("pk_award_links")),
    )
    op.create_index(op.f("ix_award_links_board_code"), "award_links", ["board_code"])


def downgrade() -> None:
    op.drop_table("award_links")
