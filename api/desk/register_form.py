"""What an officer types into the register: a dignatario, or that a stage was reached; or what is wrong."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from api.wishes import read_day
from domain.parties import could_name_a_person, names_an_organisation
from domain.register import Post, Reached, Stage

_LONGEST_PERIOD = timedelta(days=5 * 366)  # four years, and the weeks that an election may be late
_LONGEST_NOTE = 300

Faults = dict[str, str]
"""By field, in words for people."""


@dataclass(frozen=True, slots=True)
class Form:
    """The fields of a dignatario as they were typed, so that they can be shown again."""

    cargo: str = ""
    nombre: str = ""
    desde: str = ""
    hasta: str = ""


class Wanted(NamedTuple):
    post: Post
    name: str
    since: date
    until: date | None


def read(form: Form, today: date) -> Wanted | Faults:
    faults: Faults = {}
    name = " ".join(form.nombre.split())
    if form.cargo not in set(Post):
        faults["cargo"] = "Escojan el cargo."
    if names_an_organisation(name):
        faults["nombre"] = "Eso parece una organización. Escriban el nombre de la persona."
    elif not could_name_a_person(name):
        faults["nombre"] = "Escriban nombre y apellido, sin números."
    since, until = read_day(form.desde), read_day(form.hasta)
    if since is None or since > today:
        faults["desde"] = "Escriban desde qué día, uno que ya llegó. Por ejemplo: 01/07/2026."
    if form.hasta.strip() and until is None:
        faults["hasta"] = "No entendimos la fecha. Escríbanla así: 30/06/2030, o déjenla en blanco."
    elif since and until and not since < until <= since + _LONGEST_PERIOD:
        faults["hasta"] = "El período acaba después de empezar y dura unos cuatro años. Miren las dos fechas."
    if faults or since is None:
        return faults
    return Wanted(Post(form.cargo), name, since, until)


def read_stage(stage: str, day: str, note: str, today: date) -> Reached | str:
    """That a stage was reached, or what is wrong, in words."""
    on = read_day(day)
    if stage not in set(Stage):
        return "Esa etapa no existe."
    if on is None or on > today:
        return "Escriban el día en que se cumplió, uno que ya llegó."
    return Reached(Stage(stage), on, " ".join(note.split())[:_LONGEST_NOTE])
