"""Which contract, bid and award is whose, and what people decided about that."""

from collections.abc import Collection, Iterator, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, Table, bindparam, delete, literal, select, tuple_, union_all

from domain.text import web_address
from store.tables import award_links, bid_links, bids, boards, contracts, link_decisions, links, processes
from store.upsert import upsert


class SupplierLink(NamedTuple):
    """A contract, bid or award held against the boards: whose it is, how sure we are, and why.

    `key` is that of its row, `verdict` certain or probable; `supplier_key` is what a decision on the
    supplier is remembered by.
    """

    key: str
    board_code: str
    score: float
    verdict: str
    supplier_key: str | None = None
    town: str | None = None
    why: str | None = None


class LinkDecision(NamedTuple):
    """What a person said: this supplier is this board (confirmed), or is not."""

    supplier_key: str
    board_code: str
    supplier_name: str
    confirmed: bool


class SeenLink(NamedTuple):
    """A link with the names on both sides. `source`: contract, bid or award."""

    source: str
    key: str
    supplier_key: str | None
    supplier_name: str
    supplier_nit: str | None
    supplier_town: str | None
    board_code: str
    board_name: str
    board_nit: str | None
    board_municipality: str
    score: float
    verdict: str
    why: str | None


class Behind(NamedTuple):
    """A contract or an award of a supplier that is linked to a board: what a person looks at to tell whether
    it is. `on` is the day of the signature or of the award.
    """

    source: str  # contract or award
    supplier_key: str
    board_code: str
    supplier_name: str
    object: str | None
    buyer_name: str
    value_cop: int | None
    on: date | None
    url: str | None

    @property
    def link(self) -> str | None:
        """Where SECOP shows it."""
        return web_address(self.url)


def replace_of_contracts(
    db: Connection, found: Sequence[SupplierLink], at: datetime, among: Collection[str] | None = None
) -> None:
    """Make these the links of contracts: one found no more is taken back, one found again keeps its date.
    With `among`, the keys of the contracts that were looked at, the links of others stay as they are.
    """
    _replace(db, links, "contract_key", found, at, among)


def replace_of_bids(
    db: Connection, found: Sequence[SupplierLink], at: datetime, among: Collection[str] | None = None
) -> None:
    """The same for bids."""
    _replace(db, bid_links, "bid_key", found, at, among)


def replace_of_awards(
    db: Connection, found: Sequence[SupplierLink], at: datetime, among: Collection[str] | None = None
) -> None:
    """The same for awards, by the keys of their rows of processes."""
    _replace(db, award_links, "process_key", found, at, among)


def boards_of(db: Connection, supplier_key: str) -> set[str]:
    """The boards that a supplier is linked to."""
    held = (links, bid_links, award_links)
    every = union_all(*(select(one.c.board_code).where(one.c.supplier_key == supplier_key) for one in held))
    return set(db.execute(every).scalars())


def seen(db: Connection, verdict: str | None = None) -> list[SeenLink]:
    """Every link, or those of one verdict, by board and supplier."""
    query = seen_links()
    if verdict is not None:
        query = query.where(query.selected_columns.verdict == verdict)
    return [SeenLink._make(row) for row in db.execute(query)]


def behind(db: Connection, pairs: Collection[tuple[str, str]]) -> list[Behind]:
    """The contracts and awards of these suppliers and boards, by keys of both, the newest first."""
    both = union_all(_behind_contracts(pairs), _behind_awards(pairs)).subquery()
    newest = (both.c.source.desc(), both.c.on.desc().nulls_last(), both.c.key)
    query = select(*(both.c[name] for name in Behind._fields)).order_by(*newest)
    return [Behind._make(row) for row in db.execute(query)]


def seen_links() -> Select[*tuple[Any, ...]]:
    """The question for every link, in the columns of SeenLink."""
    every = union_all(
        _seen("contract", links, contracts, links.c.contract_key),
        _seen("bid", bid_links, bids, bid_links.c.bid_key),
        _seen("award", award_links, processes, award_links.c.process_key),
    ).subquery()
    by = (every.c.board_code, every.c.supplier_name, every.c.supplier_key, every.c.source.desc(), every.c.key)
    return select(every).order_by(*by)


