"""Rows of one key, and hashes of rows as they come over the wire."""

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


def downgrade() -> None:
    op.drop_table("repeated_keys")
