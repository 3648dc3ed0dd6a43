"""Where a project may be: the places of the municipality."""

from sqlalchemy import Connection

from domain.board import Board
from domain.text import fold
from matching.places.gazetteer import Gazetteer
from store import places

_NO_BARRIO = frozenset({"localidad", "unidad comunera"})


def localities(db: Connection, board: Board) -> dict[str, str | None]:
    """The locality of each place that a board may choose, by name: of the outlines, else of our own table,
    and always its own barrio.
    """
    found = places.localities(db, board.municipality) or {
        place.name: place.locality
        for place in Gazetteer.load(board.municipality).places
        if place.kind not in _NO_BARRIO
    }
    if board.barrio and not any(fold(name) == fold(board.barrio) for name in found):
        found[board.barrio] = board.locality
    return dict(sorted(found.items(), key=lambda one: fold(one[0])))


def own_place(board: Board, found: dict[str, str | None]) -> str:
    """The board's barrio as the list writes it."""
    return next((name for name in found if board.barrio and fold(name) == fold(board.barrio)), "")
