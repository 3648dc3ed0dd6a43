"""A board or a supplier made ready to be compared: how its name can be read, with which town, and its NIT."""

from dataclasses import dataclass
from typing import NamedTuple

from domain.nit import read_nit
from matching.linking.board_names import BoardName, board_name, first_words
from matching.linking.decisions import supplier_key
from matching.linking.records import NamedBoard, Supplier
from matching.linking.towns import Town, named_town, same_town, tail_town, town


class Reading(NamedTuple):
    """One way to read a name. A town that was only `guessed` from the last word counts where it is found to
    be the other's, and nowhere else.
    """

    name: BoardName
    town: Town
    guessed: bool = False

    @property
    def kind(self) -> tuple[str, tuple[str, ...]]:
        """What two names must have in common: the level, and the numbers (Florida I is not Florida III)."""
        return self.name.level, tuple(sorted(self.name.numbers))


@dataclass(frozen=True, slots=True)
class Named:
    """`key` is the board's code, or what decisions on the supplier are remembered by. What is no board's name
    has no reading.
    """

    key: str
    readings: tuple[Reading, ...]
    nit: str | None


def named_board(board: NamedBoard) -> Named:
    name = name_as_board(board.name)
    own = town(board.municipality)
    readings = _readings(name, own)
    # Registers give boards the town of an office: where the name says another one, either may be right.
    if name.town and own.name and not same_town(own, said := named_town(name.town)) and said.name:
        readings += _readings(name, said)
    return Named(board.code, readings, _nit(board.nit))


def named_supplier(supplier: Supplier) -> Named:
    name = board_name(supplier.name)
    own = town(supplier.municipality, supplier.department)
    readings = _readings(name, own) if name and name.solid else ()
    return Named(supplier_key(supplier), readings, _nit(supplier.nit))


def name_as_board(name: str) -> BoardName:
    """A board's own record is one even where its name does not say "junta"; so is what has a board's NIT."""
    parts = board_name(name) or board_name(f"jac {name}")
    assert parts is not None  # the prefix makes it a board's
    return parts


def _readings(name: BoardName, own: Town) -> tuple[Reading, ...]:
    if not own.name and name.town:
        said = named_town(name.town)
        own = said._replace(department=own.department or said.department)
    whole = Reading(name, own)
    tail = tail_town(name.words)
    if tail is None:
        return (whole,)
    at, last, sure = tail
    rest = first_words(name, at)
    if not rest.core:
        return (whole,)
    if same_town(own, last):
        return (Reading(rest, own),)
    if own.name or same_town(own, last) is False:
        return (whole,)
    return (Reading(name, last), Reading(rest, last)) if sure else (whole, Reading(rest, last, guessed=True))


def _nit(text: str | None) -> str | None:
    return read_nit(text) if text else None
