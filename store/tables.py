"""The tables of what was harvested, of boards and of matches; those of telling are in `telling_tables`."""

from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    Float,
    ForeignKey,
    Integer,
    LargeBinary,
    Table,
    Text,
    false,
)

from store.schema import Moment, metadata
from store.schema import board_code as _board_code
from store.schema import text_column as _text


def _unlock(prefix: str) -> tuple[Column[Any], ...]:
    return (
        Column(f"{prefix}processes", Integer, nullable=False),
        Column(f"{prefix}open_now", Integer, nullable=False),
        Column(f"{prefix}value_cop", BigInteger, nullable=False),
        Column(f"{prefix}without_value", Integer, nullable=False),
    )


# What was harvested. `hash` is that of the row as it came over the wire: equal hash, unchanged row.
processes = Table(
    "processes",
    metadata,
    _text("key", primary_key=True),
    _text("process_id", nullable=False),
    _text("portfolio_id", nullable=False, index=True),
    _text("reference"),
    _text("title", nullable=False),
    _text("description"),
    _text("buyer_name", nullable=False),
    _text("buyer_nit"),
    _text("buyer_code"),
    _text("unit_name"),
    _text("department"),
    _text("city"),
    _text("phase"),
    _text("status"),
    _text("modality"),
    _text("justification"),
    _text("contract_type"),
    _text("unspsc"),
    _text("more_unspsc"),
    Column("price_cop", BigInteger),
    Column("duration", Integer),
    _text("duration_unit"),
    Column("published_on", Date),
    Column("last_published_on", Date),
    Column("closes_on", Date, index=True),
    Column("awarded", Boolean, nullable=False),
    _text("supplier_name"),
    _text("supplier_nit"),
    Column("award_cop", BigInteger),
    Column("awarded_on", Date),
    Column("offers", Integer),
    _text("url"),
    Column("hash", LargeBinary, nullable=False),
    Column("first_seen_at", Moment, nullable=False),
    Column("changed_at", Moment, nullable=False),
    Column("gone_at", Moment),  # since when the source has it no more
)

process_changes = Table(
    "process_changes",
    metadata,
    Column("process_key", Text, ForeignKey("processes.key", ondelete="CASCADE"), primary_key=True),
    _text("field", primary_key=True),
    Column("seen_at", Moment, primary_key=True),
    _text("before"),
    _text("after"),
)

contracts = Table(
    "contracts",
    metadata,
    _text("key", primary_key=True),
    _text("portfolio_id", index=True),
    _text("buyer_name", nullable=False),
    _text("buyer_nit"),
    _text("city"),
    _text("object"),
    _text("status"),
    _text("modality"),
    _text("justification"),
    _text("contract_type"),
    _text("unspsc"),
    Column("value_cop", BigInteger),
    Column("signed_on", Date),
    Column("starts_on", Date),
    Column("ends_on", Date),
    _text("supplier_name"),
    _text("supplier_nit"),
    _text("url"),
    Column("hash", LargeBinary, nullable=False),
    Column("first_seen_at", Moment, nullable=False),
    Column("changed_at", Moment, nullable=False),
)

planned_purchases = Table(
    "planned_purchases",
    metadata,
    _text("key", primary_key=True),
    _text("buyer_name", nullable=False),
    _text("buyer_nit"),
    _text("description", nullable=False),
    _text("modality"),
    _text("unspsc"),
    Column("value_cop", BigInteger),
    Column("expected_on", Date),
    _text("related"),
    _text("line_id"),
    _text("plan_id"),
    Column("version", Integer),
    Column("hash", LargeBinary, nullable=False),
    Column("first_seen_at", Moment, nullable=False),
    Column("changed_at", Moment, nullable=False),
)

purchasing_plans = Table(
    "purchasing_plans",
    metadata,
    _text("key", primary_key=True),
    _text("plan_id"),
    _text("buyer_code"),
    _text("buyer_name", nullable=False),
    Column("year", Integer),
    Column("version", Integer),
    Column("published_on", Date),
    Column("modified_on", Date),
    Column("budget_cop", BigInteger),
    Column("hash", LargeBinary, nullable=False),
    Column("first_seen_at", Moment, nullable=False),
    Column("changed_at", Moment, nullable=False),
)

bids = Table(
    "bids",
    metadata,
    _text("key", primary_key=True),
    _text("process_id", index=True),
    _text("portfolio_id", index=True),
    _text("supplier_code"),
    _text("supplier_name"),
    _text("supplier_nit"),
    Column("value_cop", BigInteger),
    Column("offered_on", Date),
    Column("hash", LargeBinary, nullable=False),
    Column("first_seen_at", Moment, nullable=False),
    Column("changed_at", Moment, nullable=False),
)

supplier_accounts = Table(
    "supplier_accounts",
    metadata,
    _text("key", primary_key=True),
    _text("name"),
    _text("nit"),
    _text("kind"),
    _text("department"),
    _text("city"),
    _text("municipality", index=True),
    _text("unspsc"),
    Column("active", Boolean),
    Column("registered_on", Date),
    Column("hash", LargeBinary, nullable=False),
    Column("first_seen_at", Moment, nullable=False),
    Column("changed_at", Moment, nullable=False),
)

