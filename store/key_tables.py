"""The table of the API's keys."""

from sqlalchemy import JSON, Column, ForeignKey, Integer, Table

from store.schema import Moment, metadata, text_column

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
