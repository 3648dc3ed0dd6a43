"""The tables of what SECOP's rows say of each buyer (domain/buyer.py)."""

from sqlalchemy import BigInteger, Column, Date, Float, ForeignKey, Integer, Table, Text

from store.schema import metadata, text_column

buyers = Table(
    "buyers",
    metadata,
    text_column("nit", primary_key=True),
    text_column("name", nullable=False),
)

# Made anew by each cycle. `part` of `whole` in pesos where the fact is of money, else in rows.
buyer_facts = Table(
    "buyer_facts",
    metadata,
    Column("buyer_nit", Text, ForeignKey("buyers.nit", ondelete="CASCADE"), primary_key=True),
    text_column("kind", primary_key=True),
    Column("value", Float),
    Column("part", BigInteger),
    Column("whole", BigInteger),
    Column("n", Integer, nullable=False),
    Column("unknown", Integer, nullable=False),
    Column("since", Date, nullable=False),
    Column("until", Date, nullable=False),
    Column("usual", Float),  # the value in the middle of all buyers that have one
    Column("buyers", Integer, nullable=False),  # of how many that is
)
