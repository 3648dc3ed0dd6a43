"""Which board a supplier or bidder is: certain, probable (a person confirms) or none.

An equal NIT is certain. Otherwise the names are compared after all that says only "board" was taken off,
and another municipality refuses: in Colombia hundreds of boards are called La Esperanza.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple, Protocol

from rapidfuzz import fuzz

from domain.nit import read_nit
from domain.text import fold
from matching.board_names import BoardName, board_name
from matching.gazetteer import Gazetteer

_CERTAIN_SAME_TOWN = 84.0
_CERTAIN = 90.0
_PROBABLE = 72.0
_PART_OF_THE_NAME = 80.0  # all words of one name stand in the other, in the same town
_CLEAR_LEAD = 6.0  # a certain link leaves the next board this far behind
_SAME_TOWN = 8.0  # what a town known to be the same counts when boards are ranked
_OTHER_KIND = 6.0  # what "vereda" against "barrio" takes away

# Names that many places of Colombia bear: without NIT or municipality they prove nothing.
_COMMON = {
    *("esperanza", "san antonio", "san jose", "carmen", "san isidro", "san francisco", "buenos aires"),
    *("san pedro", "san juan", "san rafael", "santa rosa", "santa lucia", "santa barbara", "bellavista"),
    *("buenavista", "centro", "porvenir", "progreso", "union", "florida", "laguna", "palma", "palmar"),
    *("victoria", "independencia", "primavera", "libertad", "pradera", "recreo", "bosque", "cedro", "paz"),
    *("mirador", "rosario", "san luis", "san miguel", "santa ana", "santa maria", "candelaria", "retiro"),
}


class Verdict(StrEnum):
    CERTAIN = "certain"
    PROBABLE = "probable"
    NONE = "none"


class NamedBoard(Protocol):
    """What linking asks of a board. `municipality` is a name, or a DANE code whose name a gazetteer knows."""

    @property
    def code(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def municipality(self) -> str: ...
    @property
    def nit(self) -> str | None: ...


class Supplier(NamedTuple):
    """A supplier or bidder as a source names it; blanks where it does not say. `row` is the caller's key."""

    row: str
    name: str
    nit: str | None = None
    municipality: str = ""


class Link(NamedTuple):
    """Which board a supplier is, with the likeness of the names (0–100). No board goes with NONE."""

    row: str
    board_code: str | None
    score: float
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class _Known:
    code: str
    name: BoardName
    town: str
    nit: str | None


@dataclass(frozen=True, slots=True)
class _Likeness:
    code: str
    score: float
    same_town: bool

    @property
    def rank(self) -> float:
        return self.score + _SAME_TOWN * self.same_town


def link(boards: Iterable[NamedBoard], suppliers: Iterable[Supplier]) -> list[Link]:
    """One link for each supplier, in their order."""
    known = [_know(board) for board in boards]
    by_nit = {k.nit: k.code for k in known if k.nit}
    return [_link(supplier, known, by_nit) for supplier in suppliers]


def _know(board: NamedBoard) -> _Known:
    # A board's own record is one even where its name does not say "junta".
    name = board_name(board.name) or board_name(f"jac {board.name}")
    assert name is not None  # the prefix makes it a board's
    return _Known(board.code, name, _town(board.municipality), read_nit(board.nit or ""))


def _town(municipality: str) -> str:
    return Gazetteer.load(municipality).name if municipality.isdigit() else fold(municipality)


def _link(supplier: Supplier, known: Sequence[_Known], by_nit: dict[str, str]) -> Link:
    nit = read_nit(supplier.nit or "")
    if nit in by_nit:
        return Link(supplier.row, by_nit[nit], 100.0, Verdict.CERTAIN)
    name = board_name(supplier.name)
    if name is None or not name.solid:
        return Link(supplier.row, None, 0.0, Verdict.NONE)
    town = _town(supplier.municipality) or (name.town or "")
    alike = sorted(_alike(name, town, nit, known), key=lambda likeness: -likeness.rank)
    best = alike[0].score if alike else 0.0
    if best < _PROBABLE:
        return Link(supplier.row, None, round(best, 1), Verdict.NONE)
    verdict = Verdict.CERTAIN if _is_certain(name, alike) else Verdict.PROBABLE
    return Link(supplier.row, alike[0].code, round(best, 1), verdict)


def _alike(name: BoardName, town: str, nit: str | None, known: Iterable[_Known]) -> Iterator[_Likeness]:
    """The boards that nothing contradicts: neither NIT, town, number (Florida I, Florida III) nor level."""
    for one in known:
        if name.level != one.name.level or name.numbers != one.name.numbers or (nit and one.nit):
            continue
        their_town = one.town or (one.name.town or "")
        if town and their_town and town not in their_town and their_town not in town:
            continue
        same_town = bool(town and their_town)
        yield _Likeness(one.code, _score(name, one.name, same_town), same_town)


def _score(name: BoardName, other: BoardName, same_town: bool) -> float:
    score = fuzz.ratio(name.solid, other.solid)
    if name.core and other.core:
        score = max(score, fuzz.token_sort_ratio(name.core, other.core))
    if same_town and _is_part(name.core, other.core):
        score = max(score, _PART_OF_THE_NAME)
    if name.place_kind and other.place_kind and name.place_kind != other.place_kind:
        score -= _OTHER_KIND
    return score


def _is_part(one: str, other: str) -> bool:
    mine, theirs = set(one.split()), set(other.split())
    return bool(mine and theirs) and (mine <= theirs or theirs <= mine)


def _is_certain(name: BoardName, alike: Sequence[_Likeness]) -> bool:
    best = alike[0]
    if len(alike) > 1 and best.rank - alike[1].rank < _CLEAR_LEAD:
        return False
    if best.same_town:
        return best.score >= _CERTAIN_SAME_TOWN
    return best.score >= _CERTAIN and bool(name.core) and name.core not in _COMMON
