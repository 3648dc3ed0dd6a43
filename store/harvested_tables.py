"""The tables of what was harvested, and of the harvests."""

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
    false,
)

from store.schema import Moment, metadata
from store.schema import text_column as _text

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
    Index("ix_processes_buyer_nit", "buyer_nit"),
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
    Column("is_small_firm", Boolean),
    Column("added_days", Integer),
    Column("added_cop", BigInteger),
    Column("hash", LargeBinary, nullable=False),
    Column("first_seen_at", Moment, nullable=False),
    Column("changed_at", Moment, nullable=False),
    Index("ix_contracts_buyer_nit_signed_on", "buyer_nit", "signed_on"),
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
