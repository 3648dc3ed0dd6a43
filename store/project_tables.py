"""The tables of projects: what boards say, what the office tied it to, and what was found on the way."""

from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    Table,
    UniqueConstraint,
)

from store.schema import Moment, board_code, metadata, text_column
from store.tables import planned_purchases


def _project_id(**options: Any) -> Column[int]:
    return Column("project_id", Integer, ForeignKey("projects.id", ondelete="CASCADE"), **options)


projects = Table(
    "projects",
    metadata,
    Column("id", Integer, primary_key=True),
    board_code(index=True),
    Column("registered_at", Moment, nullable=False),
    Column("published_at", Moment),  # since when the board wants it public
    Column("withdrawn_at", Moment),
    Column("hidden_at", Moment),
    text_column("hidden_why", nullable=False),
)

# What a board said, and when it said something else in its place.
project_wordings = Table(
    "project_wordings",
    metadata,
    Column("id", Integer, primary_key=True),
    _project_id(nullable=False),
    Column("said_at", Moment, nullable=False),
    Column("replaced_at", Moment),
    text_column("title", nullable=False),
    text_column("what", nullable=False),
    text_column("trade", nullable=False),
    text_column("barrio"),
    text_column("locality"),
    text_column("spot", nullable=False),
    Column("cost_cop", BigInteger),
    text_column("basis", nullable=False),
    Column("people", Integer),
    Column("households", Integer),
    text_column("whom", nullable=False),
    Column("approved_on", Date),
)
Index("ix_project_wordings_project_id", project_wordings.c.project_id, project_wordings.c.replaced_at)

# Lines of participatory budgets, of lists that the office brought in: no dataset has them.
budget_lines = Table(
    "budget_lines",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("year", Integer, nullable=False),
    text_column("entity", nullable=False),
    text_column("locality", nullable=False),
    text_column("number", nullable=False),
    text_column("title", nullable=False),
    text_column("commune", nullable=False),
    Column("amount_cop", BigInteger),
    text_column("source", nullable=False),
    Column("brought_at", Moment, nullable=False),
    Column("changed_at", Moment, nullable=False),
    UniqueConstraint("year", "entity", "locality", "number", name="uq_budget_lines_number"),
)

project_ties = Table(
    "project_ties",
    metadata,
    Column("id", Integer, primary_key=True),
    _project_id(nullable=False, index=True),
    text_column("kind", nullable=False),
    text_column("about", nullable=False),
    text_column("why", nullable=False),
    text_column("source", nullable=False),
    Column("tied_by", Integer, ForeignKey("staff.id"), nullable=False),
    Column("tied_at", Moment, nullable=False),
    Column("untied_by", Integer, ForeignKey("staff.id")),
    Column("untied_at", Moment),
    text_column("untied_why"),
)

# What was found on a project's way. One that holds no more keeps its row, with the moment.
waypoints = Table(
    "waypoints",
    metadata,
    Column("id", Integer, primary_key=True),
    _project_id(nullable=False),
    text_column("kind", nullable=False),
    text_column("about", nullable=False),
    text_column("dataset", nullable=False),
    Column("on", Date),
    Column("is_sure", Boolean, nullable=False),
    Column("found_at", Moment, nullable=False, index=True),
    Column("gone_at", Moment),
)
Index("ix_waypoints_project_id", waypoints.c.project_id, waypoints.c.gone_at)

# By which the newest version of a line is found.
Index("ix_planned_purchases_plan_id_line_id", planned_purchases.c.plan_id, planned_purchases.c.line_id)
