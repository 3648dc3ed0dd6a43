"""The tables of access: the people of the office, who is signed in, and who saw and changed what."""

from typing import Any

from sqlalchemy import Column, ForeignKey, Index, Integer, LargeBinary, Table

from store.schema import Moment, board_code, metadata, text_column


def _staff_id(**options: Any) -> Column[int]:
    return Column("staff_id", Integer, ForeignKey("staff.id", ondelete="CASCADE"), **options)


# Nobody is deleted: what a person did stays theirs. `digest` is the keyed hash of the address.
staff = Table(
    "staff",
    metadata,
    Column("id", Integer, primary_key=True),
    text_column("name", nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    text_column("digest", nullable=False, unique=True),
    text_column("role", nullable=False),
    text_column("locality"),
    text_column("password"),  # hashed; NULL until the invitation is taken up
    Column("totp", LargeBinary),  # sealed
    Column("totp_step", Integer),  # of the last code that was taken: none is taken twice
    Column("added_at", Moment, nullable=False),
    Column("disabled_at", Moment),
)

invitations = Table(
    "invitations",
    metadata,
    text_column("digest", primary_key=True),
    _staff_id(nullable=False, index=True),
    Column("totp", LargeBinary, nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("used_at", Moment),
)

# `handle` is the hash of what the asking browser holds: boards that share an address share it.
sign_ins = Table(
    "sign_ins",
    metadata,
    text_column("id", primary_key=True),
    board_code(index=True),
    text_column("handle", nullable=False, index=True),
    Column("asked_at", Moment, nullable=False),
    Column("tried", Integer, nullable=False),
    Column("used_at", Moment),
)

sessions = Table(
    "sessions",
    metadata,
    text_column("digest", primary_key=True),
    board_code(nullable=True, index=True),
    _staff_id(index=True),
    Column("began_at", Moment, nullable=False),
    Column("seen_at", Moment, nullable=False),
)

# A board ended its links: what was made until then opens nothing (store/ended_links.py).
ended_links = Table(
    "ended_links",
    metadata,
    board_code(primary_key=True),
    Column("at", Moment, nullable=False),
)

# Wrong passwords and codes, by account: too many in a while, and it waits.
failures = Table(
    "failures",
    metadata,
    Column("id", Integer, primary_key=True),
    text_column("account", nullable=False),
    Column("at", Moment, nullable=False),
)
Index("ix_failures_account_at", failures.c.account, failures.c.at)

# Who saw and changed what; only ever added to, which triggers hold. `actor` is `staff:3`, `board:JAC-1` or
# `office`. `hash` is of the line and of the one before (store/audit.py); lines of older versions have none.
audit = Table(
    "audit",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", Moment, nullable=False),
    text_column("actor", nullable=False, index=True),
    text_column("action", nullable=False),
    text_column("about", nullable=False, index=True),
    text_column("detail", nullable=False),
    Column("hash", LargeBinary),
)

# Where lines were cut off in time: the chain goes on from the hash of the last of them. Only ever added to.
audit_cuts = Table(
    "audit_cuts",
    metadata,
    Column("up_to", Integer, primary_key=True, autoincrement=False),
    Column("hash", LargeBinary),
    Column("lines", Integer, nullable=False),
    Column("at", Moment, nullable=False),
)
