"""A community action board (Junta de Acción Comunal) and what it told us."""

import re
from dataclasses import dataclass
from enum import StrEnum

from domain.text import fold

FEWEST_BOARDS = 5
"""Who may see numbers alone is shown no group so small that its number tells of one board."""


class BoardKind(StrEnum):
    JAC = "JAC"  # Junta de Acción Comunal
    JVC = "JVC"  # Junta de Vivienda Comunitaria
    ASSOCIATION = "ASOCIACION"  # asociación de juntas


class Trade(StrEnum):
    """What a board can do. The names are those of the judging guide, so that both can be compared."""

    ROADS = "obra_vial"
    SMALL_WORKS = "obra_barrial"
    UPKEEP = "mantenimiento_aseo"
    ENVIRONMENT = "ambiental"
    EVENTS = "eventos_logistica"
    FOOD = "alimentacion"
    CULTURE_SPORT = "cultura_deporte"
    TRAINING = "formacion_social"
    COMMUNITY_WATER = "agua_comunitaria"
    SUPPLIES = "dotacion_suministro"
    LOANED_GOODS = "comodato_bienes"


@dataclass(frozen=True, slots=True)
class Board:
    """One board. `municipality` is a DANE code; `nit` nine digits without the check digit.

    `trades` empty means that the board has not said what it does: unknown, not "nothing".
    """

    code: str
    name: str
    kind: BoardKind = BoardKind.JAC
    municipality: str = "13001"
    nit: str | None = None
    locality: str | None = None
    barrio: str | None = None
    unit: str | None = None  # unidad comunera de gobierno
    legal_act: str | None = None  # personería jurídica
    president: str | None = None
    trades: tuple[Trade, ...] = ()


_NAMES_A_BOARD = re.compile(
    r"\bjuntas?( de)? (accion|vivienda) (comun|civica)|\baccion (comun|comjun)"
    r"|\bj ?a ?c\b|\basojac|\bj ?v ?c\b"
)


def names_a_board(name: str) -> bool:
    """Whether a supplier's name looks like a community board's: `"J.A.C. EL POZÓN"`."""
    return bool(_NAMES_A_BOARD.search(fold(name)))
