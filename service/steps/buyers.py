"""Buyers: what the rows of the last three years say of each entity, for its card beside its calls.

All is counted anew: three years are a window that moves each day, and what changed of a buyer would cost as
much to find as to count.
"""

from dataclasses import dataclass
from time import perf_counter

from domain.buyer import Buyer, period
from domain.buyer_facts import beside_each_other, count
from service.context import Context
from service.steps.measured import measured
from store import buyers
from store.engine import reading, writing

_AT_ONCE = 200  # buyers, whose rows are held at a time


@dataclass(frozen=True)
class BuyersSummary:
    """How many buyers there are, and how many of their facts have rows enough to be told."""

    buyers: int
    facts: int
    seconds: float


@measured("buyers")
def run(context: Context) -> BuyersSummary:
    """Count the facts of every buyer over the three years to today."""
    started = perf_counter()
    of = period(context.today)
    counted: list[Buyer] = []
    with reading(context.engine) as db:
        nits, modalities = buyers.nits(db, of), buyers.competitive(db)
        for start in range(0, len(nits), _AT_ONCE):
            some = nits[start : start + _AT_ONCE]
            counted += count(buyers.procedures(db, some, modalities), buyers.signed(db, of, some), of)
    found = beside_each_other(counted)
    with writing(context.engine) as db:
        buyers.replace(db, found)
    told = sum(fact.value is not None for one in found for fact in one.facts)
    return BuyersSummary(len(found), told, perf_counter() - started)
