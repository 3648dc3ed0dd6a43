"""The rules of linking, for one supplier and board after board: what contradicts, how alike, how sure.

An equal NIT is certain where the name does not speak against it. Otherwise names are compared after all that
says only "board" was taken off, and another municipality refuses: in Colombia hundreds of boards are called
La Esperanza. Nothing here depends on which other suppliers are linked in the same run.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from matching.linking.board_names import BoardName
from matching.linking.readings import Named, Reading, name_as_board
from matching.linking.records import Link, Supplier, Verdict, Why
from matching.linking.towns import same_town

PROBABLE = 72.0
_CERTAIN_SAME_TOWN = 84.0
_CERTAIN = 90.0
_PART_OF_THE_NAME = 80.0  # all words of one name stand in the other, in the same town
_CLEAR_LEAD = 6.0  # a certain link leaves the next board this far behind
_SAME_TOWN = 8.0  # what a town known to be the same counts when boards are ranked
_OTHER_KIND = 6.0  # what "vereda" against "barrio" takes away
_NOT_AGAINST_NIT = 60.0  # with less, a name speaks against an equal NIT

# Names that many places of Colombia bear: without NIT or municipality they prove nothing.
_COMMON = {
    *("esperanza", "san antonio", "san jose", "carmen", "san isidro", "san francisco", "buenos aires"),
    *("san pedro", "san juan", "san rafael", "santa rosa", "santa lucia", "santa barbara", "bellavista"),
    *("buenavista", "centro", "porvenir", "progreso", "union", "florida", "laguna", "palma", "palmar"),
    *("victoria", "independencia", "primavera", "libertad", "pradera", "recreo", "bosque", "cedro", "paz"),
    *("mirador", "rosario", "san luis", "san miguel", "santa ana", "santa maria", "candelaria", "retiro"),
}


@dataclass(frozen=True, slots=True)
class _Likeness:
    code: str
    score: float
    same_town: bool
    same_kind: bool  # both say "vereda"
    placed: bool  # the supplier's town is known, the board's is not
    core: str  # of the board's name
    nit_slip: bool

    @property
    def rank(self) -> float:
        return self.score + _SAME_TOWN * self.same_town


def decide(
    supplier: Supplier,
    named: Named,
    boards: Iterable[Named],
    owners: Sequence[Named],
    decided: Mapping[str, bool],
) -> Link:
    """The link of a supplier. `boards` are all that may be it or more, `owners` those that have its NIT."""
    if confirmed := next((code for code, yes in decided.items() if yes), None):
        return Link(supplier.row, confirmed, 100.0, Verdict.CERTAIN, Why.CONFIRMED)
    if owning := [board for board in owners if board.key not in decided]:
        return _by_nit(supplier, owning)
    alike = [one for one in _alike(named, boards) if one.code not in decided]
    if not alike:
        return Link(supplier.row, None, 0.0, Verdict.NONE)
    best, *others = sorted(alike, key=lambda one: (-one.rank, not one.same_kind, one.code))
    why = _why(best, others[0] if others else None)
    sure = why in (Why.NAME, Why.NAME_AND_TOWN)
    return Link(
        supplier.row, best.code, round(best.score, 1), Verdict.CERTAIN if sure else Verdict.PROBABLE, why
    )


def _by_nit(supplier: Supplier, owners: Sequence[Named]) -> Link:
    """A number is one organisation's. Yet lists of boards hold numbers of their town hall, of a builder or of
    a neighbour, and a wrong owner would prove false things: where the name says another, a person looks.
    """
    name = name_as_board(supplier.name)
    scores = {board.key: max(_nit_score(name, one.name) for one in board.readings) for board in owners}
    code = min(scores, key=lambda key: (-scores[key], key))
    behind = max((score for key, score in scores.items() if key != code), default=0.0)
    if not name.solid:
        why = Why.SAME_NIT if len(owners) == 1 else Why.NIT_OF_TWO
    elif scores[code] < _NOT_AGAINST_NIT:
        why = Why.NIT_OTHER_NAME
    else:
        why = Why.SAME_NIT if scores[code] - behind >= _CLEAR_LEAD else Why.NIT_OF_TWO
    verdict = Verdict.CERTAIN if why is Why.SAME_NIT else Verdict.PROBABLE
    return Link(supplier.row, code, round(scores[code], 1), verdict, why)


def _nit_score(name: BoardName, other: BoardName) -> float:
    """Another number is another board's; one left out is not."""
    if name.numbers and other.numbers and sorted(name.numbers) != sorted(other.numbers):
        return 0.0
    return _score(name, other, near=True)


def _alike(supplier: Named, boards: Iterable[Named]) -> Iterator[_Likeness]:
    """The boards that nothing contradicts: neither NIT, town, number nor level."""
    for board in boards:
        slip = bool(supplier.nit and board.nit and supplier.nit != board.nit)
        if slip and OSA.distance(supplier.nit or "", board.nit or "", score_cutoff=1) > 1:
            continue
        held = (
            _likeness(board.key, mine, theirs, slip)
            for mine, theirs in product(supplier.readings, board.readings)
        )
        if likely := [one for one in held if one]:
            yield max(likely, key=lambda one: one.rank)


def _likeness(code: str, mine: Reading, theirs: Reading, nit_slip: bool) -> _Likeness | None:
    same = same_town(mine.town, theirs.town)
    if same is False or (same is None and (mine.guessed or theirs.guessed)) or mine.kind != theirs.kind:
        return None
    score = _score(mine.name, theirs.name, same is True)
    if score < PROBABLE:
        return None
    kind = mine.name.place_kind
    same_kind = kind is not None and kind == theirs.name.place_kind
    placed = bool(mine.town.name) and not theirs.town.name
    return _Likeness(code, score, same is True, same_kind, placed, theirs.name.core, nit_slip)


def _score(name: BoardName, other: BoardName, near: bool) -> float:
    score = fuzz.ratio(name.solid, other.solid)
    if name.core and other.core:
        score = max(score, fuzz.ratio(name.sorted_core, other.sorted_core))
    if near and _is_part(name.core, other.core):
        score = max(score, _PART_OF_THE_NAME)
    if name.place_kind and other.place_kind and name.place_kind != other.place_kind:
        score -= _OTHER_KIND
    return score


def _is_part(one: str, other: str) -> bool:
    mine, theirs = set(one.split()), set(other.split())
    return bool(mine and theirs) and (mine <= theirs or theirs <= mine)


def _why(best: _Likeness, second: _Likeness | None) -> Why:
    if second and best.rank - second.rank < _CLEAR_LEAD:
        return Why.TWO_ALIKE
    if best.score < (_CERTAIN_SAME_TOWN if best.same_town else _CERTAIN):
        return Why.NOT_ALIKE_ENOUGH
    if best.nit_slip:
        return Why.NIT_SLIP
    if best.same_town:
        return Why.NAME_AND_TOWN
    if best.placed:
        return Why.BOARD_WITHOUT_TOWN
    return Why.NAME if best.core and best.core not in _COMMON else Why.COMMON_NAME
