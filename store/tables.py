"""The tables of boards and of matches. By this module goes whoever needs them or those that were harvested
(`harvested_tables`); those of telling are in `telling_tables`.
"""

from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
)

from store.harvested_tables import (
    bids,
    contracts,
    document_files,
    document_findings,
    documents,
    harvests,
    modifications,
    planned_purchases,
    process_changes,
    processes,
    purchasing_plans,
    rejected_rows,
    repeated_keys,
    sanctions,
    source_states,
    supplier_accounts,
)
from store.schema import Moment, metadata
from store.schema import board_code as _board_code
from store.schema import text_column as _text

__all__ = [
    "assessment_history",
    "assessments",
    "award_links",
    "bid_links",
    "bids",
    "boards",
    "contracts",
    "document_files",
    "document_findings",
    "documents",
    "evidence",
    "figures",
    "group_unlocks",
    "harvests",
    "jobs",
    "leases",
    "link_decisions",
    "links",
    "match_boards",
    "match_calls",
    "match_parts",
    "match_rules",
    "matches",
    "modifications",
    "outcomes",
    "place_neighbours",
    "places",
    "plan_links",
    "plan_matches",
    "planned_purchases",
    "process_changes",
    "processes",
    "purchasing_plans",
    "refusals",
    "rejected_rows",
    "repeated_keys",
    "sanctions",
    "source_states",
    "supplier_accounts",
    "unlocks",
]


def _unlock(prefix: str) -> tuple[Column[Any], ...]:
    return (
        Column(f"{prefix}processes", Integer, nullable=False),
        Column(f"{prefix}open_now", Integer, nullable=False),
        Column(f"{prefix}value_cop", BigInteger, nullable=False),
        Column(f"{prefix}without_value", Integer, nullable=False),
    )


def _for_the_sweep(kept: Table) -> None:
    """What stands no more is looked for each night, among millions that do."""
    gone = kept.c.withdrawn_at.is_not(None)
    Index(f"ix_{kept.name}_withdrawn_at", kept.c.withdrawn_at, sqlite_where=gone, postgresql_where=gone)


# The boards and what they can prove.
boards = Table(
    "boards",
    metadata,
    _text("code", primary_key=True),
    _text("name", nullable=False),
    _text("kind", nullable=False),
    _text("municipality", nullable=False, index=True),
    _text("nit"),
    _text("locality"),
    _text("barrio"),
    _text("unit"),
    _text("legal_act"),
    _text("president"),
    Column("trades", JSON, nullable=False),
    Column("added_at", Moment, nullable=False),
    Column("changed_at", Moment, nullable=False),
    Column("stopped_at", Moment),  # asked for no more messages
)

evidence = Table(
    "evidence",
    metadata,
    _board_code(primary_key=True),
    _text("requirement", primary_key=True),
    _text("source", primary_key=True),
    Column("level", Integer, nullable=False),
    Column("issued_on", Date),
    Column("expires_on", Date),
    _text("note"),
    _text("checked_by"),
    _text("proof"),
    Column("limit_cop", BigInteger),
    Column("applies", Boolean, nullable=False),
    Column("recorded_at", Moment, nullable=False),
)

assessments = Table(
    "assessments",
    metadata,
    _board_code(primary_key=True),
    _text("route", primary_key=True),
    Column("on", Date, nullable=False),
    _text("verdict", nullable=False),
    _text("level", nullable=False),
    Column("score", Integer, nullable=False),
    Column("scores", JSON, nullable=False),
    Column("blocking", JSON, nullable=False),
    Column("expiring", JSON, nullable=False),
    Column("reasons", JSON, nullable=False),
    Column("fingerprint", BigInteger),  # of all that it follows from
)

# One row each time a verdict, level or score changed, so that before and after can be compared.
assessment_history = Table(
    "assessment_history",
    metadata,
    _board_code(primary_key=True),
    _text("route", primary_key=True),
    Column("on", Date, primary_key=True),
    _text("verdict", nullable=False),
    _text("level", nullable=False),
    Column("score", Integer, nullable=False),
)

# What a board would open by closing a gap, alone and with the best other one; and what groups of boards
# would, by a requirement or a training unit. The locality is empty for all boards.
unlocks = Table(
    "unlocks",
    metadata,
    _board_code(primary_key=True),
    _text("requirement", primary_key=True),
    *_unlock(""),
    _text("partner"),
    *_unlock("together_"),
)

group_unlocks = Table(
    "group_unlocks",
    metadata,
    _text("locality", primary_key=True),
    _text("closes", primary_key=True),
    Column("lacking", Integer, nullable=False),
    Column("boards", Integer, nullable=False),
    *_unlock(""),
)

# What suits whom, and what was refused.
matches = Table(
    "matches",
    metadata,
    _board_code(primary_key=True),
    _text("portfolio_id", primary_key=True, index=True),
    Column("score", Float, nullable=False),
    _text("route", nullable=False),
    _text("verdict", nullable=False),
    Column("reasons", JSON, nullable=False),
    Column("missing", JSON, nullable=False),
    Column("closes_on", Date),
    Column("days_needed", Integer),
    Column("days_points", Integer),  # what of the score hangs on these: see store/matches.py
    Column("matched_at", Moment, nullable=False),
    Column("withdrawn_at", Moment),  # closed, or no longer suitable
)
_for_the_sweep(matches)

refusals = Table(
    "refusals",
    metadata,
    _board_code(primary_key=True),
    _text("rule", primary_key=True),
    Column("processes", Integer, nullable=False),
)

# What the matches that stand were made of, so that a run looks at nothing but what changed.
match_rules = Table(
    "match_rules",
    metadata,
    _text("name", primary_key=True),
    _text("mark", nullable=False),
)

