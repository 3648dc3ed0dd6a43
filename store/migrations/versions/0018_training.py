"""Cohorts, who was invited, who came and who completed."""

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    """Filled with the tables of store/training_tables.py."""


def downgrade() -> None:
    """Drops them."""
