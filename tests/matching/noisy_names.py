"""Invented boards and how registers misspell them: the noise seen in SECOP, over names made up here."""

import random
from collections.abc import Callable, Sequence
from typing import NamedTuple

from domain.nit import check_digit
from matching.linking.link import Supplier

_FIRST = ("Altos", "Villa", "Nueva", "Bella", "Loma", "Puerto", "Brisas", "Campo", "Piedra", "Palo", "Agua")
_ENDS = ("ta", "na", "ma", "ro", "les", "nia", "rito", "guay", "pore", "chal", "zuela", "bral", "co", "que")
_SYLLABLES = (
    "ca",
    "lu",
    "mo",
    "pe",
    "ti",
    "ra",
    "bo",
    "gua",
    "chi",
    "sa",
    "ne",
    "tu",
    "ye",
    "ña",
    "vi",
    "fo",
)
_SAINTS = ("San José", "San Antonio", "Santa Lucía", "La Esperanza", "El Carmen", "El Porvenir", "Buenavista")
_KINDS = ("Barrio", "Vereda", "Corregimiento", "Urbanización", "Sector", "Caserío", "")
_SHORT = {
    "Barrio": ("B/", "BRR", "BARR", "B.", "BRRIO"),
    "Vereda": ("VDA", "V.", "VEREDDA", "VREDA", "VDA."),
    "Urbanización": ("URB", "URB.", "URBANIZACON"),
    "Corregimiento": ("CORR.", "CORREGIMIENOT", "CGTO"),
}
_PREFIXES = (
    *("J.A.C.", "JAC", "J A C", "JTA DE ACCION COMUNAL", "JUNTA DE ACCION COMUNLA", "JUNTA COMUNAL"),
    *(
        "JUNTA DE ACCION COMJUNAL",
        "jJUNTA DE ACCION COMUNAL",
        "JUNTA ACCION COMUNAL",
        "JUNTA DE ACCIÓN COMUNAL",
    ),
    *(
        "LA JUNTA DE ACCION COMUNAL",
        "JUNTAS DE ACCION COMUNAL",
        "JUNTA DE ACCIONCOMUNAL",
        "JUNTADE ACCION COMUNAL",
    ),
)
_TAILS = ("", "", "", "", " - RL", " NIT", " *", " DE COLOMBIA", ".")
_NUMERALS = {"1": ("I", "1", "PRIMERO"), "2": ("II", "2", "SEGUNDO"), "3": ("III", "3", "TERCERO")}
_TRADES = (
    "CONSTRUCCIONES",
    "INVERSIONES",
    "CONSORCIO VIAL",
    "FUNDACION",
    "COOPERATIVA",
    "HOGARES COMUNITARIOS",
)
_FORMS = ("SAS", "LTDA", "S.A.S.", "2024", "E.S.P.", "COMUNICACIONES SAS", "")


class InventedBoard(NamedTuple):
    """A board as linking asks for it, with the parts its name was made of."""

    code: str
    name: str
    municipality: str
    nit: str | None
    kind: str
    own: str
    number: str


def boards(chance: random.Random, count: int, towns: Sequence[str]) -> list[InventedBoard]:
    """Boards in these municipalities (DANE codes or names); one in ten has a name that many places bear."""
    return [_board(chance, nth, chance.choice(towns)) for nth in range(count)]


def misspelled(
    chance: random.Random, board: InventedBoard, row: str, town: str, *, nit: bool = False
) -> Supplier:
    """The board as a register may write it; `town` as the register has it, or blank."""
    own = chance.choice((_as_it_is, _typo, _glued, _split, _bare, _turned))(chance, board.own)
    kind = chance.choice((board.kind, board.kind, "", *_SHORT.get(board.kind, ())))
    number = chance.choice(_NUMERALS[board.number]) if board.number else ""
    of = chance.choice((" ", " DE ", " DEL ", " DE LA "))
    words = " ".join(part for part in (kind, own, number) if part)
    name = f"{chance.choice(_PREFIXES)}{of}{words}".upper() + chance.choice(_TAILS)
    return Supplier(row, name, _written(chance, board.nit) if nit and board.nit else None, town)


def no_board(chance: random.Random, row: str, town: str = "") -> Supplier:
    """A firm, a foundation or a temporary union, often with a word that boards have as well."""
    name = f"{chance.choice(_TRADES)} {_own_name(chance)} {chance.choice(_FORMS)}".upper()
    return Supplier(row, name, str(chance.randrange(800_000_000, 902_000_000)), town)


def _board(chance: random.Random, nth: int, town: str) -> InventedBoard:
    own = chance.choice(_SAINTS) if chance.random() < 0.1 else _own_name(chance)
    kind, number = chance.choice(_KINDS), chance.choice(("", "", "", "", "", "", "", "1", "2", "3"))
    of = {"Vereda": "de la ", "": "de "}.get(kind, "del ")
    name = " ".join(part for part in ("Junta de Acción Comunal", of + kind, own, number) if part)
    nit = str(chance.randrange(900_000_000, 901_999_999)) if chance.random() < 0.6 else None
    return InventedBoard(f"B{nth:06}", " ".join(name.split()), town, nit, kind, own, number)


def _own_name(chance: random.Random) -> str:
    made = "".join(chance.choice(_SYLLABLES) for _ in range(chance.choice((1, 2, 2, 3)))) + chance.choice(
        _ENDS
    )
    first = chance.choice((*_FIRST, "", "", "", "El", "La", "Los", "Las"))
    return f"{first} {made.title()}".strip()


def _as_it_is(_chance: random.Random, own: str) -> str:
    return own


def _typo(chance: random.Random, own: str) -> str:
    """A letter lost, doubled, changed, or two in the wrong order; never the first of the name."""
    if len(own) < 6:
        return own
    at = chance.randrange(2, len(own) - 1)
    if " " in own[at : at + 2]:
        return own
    way: Callable[[], str] = chance.choice(
        (
            lambda: own[:at] + own[at + 1 :],
            lambda: own[:at] + own[at] + own[at:],
            lambda: own[:at] + chance.choice("aeiorstn") + own[at + 1 :],
            lambda: own[:at] + own[at + 1] + own[at] + own[at + 2 :],
        )
    )
    return way()


def _glued(_chance: random.Random, own: str) -> str:
    return own.replace(" ", "", 1)


def _split(chance: random.Random, own: str) -> str:
    at = chance.randrange(2, len(own) - 1)
    return f"{own[:at]} {own[at:]}"


def _bare(_chance: random.Random, own: str) -> str:
    """Without the article."""
    return own.removeprefix("El ").removeprefix("La ").removeprefix("Los ").removeprefix("Las ")


def _turned(_chance: random.Random, own: str) -> str:
    return " ".join(reversed(own.split()))


def _written(chance: random.Random, nit: str) -> str:
    digit = check_digit(nit)
    return chance.choice((nit, f"{nit}{digit}", f"{nit}-{digit}", f"{nit[:3]}.{nit[3:6]}.{nit[6:]}-{digit}"))
