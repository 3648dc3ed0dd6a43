"""What SECOP's rows say of buyers: the rows that are counted, and the facts that came of them."""

from collections.abc import Collection, Iterator, Sequence
from itertools import groupby

from sqlalchemy import Connection, Select, and_, delete, insert, or_, select, union

from domain.buyer import COMPETITIVE, Buyer, Fact, FactKind, Notice, Period, Procedure, Signed, procedure
from domain.process import modality_of
from store import apart
from store.buyer_tables import buyer_facts, buyers
from store.questions import Question, Rows
from store.tables import contracts, links, processes, supplier_accounts

_P, _C = processes.c, contracts.c


def nits(db: Connection, period: Period) -> list[str]:
    """Whoever published a procedure, or signed a contract in the period."""
    both = union(
        select(_P.buyer_nit).where(_P.buyer_nit.is_not(None), apart.of_calls(_P.portfolio_id)),
        select(_C.buyer_nit).where(_C.buyer_nit.is_not(None), _C.signed_on.between(*period)),
    )
    return sorted(db.execute(both).scalars())


def competitive(db: Connection, nit: str | None = None) -> list[str]:
    """How the source, or of it one buyer, writes the modalities where anybody may bid: with accents, and
    without.
    """
    query = select(_P.modality).distinct()
    written = db.execute(query if nit is None else query.where(_P.buyer_nit == nit)).scalars()
    return [one for one in written if one and modality_of(one) in COMPETITIVE]


def procedures(db: Connection, of: Collection[str], modalities: Collection[str]) -> Iterator[Procedure]:
    """The procedures of these buyers and modalities, by portfolio. What the source has no more is left out:
    nobody could look it up.
    """
    query = (
        select(*(_P[name] for name in Notice._fields))
        .where(
            apart.of_calls(_P.portfolio_id),
            _P.gone_at.is_(None),
            _P.modality.in_(modalities),
            _P.buyer_nit.in_(of),
        )
        .order_by(
            _P.portfolio_id,
            _P.last_published_on.desc().nulls_last(),
            _P.closes_on.desc().nulls_last(),
            _P.process_id.desc(),
            _P.key,
        )
    )
    rows = map(Notice._make, db.execute(query))
    for _, notices in groupby(rows, key=lambda notice: notice.portfolio_id):
        yield procedure(list(notices))


def signed(db: Connection, period: Period, of: Collection[str]) -> Iterator[Signed]:
    """The contracts that these buyers signed in a period, by key. Where the source has one contract in
    several rows, the first stands for it.
    """
    is_boards = or_(links.c.contract_key.is_not(None), _C.supplier_nit.in_(select(supplier_accounts.c.nit)))
    query = (
        select(*(_C[name] for name in Signed._fields[:-1]), is_boards.label("is_boards"))
        .outerjoin(links, and_(links.c.contract_key == _C.key, links.c.verdict == "certain"))
        .where(
            _C.signed_on.between(*period),
            ~_C.key.contains("#"),
            _C.buyer_nit.in_(of),
        )
        .order_by(_C.key)
    )
    for *fields, told in db.execute(query):
        yield Signed._make((*fields, bool(told)))


def replace(db: Connection, found: Sequence[Buyer]) -> None:
    """Make these the facts of buyers."""
    db.execute(delete(buyer_facts))
    db.execute(delete(buyers))
    if found:
        db.execute(insert(buyers), [{"nit": one.nit, "name": one.name} for one in found])
        db.execute(
            insert(buyer_facts),
            [{"buyer_nit": one.nit, **fact._asdict()} for one in found for fact in one.facts],
        )


def known(db: Connection, nits: Collection[str]) -> dict[str, Buyer]:
    """These buyers by NIT, as far as something is known of them."""
    return _by_nit(db.execute(_FACTS.where(buyers.c.nit.in_(nits))).all()) if nits else {}


def known_of(nits: Select[str | None]) -> Question[dict[str, Buyer]]:
    """The same of those that a query names."""
    return Question(_FACTS.where(buyers.c.nit.in_(nits)), _by_nit)


def part(db: Connection, after: str, most: int) -> list[Buyer]:
    """So many buyers, by NIT, after one."""
    some = select(buyers.c.nit).where(buyers.c.nit > after).order_by(buyers.c.nit).limit(most)
    return _read(db.execute(_FACTS.where(buyers.c.nit.in_(some))).all())


def names(db: Connection) -> dict[str, str]:
    """What each buyer is called, by NIT."""
    return dict(db.execute(select(buyers.c.nit, buyers.c.name)).all())


def every(db: Connection) -> list[Buyer]:
    """All buyers, by NIT."""
    return _read(db.execute(_FACTS).all())


_FACTS = (
    select(buyers.c.nit, buyers.c.name, *(buyer_facts.c[name] for name in Fact._fields))
    .join(buyer_facts, buyer_facts.c.buyer_nit == buyers.c.nit)
    .order_by(buyers.c.nit)
)


def _by_nit(rows: Rows) -> dict[str, Buyer]:
    return {one.nit: one for one in _read(rows)}


def _read(rows: Rows) -> list[Buyer]:
    order = list(FactKind)
    found = []
    for (nit, name), own in groupby(rows, key=lambda row: (row.nit, row.name)):
        facts = [Fact(FactKind(row.kind), *tuple(row)[3:]) for row in own]
        found.append(Buyer(nit, name, tuple(sorted(facts, key=lambda fact: order.index(fact.kind)))))
    return found
