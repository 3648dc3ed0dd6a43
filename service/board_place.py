"""Where a board is: its barrio, locality and unidad comunera, from what people write."""

import re
from typing import NamedTuple

from domain.territory import Place
from domain.text import fold
from matching.places.gazetteer import Gazetteer

_BOARD_WORDS = {
    "junta",
    "juntas",
    "asociacion",
    "asojuntas",
    "de",
    "del",
    "accion",
    "comunal",
    "vivienda",
    "comunitaria",
    "jac",
    "jvc",
    "j",
    "a",
    "v",
    "c",
}
_WIDE = {"localidad", "unidad comunera"}  # kinds of place that hold many barrios


class BoardPlace(NamedTuple):
    barrio: str | None
    locality: str | None
    unit: str | None


def place_of(
    name: str, barrio: str | None, locality: str | None, unit: str | None, gazetteer: Gazetteer
) -> tuple[BoardPlace, list[str]]:
    """The place of a board, and what there is to remark on it.

    The barrio comes from its column, else from the board's name. A barrio that the gazetteer knows brings
    its locality and unit with it: they are the district's own, and the file's may be a slip.
    """
    known = _barrio(gazetteer.find(barrio)) if barrio else _in_name(name, gazetteer)
    said_locality, remarks = _locality(locality, gazetteer)
    said_unit = _number(unit)
    if known is None:
        remarks += [f"No conocemos el barrio «{barrio}»"] if barrio else []
        return BoardPlace(barrio, said_locality, said_unit), remarks
    if said_locality and known.locality and said_locality != known.locality:
        remarks.append(f"{known.name} es de la localidad {known.locality}, no de {said_locality}")
    return BoardPlace(known.name, known.locality or said_locality, known.unit or said_unit), remarks


def _barrio(place: Place | None) -> Place | None:
    return None if place is None or place.kind in _WIDE else place


def _in_name(name: str, gazetteer: Gazetteer) -> Place | None:
    """The barrio of a board's name: what is left without the words for "board", or what it mentions."""
    words = fold(name).split()
    while words and words[0] in _BOARD_WORDS:
        words = words[1:]
    if own := _barrio(gazetteer.find(" ".join(words))):
        return own
    return next((place for place in gazetteer.recognise(name) if _barrio(place)), None)


def _locality(text: str | None, gazetteer: Gazetteer) -> tuple[str | None, list[str]]:
    """A locality by name or number: `"Localidad 2"`, `"2"`, `"Virgen y Turística"`."""
    if text is None:
        return None, []
    for written in (text, f"Localidad {text}", re.sub(r"^\W*(?:localidad\s*)?\d+\W*", "", text, flags=re.I)):
        place = gazetteer.find(written)
        if place is not None and place.kind == "localidad":
            return place.name, []
    return text, [f"No conocemos la localidad «{text}»"]


def _number(unit: str | None) -> str | None:
    """The number of a unidad comunera: `"UCG 6"` and `"06"` are `"6"`; other words stay as they are."""
    digits = re.search(r"\d+", unit or "")
    return str(int(digits.group())) if digits else unit
