"""A match keeps its score as if the days sufficed, and the call its days: no match is written for a new day."""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"

_COLUMNS = (("matches", "days_needed"), ("matches", "days_points"), ("match_calls", "days_left"))


def upgrade() -> None:
    for table, name in _COLUMNS:
        op.add_column(table, sa.Column(name, sa.Integer()))


def downgrade() -> None:
    for table, name in _COLUMNS:
        op.drop_column(table, name)
