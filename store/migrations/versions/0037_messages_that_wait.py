"""What waits for some boards is found without reading all that they were ever told."""

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"

_NAME = "ix_deliveries_waiting_of_board"
_WAITING = sa.text("coalesce(accepted_at, failed_at) IS NULL")


def upgrade() -> None:
    op.create_index(_NAME, "deliveries", ["board_code"], sqlite_where=_WAITING, postgresql_where=_WAITING)


def downgrade() -> None:
    op.drop_index(_NAME, "deliveries")
