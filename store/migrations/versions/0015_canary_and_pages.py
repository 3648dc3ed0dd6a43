"""What became of the nightly canaries, and what the operator was paged for."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"

_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "canary_runs",
        sa.Column("portfolio_id", sa.Text(), nullable=False),
        sa.Column("injected_at", _MOMENT, nullable=False),
        sa.Column("checked_at", _MOMENT, nullable=True),
        sa.Column("failed_step", sa.Text(), nullable=True),
        sa.Column("says", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("portfolio_id", name=op.f("pk_canary_runs")),
    )
    op.create_table(
        "troubles",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("since", _MOMENT, nullable=True),
        sa.Column("paged_at", _MOMENT, nullable=True),
        sa.Column("unsent_at", _MOMENT, nullable=True),
        sa.Column("why", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_troubles")),
    )


def downgrade() -> None:
    op.drop_table("troubles")
    op.drop_table("canary_runs")
