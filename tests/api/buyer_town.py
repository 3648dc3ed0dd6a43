"""A buyer whose rows are enough to tell facts."""

from datetime import timedelta
from typing import Any

from sqlalchemy import Connection

from domain.buyer import period
from domain.buyer_facts import beside_each_other, count
from domain.process import Process
from store import buyers, contracts, processes
from tests.examples import NOW, TODAY, a_contract, a_process

LAST_YEAR = TODAY - timedelta(days=365)


def an_awarded(number: int, **fields: Any) -> Process:
    """A procedure of last year, which `number` tells from others; every fourth had one offer."""
    done = {
        "published_on": LAST_YEAR,
        "last_published_on": LAST_YEAR,
        "closes_on": LAST_YEAR + timedelta(days=4),
        "status": "Adjudicado",
        "awarded": True,
        "awarded_on": LAST_YEAR + timedelta(days=number),
        "offers": 1 + number % 4,
    }
    return a_process(number=number, **{**done, **fields})


def count_them(db: Connection) -> None:
    """As the step of the cycle does."""
    of = period(TODAY)
    nits, modalities = buyers.nits(db, of), buyers.competitive(db)
    found = count(buyers.procedures(db, nits, modalities), buyers.signed(db, of, nits), of)
    buyers.replace(db, beside_each_other(found))


def fill(db: Connection) -> None:
    """Rows enough to tell shares, for who looks at pages."""
    processes.RECORDS.save(db, [an_awarded(n) for n in range(300, 312)], [b"%d" % n for n in range(12)], NOW)
    signed = [a_contract(key=f"CO1.PCCNTR.{n}", signed_on=LAST_YEAR, added_days=n) for n in range(300, 312)]
    contracts.CONTRACTS.save(db, signed, [b"%d" % n for n in range(12)], NOW)
    count_them(db)
