"""Events: what happened to each board, and from when until when it was held for true."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"

_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "events",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("board_code", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("at", _MOMENT, nullable=True),
        sa.Column("after_at", _MOMENT, nullable=True),
        sa.Column("value", sa.Text(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("row", sa.Text(), nullable=False),
        sa.Column("sureness", sa.Text(), nullable=False),
        sa.Column("known_at", _MOMENT, nullable=False),
        sa.Column("known_until", _MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_events")),
    )
    op.create_index(op.f("ix_events_board_code_kind_about"), "events", ["board_code", "kind", "about"])
    op.create_index(op.f("ix_events_kind_at"), "events", ["kind", "at"])
    op.create_index(op.f("ix_events_kind_after_at"), "events", ["kind", "after_at"])
    of_all_times = sa.text("kind IN ('listed', 'reached', 'known', 'ready', 'signed')")
    op.create_index(
        op.f("ix_events_of_all_times"),
        "events",
        ["kind", "board_code", "at", "known_at", "known_until", "sureness", "about", "value"],
        sqlite_where=of_all_times,
        postgresql_where=of_all_times,
    )
    op.create_table(
        "event_looks",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("looked_at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("kind", name=op.f("pk_event_looks")),
    )


def downgrade() -> None:
    op.drop_table("event_looks")
    op.drop_table("events")