documents = Table(
    "documents",
    metadata,
    _text("key", primary_key=True),
    _text("portfolio_id", index=True),
    _text("contract_id"),
    _text("name"),
    _text("extension"),
    Column("size_bytes", BigInteger),
    _text("description"),
    Column("loaded_on", Date),
    _text("url"),
    Column("hash", LargeBinary, nullable=False),
    Column("first_seen_at", Moment, nullable=False),
    Column("changed_at", Moment, nullable=False),
)

modifications = Table(
    "modifications",
    metadata,
    _text("key", primary_key=True),
    _text("process_id", nullable=False),
    _text("portfolio_id", index=True),
    _text("buyer_nit"),
    Column("modified_on", Date),
    Column("hash", LargeBinary, nullable=False),
    Column("first_seen_at", Moment, nullable=False),
    Column("changed_at", Moment, nullable=False),
)

sanctions = Table(
    "sanctions",
    metadata,
    _text("key", primary_key=True),
    _text("platform", nullable=False),
    _text("buyer_name", nullable=False),
    _text("buyer_nit"),
    _text("portfolio_id"),
    _text("contract_id", index=True),
    _text("supplier_name"),
    _text("supplier_nit", index=True),
    _text("kind"),
    _text("act"),
    Column("value_cop", BigInteger),
    Column("effective_on", Date),
    _text("status"),
    _text("url"),
    Column("hash", LargeBinary, nullable=False),
    Column("first_seen_at", Moment, nullable=False),
    Column("changed_at", Moment, nullable=False),
)

# What was read in the files of calls; the files and their full text are not kept.
document_files = Table(
    "document_files",
    metadata,
    Column("document_key", Text, ForeignKey("documents.key", ondelete="CASCADE"), primary_key=True),
    Column("tried_at", Moment, nullable=False),
    Column("tries", Integer, nullable=False),  # in vain, since it was last had
    _text("refusal"),  # why the last try was in vain
    Column("due_at", Moment),  # the next try after a refusal; none: given up
    _text("sha256"),
    Column("size_bytes", BigInteger),
    Column("fetched_at", Moment),
    Column("read_at", Moment),
    Column("rules", Integer),  # by which findings were made
    Column("pages", Integer),
    _text("unreadable"),
    Column("notes", JSON),
)

document_findings = Table(
    "document_findings",
    metadata,
    Column("document_key", Text, ForeignKey("documents.key", ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True),
    _text("kind", nullable=False),
    Column("affirmed", Boolean, nullable=False),
    _text("value", nullable=False),
    _text("quote", nullable=False),
    Column("page", Integer),
    _text("part"),
    Column("sure", Boolean, nullable=False),
)

# Where the source has several rows of one key: which keys the others have here.
repeated_keys = Table(
    "repeated_keys",
    metadata,
    _text("table_name", primary_key=True),
    _text("base", primary_key=True),
    _text("key", primary_key=True),
)

rejected_rows = Table(
    "rejected_rows",
    metadata,
    _text("dataset", primary_key=True),
    _text("fingerprint", primary_key=True),
    _text("reason", nullable=False),
    _text("row", nullable=False),
    Column("first_seen_at", Moment, nullable=False),
)

harvests = Table(
    "harvests",
    metadata,
    Column("id", Integer, primary_key=True),
    _text("dataset", nullable=False, index=True),
    Column("started_at", Moment, nullable=False),
    Column("rows", Integer, nullable=False),
    Column("new", Integer, nullable=False),
    Column("changed", Integer, nullable=False),
    Column("unchanged", Integer, nullable=False),
    Column("rejected", Integer, nullable=False),
    Column("expected", Integer),
    Column("complete", Boolean, nullable=False),
    Column("whole", Boolean, nullable=False),  # no window was given by hand
    Column("full", Boolean, nullable=False, server_default=false()),  # all rows were asked for
    Column("seconds", Float, nullable=False),
    Column("source_updated_at", Moment),
    Column("notes", JSON, nullable=False),
)

# What each source said of itself when it was last asked; `changed_at` is when we saw its rows renewed.
source_states = Table(
    "source_states",
    metadata,
    _text("dataset", primary_key=True),
    _text("etag"),
    Column("rows_updated_at", Moment),
    Column("asked_at", Moment, nullable=False),
    Column("changed_at", Moment, nullable=False),
)

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
    Column("matched_at", Moment, nullable=False),
    Column("withdrawn_at", Moment),  # closed, or no longer suitable
)

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

# Which contract and which bid is whose. `supplier_key` is what decisions on the supplier are remembered by,
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

# What people decided: this supplier is this board, or is not. It holds for every contract and bid of theirs.
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

leases = Table(
    "leases",
    metadata,
    _text("name", primary_key=True),
    _text("holder", nullable=False),
    Column("until", Moment, nullable=False),
)
