"""What the rows say of each buyer."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"

_ADDED = (("is_small_firm", sa.Boolean()), ("added_days", sa.Integer()), ("added_cop", sa.BigInteger()))


def upgrade() -> None:
    for name, kind in _ADDED:
        op.add_column("contracts", sa.Column(name, kind, nullable=True))
    op.create_index("ix_contracts_buyer_nit_signed_on", "contracts", ["buyer_nit", "signed_on"])
    op.create_index("ix_processes_buyer_nit", "processes", ["buyer_nit"])
    op.create_table(
        "buyers",
        sa.Column("nit", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("nit", name=op.f("pk_buyers")),
    )
    op.create_table(
        "buyer_facts",
        sa.Column("buyer_nit", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("value", sa.Float(), nullable=True),
        sa.Column("part", sa.BigInteger(), nullable=True),
        sa.Column("whole", sa.BigInteger(), nullable=True),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("unknown", sa.Integer(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("usual", sa.Float(), nullable=True),
        sa.Column("buyers", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["buyer_nit"], ["buyers.nit"], name=op.f("fk_buyer_facts_buyer_nit"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("buyer_nit", "kind", name=op.f("pk_buyer_facts")),
    )


def downgrade() -> None:
    op.drop_table("buyer_facts")
    op.drop_table("buyers")
    op.drop_index("ix_processes_buyer_nit", "processes")
    op.drop_index("ix_contracts_buyer_nit_signed_on", "contracts")
    for name, _ in _ADDED:
        op.drop_column("contracts", name)
