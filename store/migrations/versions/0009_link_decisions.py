"""What people decided on links, links of bids, and why and for whom each link was made."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    for name in ("supplier_key", "town", "why"):
        op.add_column("links", sa.Column(name, sa.Text(), nullable=True))
    op.create_table(
        "bid_links",
        sa.Column("bid_key", sa.Text(), nullable=False),
        sa.Column("board_code", sa.Text(), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("supplier_key", sa.Text(), nullable=True),
        sa.Column("town", sa.Text(), nullable=True),
        sa.Column("why", sa.Text(), nullable=True),
        sa.Column("linked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["bid_key"], ["bids.key"], name=op.f("fk_bid_links_bid_key"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["board_code"], ["boards.code"], name=op.f("fk_bid_links_board_code"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("bid_key", name=op.f("pk_bid_links")),
    )
    op.create_index(op.f("ix_bid_links_board_code"), "bid_links", ["board_code"])
    op.create_table(
        "link_decisions",
        sa.Column("supplier_key", sa.Text(), nullable=False),
        sa.Column("board_code", sa.Text(), nullable=False),
        sa.Column("supplier_name", sa.Text(), nullable=False),
        sa.Column("confirmed", sa.Boolean(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["board_code"], ["boards.code"], name=op.f("fk_link_decisions_board_code"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("supplier_key", "board_code", name=op.f("pk_link_decisions")),
    )


def downgrade() -> None:
    op.drop_table("link_decisions")
    op.drop_table("bid_links")
    for name in ("why", "town", "supplier_key"):
        op.drop_column("links", name)
