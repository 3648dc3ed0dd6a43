"""Plans of accompaniment, and the boards that agreed to be asked."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"

_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "accompaniments",
        sa.Column("board_code", sa.Text(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("route", sa.Text(), nullable=True),
        sa.Column("opened_at", _MOMENT, nullable=False),
        _of_board("accompaniments"),
        sa.ForeignKeyConstraint(["owner_id"], ["staff.id"], name=op.f("fk_accompaniments_owner_id")),
        sa.PrimaryKeyConstraint("board_code", name=op.f("pk_accompaniments")),
    )
    op.create_index(op.f("ix_accompaniments_owner_id"), "accompaniments", ["owner_id"])
    op.create_table(
        "accompaniment_actions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("board_code", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("doer", sa.Text(), nullable=False),
        sa.Column("requirement", sa.Text(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("added_at", _MOMENT, nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("done_at", _MOMENT, nullable=True),
        sa.Column("done_by", sa.Text(), nullable=True),
        sa.Column("dropped_at", _MOMENT, nullable=True),
        sa.Column("dropped_why", sa.Text(), nullable=True),
        sa.Column("cannot_at", _MOMENT, nullable=True),
        sa.Column("cannot_why", sa.Text(), nullable=True),
        _of_board("accompaniment_actions"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accompaniment_actions")),
    )
    op.create_index(op.f("ix_accompaniment_actions_board_code"), "accompaniment_actions", ["board_code"])
    op.create_table(
        "accompaniment_entries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("board_code", sa.Text(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("written_at", _MOMENT, nullable=False),
        sa.Column("corrects", sa.Integer(), nullable=True),
        _of_board("accompaniment_entries"),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_accompaniment_entries_staff_id")),
        sa.ForeignKeyConstraint(
            ["corrects"], ["accompaniment_entries.id"], name=op.f("fk_accompaniment_entries_corrects")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accompaniment_entries")),
    )
    op.create_index(op.f("ix_accompaniment_entries_board_code"), "accompaniment_entries", ["board_code"])
    op.create_table(
        "guide_consents",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("board_code", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("given_at", _MOMENT, nullable=False),
        sa.Column("withdrawn_at", _MOMENT, nullable=True),
        _of_board("guide_consents"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_guide_consents")),
    )
    op.create_index(op.f("ix_guide_consents_board_code"), "guide_consents", ["board_code"])
    op.create_table(
        "guide_blocks",
        sa.Column("guide_code", sa.Text(), nullable=False),
        sa.Column("asker_code", sa.Text(), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        _of_board("guide_blocks", "guide_code"),
        _of_board("guide_blocks", "asker_code"),
        sa.PrimaryKeyConstraint("guide_code", "asker_code", name=op.f("pk_guide_blocks")),
    )
    op.create_table(
        "inquiries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("asker_code", sa.Text(), nullable=False),
        sa.Column("guide_code", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("asked_at", _MOMENT, nullable=False),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("answered_at", _MOMENT, nullable=True),
        sa.Column("declined_at", _MOMENT, nullable=True),
        sa.Column("reported_at", _MOMENT, nullable=True),
        sa.Column("reported_by", sa.Text(), nullable=True),
        sa.Column("closed_at", _MOMENT, nullable=True),
        sa.Column("closed_by", sa.Integer(), nullable=True),
        sa.Column("closed_why", sa.Text(), nullable=True),
        _of_board("inquiries", "asker_code"),
        _of_board("inquiries", "guide_code"),
        sa.ForeignKeyConstraint(["closed_by"], ["staff.id"], name=op.f("fk_inquiries_closed_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inquiries")),
    )
    op.create_index(op.f("ix_inquiries_asker_code"), "inquiries", ["asker_code"])
    op.create_index(op.f("ix_inquiries_guide_code"), "inquiries", ["guide_code"])


def downgrade() -> None:
    op.drop_table("inquiries")
    op.drop_table("guide_blocks")
    op.drop_table("guide_consents")
    op.drop_table("accompaniment_entries")
    op.drop_table("accompaniment_actions")
    op.drop_table("accompaniments")


def _of_board(table: str, column: str = "board_code") -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}")
    return sa.ForeignKeyConstraint([column], ["boards.code"], name=name, ondelete="CASCADE")
