"""Projects of the boards and what they were tied to."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"

_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "projects",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("board_code", sa.Text(), nullable=False),
        sa.Column("registered_at", _MOMENT, nullable=False),
        sa.Column("published_at", _MOMENT, nullable=True),
        sa.Column("withdrawn_at", _MOMENT, nullable=True),
        sa.Column("hidden_at", _MOMENT, nullable=True),
        sa.Column("hidden_why", sa.Text(), nullable=False),
        _refers("projects", "board_code", "boards.code"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_projects")),
    )
    op.create_index(op.f("ix_projects_board_code"), "projects", ["board_code"])
    _wordings()
    _budget_lines()
    _ties()
    _waypoints()
    op.create_index(op.f("ix_planned_purchases_plan_id_line_id"), "planned_purchases", ["plan_id", "line_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_planned_purchases_plan_id_line_id"), "planned_purchases")
    for name in ("waypoints", "project_ties", "budget_lines", "project_wordings", "projects"):
        op.drop_table(name)


def _wordings() -> None:
    op.create_table(
        "project_wordings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("said_at", _MOMENT, nullable=False),
        sa.Column("replaced_at", _MOMENT, nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("trade", sa.Text(), nullable=False),
        sa.Column("barrio", sa.Text(), nullable=True),
        sa.Column("locality", sa.Text(), nullable=True),
        sa.Column("spot", sa.Text(), nullable=False),
        sa.Column("cost_cop", sa.BigInteger(), nullable=True),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=True),
        sa.Column("households", sa.Integer(), nullable=True),
        sa.Column("whom", sa.Text(), nullable=False),
        sa.Column("approved_on", sa.Date(), nullable=True),
        _refers("project_wordings", "project_id", "projects.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project_wordings")),
    )
    op.create_index(op.f("ix_project_wordings_project_id"), "project_wordings", ["project_id", "replaced_at"])


def _budget_lines() -> None:
    op.create_table(
        "budget_lines",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("entity", sa.Text(), nullable=False),
        sa.Column("locality", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("commune", sa.Text(), nullable=False),
        sa.Column("amount_cop", sa.BigInteger(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("brought_at", _MOMENT, nullable=False),
        sa.Column("changed_at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_budget_lines")),
        sa.UniqueConstraint("year", "entity", "locality", "number", name=op.f("uq_budget_lines_number")),
    )


def _ties() -> None:
    op.create_table(
        "project_ties",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("tied_by", sa.Integer(), nullable=False),
        sa.Column("tied_at", _MOMENT, nullable=False),
        sa.Column("untied_by", sa.Integer(), nullable=True),
        sa.Column("untied_at", _MOMENT, nullable=True),
        sa.Column("untied_why", sa.Text(), nullable=True),
        _refers("project_ties", "project_id", "projects.id"),
        sa.ForeignKeyConstraint(["tied_by"], ["staff.id"], name=op.f("fk_project_ties_tied_by")),
        sa.ForeignKeyConstraint(["untied_by"], ["staff.id"], name=op.f("fk_project_ties_untied_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project_ties")),
    )
    op.create_index(op.f("ix_project_ties_project_id"), "project_ties", ["project_id"])


def _waypoints() -> None:
    op.create_table(
        "waypoints",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("dataset", sa.Text(), nullable=False),
        sa.Column("on", sa.Date(), nullable=True),
        sa.Column("is_sure", sa.Boolean(), nullable=False),
        sa.Column("found_at", _MOMENT, nullable=False),
        sa.Column("gone_at", _MOMENT, nullable=True),
        _refers("waypoints", "project_id", "projects.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_waypoints")),
    )
    op.create_index(op.f("ix_waypoints_found_at"), "waypoints", ["found_at"])
    op.create_index(op.f("ix_waypoints_project_id"), "waypoints", ["project_id", "gone_at"])


def _refers(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [to], name=op.f(f"fk_{table}_{column}"), ondelete="CASCADE")
