"""What the rows say of buyers: cards to stand beside calls, and the rows behind each fact."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

from sqlalchemy import Connection

from api.buyer_words import Card, card, row_words
from domain.buyer import Buyer, FactKind, Period, Procedure, Signed
from domain.buyer_facts import Said, said_by
from domain.process import Process
from domain.text import web_address
from store import buyers

ROWS_A_PART = 50


class CountedRow(NamedTuple):
    """A row that was counted; `counts` says that it is in the part, and not only in the whole."""

    id: str
    title: str
    on: date | None
    words: str
    counts: bool
    link: str | None


class RowsPart(NamedTuple):
    """`total` of the rows that were counted, or of those alone that are in the part."""

    rows: list[CountedRow]
    total: int
    has_more: bool


def cards(db: Connection, processes: Iterable[Process]) -> dict[str, Card]:
    """The cards of whoever published these, by NIT; without those of whom too little is known to tell."""
    return cards_of(buyers.known(db, sorted({one.buyer_nit for one in processes if one.buyer_nit})))


def cards_of(found: Mapping[str, Buyer]) -> dict[str, Card]:
    """The same of buyers that are known."""
    made = {nit: card(buyer) for nit, buyer in found.items()}
    return {nit: one for nit, one in made.items() if one.lines}


def read_rows(db: Connection, buyer: Buyer, kind: FactKind, part: int, *, only: bool) -> RowsPart:
    """The rows behind a fact, newest first, a part at a time from 1; `only` those that make its share."""
    fact = buyer.fact(kind)
    period = Period(fact.since, fact.until)
    counted = [(row, said) for row, said in _said(db, buyer.nit, kind, period) if said.part or not only]
    counted.sort(key=lambda one: (_day(one[0]) or date.min, _id(one[0])), reverse=True)
    start = (part - 1) * ROWS_A_PART
    shown = counted[start : start + ROWS_A_PART]
    return RowsPart(
        [_row(kind, row, said) for row, said in shown], len(counted), len(counted) > start + ROWS_A_PART
    )


def _said(
    db: Connection, nit: str, kind: FactKind, period: Period
) -> Iterable[tuple[Procedure | Signed, Said]]:
    rows: Iterable[Procedure | Signed] = (
        buyers.procedures(db, [nit], buyers.competitive(db, nit))
        if kind.is_of_procedures
        else buyers.signed(db, period, [nit])
    )
    for row in rows:
        said = said_by(kind, row, period)
        if said is not None and said.whole:
            yield row, said


def _row(kind: FactKind, row: Procedure | Signed, said: Said) -> CountedRow:
    title = row.title if isinstance(row, Procedure) else row.contract_type or "Contrato"
    words = row_words(kind, row, said)
    return CountedRow(_id(row), title, _day(row), words, bool(said.part), web_address(row.url))


def _id(row: Procedure | Signed) -> str:
    return row.portfolio_id if isinstance(row, Procedure) else row.key


def _day(row: Procedure | Signed) -> date | None:
    return row.published_on if isinstance(row, Procedure) else row.signed_on
