"""How many boards of each part of town lack each requirement, as a heat table with what closing it opens."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

from domain.board import FEWEST_BOARDS
from domain.readiness import Requirement, TrainingUnit
from domain.text import fold
from domain.unlock import GroupUnlock
from readiness.catalogue import Catalogue
from store.lacking import Lacking, Where

_STEPS = (0.0, 0.25, 0.5, 0.75)  # of the boards of a group; above the last is the darkest

_Name = TypeVar("_Name")


class Cell(NamedTuple):
    """`lacking` of the `of` boards that we know about lack it. None: not shown, or nobody is known about."""

    lacking: int | None
    of: int

    @property
    def share(self) -> float | None:
        return None if self.lacking is None else self.lacking / self.of

    @property
    def step(self) -> int | None:
        """0 to 4, the darker the more."""
        return None if self.share is None else step_of(self.share, _STEPS)


class Column(NamedTuple):
    """A part of town: a locality, or a unidad comunera of one. `name` is None for boards that said none."""

    name: str | None
    lacking: Lacking
    is_shown: bool


class Row(NamedTuple):
    """`unlock` is what opens if all boards close this gap alone; None where nothing does."""

    requirement: Requirement
    units: tuple[TrainingUnit, ...]
    total: Cell
    cells: list[Cell]
    unlock: GroupUnlock | None


class Taught(NamedTuple):
    """What opens if all boards close what a training unit teaches."""

    unit: TrainingUnit
    unlock: GroupUnlock


@dataclass(frozen=True)
class Heat:
    """`total` are all boards of the table, but for those that it would tell of if the others were subtracted.
    Rows: what most of these lack first. What nobody lacks has none, and where they are few there are none.
    `taught`: the unit that opens most money first, whatever the route; none where it counts more boards.
    """

    total: Lacking
    columns: list[Column]
    rows: list[Row]
    taught: list[Taught]


def heat(
    catalogue: Catalogue,
    places: Mapping[Where, Lacking],
    unlocks: Iterable[GroupUnlock],
    locality: str | None,
    *,
    shows_few: bool,
) -> Heat:
    """By locality, or by unidad comunera of one. `shows_few`: whether groups of few boards are shown too."""
    groups = _groups(places, locality)
    shown = set(groups) if shows_few else told_of(groups, is_part=locality is not None)
    columns = [
        Column(name, lacking, name in shown)
        for name, lacking in sorted(groups.items(), key=lambda one: _order(one[0]))
    ]
    hidden = sum(one.lacking.boards for one in columns if not one.is_shown)
    is_whole = shows_few or not 0 < hidden < FEWEST_BOARDS
    total = added(one.lacking for one in columns if is_whole or one.is_shown)
    lacked = total.by_requirement if shows_few or total.boards >= FEWEST_BOARDS else {}
    opened = {one.closes: one for one in unlocks if one.locality == locality}
    rows = [
        Row(
            catalogue.requirements[id_],
            catalogue.units_of(id_),
            _cell(total, id_, is_shown=True),
            [_cell(column.lacking, id_, is_shown=column.is_shown) for column in columns],
            opened.get(id_),
        )
        for id_, _ in sorted(lacked.items(), key=lambda one: (-one[1], one[0]))
        if id_ in catalogue.requirements  # a ban shuts routes too, and is nothing that a board lacks
    ]
    units = catalogue.training.items() if is_whole else ()
    taught = [Taught(unit, opened[id_]) for id_, unit in units if id_ in opened]
    taught.sort(key=lambda one: (-one.unlock.unlock.value_cop, one.unit.id))
    return Heat(total, columns, rows, taught)


def told_of(groups: Mapping[_Name, Lacking], *, is_part: bool) -> set[_Name]:
    """Those of which who may see numbers alone is told. `is_part`: the sum of all is told elsewhere, so that
    those left out must be enough together that it tells of none of them.
    """
    by_size = sorted(groups, key=lambda name: (groups[name].boards, str(name)), reverse=True)
    told = [name for name in by_size if groups[name].boards >= FEWEST_BOARDS]
    left_out = sum(groups[name].boards for name in by_size[len(told) :])
    if is_part and told and 0 < left_out < FEWEST_BOARDS:
        told.pop()
    return set(told)


def added(found: Iterable[Lacking]) -> Lacking:
    """Several places as one."""
    together = Lacking()
    for one in found:
        together.add(one)
    return together


def step_of(value: float, steps: Collection[float]) -> int:
    """How many of the steps a value is above: its shade."""
    return sum(value > step for step in steps)


def _groups(places: Mapping[Where, Lacking], locality: str | None) -> dict[str | None, Lacking]:
    found: dict[str | None, Lacking] = {}
    for where, lacking in places.items():
        if locality is None or where.locality == locality:
            name = where.locality if locality is None else where.unit
            found.setdefault(name, Lacking()).add(lacking)
    return found


def _order(name: str | None) -> tuple[bool, int, str]:
    """By number where it is one, by name where it is none; boards that said none come last."""
    number = int(name) if name and name.isdecimal() else 0
    return name is None, number, fold(name or "")


def _cell(lacking: Lacking, id_: str, *, is_shown: bool) -> Cell:
    is_known = is_shown and lacking.assessed > 0
    return Cell(lacking.by_requirement[id_] if is_known else None, lacking.assessed)
