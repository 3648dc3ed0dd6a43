"""The town of a board or of a supplier, and whether two are the same: yes, no, or not known."""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from domain.text import fold
from matching.places.town_table import town_table
from matching.places.towns import department_of, town_of

_SHORTEST = 4
_LONG_ENOUGH = 6  # letters of a name that a slip leaves what it is
_DEPARTMENT = re.compile(r"\b(?:en el )?(?:departamento|depto|dpto)(?: del?)?\b")


class Town(NamedTuple):
    """A municipality's DANE code where it is known, else its folded name; the department's two digits.

    Each is blank where it is not known. A name without a code is one that several municipalities bear, or
    that no table has.
    """

    code: str = ""
    name: str = ""
    department: str = ""


def town(municipality: str, department: str = "") -> Town:
    """Of a record's own fields: a code of the DANE or a name, each; blank where it is not known."""
    return _town(municipality.strip(), department.strip())


def named_town(text: str) -> Town:
    """Of what a name says after "municipio de": `"medina cundinamarca"`, `"la jagua de ibirico"`.

    A name may be cut or misspelled there: what no table has, and is no slip of one town, is not known.
    """
    words = _DEPARTMENT.sub(" ", text).split()
    end = _end_of_town(words)
    found = town(" ".join(words[:end]), " ".join(words[end:]))
    return found if found.code or found.name in town_table().towns else _nearly(found)


@lru_cache(maxsize=8192)
def _nearly(said: Town) -> Town:
    forms = [form for form in town_table().towns if len(form) >= _LONG_ENOUGH]
    near = [form for form, *_ in extract(said.name, forms, scorer=OSA.distance, score_cutoff=1, limit=None)]
    codes = {code for form in near for code in town_table().towns[form] if code.startswith(said.department)}
    return town(codes.pop()) if len(codes) == 1 else Town(department=said.department)


def tail_town(words: Sequence[str]) -> tuple[int, Town, bool] | None:
    """The town that a name ends with, where it begins, and whether its department follows.

    `"agrado piendamo cauca"`, `"rinconada yondo"`; None where the town would be all of the name.
    """
    end = _end_of_town(words)
    for at in range(end):
        name = " ".join(words[at:end])
        if len(name) >= _SHORTEST and name in town_table().towns:
            return (at, town(name, " ".join(words[end:])), end < len(words)) if at else None
    return None


def same_town(one: Town, other: Town) -> bool | None:
    """None where one of them is not known, or where a name that several bear may be the other."""
    if one.code and other.code:
        return one.code == other.code
    if one.department and other.department and one.department != other.department:
        return False
    if not one.name or not other.name:
        return None
    mine, theirs = _codes(one), _codes(other)
    if not mine or not theirs:  # no table has it: only the words tell
        return one.name == other.name
    return False if mine.isdisjoint(theirs) else None


def _codes(known: Town) -> set[str]:
    return {known.code} if known.code else set(town_table().towns.get(known.name, ()))


def _end_of_town(words: Sequence[str]) -> int:
    """Where the department begins that ends the words, else their number."""
    departments = town_table().departments
    return next((at for at in range(1, len(words)) if " ".join(words[at:]) in departments), len(words))


@lru_cache(maxsize=65536)
def _town(municipality: str, department: str) -> Town:
    code = municipality if municipality.isdigit() else town_of(department, municipality) or ""
    name = fold(town_table().names.get(code, "") if code else municipality)
    own = department if department.isdigit() else department_of(department) or ""
    return Town(code, name, code[:2] or own)
