"""The tables of the API's keys, of who is called for new matches, and of those calls."""

from sqlalchemy import JSON, Column, ForeignKey, Index, Integer, Table, UniqueConstraint, and_

from store.schema import Moment, board_code, metadata, text_column

# `digest` is the hash of the token, which is shown once and kept nowhere.
keys = Table(
    "keys",
    metadata,
    Column("id", Integer, primary_key=True),
    text_column("name", nullable=False),
    text_column("digest", nullable=False, unique=True),
    Column("scopes", JSON, nullable=False),
    Column("made_by", Integer, ForeignKey("staff.id"), nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("used_at", Moment),
    Column("revoked_at", Moment),
)

# `salt` is random; the secret of a hook's signatures is made of it and kept nowhere.
hooks = Table(
    "hooks",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key_id", Integer, ForeignKey("keys.id", ondelete="CASCADE"), nullable=False, index=True),
    text_column("url", nullable=False),
    text_column("salt", nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("ended_at", Moment),
    text_column("why"),  # of ended_at, where nobody ended it
)

# The ledger of those calls: one row a hook and match, whatever runs twice.
hook_calls = Table(
    "hook_calls",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("hook_id", Integer, ForeignKey("hooks.id", ondelete="CASCADE"), nullable=False),
    board_code(),
    text_column("portfolio_id", nullable=False),
    Column("matched_at", Moment, nullable=False),
    Column("queued_at", Moment, nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("claimed_until", Moment),
    Column("tries", Integer, nullable=False),
    Column("accepted_at", Moment),
    Column("failed_at", Moment),
    text_column("answer"),
    UniqueConstraint("hook_id", "board_code", "portfolio_id"),
)
_waiting = and_(hook_calls.c.accepted_at.is_(None), hook_calls.c.failed_at.is_(None))
Index(
    "ix_hook_calls_waiting",
    hook_calls.c.due_at,
    hook_calls.c.id,
    sqlite_where=_waiting,
    postgresql_where=_waiting,
)
