"""The tables of events: what happened to boards, which only grows."""

from sqlalchemy import BigInteger, Column, Index, Integer, Table

from store.schema import Moment, metadata, text_column

# No board is referred to: what was counted of one stays counted. An event that is held for true no longer has
# `known_until`, and so each past day can be told again as it was known then.
events = Table(
    "events",
    metadata,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    text_column("board_code", nullable=False),
    text_column("kind", nullable=False),
    text_column("about", nullable=False),
    Column("at", Moment),
    Column("after_at", Moment),
    text_column("value"),
    text_column("source", nullable=False),
    text_column("row", nullable=False),
    text_column("sureness", nullable=False),
    Column("known_at", Moment, nullable=False),
    Column("known_until", Moment),
)
Index("ix_events_board_code_kind_about", events.c.board_code, events.c.kind, events.c.about)
Index("ix_events_kind_at", events.c.kind, events.c.at)
Index("ix_events_kind_after_at", events.c.kind, events.c.after_at)
# Of all times these are counted: the index alone answers, without the rows, which lie far apart.
_is_counted_of_all_times = events.c.kind.in_(["listed", "reached", "known", "ready", "signed"])
Index(
    "ix_events_of_all_times",
    *(
        events.c[n]
        for n in ("kind", "board_code", "at", "known_at", "known_until", "sureness", "about", "value")
    ),
    sqlite_where=_is_counted_of_all_times,
    postgresql_where=_is_counted_of_all_times,
)

# When events of each kind were last looked for.
event_looks = Table(
    "event_looks",
    metadata,
    text_column("kind", primary_key=True),
    Column("looked_at", Moment, nullable=False),
)
