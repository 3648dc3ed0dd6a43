"""Which boards to train together in what, and where: gaps × money that opens × boards that can be asked.

boards × training units ─▶ who lacks what the unit teaches, by unidad comunera ─▶ the first 25 of each ─▶
what these would open together, each process once
"""

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from domain.training import Candidate, Proposal
from readiness.catalogue import Catalogue
from readiness.columns import Held
from readiness.what_if import WhatIf

MOST_BOARDS = 25  # two people of each still fit into a communal hall
LEAST_BOARDS = 5


@dataclass(frozen=True, slots=True)
class Asked:
    """A board as it may be asked to come."""

    code: str
    locality: str | None
    commune: str | None
    is_reached: bool


_Area = tuple[str | None, str | None]


def proposals(
    catalogue: Catalogue,
    found: WhatIf,
    held: Held,
    boards: Sequence[Asked],
    taken: Collection[tuple[str, str]],
) -> list[Proposal]:
    """For each training unit and area with enough boards that lack what it teaches, whom to ask.

    `boards` are the rows of `found` and `held`. `taken` are (unit, board code) of who learns it already or
    has completed it. A unidad comunera with too few boards joins the others of its locality.
    """
    made = []
    for unit in catalogue.training.values():
        columns = [nth for nth, id_ in enumerate(held.ids) if id_ in unit.requirements]
        gaps = (held.is_unmet & ~held.is_waived)[:, columns].sum(axis=1)
        opens = found.values_cop(unit.requirements).tolist()
        free = [nth for nth in np.nonzero(gaps)[0].tolist() if (unit.id, boards[nth].code) not in taken]
        papers = {*unit.requirements, *catalogue.untrained}
        for (locality, commune), rows in _areas(boards, free):
            chosen = sorted(rows, key=lambda nth: _first(boards[nth], opens[nth], gaps[nth]))[:MOST_BOARDS]
            helped, unlock = found.of_group(_rows(chosen), unit.requirements)
            _, with_papers = found.of_group(_rows(chosen), papers)
            made.append(
                Proposal(
                    key=_key(unit.id, locality, commune),
                    unit=unit.id,
                    locality=locality,
                    commune=commune,
                    on=held.on,
                    lacking=len(rows),
                    helped=helped,
                    boards=tuple(
                        Candidate(boards[nth].code, int(gaps[nth]), opens[nth], boards[nth].is_reached)
                        for nth in chosen
                    ),
                    unlock=unlock,
                    with_papers=with_papers,
                )
            )
    return made


def _areas(boards: Sequence[Asked], rows: Sequence[int]) -> Iterator[tuple[_Area, list[int]]]:
    """The rows by unidad comunera, and what is left of a locality together; too few are left out."""
    by_commune: dict[_Area, list[int]] = defaultdict(list)
    rest: dict[_Area, list[int]] = defaultdict(list)
    for nth in rows:
        by_commune[boards[nth].locality, boards[nth].commune].append(nth)
    for (locality, commune), some in by_commune.items():
        if commune and len(some) >= LEAST_BOARDS:
            yield (locality, commune), some
        else:
            rest[locality, None] += some
    yield from ((area, some) for area, some in rest.items() if len(some) >= LEAST_BOARDS)


def _first(board: Asked, opens_cop: int, gaps: int) -> tuple[bool, int, int, str]:
    """Who can be written to, then who opens most by it, then who lacks most."""
    return not board.is_reached, -opens_cop, -gaps, board.code


def _rows(chosen: Sequence[int]) -> NDArray[np.int64]:
    return np.array(chosen, np.int64)


def _key(*parts: str | None) -> str:
    """The same for the same unit and area on every day: a page that is open keeps its links."""
    return hashlib.blake2b("\x1f".join(part or "" for part in parts).encode(), digest_size=6).hexdigest()
