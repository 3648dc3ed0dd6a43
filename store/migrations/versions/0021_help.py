"""What became of a board's call for help."""

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    """Filled with the tables of store/help_tables.py."""


def downgrade() -> None:
    """Drops them."""
