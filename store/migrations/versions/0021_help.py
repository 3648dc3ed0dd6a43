"""Which calls for help somebody of the office attends, and what boards were answered."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"

_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "help_cases",
        sa.Column("board_code", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("asked_at", _MOMENT, nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("taken_by", sa.Integer(), nullable=True),
        sa.Column("taken_at", _MOMENT, nullable=True),
        sa.Column("closed_at", _MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["board_code"], ["boards.code"], name=op.f("fk_help_cases_board_code"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["taken_by"], ["staff.id"], name=op.f("fk_help_cases_taken_by")),
        sa.PrimaryKeyConstraint("board_code", "about", name=op.f("pk_help_cases")),
    )
    op.create_table(
        "help_answers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("board_code", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["board_code", "about"],
            ["help_cases.board_code", "help_cases.about"],
            name="fk_help_answers_board_code_about",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_help_answers_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_help_answers")),
    )
    op.create_index(op.f("ix_help_answers_board_code"), "help_answers", ["board_code", "about"])


def downgrade() -> None:
    op.drop_table("help_answers")
    op.drop_table("help_cases")
