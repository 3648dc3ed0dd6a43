"""Evidence by source: who says so, who checked it, and up to which value it holds."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

_BEFORE = ("board_code", "requirement", "level", "issued_on", "expires_on", "note", "recorded_at")


def upgrade() -> None:
    rows = _rows("SELECT {} FROM evidence")
    op.drop_table("evidence")
    table = op.create_table(
        "evidence",
        *_key(),
        sa.Column("source", sa.Text(), nullable=False),
        *_fields(),
        sa.Column("checked_by", sa.Text(), nullable=True),
        sa.Column("proof", sa.Text(), nullable=True),
        sa.Column("limit_cop", sa.BigInteger(), nullable=True),
        sa.Column("applies", sa.Boolean(), nullable=False),
        *_constraints("board_code", "requirement", "source"),
    )
    op.bulk_insert(table, [{**row, "source": "board", "applies": True} for row in rows])


def downgrade() -> None:
    rows = _rows("SELECT {} FROM evidence WHERE source = 'board' AND applies")
    op.drop_table("evidence")
    table = op.create_table("evidence", *_key(), *_fields(), *_constraints("board_code", "requirement"))
    op.bulk_insert(table, rows)


def _rows(query: str) -> list[dict[str, object]]:
    """Read with their types, for SQLite keeps days as text."""
    typed = sa.text(query.format(", ".join(_BEFORE))).columns(
        issued_on=sa.Date(), expires_on=sa.Date(), recorded_at=sa.DateTime(timezone=True)
    )
    return [dict(row._mapping) for row in op.get_bind().execute(typed)]


def _key() -> tuple[sa.Column[str], ...]:
    return (
        sa.Column("board_code", sa.Text(), nullable=False),
        sa.Column("requirement", sa.Text(), nullable=False),
    )


def _fields() -> tuple[sa.Column[object], ...]:
    return (
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
    )


def _constraints(*key: str) -> tuple[sa.schema.SchemaItem, ...]:
    return (
        sa.ForeignKeyConstraint(
            ["board_code"], ["boards.code"], name=op.f("fk_evidence_board_code"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint(*key, name=op.f("pk_evidence")),
    )
