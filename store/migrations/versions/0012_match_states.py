"""What the matches that stand were made of: marks of the rules, of boards and of calls."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    op.create_table(
        "match_rules",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("mark", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_match_rules")),
    )
    op.create_table(
        "match_boards",
        sa.Column("board_code", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("mark", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["board_code"], ["boards.code"], name=op.f("fk_match_boards_board_code"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("board_code", name=op.f("pk_match_boards")),
        sa.UniqueConstraint("number", name=op.f("uq_match_boards_number")),
    )
    op.create_table(
        "match_calls",
        sa.Column("portfolio_id", sa.Text(), nullable=False),
        sa.Column("mark", sa.Text(), nullable=False),
        sa.Column("alike", sa.Text(), nullable=False),
        sa.Column("refusal", sa.Text(), nullable=True),
        sa.Column("told", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("portfolio_id", name=op.f("pk_match_calls")),
    )


def downgrade() -> None:
    op.drop_table("match_calls")
    op.drop_table("match_boards")
    op.drop_table("match_rules")