def decisions(db: Connection) -> list[LinkDecision]:
    """What was decided and not undone, in the order in which it was."""
    columns = (link_decisions.c[name] for name in LinkDecision._fields)
    query = select(*columns).order_by(
        link_decisions.c.decided_at, link_decisions.c.supplier_key, link_decisions.c.board_code
    )
    return [LinkDecision._make(row) for row in db.execute(query)]


def decide(db: Connection, decision: LinkDecision, at: datetime) -> None:
    """Keep a decision, the newest in place of an older one. A supplier is one board: confirmed for this one,
    it is no longer confirmed for another.
    """
    if decision.confirmed:
        confirmed = link_decisions.c.supplier_key == decision.supplier_key, link_decisions.c.confirmed
        db.execute(delete(link_decisions).where(*confirmed))
    upsert(db, link_decisions, [{**decision._asdict(), "decided_at": at}])


def undo(db: Connection, supplier_key: str, board_code: str) -> bool:
    """Forget a decision: the rules alone speak again. False where there was none."""
    of_pair = link_decisions.c.supplier_key == supplier_key, link_decisions.c.board_code == board_code
    return db.execute(delete(link_decisions).where(*of_pair)).rowcount > 0


def _behind_contracts(pairs: Collection[tuple[str, str]]) -> Select[*tuple[Any, ...]]:
    of, c = links.c, contracts.c
    on, said = c.signed_on.label("on"), (c.supplier_name, c.object, c.buyer_name, c.value_cop)
    query = select(
        literal("contract").label("source"), of.supplier_key, of.board_code, *said, on, c.url, c.key
    )
    return query.join(contracts, c.key == of.contract_key).where(
        tuple_(of.supplier_key, of.board_code).in_(pairs)
    )


def _behind_awards(pairs: Collection[tuple[str, str]]) -> Select[*tuple[Any, ...]]:
    of, p = award_links.c, processes.c
    said = (p.supplier_name, p.title, p.buyer_name, p.award_cop, p.awarded_on)
    query = select(literal("award"), of.supplier_key, of.board_code, *said, p.url, p.key)
    return query.join(processes, p.key == of.process_key).where(
        tuple_(of.supplier_key, of.board_code).in_(pairs)
    )


def _replace(
    db: Connection,
    table: Table,
    key: str,
    found: Sequence[SupplierLink],
    at: datetime,
    among: Collection[str] | None,
) -> None:
    stood = select(*(table.c[name] for name in (key, *SupplierLink._fields[1:])))
    if among is not None:
        stood = stood.where(table.c[key].in_(among))
    known = {link.key: link for link in map(SupplierLink._make, db.execute(stood))}
    if gone := known.keys() - {link.key for link in found}:
        statement = delete(table).where(table.c[key] == bindparam("of_key"))
        db.execute(statement, [{"of_key": one} for one in sorted(gone)])
    fresh = [link for link in found if known.get(link.key) != link]
    upsert(db, table, list(_rows(fresh, key, at)), keep=("linked_at",))


def _rows(found: Sequence[SupplierLink], key: str, at: datetime) -> Iterator[dict[str, Any]]:
    for link in found:
        fields = link._asdict()
        yield {key: fields.pop("key"), **fields, "linked_at": at}


def _seen(source: str, linked: Table, records: Table, key: Any) -> Select[*tuple[Any, ...]]:
    return (
        select(
            literal(source).label("source"),
            key.label("key"),
            linked.c.supplier_key,
            records.c.supplier_name,
            records.c.supplier_nit,
            linked.c.town.label("supplier_town"),
            boards.c.code.label("board_code"),
            boards.c.name.label("board_name"),
            boards.c.nit.label("board_nit"),
            boards.c.municipality.label("board_municipality"),
            linked.c.score,
            linked.c.verdict,
            linked.c.why,
        )
        .join(records, records.c.key == key)
        .join(boards, boards.c.code == linked.c.board_code)
    )
