"""Which board a supplier or bidder is: certain, probable (a person confirms) or none.

`link` answers for a whole column; `link_one_by_one` is the same without sieve and blocks, each supplier held
against every board, and tests hold both against each other. The rules are those of `link_rules.py` for both.
"""

from collections.abc import Iterable, Mapping, Sequence

from matching.linking.decisions import decided_on
from matching.linking.readings import Named, named_board, named_supplier
from matching.linking.records import Decisions, Link, NamedBoard, Supplier, Verdict, Why
from matching.linking.rules import decide
from matching.linking.sieve import Shortlist, sift

__all__ = ["Decisions", "Link", "NamedBoard", "Supplier", "Verdict", "Why", "link", "link_one_by_one"]

_NOTHING: Mapping[str, bool] = {}


def link(
    boards: Iterable[NamedBoard], suppliers: Iterable[Supplier], decisions: Decisions | None = None
) -> list[Link]:
    """One link for each supplier, in their order.

    Of a million names a few are boards: the column is sifted first, each distinct supplier is judged once,
    and only boards that may be alike are looked at.
    """
    decisions = decisions or {}
    known = [named_board(board) for board in boards]
    column = list(suppliers)
    owners = _owners(known)
    links = [Link(supplier.row, None, 0.0, Verdict.NONE) for supplier in column]
    groups: dict[Supplier, list[int]] = {}
    nits, names = decided_on(decisions)
    for at in sift(column, nits | owners.keys(), names):
        groups.setdefault(column[at]._replace(row=""), []).append(at)
    named = [named_supplier(supplier) for supplier in groups]
    shortlists = Shortlist(known).of_all(named)
    for (supplier, rows), one, some in zip(groups.items(), named, shortlists, strict=True):
        found = _decide(supplier, one, [known[at] for at in some], owners, decisions)
        for at in rows:
            links[at] = found._replace(row=column[at].row)
    return links


def link_one_by_one(
    boards: Iterable[NamedBoard], suppliers: Iterable[Supplier], decisions: Decisions | None = None
) -> list[Link]:
    """The same links, in time that grows with suppliers × boards."""
    decisions = decisions or {}
    known = [named_board(board) for board in boards]
    owners = _owners(known)
    return [_decide(one, named_supplier(one), known, owners, decisions) for one in suppliers]


def _decide(
    supplier: Supplier,
    named: Named,
    boards: Sequence[Named],
    owners: Mapping[str, Sequence[Named]],
    decisions: Decisions,
) -> Link:
    return decide(
        supplier, named, boards, owners.get(named.nit or "", ()), decisions.get(named.key, _NOTHING)
    )


def _owners(known: Iterable[Named]) -> dict[str, list[Named]]:
    """The boards by NIT: a number may stand with two of them by mistake."""
    owners: dict[str, list[Named]] = {}
    for board in known:
        if board.nit:
            owners.setdefault(board.nit, []).append(board)
    return owners
