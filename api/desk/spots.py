"""What is told of each barrio on the map, and below it in a table. Who may see numbers alone is told of each
unidad comunera instead: of most barrios there is one board.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from api.desk.barrio_map import Area, BarrioMap
from api.desk.heat import added, step_of, told_of
from domain.text import fold
from store.lacking import Lacking, Where

SHARES = (0.0, 0.25, 0.5, 0.75)  # of the boards that lack the requirement that was asked for
MEANS = (0.0, 3.0, 6.0, 10.0)  # requirements that a board lacks, where none was asked for


class Spot(NamedTuple):
    """A barrio or a unidad comunera. `value` is None where it is not shown, or nobody is known about."""

    where: Where
    name: str
    lacking: Lacking
    value: float | None
    step: int | None

    @property
    def lacking_it(self) -> int:
        """Boards that lack what was asked for."""
        return round((self.value or 0) * self.lacking.assessed)


class Shaded(NamedTuple):
    """A place of the map, and the spot whose shade it has; None where no board is."""

    area: Area
    spot: Spot | None


@dataclass(frozen=True)
class Spots:
    """`by_barrio`: else by unidad comunera."""

    spots: list[Spot]
    shaded: list[Shaded]
    by_barrio: bool


def spots_of(
    places: Mapping[Where, Lacking],
    drawn: BarrioMap | None,
    locality: str | None,
    requirement: str | None,
    *,
    by_barrio: bool,
) -> Spots:
    """How each place fares, of a locality or of all; with the map's places shaded by it."""
    groups: dict[str, list[tuple[Where, Lacking]]] = {}
    for where, lacking in places.items():
        if locality in (None, where.locality):
            groups.setdefault(_key(where, by_barrio), []).append((where, lacking))
    together = {key: added(one for _, one in some) for key, some in groups.items()}
    shown = set(together) if by_barrio else _told_of_units(together)
    found = {
        key: _spot(some[0][0], together[key], requirement, by_barrio, key in shown)
        for key, some in groups.items()
    }
    shaded = [
        Shaded(area, found.get(_key(Where(area.locality, area.unit, area.name), by_barrio)))
        for area in (drawn.areas if drawn else ())
    ]
    return Spots(sorted(found.values(), key=_order), shaded, by_barrio)


def _key(where: Where, by_barrio: bool) -> str:
    if by_barrio:
        return fold(where.barrio or "")
    return f"{fold(where.locality or '')}|{where.unit or ''}"


def _told_of_units(together: Mapping[str, Lacking]) -> set[str]:
    """Of each locality by itself: the table tells of all its boards together."""
    localities: dict[str, dict[str, Lacking]] = {}
    for key, lacking in together.items():
        localities.setdefault(key.partition("|")[0], {})[key] = lacking
    return {key for units in localities.values() for key in told_of(units, is_part=True)}


def _spot(where: Where, lacking: Lacking, requirement: str | None, by_barrio: bool, is_shown: bool) -> Spot:
    name = where.barrio or "Sin barrio"
    if not by_barrio:
        where = where._replace(barrio=None)
        name = f"Unidad comunera {where.unit}" if where.unit else "Sin unidad comunera"
    if not (lacking.assessed and is_shown):
        return Spot(where, name, lacking, None, None)
    if requirement:
        value = lacking.by_requirement[requirement] / lacking.assessed
        return Spot(where, name, lacking, value, step_of(value, SHARES))
    value = lacking.by_requirement.total() / lacking.assessed
    return Spot(where, name, lacking, value, step_of(value, MEANS))


def _order(spot: Spot) -> tuple[bool, str, int, str]:
    locality, unit, _ = spot.where
    number = int(unit) if unit and unit.isdecimal() else 99
    return locality is None, fold(locality or ""), number, fold(spot.name)
