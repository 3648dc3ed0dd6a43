"""Neighbouring boards that together have what one of them lacks: the fewest, and the nearest of as few.

Only some requirements may be added up at all, which is a matter of law and given by the caller. All others
each board of the group must have by itself.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from itertools import combinations
from typing import NamedTuple

from matching.profile import Profile


class Nearness(NamedTuple):
    """How near two boards are: 0 in barrios side by side, 1 in a unit, 2 in a locality; then metres."""

    ring: int
    metres: float


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A board nearby, and the requirements of the call that it lacks."""

    code: str
    nearness: Nearness
    lacks: frozenset[str]


@dataclass(frozen=True, slots=True)
class Group:
    """`others` are codes, the nearest first; `covers` what they have between them and the board has not;
    `left` what the board must still get by itself.
    """

    others: tuple[str, ...]
    covers: tuple[str, ...]
    left: tuple[str, ...]


def nearness(profile: Profile, other: Profile) -> Nearness | None:
    """How near another board is, None for one that is no neighbour, and for the board itself."""
    one, two = profile.board, other.board
    if one.code == two.code or one.municipality != two.municipality:
        return None
    if profile.barrio and profile.barrio == other.barrio:
        return Nearness(0, 0.0)
    if other.barrio and other.barrio in profile.near:
        return Nearness(0, profile.near[other.barrio])
    if one.unit and one.unit == two.unit:
        return Nearness(1, 0.0)
    if profile.locality and profile.locality == other.locality:
        return Nearness(2, 0.0)
    return None


def group_of(
    profile: Profile,
    lacks: Collection[str],
    may_add_up: Collection[str],
    others: Iterable[Profile],
    lacking: Callable[[Profile], Collection[str] | None],
) -> Group | None:
    """The smallest group of a board with its neighbours among these; `lacking` says what each lacks for the
    call, None where it has no way to answer it.
    """
    if not set(lacks) & set(may_add_up):
        return None
    near = ((other, nearness(profile, other)) for other in others)
    known = ((other, how_near, lacking(other)) for other, how_near in near if how_near)
    return smallest_group(
        lacks,
        may_add_up,
        [
            Neighbour(other.board.code, how_near, frozenset(missing))
            for other, how_near, missing in known
            if missing is not None
        ],
    )


def smallest_group(
    lacks: Collection[str], may_add_up: Collection[str], neighbours: Iterable[Neighbour]
) -> Group | None:
    """The fewest neighbours that have all of what the board lacks and boards may add up, None where there are
    none. Exact, and the same for any order of the neighbours.
    """
    wanted = sorted(set(lacks) & set(may_add_up))
    whole = (1 << len(wanted)) - 1
    helpful = _nearest_by_what_they_have(wanted, may_add_up, neighbours)
    for size in range(1, len(wanted) + 1):
        for some in combinations(helpful, size):
            if _together(have for _, have in some) == whole:
                codes = tuple(neighbour.code for neighbour, _ in some)
                return Group(codes, tuple(wanted), tuple(sorted(set(lacks) - set(wanted))))
    return None


def _nearest_by_what_they_have(
    wanted: list[str], may_add_up: Collection[str], neighbours: Iterable[Neighbour]
) -> list[tuple[Neighbour, int]]:
    """Of neighbours that have the same of what is wanted the nearest: another of them would add nothing."""
    found: dict[int, Neighbour] = {}
    for neighbour in sorted(neighbours, key=lambda n: (n.nearness, n.code)):
        have = _together(1 << bit for bit, id_ in enumerate(wanted) if id_ not in neighbour.lacks)
        if have and neighbour.lacks <= set(may_add_up):
            found.setdefault(have, neighbour)
    return [(neighbour, have) for have, neighbour in found.items()]


def _together(bits: Iterable[int]) -> int:
    found = 0
    for bit in bits:
        found |= bit
    return found
