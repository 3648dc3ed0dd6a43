"""What the match needs to know of a board, worked out once for all calls."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from domain.board import Board
from domain.text import fold
from matching.linking.board_names import board_name


@dataclass(frozen=True, slots=True)
class Profile:
    """A board with its folded place, its own name and what it has done.

    `near` are folded names of neighbouring barrios with the metres to them. `own_name` is what remains of the
    name without "junta de acción comunal", blank for one that is called nothing else. `largest_cop` is the
    largest contract that it is known to have won. `dismissed` are the calls, by key, of which it said that
    they are not for it.
    """

    board: Board
    barrio: str | None
    locality: str | None
    own_name: str
    near: Mapping[str, float] = field(default_factory=dict)
    largest_cop: int | None = None
    dismissed: frozenset[str] = frozenset()


def profile(
    board: Board,
    near: Mapping[str, Mapping[str, float]] | None = None,
    largest_cop: int | None = None,
    dismissed: frozenset[str] = frozenset(),
) -> Profile:
    """The profile of a board; `near` has the neighbours of every barrio of its municipality."""
    barrio = fold(board.barrio) if board.barrio else None
    return Profile(
        board=board,
        barrio=barrio,
        locality=fold(board.locality) if board.locality else None,
        own_name=own_name(board.name),
        near=(near or {}).get(barrio or "", {}),
        largest_cop=largest_cop,
        dismissed=dismissed,
    )


def own_name(name: str) -> str:
    """What a board is called, folded: `"JAC Barrio El Pozón"` is "pozon".

    A union of boards goes by all of its name: what else "Asocomunal Envigado" has is a town's.
    """
    parts = board_name(name)
    return parts.core if parts and parts.level == "board" else fold(name)
