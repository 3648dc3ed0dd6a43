"""From when on a board's links open: those that were made before were ended by it."""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"


def upgrade() -> None:
    op.create_table(
        "ended_links",
        sa.Column("board_code", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["board_code"], ["boards.code"], name=op.f("fk_ended_links_board_code_boards"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("board_code", name=op.f("pk_ended_links")),
    )


def downgrade() -> None:
    op.drop_table("ended_links")
