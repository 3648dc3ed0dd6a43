"""What an officer types into a plan of accompaniment: an action or a line of the log; or what is wrong."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from api.accompaniment import personal_data_in
from api.wishes import read_day
from domain.accompaniment import LONGEST_ACTION, LONGEST_ENTRY, LONGEST_WHY, Doer
from domain.text import lines, one_line

_FARTHEST = timedelta(days=2 * 366)
_BAD_DUE = "Escriban un día de los próximos dos años, o déjenlo en blanco. Por ejemplo: 15/01/2027."
_BAD_DAY = "Escriban un día que ya llegó, de los últimos dos años. Por ejemplo: 03/11/2026."

Faults = dict[str, str]
"""By field, in words for people."""


@dataclass(frozen=True, slots=True)
class Form:
    """The fields as they were typed, so that they can be shown again."""

    que: str = ""
    quien: str = ""
    para: str = ""
    dia: str = ""
    palabras: str = ""
    corrige: str = ""
    motivo: str = ""


class Wanted(NamedTuple):
    what: str
    doer: Doer
    due_on: date | None


class Written(NamedTuple):
    on: date
    words: str
    corrects: int | None


def read_action(form: Form, today: date) -> Wanted | Faults:
    faults: Faults = {}
    what = one_line(form.que)
    if fault := _fault_of(what, LONGEST_ACTION, "Escriban qué hay que hacer."):
        faults["que"] = fault
    if form.quien not in set(Doer):
        faults["quien"] = "Escojan quién lo hace."
    due_on = read_due(form.para, today) if form.para.strip() else None
    if isinstance(due_on, str):
        faults["para"] = due_on
    if faults or isinstance(due_on, str):
        return faults
    return Wanted(what, Doer(form.quien), due_on)


def read_due(typed: str, today: date) -> date | str:
    """Until when, or what is wrong."""
    day = read_day(typed)
    return _BAD_DUE if day is None or not today <= day <= today + _FARTHEST else day


def read_done(typed: str, today: date) -> date | str:
    """On which day it was done, or what is wrong; today where nobody says."""
    day = read_day(typed) if typed.strip() else today
    return _BAD_DAY if day is None or not today - _FARTHEST <= day <= today else day


def read_why(typed: str) -> tuple[str, str]:
    """Why it is not going to be done, and what is wrong with that."""
    why = one_line(typed)
    return why, _fault_of(why, LONGEST_WHY, "Escriban por qué no se va a hacer.")


def read_entry(form: Form, today: date) -> Written | Faults:
    faults: Faults = {}
    words = lines(form.palabras)
    if fault := _fault_of(words, LONGEST_ENTRY, "Escriban qué pasó o qué se acordó."):
        faults["palabras"] = fault
    on = read_done(form.dia, today)
    if isinstance(on, str):
        faults["dia"] = on
    corrects = form.corrige if form.corrige.isascii() and form.corrige.isdigit() else ""
    if faults or isinstance(on, str):
        return faults
    return Written(on, words, int(corrects) if 0 < len(corrects) < 10 else None)


def _fault_of(words: str, longest: int, where_none: str) -> str:
    if not words:
        return where_none
    if len(words) > longest:
        return f"Escríbanlo en {longest} letras o menos: son {len(words)}."
    return personal_data_in(words)
