"""The municipalities that a text names, and how surely: "municipio de X", "X, Boyacá", or just "X".

A word is looked at once: whether it begins the name of a town or department, and what stands around it.
"Barrio Bolívar", "carrera Bolívar" and "Universidad de Antioquia" name no municipality.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz import process as rapid
from rapidfuzz.distance import OSA

from matching.places.town_table import town_table

_TOWN_CUES = {"municipio", "municipios", "mpio", "mpios", "mun", "alcaldia", "alcaldias"}
_TOWN_CUES |= {"municipal", "distrito", "distrital", "cabecera", "personeria", "concejo"}
_LISTS = {"municipios", "mpios", "alcaldias"}
DEPARTMENT_CUES = {"departamento", "departamentos", "dpto", "depto", "gobernacion"}
# A name after one of these is that of a barrio, a street, a river, a school or a person.
_NO_TOWN = {
    *("barrio", "barrios", "vereda", "veredas", "corregimiento", "corregimientos", "sector", "sectores"),
    *("urbanizacion", "comuna", "localidad", "ciudadela", "conjunto", "caserio", "inspeccion", "finca"),
    *("calle", "carrera", "cra", "kra", "avenida", "av", "diagonal", "transversal", "glorieta", "puente"),
    *("rio", "quebrada", "laguna", "cienaga", "cerro", "volcan", "golfo", "canal", "cano", "isla", "islas"),
    *("institucion", "educativa", "educativo", "colegio", "escuela", "liceo", "universidad", "jardin"),
    *("hospital", "clinica", "sede", "batallon", "base", "brigada", "parque", "plaza", "estadio"),
    *("simon", "virgen", "parroquia", "iglesia", "templo", "jac", "comunal", "resguardo", "cabildo"),
    *("normal", "fundacion", "corporacion", "empresa", "comunidad", "edificio", "torre", "aeropuerto"),
}
LINKS = {"de", "del", "la", "el", "los", "las", "en"}
_TO_DEPARTMENT = {"departamento", "dpto", "depto", "del", "de", "la", "el", "en"}
_LONGEST_SLIP = 4  # words of a name that is looked for in spite of a typing error


class Mention(NamedTuple):
    """The codes that bear the name (one or several), the department beside it, and whether it is a cue's."""

    form: str
    codes: tuple[str, ...]
    department: str | None
    cued: bool

    @property
    def sure(self) -> bool:
        """Whether the words themselves say that this is a municipality."""
        return self.cued or self.department is not None

    @property
    def distinct(self) -> bool:
        """Whether the name alone says so."""
        return self.form not in town_table().common


class Mentions(NamedTuple):
    """What a text names: municipalities in their order, and departments called so ("departamento de …")."""

    towns: tuple[Mention, ...]
    departments: tuple[str, ...]


def mentions(words: Sequence[str], home: str | None = None) -> Mentions:
    """The municipalities of a folded text. `home` is a department in which slips of the keys are forgiven."""
    known = town_table()
    towns: list[Mention] = []
    departments: list[str] = []
    at, list_at = 0, -1  # where a list "municipios de A, B y C" goes on
    while at < len(words):
        most = known.longest.get(words[at])
        length, form = _longest_form(words, at, most) if most else (0, "")
        if not length:
            if home and words[at] in _TOWN_CUES and (slip := _slip(words, at + 1, home)):
                towns.append(slip)
            at += 1
            continue
        cue = "municipios" if at == list_at else _cue(words, at)
        if cue in DEPARTMENT_CUES and form in known.departments:
            departments.append(known.departments[form])
        elif cue not in _NO_TOWN and form in known.towns:
            department, skipped = _department_after(words, at + length, form)
            towns.append(Mention(form, known.towns[form], department, cue in _TOWN_CUES))
            length += skipped
            list_at = _next_of_list(words, at + length) if cue in _LISTS else list_at
        at += length
    return Mentions(tuple(towns), tuple(departments))


def _next_of_list(words: Sequence[str], at: int) -> int:
    return at + (words[at : at + 1] in (["y"], ["e"]))


def departments_in(words: Sequence[str]) -> tuple[str, ...]:
    """The departments whose name stands anywhere in a buyer's name: "SENA REGIONAL CAUCA"."""
    longest = town_table().longest
    found: list[str] = []
    at = 0
    while at < len(words):
        length, form = _longest_form(words, at, longest.get(words[at], 0))
        # "Municipio de Sucre" does not say in which department.
        if is_department(form) and _cue(words, at) not in _TOWN_CUES:
            found.append(town_table().departments[form])
        at += length or 1
    return tuple(found)


def is_department(form: str) -> bool:
    return form in town_table().departments


def _longest_form(words: Sequence[str], at: int, most: int) -> tuple[int, str]:
    known = town_table()
    for length in range(min(most, len(words) - at), 0, -1):
        form = " ".join(words[at : at + length])
        if form in known.towns or form in known.departments:
            return length, form
    return 0, ""


def _cue(words: Sequence[str], at: int) -> str:
    """The word that says what kind of thing is named: "municipio" in "municipio de la"."""
    for back in range(at - 1, max(at - 4, -1), -1):
        if words[back] not in LINKS:
            return "municipio" if words[back] == "ciudad" and back < at - 1 else words[back]
    return ""


def _department_after(words: Sequence[str], at: int, form: str) -> tuple[str | None, int]:
    """The department that stands right after a town ("Briceño, Boyacá"), and the words up to its end."""
    known = town_table()
    cued = False
    for start in range(at, min(at + 5, len(words))):
        # "San Pedro de Sucre" would be a name, not a place within a department.
        if start == at or cued:
            length, name = _longest_form(words, start, known.longest.get(words[start], 0))
            code = known.departments.get(name)
            if code and any(town.startswith(code) for town in known.towns[form]):
                return code, start + length - at
        if words[start] not in _TO_DEPARTMENT:
            return None, 0
        cued = cued or words[start] in DEPARTMENT_CUES
    return None, 0


def _slip(words: Sequence[str], at: int, home: str) -> Mention | None:
    """The town of the home department whose name stands here with a slip of the keys."""
    while at < len(words) and words[at] in LINKS:
        at += 1
    if at >= len(words) or words[at] in town_table().longest:
        return None
    windows = (" ".join(words[at : at + n]) for n in range(min(_LONGEST_SLIP, len(words) - at), 0, -1))
    found = next((code for window in windows if (code := nearly(window, home))), None)
    return Mention(words[at], (found,), home, True) if found else None


@lru_cache(maxsize=65536)
def nearly(folded: str, department: str) -> str | None:
    """The municipality of a department whose name is one slip of the keys away, two in a long one."""
    if len(folded) < 6:
        return None
    forms = town_table().in_department(department)
    slips = 2 if len(folded) >= 10 else 1
    found = rapid.extractOne(folded, forms.keys(), scorer=OSA.distance, score_cutoff=slips)
    return forms[found[0]] if found else None
