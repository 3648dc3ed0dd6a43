"""Which process a planned purchase became."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "plan_links",
        sa.Column("plan_key", sa.Text(), nullable=False),
        sa.Column("portfolio_id", sa.Text(), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("linked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["plan_key"],
            ["planned_purchases.key"],
            name=op.f("fk_plan_links_plan_key"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("plan_key", "portfolio_id", name=op.f("pk_plan_links")),
    )
    with op.batch_alter_table("plan_links", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_plan_links_portfolio_id"), ["portfolio_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("plan_links", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_plan_links_portfolio_id"))

    op.drop_table("plan_links")
