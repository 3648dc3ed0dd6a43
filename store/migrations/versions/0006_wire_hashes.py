"""Rows of one key, and rows that the source has no more, full harvests."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.create_table(
        "repeated_keys",
        sa.Column("table_name", sa.Text(), nullable=False),
        sa.Column("base", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("table_name", "base", "key", name=op.f("pk_repeated_keys")),
    )
    op.add_column("harvests", sa.Column("full", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("processes", sa.Column("gone_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("harvests") as batch_op:
        batch_op.drop_column("full")
    with op.batch_alter_table("processes") as batch_op:
        batch_op.drop_column("gone_at")
    op.drop_table("repeated_keys")
