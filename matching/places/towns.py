"""Which municipality and department names mean, and where the work of a call is done.

The place of the work is what the text says ("municipio de X"); the buyer's city is its seat and counts only
where the text is silent: half of the national buyers sit in Bogotá and build elsewhere.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz.distance import OSA

from domain.text import fold
from matching.places.town_mentions import Mention, Mentions, departments_in, is_department, mentions, nearly
from matching.places.town_table import town_table

_BOGOTA = "11001"
_UNKNOWN = {"", "no definido", "no defenido", "no aplica", "nd", "nacional"}
_OF_A_TOWN = {"alcaldia", "municipio", "municipal", "distrito", "distrital", "concejo", "personeria"}
_BETWEEN_NAMES = re.compile(r"[/(),;]")  # "BAJO BAUDO/PIZARRO"


@dataclass(frozen=True, slots=True)
class WorkTown:
    """Where work is done: DANE codes, None where not known, and what told it: text, city, buyer or none.

    `others` are further municipalities that the text names, after the first.
    """

    code: str | None
    department: str | None
    known_by: str
    others: tuple[str, ...] = ()

    def reaches(self, municipality: str) -> bool:
        """Whether the work is in this municipality, or may be."""
        return is_reached(municipality, reach(self.code, self.department, self.others))


def reach(code: str | None, department: str | None, others: tuple[str, ...]) -> tuple[str, ...]:
    """The towns in which a work is or may be, or the department in which no town is known, by DANE code."""
    if code is None:
        return (department,) if department else ()
    return (code, *others)


def is_reached(municipality: str, places: tuple[str, ...]) -> bool:
    """Whether a municipality is one of these towns, or in one of these departments."""
    return municipality in places or municipality[:2] in places


@lru_cache(maxsize=8192)
def department_of(name: str | None) -> str | None:
    """The two digits of a department: `"Distrito Capital de Bogotá"` is `"11"`, `"No Definido"` None."""
    folded = fold(name or "")
    if folded in _UNKNOWN:
        return None
    if code := town_table().departments.get(folded):
        return code
    names = town_table().department_names
    return next((code for code, name in names.items() if _is_slip(folded, fold(name))), None)


@lru_cache(maxsize=65536)
def town_of(department: str | None, city: str | None) -> str | None:
    """The code of a municipality in a field of its own; None where unknown, or where several bear the name.

    The department decides between namesakes; without it only a name that is one town's alone counts.
    """
    home = department_of(department)
    parts = [fold(part) for part in (city or "", *_BETWEEN_NAMES.split(city or ""))]
    for folded in parts:
        if folded not in _UNKNOWN and (found := _town(home, folded)):
            return found
    return None


def town_name(code: str) -> str | None:
    """What the DANE calls a municipality: `"13001"` is `"Cartagena de Indias"`."""
    return town_table().names.get(code)


def work_town(text: str, buyer_name: str, city: str | None, department: str | None) -> WorkTown:
    """Where the work of a call is done, by its text, else the buyer's city, else the buyer's name.

    A buyer that is itself a municipality ("Alcaldía de X") works in it: its name comes before its city, and
    towns of other departments in its texts are people's names or slips.
    """
    column = department_of(department)
    buyer = _of_buyer(buyer_name, column)
    seat = town_of(department, city) or (_BOGOTA if column == _BOGOTA[:2] else None)
    home = (seat or "")[:2] or column or buyer.department
    named = mentions(fold(text).split(), home)
    own = buyer.code if buyer.governs else None
    if towns := _named_towns(named, home, own):
        return WorkTown(towns[0], towns[0][:2], "text", tuple(towns[1:]))
    if own and own != seat:
        return WorkTown(own, own[:2], "buyer")
    if not own and named.departments and named.departments[0] != home:
        return WorkTown(None, named.departments[0], "text")
    if seat:
        return WorkTown(seat, seat[:2], "city")
    if buyer.code:
        return WorkTown(buyer.code, buyer.code[:2], "buyer")
    return WorkTown(None, home, "city" if column else "buyer" if home else "none")


def _named_towns(named: Mentions, home: str | None, own: str | None) -> list[str]:
    """The municipalities of a text, the buyer's own first: by "municipio de", else by a rare name."""
    hints = tuple(dict.fromkeys((*named.departments, *([home] if home else []))))
    found = [(m, code) for m in named.towns if (code := _resolved(m, hints))]
    sure = [code for m, code in found if m.sure and (own is None or code[:2] == own[:2])]
    if sure or own:
        return sorted(dict.fromkeys(sure), key=lambda code: code != own)
    anywhere = home in (None, _BOGOTA[:2])  # offices of the nation build all over the country
    return list(dict.fromkeys(code for m, code in found if m.distinct and (anywhere or code[:2] == home)))


def _town(home: str | None, folded: str) -> str | None:
    codes = town_table().towns.get(folded, ())
    own = [code for code in codes if not home or code.startswith(home)]
    if len(own) == 1 and (home or folded != "colombia"):  # a town of Huila too
        return own[0]
    if codes == (_BOGOTA,) and home == "25":
        return _BOGOTA  # many write the capital as a town of Cundinamarca, which surrounds it
    return nearly(folded, home) if home and not own else None


def _is_slip(folded: str, name: str) -> bool:
    return len(folded) >= 6 and OSA.distance(folded, name, score_cutoff=1) <= 1


class _Buyer(NamedTuple):
    """What a buyer's name tells. `governs`: it is the municipality itself, or an office of it."""

    code: str | None
    department: str | None
    governs: bool


@lru_cache(maxsize=16384)
def _of_buyer(name: str, department: str | None) -> _Buyer:
    words = fold(name).split()
    hints = tuple(code for code in (department, *departments_in(words)) if code)
    named = mentions(words, hints[0] if hints else None).towns
    cued = [code for m in named if m.cued and (code := _resolved(m, hints))]
    if cued:
        return _Buyer(cued[-1], cued[-1][:2], True)
    # "HOSPITAL … - LA PRIMAVERA" ends in its town; "CAJA DE RETIRO" and "MIGRACIÓN COLOMBIA" name none.
    bare = [m for m in named if m.distinct or (hints and words[-len(m.form.split()) :] == m.form.split())]
    found = [code for m in bare if not is_department(m.form) and (code := _resolved(m, hints))]
    near = [code for code in found if not hints or code[:2] in hints]
    if not near:
        return _Buyer(None, hints[0] if hints else None, False)
    return _Buyer(near[-1], near[-1][:2], not _OF_A_TOWN.isdisjoint(words))


def _resolved(mention: Mention, hints: tuple[str, ...]) -> str | None:
    """The one municipality that a mention means, by the department beside it, else by the hints in turn."""
    for department in (mention.department, *hints):
        own = [code for code in mention.codes if department and code.startswith(department)]
        if len(own) == 1:
            return own[0]
        if own or department == mention.department is not None:
            return None
    return mention.codes[0] if len(mention.codes) == 1 else None
