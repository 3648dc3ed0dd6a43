"""Which barrios are neighbours, worked out once from their shapes."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.create_table(
        "place_neighbours",
        sa.Column("municipality", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("other", sa.Text(), nullable=False),
        sa.Column("metres", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("municipality", "name", "other", name=op.f("pk_place_neighbours")),
    )


def downgrade() -> None:
    op.drop_table("place_neighbours")
