"""A provider's word on a message that came back says whose trouble it is, and not only whether for good."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    op.add_column("provider_statuses", sa.Column("whose", sa.Text(), nullable=True))
    op.execute("UPDATE provider_statuses SET whose = 'address' WHERE status = 'failed' AND is_for_good")
    op.execute("UPDATE provider_statuses SET whose = 'nobody' WHERE status = 'failed' AND NOT is_for_good")
    with op.batch_alter_table("provider_statuses") as batch:
        batch.drop_column("is_for_good")


def downgrade() -> None:
    op.add_column(
        "provider_statuses",
        sa.Column("is_for_good", sa.Boolean(), nullable=False, server_default=sa.true()),
    )
    op.execute(
        "UPDATE provider_statuses SET is_for_good = false WHERE whose IN ('nobody', 'message', 'ours')"
    )
    with op.batch_alter_table("provider_statuses") as batch:
        batch.alter_column("is_for_good", existing_type=sa.Boolean(), server_default=None)
        batch.drop_column("whose")
