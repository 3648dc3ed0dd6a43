"""Municipalities and departments of Colombia by every folded form of their names.

Codes and names are those of the DANE (Divipola); the short names that buyers write (Cúcuta, Tumaco, Mompox)
are ours. A municipality's code begins with the two digits of its department.
"""

import csv
import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from domain.text import fold

_ARTICLE = re.compile(r"^(?:el|la|los|las) ")
_UNSURE = re.compile(r"(?:(?:el|la|los|las|san|santa) \w+|\w{1,3})$")
_DEPARTMENT_FORMS = {
    "bogota": "11",
    "distrito capital": "11",
    "distrito capital de bogota": "11",
    "guajira": "44",
    "norte santander": "54",
    "n de santander": "54",
    "valle": "76",
    "archipielago de san andres": "88",
    "archipielago de san andres providencia y santa catalina": "88",
    "san andres providencia y santa catalina": "88",
}


@dataclass(frozen=True)
class TownTable:
    """`towns`: folded form → codes that bear it; `departments`: folded form → two digits.

    `names` and `department_names` give back what a code is called, as the DANE writes it. `longest` is, for
    a word that begins a form, the most words of a form that begins so. `common` are the forms that alone
    prove nothing: a word, a surname, a saint, "La" or "El" something, a department, a namesake.
    """

    towns: dict[str, tuple[str, ...]]
    departments: dict[str, str]
    names: dict[str, str]
    department_names: dict[str, str]
    longest: dict[str, int]
    common: frozenset[str]

    def in_department(self, department: str) -> dict[str, str]:
        """The forms that name one municipality of a department, and its code."""
        return _in_department(department)


@cache
def town_table() -> TownTable:
    towns: dict[str, dict[str, None]] = defaultdict(dict)
    proper: set[str] = set()
    names: dict[str, str] = {}
    department_names: dict[str, str] = {}
    lines = files(__package__).joinpath("towns.csv").read_text(encoding="utf-8").splitlines()
    for row in csv.DictReader(lines):
        names[row["code"]] = row["name"]
        department_names[row["code"][:2]] = row["department"]
        for form in filter(None, map(fold, (row["name"], *row["aliases"].split(";")))):
            if not row["common"] and not _UNSURE.match(form):
                proper.add(form)
            # Buyers write both "El Carmen de Viboral" and "Carmen de Viboral".
            for either in (form, _ARTICLE.sub("", form)):
                towns[either][row["code"]] = None
    departments = _DEPARTMENT_FORMS | {fold(name): code for code, name in department_names.items()}
    found = {form: tuple(codes | towns[_ARTICLE.sub("", form)]) for form, codes in tuple(towns.items())}
    common = {form for form, codes in found.items() if len(codes) > 1 or form not in proper}
    longest = _longest((*found, *departments))
    return TownTable(
        found, departments, names, department_names, longest, frozenset(common | departments.keys())
    )


def _longest(forms: tuple[str, ...]) -> dict[str, int]:
    longest: dict[str, int] = defaultdict(int)
    for form in forms:
        words = form.split()
        longest[words[0]] = max(longest[words[0]], len(words))
    return dict(longest)


@cache
def _in_department(department: str) -> dict[str, str]:
    own = {
        form: [code for code in codes if code.startswith(department)]
        for form, codes in town_table().towns.items()
    }
    return {form: codes[0] for form, codes in own.items() if len(codes) == 1}
