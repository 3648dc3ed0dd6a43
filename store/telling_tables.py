"""The tables of telling: how boards are reached, the ledger of messages, and what came back."""

from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
    and_,
    func,
    or_,
)

from store.schema import Moment, metadata
from store.schema import board_code as _board_code
from store.schema import text_column as _text


def _delivery_id(**options: Any) -> Column[int]:
    return Column(
        "delivery_id", Integer, ForeignKey("deliveries.id", ondelete="CASCADE"), nullable=False, **options
    )


# Addresses, sealed (store/vault.py). `digest` is a keyed hash: the same address has the same one.
contacts = Table(
    "contacts",
    metadata,
    Column("id", Integer, primary_key=True),
    _text("role", nullable=False),
    _board_code(nullable=True),
    _text("channel", nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    _text("digest", index=True),  # NULL until sealed, of rows that are older than sealing
    Column("position", Integer, nullable=False),
    _text("source", nullable=False),
    _text("locality"),
    Column("added_at", Moment, nullable=False),
    Column("failed_at", Moment),  # the provider said that there is nobody at this address
    _text("why"),
)
Index("ix_contacts_board_code", contacts.c.board_code)

authorisations = Table(
    "authorisations",
    metadata,
    Column("id", Integer, primary_key=True),
    _board_code(index=True),
    _text("notice", nullable=False),
    Column("given_at", Moment, nullable=False),
    _text("means", nullable=False),
    _text("proof", nullable=False),
    Column("withdrawn_at", Moment),
)

# Addresses that want no messages, whoever's they are; the hash outlives the address.
stops = Table(
    "stops",
    metadata,
    _text("digest", primary_key=True),
    Column("stopped_at", Moment, nullable=False),
    _text("source", nullable=False),
)

preferences = Table(
    "preferences",
    metadata,
    _board_code(primary_key=True),
    _text("rhythm", nullable=False),
    Column("opens_hour", Integer),
    Column("closes_hour", Integer),
    Column("urgent_any_time", Boolean, nullable=False),
    Column("paused_until", Date),
    Column("changed_at", Moment, nullable=False),
)

# One message each. `channel` is the one it went by last; while it waits, NULL.
deliveries = Table(
    "deliveries",
    metadata,
    Column("id", Integer, primary_key=True),
    _board_code(index=True),
    _text("role", nullable=False),
    Column("contact_id", Integer, ForeignKey("contacts.id", ondelete="SET NULL")),
    _text("channel"),
    _text("key", nullable=False, unique=True),
    _text("code", nullable=False, unique=True),
    Column("priority", Integer, nullable=False),
    Column("queued_at", Moment, nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("recorded", Integer, nullable=False),  # attempts whose end is known
    _text("claimed_by"),
    Column("claimed_at", Moment),
    Column("claimed_until", Moment),
    Column("accepted_at", Moment),
    Column("delivered_at", Moment),
    Column("read_at", Moment),
    Column("failed_at", Moment),
    _text("why"),  # of failed_at
)
_waiting = and_(deliveries.c.accepted_at.is_(None), deliveries.c.failed_at.is_(None))
Index(
    "ix_deliveries_waiting",
    deliveries.c.priority,
    deliveries.c.due_at,
    deliveries.c.id,
    sqlite_where=_waiting,
    postgresql_where=_waiting,
)

# Of the messages of some boards those that wait: of years there may be hundreds that do not.
_is_over = func.coalesce(deliveries.c.accepted_at, deliveries.c.failed_at)
Index(
    "ix_deliveries_waiting_of_board",
    deliveries.c.board_code,
    sqlite_where=_is_over.is_(None),
    postgresql_where=_is_over.is_(None),
)

alerts = Table(
    "alerts",
    metadata,
    Column("id", Integer, primary_key=True),
    _board_code(),
    _text("about", nullable=False, index=True),
    _text("kind", nullable=False),
    _text("version", nullable=False),
    _text("before"),
    _text("after"),
    Column("queued_at", Moment, nullable=False),
    _delivery_id(index=True),
    UniqueConstraint("board_code", "about", "kind", "version"),
)

# `contact_id` and `about` say to which address it went, and which call a bare "1" answers.
attempts = Table(
    "attempts",
    metadata,
    _delivery_id(primary_key=True),
    Column("number", Integer, primary_key=True),
    _text("channel"),
    Column("contact_id", Integer, ForeignKey("contacts.id", ondelete="SET NULL")),
    _text("about"),
    Column("started_at", Moment, nullable=False),
    Column("finished_at", Moment),
    _text("result"),
    _text("answer"),
    _text("provider_id"),
    Column("delivered_at", Moment),
    Column("read_at", Moment),
    Column("bounced_at", Moment),  # was accepted, and came back
)
Index("ix_attempts_provider_id", attempts.c.channel, attempts.c.provider_id)
Index("ix_attempts_contact_id", attempts.c.contact_id)
_answered = or_(attempts.c.answer.is_not(None), attempts.c.provider_id.is_not(None))
Index(  # what the sweep empties once
    "ix_attempts_answered", attempts.c.started_at, sqlite_where=_answered, postgresql_where=_answered
)

# What providers told of messages, also of those that we have not written down yet.
provider_statuses = Table(
    "provider_statuses",
    metadata,
    _text("channel", primary_key=True),
    _text("provider_id", primary_key=True),
    _text("status", primary_key=True),
    Column("at", Moment, nullable=False),
    _text("answer", nullable=False),
    _text("key"),
    _text("whose"),
    Column("received_at", Moment, nullable=False),
    Column("applied_at", Moment),
)

# What came in. `sealed` holds the words of one that no machine understood, until a person has read them.
replies = Table(
    "replies",
    metadata,
    _text("channel", primary_key=True),
    _text("id", primary_key=True),
    Column("board_code", Text, ForeignKey("boards.code", ondelete="CASCADE")),
    _text("digest", nullable=False),
    _text("read_as", nullable=False),
    _text("about"),
    Column("sealed", LargeBinary),
    Column("received_at", Moment, nullable=False),
)

# Kill switch and rest of a channel.
channel_states = Table(
    "channel_states",
    metadata,
    _text("channel", primary_key=True),
    Column("stopped_at", Moment),
    _text("why"),
    Column("rests_until", Moment),  # the provider asked us to wait
    _text("trouble"),  # what the provider says that we must mend
    Column("trouble_at", Moment),
)

# What became of each nightly canary: the step that it did not pass, in words what is wrong.
canary_runs = Table(
    "canary_runs",
    metadata,
    _text("portfolio_id", primary_key=True),
    Column("injected_at", Moment, nullable=False),
    Column("checked_at", Moment),
    _text("failed_step"),
    _text("says"),
)

# What is wrong, since when, and when the operator was last told; `unsent_at` is when nobody could be told.
troubles = Table(
    "troubles",
    metadata,
    _text("name", primary_key=True),
    Column("since", Moment),
    Column("paged_at", Moment),
    Column("unsent_at", Moment),
    _text("why"),  # of unsent_at
)