match_boards = Table(
    "match_boards",
    metadata,
    _board_code(primary_key=True),
    Column("number", Integer, nullable=False, unique=True),  # what the board is called in `told`
    _text("mark", nullable=False),
)

match_calls = Table(
    "match_calls",
    metadata,
    _text("portfolio_id", primary_key=True),
    _text("mark", nullable=False),
    _text("alike", nullable=False),  # of what boards did that is like it
    _text("refusal"),  # the rule that keeps it from all boards
    Column("days_left", Integer),
    Column("told", LargeBinary, nullable=False),  # which rule keeps it from each board within its reach
)

# What is planned and suits whom, the early bell.
plan_matches = Table(
    "plan_matches",
    metadata,
    _board_code(primary_key=True),
    Column(
        "plan_key",
        Text,
        ForeignKey("planned_purchases.key", ondelete="CASCADE"),
        primary_key=True,
        index=True,
    ),
    Column("score", Float, nullable=False),
    _text("route", nullable=False),
    _text("verdict", nullable=False),
    Column("reasons", JSON, nullable=False),
    Column("missing", JSON, nullable=False),
    Column("expected_on", Date),
    Column("matched_at", Moment, nullable=False),
    Column("withdrawn_at", Moment),  # became a call, was left out of its plan, or no longer suitable
)
_for_the_sweep(plan_matches)

outcomes = Table(
    "outcomes",
    metadata,
    _board_code(primary_key=True),
    _text("portfolio_id", primary_key=True),
    _text("kind", primary_key=True),
    Column("at", Moment, nullable=False),
    _text("source", nullable=False),
    _text("note"),
)

# Which contract, bid and award is whose. `supplier_key` is what decisions on the supplier are remembered by,
# `town` where it was taken to be.
links = Table(
    "links",
    metadata,
    Column("contract_key", Text, ForeignKey("contracts.key", ondelete="CASCADE"), primary_key=True),
    Column("board_code", Text, ForeignKey("boards.code", ondelete="CASCADE"), index=True),
    Column("score", Float, nullable=False),
    _text("verdict", nullable=False),
    Column("linked_at", Moment, nullable=False),
    _text("supplier_key"),
    _text("town"),
    _text("why"),
)

bid_links = Table(
    "bid_links",
    metadata,
    Column("bid_key", Text, ForeignKey("bids.key", ondelete="CASCADE"), primary_key=True),
    _board_code(index=True),
    Column("score", Float, nullable=False),
    _text("verdict", nullable=False),
    _text("supplier_key"),
    _text("town"),
    _text("why"),
    Column("linked_at", Moment, nullable=False),
)

award_links = Table(
    "award_links",
    metadata,
    Column("process_key", Text, ForeignKey("processes.key", ondelete="CASCADE"), primary_key=True),
    _board_code(index=True),
    Column("score", Float, nullable=False),
    _text("verdict", nullable=False),
    _text("supplier_key"),
    _text("town"),
    _text("why"),
    Column("linked_at", Moment, nullable=False),
)

# What people decided: this supplier is this board, or is not. It holds for all contracts, bids and awards.
link_decisions = Table(
    "link_decisions",
    metadata,
    _text("supplier_key", primary_key=True),
    _board_code(primary_key=True),
    _text("supplier_name", nullable=False),
    Column("confirmed", Boolean, nullable=False),
    Column("decided_at", Moment, nullable=False),
)

# Which procedure came of which planned purchase.
plan_links = Table(
    "plan_links",
    metadata,
    Column("plan_key", Text, ForeignKey("planned_purchases.key", ondelete="CASCADE"), primary_key=True),
    _text("portfolio_id", primary_key=True, index=True),
    Column("score", Float, nullable=False),
    _text("verdict", nullable=False),
    Column("linked_at", Moment, nullable=False),
)

places = Table(
    "places",
    metadata,
    _text("municipality", primary_key=True),
    _text("name", primary_key=True),
    _text("locality"),
    _text("unit"),
    Column("shape", JSON, nullable=False),
)

# Which places lie within half a kilometre of which, both ways; `metres` between outlines, 0 where they touch.
place_neighbours = Table(
    "place_neighbours",
    metadata,
    _text("municipality", primary_key=True),
    _text("name", primary_key=True),
    _text("other", primary_key=True),
    Column("metres", Float, nullable=False),
)

# Parts of a match that is being made, and their answers: gone when it is made.
match_parts = Table(
    "match_parts",
    metadata,
    Column("id", Integer, primary_key=True),
    _text("run", nullable=False),
    _text("posted_by", nullable=False),
    Column("part", LargeBinary, nullable=False),
    _text("claimed_by"),
    Column("answer", LargeBinary),
)

# What columns mean stands with `store.jobs.Job`.
jobs = Table(
    "jobs",
    metadata,
    _text("name", primary_key=True),
    Column("next_at", Moment, nullable=False),
    Column("last_started_at", Moment),
    Column("last_ended_at", Moment),
    _text("outcome"),
    _text("error"),
    Column("seconds", Float),
    Column("runs", Integer, nullable=False),
    Column("failures", Integer, nullable=False),
    _text("running_by"),
    Column("broken_in_a_row", Integer, nullable=False),
)

# What steps and channels did (domain/figures.py); `labels` is a JSON list of their values.
figures = Table(
    "figures",
    metadata,
    _text("name", primary_key=True),
    _text("labels", primary_key=True),
    Column("value", Float, nullable=False),
)

leases = Table(
    "leases",
    metadata,
    _text("name", primary_key=True),
    _text("holder", nullable=False),
    Column("until", Moment, nullable=False),
)
