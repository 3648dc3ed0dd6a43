"""The other datasets: SECOP I, plan headers, bids, suppliers, documents, modifications, sanctions."""

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
