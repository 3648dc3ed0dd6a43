"""Whether a name is a person's or an organisation's: a person has a right to be left alone.

Neither answer is certain: both are for somebody to look at, and to refuse what is plainly in a wrong place.
"""

import re
from collections.abc import Iterator
from enum import StrEnum

from domain.board import Board
from domain.nit import is_organisation
from domain.text import fold

_ORGANISATION = re.compile(
    r"\b("
    r"junta|jac|j a c|asojac|accion comunal|vivienda comunitaria|asociacion|asoc|fundacion|"
    r"corporacion|cooperativa|comite|consorcio|union temporal|club|empresa|sas|s a s|ltda|"
    r"limitada|sociedad|compania|cia|grupo|constructora|construcciones|ingenieria|esp|ong|"
    r"alcaldia|municipio|distrito|gobernacion|secretaria|institucion|colegio|universidad|"
    r"federacion|confederacion|consejo comunitario|cabildo|resguardo"
    r")\b"
)
_WORD = re.compile(r"[a-z]+")


def names_an_organisation(name: str) -> bool:
    """`Fundación Manos`, `J.A.C. El Pozón`; False says only that nothing gives it away."""
    return bool(_ORGANISATION.search(fold(name)))


def could_name_a_person(name: str) -> bool:
    """Two to six words of letters, none of which organisations have."""
    words = fold(name).split()
    return 2 <= len(words) <= 6 and all(map(_WORD.fullmatch, words)) and not names_an_organisation(name)


class Mixup(StrEnum):
    """How a person and an organisation seem to be taken for each other."""

    PRESIDENT_IS_AN_ORGANISATION = "president_is_an_organisation"
    NUMBER_IS_A_PERSONS = "number_is_a_persons"  # a board's NIT that only a person can have
    SUPPLIER_IS_A_PERSON = "supplier_is_a_person"  # linked to a board as if it were the board


def mixups_of(board: Board) -> Iterator[Mixup]:
    """What looks wrong in what we hold of a board."""
    if board.president and names_an_organisation(board.president):
        yield Mixup.PRESIDENT_IS_AN_ORGANISATION
    if board.nit and not is_organisation(board.nit):
        yield Mixup.NUMBER_IS_A_PERSONS


def is_a_persons(name: str, nit: str | None) -> bool:
    """Whether a supplier seems to be a person: by its number where there is one, else by its name."""
    return not is_organisation(nit) if nit else could_name_a_person(name)
