"""Suppliers beside boards: every pair that is linked or was decided on, with both names and the reason."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from hashlib import blake2b

from sqlalchemy import Connection

from domain.board import Board
from matching.linking.decisions import nit_of
from matching.linking.records import Why
from matching.places.towns import town_name
from store import boards, links
from store.links import LinkDecision, SeenLink

_WHY = {
    Why.CONFIRMED: "una persona lo confirmó",
    Why.SAME_NIT: "tienen el mismo NIT",
    Why.NIT_OTHER_NAME: "el NIT es el de la junta, pero el nombre es otro",
    Why.NIT_OF_TWO: "dos juntas figuran con ese NIT",
    Why.NIT_SLIP: "el nombre coincide y los NIT casi: puede ser un error al escribirlo",
    Why.NAME_AND_TOWN: "coinciden el nombre y el municipio",
    Why.NAME: "coincide el nombre; falta saber el municipio",
    Why.COMMON_NAME: "muchas juntas se llaman así; falta saber el municipio",
    Why.BOARD_WITHOUT_TOWN: "coincide el nombre; no sabemos el municipio de la junta",
    Why.TWO_ALIKE: "hay dos juntas con un nombre parecido",
    Why.NOT_ALIKE_ENOUGH: "los nombres se parecen, pero no del todo",
}
_REJECTED = "una persona dijo que no es esa junta"


class Shown(StrEnum):
    """What can be listed: links by their verdict, and what people decided."""

    PROBABLE = "probable"
    CERTAIN = "certain"
    CONFIRMED = "confirmed"
    REJECTED = "rejected"


@dataclass(frozen=True)
class SupplierAndBoard:
    """`id` names the pair, for whoever decides on it. NITs are those of organisations.

    A decision whose supplier has no link today has neither score nor rows.
    """

    id: str
    supplier_key: str
    supplier: str
    supplier_town: str | None
    supplier_nit: str | None
    board_code: str
    board: str
    board_town: str | None
    board_nit: str | None
    score: float | None
    verdict: str
    why: str | None
    contracts: int
    bids: int
    awards: int
    certain: int  # of all, how many count as the board's today


def pairs(db: Connection) -> list[SupplierAndBoard]:
    """Every pair that is linked or was decided on; what was decided is told rather than the link."""
    groups: dict[tuple[str, str], list[SeenLink]] = {}
    for one in links.seen(db):
        if one.supplier_key is not None:  # made by a version that kept no keys: the next link gives one
            groups.setdefault((one.supplier_key, one.board_code), []).append(one)
    decided = {(one.supplier_key, one.board_code): one for one in links.decisions(db)}
    unlinked = [one for key, one in decided.items() if key not in groups]
    known = {board.code: board for board in boards.among(db, {one.board_code for one in unlinked})}
    alone = [_of_decision(one, known[one.board_code]) for one in unlinked]
    return [*(_of_links(some, decided.get(key)) for key, some in groups.items()), *alone]


def likest_first(found: Iterable[SupplierAndBoard]) -> list[SupplierAndBoard]:
    return sorted(found, key=lambda one: (-(one.score or 0), one.supplier, one.id))


def pair_id(supplier_key: str, board_code: str) -> str:
    """Eight characters that name a supplier and a board, the same on every run."""
    return blake2b(f"{supplier_key}\n{board_code}".encode(), digest_size=4).hexdigest()


def _of_links(some: Sequence[SeenLink], decision: LinkDecision | None) -> SupplierAndBoard:
    one = min(some, key=lambda link: link.verdict == Shown.CERTAIN)  # what is doubtful once is to be asked
    assert one.supplier_key is not None
    return SupplierAndBoard(
        id=pair_id(one.supplier_key, one.board_code),
        supplier_key=one.supplier_key,
        supplier=one.supplier_name,
        supplier_town=next((_town(link.supplier_town) for link in some if link.supplier_town), None),
        supplier_nit=one.supplier_nit,
        board_code=one.board_code,
        board=one.board_name,
        board_town=_town(one.board_municipality),
        board_nit=one.board_nit,
        score=max(link.score for link in some if link.verdict == one.verdict),
        verdict=_decided_verdict(decision) or one.verdict,
        why=_WHY[Why(one.why)] if one.why else None,
        contracts=_count(some, "contract"),
        bids=_count(some, "bid"),
        awards=_count(some, "award"),
        certain=sum(link.verdict == Shown.CERTAIN for link in some),
    )


def _of_decision(decision: LinkDecision, board: Board) -> SupplierAndBoard:
    return SupplierAndBoard(
        id=pair_id(decision.supplier_key, decision.board_code),
        supplier_key=decision.supplier_key,
        supplier=decision.supplier_name,
        supplier_town=None,
        supplier_nit=nit_of(decision.supplier_key),
        board_code=board.code,
        board=board.name,
        board_town=_town(board.municipality),
        board_nit=board.nit,
        score=None,
        verdict=_decided_verdict(decision) or "",
        why=_WHY[Why.CONFIRMED] if decision.confirmed else _REJECTED,
        contracts=0,
        bids=0,
        awards=0,
        certain=0,
    )


def _decided_verdict(decision: LinkDecision | None) -> str | None:
    if decision is None:
        return None
    return (Shown.CONFIRMED if decision.confirmed else Shown.REJECTED).value


def _count(some: Iterable[SeenLink], source: str) -> int:
    return sum(one.source == source for one in some)


def _town(town: str | None) -> str | None:
    return (town_name(town) or town) if town else None
