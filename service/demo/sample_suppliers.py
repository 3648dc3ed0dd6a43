"""Who won in the sample, as suppliers write names and numbers: with slips, dots and check digits."""

import unicodedata
from dataclasses import dataclass
from random import Random

from domain.board import Board
from domain.nit import check_digit

_SLIPS = (  # each met in the real record
    ("ACCION COMUNAL", "ACCION COMUNLA"),
    ("ACCION COMUNAL", "ACCION COMJUNAL"),
    ("JUNTA DE ACCION", "jJUNTA DE ACCION"),
    ("JUNTA DE ACCION COMUNAL", "J A C"),
    ("JUNTA DE ACCION COMUNAL", "JUNTA ACCION COMUNAL"),
    ("JAC", "J.A.C."),
)


@dataclass(frozen=True)
class Supplier:
    """A supplier as published. `board_code` is the board that it is, where it is one of the sample."""

    name: str
    document: str
    code: str
    is_person: bool = False
    board_code: str | None = None


def a_board_supplier(board: Board, chance: Random) -> Supplier:
    """A board as it registered itself, in full more often than not. One in six left its number out."""
    name = _without_accents(board.name).upper()
    if chance.random() < 0.6:
        name = name.replace("JAC ", "JUNTA DE ACCION COMUNAL ", 1)
    if chance.random() < 0.4:
        wrong = [name.replace(right, slip, 1) for right, slip in _SLIPS if right in name]
        name = chance.choice(wrong or [name])
    document = _nit(board.nit, chance) if board.nit and chance.random() > 1 / 6 else "No Definido"
    return Supplier(name, document, f"7995{int(board.code[-3:]):05}", board_code=board.code)


def a_firm(chance: Random) -> Supplier:
    number = chance.randint(1, 160)
    form = chance.choice(("SAS", "LTDA", "SA"))
    name = f"EMPRESA INVENTADA {number:03} {form}"
    return Supplier(name, _nit(f"998{number:06}", chance), f"7996{number:05}")


def a_person(chance: Random) -> Supplier:
    """A natural person. No identity card has ten digits that begin with 5."""
    number = chance.randint(1, 700)
    return Supplier(f"PERSONA INVENTADA {number:04}", f"5{number:09}", f"7997{number:05}", is_person=True)


def _nit(nine: str, chance: Random) -> str:
    digit = check_digit(nine)
    dotted = f"{nine[:3]}.{nine[3:6]}.{nine[6:]}"
    return chance.choice((nine, nine, nine, f"{nine}{digit}", f"{nine}-{digit}", f"{dotted}-{digit}"))


def _without_accents(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(c for c in decomposed if not unicodedata.combining(c))
