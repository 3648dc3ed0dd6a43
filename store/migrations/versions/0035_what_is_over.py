"""What the night's sweep looks for is found without reading all of the largest tables."""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"

_ANSWERED = sa.text("answer IS NOT NULL OR provider_id IS NOT NULL")
_WITHDRAWN = sa.text("withdrawn_at IS NOT NULL")
_INDEXES = (
    ("ix_matches_withdrawn_at", "matches", "withdrawn_at", _WITHDRAWN),
    ("ix_plan_matches_withdrawn_at", "plan_matches", "withdrawn_at", _WITHDRAWN),
    ("ix_attempts_answered", "attempts", "started_at", _ANSWERED),
)


def upgrade() -> None:
    for name, table, column, where in _INDEXES:
        op.create_index(name, table, [column], sqlite_where=where, postgresql_where=where)


def downgrade() -> None:
    for name, table, _column, _where in _INDEXES:
        op.drop_index(name, table)
