"""Contacts, authorisations and preferences; the ledger from queued to read; what providers and people answer."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"

_MOMENT = sa.DateTime(timezone=True)
_OPEN = sa.text("accepted_at IS NULL AND failed_at IS NULL")
_NEW_OF_DELIVERIES = (
    ("role", sa.Text(), False),
    ("contact_id", sa.Integer(), True),
    ("code", sa.Text(), False),
    ("priority", sa.Integer(), False),
    ("recorded", sa.Integer(), False),
    ("claimed_at", _MOMENT, True),
    ("delivered_at", _MOMENT, True),
    ("read_at", _MOMENT, True),
    ("why", sa.Text(), True),
)
_NEW_OF_ATTEMPTS = (
    ("channel", sa.Text()),
    ("contact_id", sa.Integer()),
    ("about", sa.Text()),
    ("provider_id", sa.Text()),
    ("delivered_at", _MOMENT),
    ("read_at", _MOMENT),
    ("bounced_at", _MOMENT),
)


def upgrade() -> None:
    _create_tables()
    op.drop_index("ix_deliveries_waiting", "deliveries")
    with op.batch_alter_table("deliveries") as batch:
        for name, kind, _ in _NEW_OF_DELIVERIES:
            batch.add_column(sa.Column(name, kind, nullable=True))
    with op.batch_alter_table("attempts") as batch:
        for name, kind in _NEW_OF_ATTEMPTS:
            batch.add_column(sa.Column(name, kind, nullable=True))
    # A code of before was never printed on a message: any that is unique will do.
    op.execute("UPDATE deliveries SET role = 'board', code = key, priority = 3, recorded = tries")
    op.execute(
        "UPDATE attempts SET channel = (SELECT d.channel FROM deliveries AS d WHERE d.id = delivery_id),"
        " provider_id = CASE result WHEN 'accepted' THEN"
        " (SELECT d.provider_id FROM deliveries AS d WHERE d.id = delivery_id) END"
    )
    op.execute(
        "UPDATE deliveries SET recorded = tries - 1 WHERE EXISTS"
        " (SELECT 1 FROM attempts WHERE delivery_id = deliveries.id AND finished_at IS NULL)"
    )
    op.execute("DELETE FROM attempts WHERE finished_at IS NULL")
    with op.batch_alter_table("deliveries") as batch:
        for name, kind, nullable in _NEW_OF_DELIVERIES:
            if not nullable:
                batch.alter_column(name, existing_type=kind, nullable=False)
        batch.alter_column("channel", existing_type=sa.Text(), nullable=True)
        batch.drop_column("provider_id")
        batch.create_unique_constraint(op.f("uq_deliveries_code"), ["code"])
        batch.create_foreign_key(
            op.f("fk_deliveries_contact_id"), "contacts", ["contact_id"], ["id"], ondelete="SET NULL"
        )
    with op.batch_alter_table("attempts") as batch:
        batch.create_foreign_key(
            op.f("fk_attempts_contact_id"), "contacts", ["contact_id"], ["id"], ondelete="SET NULL"
        )
    op.create_index(
        "ix_deliveries_waiting",
        "deliveries",
        ["priority", "due_at", "id"],
        sqlite_where=_OPEN,
        postgresql_where=_OPEN,
    )
    op.create_index("ix_attempts_provider_id", "attempts", ["channel", "provider_id"])
    op.create_index("ix_attempts_contact_id", "attempts", ["contact_id"])
    _rename_what_alerts_are_about("portfolio_id", "about")


def downgrade() -> None:
    _rename_what_alerts_are_about("about", "portfolio_id")
    op.drop_index("ix_deliveries_waiting", "deliveries")
    op.drop_index("ix_attempts_contact_id", "attempts")
    op.drop_index("ix_attempts_provider_id", "attempts")
    with op.batch_alter_table("deliveries") as batch:
        batch.drop_constraint(op.f("fk_deliveries_contact_id"), type_="foreignkey")
        batch.drop_constraint(op.f("uq_deliveries_code"), type_="unique")
        batch.add_column(sa.Column("provider_id", sa.Text(), nullable=True))
        for name, _, _ in _NEW_OF_DELIVERIES:
            batch.drop_column(name)
    with op.batch_alter_table("attempts") as batch:
        batch.drop_constraint(op.f("fk_attempts_contact_id"), type_="foreignkey")
        for name, _ in _NEW_OF_ATTEMPTS:
            batch.drop_column(name)
    op.execute("UPDATE deliveries SET channel = 'email' WHERE channel IS NULL")
    with op.batch_alter_table("deliveries") as batch:
        batch.alter_column("channel", existing_type=sa.Text(), nullable=False)
    op.create_index(
        "ix_deliveries_waiting", "deliveries", ["due_at"], sqlite_where=_OPEN, postgresql_where=_OPEN
    )
    for name in (
        "channel_states",
        "replies",
        "provider_statuses",
        "preferences",
        "stops",
        "authorisations",
        "contacts",
    ):
        op.drop_table(name)


def _rename_what_alerts_are_about(old: str, new: str) -> None:
    op.drop_index(f"ix_alerts_{old}", "alerts")
    with op.batch_alter_table("alerts") as batch:
        batch.drop_constraint(op.f(f"uq_alerts_board_code_{old}_kind_version"), type_="unique")
        batch.alter_column(old, new_column_name=new, existing_type=sa.Text(), existing_nullable=False)
    with op.batch_alter_table("alerts") as batch:
        batch.create_unique_constraint(
            op.f(f"uq_alerts_board_code_{new}_kind_version"), ["board_code", new, "kind", "version"]
        )
    op.create_index(f"ix_alerts_{new}", "alerts", [new])


def _of_board(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["board_code"], ["boards.code"], name=op.f(f"fk_{table}_board_code"), ondelete="CASCADE"
    )


def _create_tables() -> None:
    op.create_table(
        "contacts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("board_code", sa.Text(), nullable=True),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("locality", sa.Text(), nullable=True),
        sa.Column("added_at", _MOMENT, nullable=False),
        sa.Column("failed_at", _MOMENT, nullable=True),
        sa.Column("why", sa.Text(), nullable=True),
        _of_board("contacts"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contacts")),
    )
    op.create_index("ix_contacts_digest", "contacts", ["digest"])
    op.create_index("ix_contacts_board_code", "contacts", ["board_code"])
    op.create_table(
        "authorisations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("board_code", sa.Text(), nullable=False),
        sa.Column("notice", sa.Text(), nullable=False),
        sa.Column("given_at", _MOMENT, nullable=False),
        sa.Column("means", sa.Text(), nullable=False),
        sa.Column("proof", sa.Text(), nullable=False),
        sa.Column("withdrawn_at", _MOMENT, nullable=True),
        _of_board("authorisations"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_authorisations")),
    )
    op.create_index("ix_authorisations_board_code", "authorisations", ["board_code"])
    op.create_table(
        "stops",
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("stopped_at", _MOMENT, nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_stops")),
    )
    op.create_table(
        "preferences",
        sa.Column("board_code", sa.Text(), nullable=False),
        sa.Column("rhythm", sa.Text(), nullable=False),
        sa.Column("opens_hour", sa.Integer(), nullable=True),
        sa.Column("closes_hour", sa.Integer(), nullable=True),
        sa.Column("urgent_any_time", sa.Boolean(), nullable=False),
        sa.Column("paused_until", sa.Date(), nullable=True),
        sa.Column("changed_at", _MOMENT, nullable=False),
        _of_board("preferences"),
        sa.PrimaryKeyConstraint("board_code", name=op.f("pk_preferences")),
    )
    op.create_table(
        "provider_statuses",
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("provider_id", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=True),
        sa.Column("is_for_good", sa.Boolean(), nullable=False),
        sa.Column("received_at", _MOMENT, nullable=False),
        sa.Column("applied_at", _MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("channel", "provider_id", "status", name=op.f("pk_provider_statuses")),
    )
    op.create_table(
        "replies",
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("board_code", sa.Text(), nullable=True),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("read_as", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), nullable=True),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("received_at", _MOMENT, nullable=False),
        _of_board("replies"),
        sa.PrimaryKeyConstraint("channel", "id", name=op.f("pk_replies")),
    )
    op.create_table(
        "channel_states",
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("stopped_at", _MOMENT, nullable=True),
        sa.Column("why", sa.Text(), nullable=True),
        sa.Column("rests_until", _MOMENT, nullable=True),
        sa.Column("trouble", sa.Text(), nullable=True),
        sa.Column("trouble_at", _MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("channel", name=op.f("pk_channel_states")),
    )
