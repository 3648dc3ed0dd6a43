"""How many calls of which kind the sample has.

Together the recipes have the mixture of the real record: few calls are open, most are direct contracts with
one person, and of those that anyone may answer most are closed. Words are SECOP's own.
"""

from dataclasses import dataclass
from enum import Enum, auto

SOLIDARITY = "Convenios Solidarios Regimen articulo 92 Ley 2166 de 2021"

MINIMA = "Mínima cuantía"
MENOR = "Selección Abreviada de Menor Cuantía"
_AUCTION = "Selección abreviada subasta inversa"
_TENDER, _TENDER_WORKS = "Licitación pública", "Licitación pública Obra Publica"
_MERIT = "Concurso de méritos abierto"
_DIRECT, _SPECIAL = "Contratación directa", "Contratación régimen especial"
_SPECIAL_OFFERS = "Contratación régimen especial (con ofertas)"
_INFORMATION = "Solicitud de información a los Proveedores"
_WON = "Seleccionado"
_FOR_BOARDS = (MINIMA,) * 6 + (_SPECIAL_OFFERS, MENOR)
_FOR_FIRMS = (MINIMA, MINIMA, MENOR, _AUCTION, _TENDER, _TENDER_WORKS, _MERIT)

REASONS = {
    MINIMA: (
        "Presupuesto inferior al 10% de la menor cuantía",
        "Presupuesto menor al 10% de la Menor Cuantía",
    ),
    MENOR: ("Presupuesto menor al 10% de la Menor Cuantía",),
    _DIRECT: ("Servicios profesionales y apoyo a la gestión",),
    _SPECIAL: ("Regla aplicable", "No Defenido"),
    _SPECIAL_OFFERS: ("Regla aplicable", "Decreto 092 de 2017"),
}
PHASES = {
    MENOR: "Manifestación de interés (Menor Cuantía)",
    _TENDER: "Fase de Selección (Presentación de ofertas)",
    _TENDER_WORKS: "Fase de Selección (Presentación de ofertas)",
    _AUCTION: "Presentación de oferta",
    _MERIT: "Fase de Concurso",
    _SPECIAL_OFFERS: "Fase de ofertas",
}
_BEFORE_OFFERS = "Presentación de observaciones"


class Pool(Enum):
    """Which kinds of work a recipe draws from."""

    BOARDS = auto()
    FIRMS = auto()
    ONE_PERSON = auto()
    ANY = auto()


@dataclass(frozen=True)
class Recipe:
    """So many calls of one kind. `published` and `closes` are days from today, the past being negative."""

    count: int
    pool: Pool
    modalities: tuple[str, ...]
    status: str = "Publicado"
    published: tuple[int, int] | None = (-12, 0)
    closes: tuple[int, int] | None = None
    phase: str | None = None
    justification: str | None = None
    awarded: bool = False
    to_boards: float = 0.0  # the share of awards that a board won
    buyer: str | None = None
    lots: int = 0  # so many awards, each with a row of its own; 0 leaves it to chance
    live_for_boards: bool = False


RECIPES = (
    # open today
    Recipe(4, Pool.BOARDS, (MINIMA,), published=(-6, -1), closes=(0, 0), live_for_boards=True),
    Recipe(5, Pool.BOARDS, (MINIMA,), published=(-6, 0), closes=(1, 1), live_for_boards=True),
    Recipe(39, Pool.BOARDS, _FOR_BOARDS, closes=(2, 20), live_for_boards=True),
    Recipe(30, Pool.FIRMS, _FOR_FIRMS, closes=(0, 25)),
    Recipe(6, Pool.ANY, (_SPECIAL_OFFERS, MINIMA)),
    # not yet
    Recipe(16, Pool.ANY, (MINIMA, MENOR, _TENDER), "Borrador", None, (10, 40)),
    Recipe(10, Pool.ANY, (MENOR, _TENDER, _TENDER_WORKS), closes=(8, 35), phase=_BEFORE_OFFERS),
    # by invitation
    Recipe(860, Pool.ONE_PERSON, (_DIRECT,), _WON, (-330, -3), awarded=True),
    Recipe(230, Pool.ANY, (_SPECIAL,), _WON, (-330, -3), awarded=True),
    Recipe(54, Pool.BOARDS, (_SPECIAL,), _WON, (-500, -20), None, None, SOLIDARITY, True, to_boards=1.0),
    Recipe(6, Pool.BOARDS, (_SPECIAL,), published=(-9, 0), justification=SOLIDARITY),
    Recipe(
        90,
        Pool.FIRMS,
        (_DIRECT,),
        _WON,
        (-330, -3),
        justification="Contratos o convenios Interadministrativos (con valor)",
        awarded=True,
    ),
    # closed
    Recipe(620, Pool.ANY, (MINIMA,), _WON, (-420, -12), (-400, -4), awarded=True, to_boards=0.06),
    Recipe(90, Pool.ANY, (MINIMA, MENOR), "Evaluación", (-25, -6), (-5, -1)),
    Recipe(60, Pool.ANY, (MINIMA,), "Publicado", (-90, -20), (-19, -1)),
    Recipe(130, Pool.ANY, (MENOR,), _WON, (-400, -30), (-380, -15), awarded=True),
    Recipe(90, Pool.FIRMS, (_AUCTION,), _WON, (-400, -30), (-380, -12), awarded=True),
    Recipe(95, Pool.FIRMS, (_TENDER, _TENDER_WORKS), "Adjudicado", (-400, -50), (-380, -25), awarded=True),
    Recipe(1, Pool.FIRMS, (_TENDER,), _WON, (-300, -60), (-280, -30), awarded=True, lots=24),
    Recipe(50, Pool.FIRMS, (_MERIT,), _WON, (-400, -40), (-380, -20), awarded=True),
    Recipe(80, Pool.ANY, (_SPECIAL_OFFERS,), _WON, (-400, -20), (-380, -8), awarded=True),
    Recipe(40, Pool.ANY, (MENOR, _TENDER), "Abierto", (-60, -20), (-15, -1)),
    Recipe(90, Pool.ANY, (MINIMA, MENOR, _AUCTION), "Cancelado", (-300, -2), (-290, 12)),
    Recipe(6, Pool.ANY, (MENOR, _TENDER), "Suspendido", (-40, -5), (-3, 15)),
    Recipe(30, Pool.FIRMS, (_INFORMATION,), "Publicado", (-60, 0), (-50, 9)),
    Recipe(4, Pool.FIRMS, ("Enajenación de bienes con sobre cerrado",), "Publicado", (-60, 0), (-50, 9)),
    # other buyers, who are not the district
    Recipe(4, Pool.BOARDS, (MINIMA,), closes=(2, 12), buyer="chaira"),
    Recipe(20, Pool.ANY, (MINIMA,), _WON, (-300, -20), (-290, -8), awarded=True, buyer="chaira"),
    Recipe(30, Pool.ANY, (MINIMA, MENOR), _WON, (-300, -20), (-290, -8), awarded=True, buyer="bolivar"),
)

# What a day later brings.
LATER_RECIPES = (
    Recipe(8, Pool.BOARDS, _FOR_BOARDS, published=(0, 0), closes=(4, 15), live_for_boards=True),
    Recipe(4, Pool.FIRMS, _FOR_FIRMS, published=(0, 0), closes=(4, 20)),
)
