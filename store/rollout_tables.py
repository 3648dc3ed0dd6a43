"""The tables of stepped rollouts: what was registered, with its order, and who ended it."""

from sqlalchemy import Column, Date, ForeignKey, Integer, Table

from store.schema import Moment, metadata, text_column

# A rollout is registered before it starts and never changed: it may only be ended.
rollouts = Table(
    "rollouts",
    metadata,
    Column("id", Integer, primary_key=True),
    text_column("municipality", nullable=False),
    text_column("thing", nullable=False),
    text_column("measure", nullable=False),
    Column("window_days", Integer, nullable=False),
    text_column("seed", nullable=False),
    text_column("why", nullable=False),
    Column("registered_at", Moment, nullable=False),
    Column("registered_by", Integer, ForeignKey("staff.id"), nullable=False),
    Column("ended_at", Moment),
    Column("ended_by", Integer, ForeignKey("staff.id")),
    text_column("ended_why"),
)

rollout_turns = Table(
    "rollout_turns",
    metadata,
    Column("rollout_id", Integer, ForeignKey("rollouts.id", ondelete="CASCADE"), primary_key=True),
    text_column("unit", primary_key=True),
    Column("step", Integer, nullable=False),
    Column("on", Date, nullable=False),
    Column("boards", Integer, nullable=False),
)
