"""What a board says in the form of its messages: Preferences, or what is wrong with each field."""

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta

from domain.contact import FIRST_HOUR, LAST_HOUR, Preferences, Rhythm

LONGEST_PAUSE = timedelta(days=366)

Faults = dict[str, str]
"""By field, in words for people."""


@dataclass(frozen=True, slots=True)
class Form:
    """The fields as they were typed or chosen, so that they can be shown again."""

    ritmo: str = ""
    desde: str = ""
    hasta: str = ""
    urgente: str = ""
    pausa: str = ""


def form_of(known: Preferences) -> Form:
    """The form as it stands before anybody types."""
    return Form(
        ritmo=known.rhythm.value,
        desde=str(FIRST_HOUR if known.opens_hour is None else known.opens_hour),
        hasta=str(LAST_HOUR if known.closes_hour is None else known.closes_hour),
        urgente="si" if known.urgent_any_time else "",
        pausa=known.paused_until.isoformat() if known.paused_until else "",
    )


def read_form(form: Form, today: date) -> Preferences | Faults:
    """What the form asks for. A pause ends at most a year from today."""
    faults: Faults = {}
    if form.ritmo not in set(Rhythm):
        faults["ritmo"] = "Escojan cada cuánto quieren los mensajes."
    hours = _hours(form)
    if isinstance(hours, str):
        faults["horas"] = hours
    paused_until = _pause(form.pausa, today)
    if isinstance(paused_until, str):
        faults["pausa"] = paused_until
    if faults or isinstance(hours, str) or isinstance(paused_until, str):
        return faults
    opens, closes = hours
    return Preferences(Rhythm(form.ritmo), opens, closes, form.urgente == "si", paused_until)


def fault_of_pause(until: date, today: date) -> str | None:
    """Why messages cannot be held until that day."""
    if until <= today:
        return "Escriban un día que todavía no haya llegado."
    if until - today > LONGEST_PAUSE:
        return "La pausa puede durar hasta un año. Para no recibir más, usen «No enviar más mensajes»."
    return None


def without_past_pause(known: Preferences, today: date) -> Preferences:
    """A pause that is over is none."""
    over = known.paused_until is not None and known.paused_until <= today
    return replace(known, paused_until=None) if over else known


def _hours(form: Form) -> tuple[int | None, int | None] | str:
    """The usual hours are kept as none: a board that never narrowed them follows them if they change."""
    allowed = {str(hour): hour for hour in range(FIRST_HOUR, LAST_HOUR + 1)}
    opens, closes = allowed.get(form.desde), allowed.get(form.hasta)
    if opens is None or closes is None:
        return "Escojan desde qué hora y hasta qué hora."
    if opens >= closes:
        return "La hora de «hasta» tiene que ser después de la de «desde»."
    return (None if opens == FIRST_HOUR else opens), (None if closes == LAST_HOUR else closes)


def _pause(typed: str, today: date) -> date | str | None:
    if not typed.strip():
        return None
    until = read_day(typed)
    if until is None:
        return "No entendimos la fecha. Escríbanla así: 15/01/2027."
    return fault_of_pause(until, today) or until


def read_day(typed: str) -> date | None:
    """A browser's date field sends 2027-01-15; where it is a field of text people write 15/01/2027. None for
    what is no day.
    """
    typed = typed.strip()
    by_browser = re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", typed, re.ASCII)
    by_hand = re.fullmatch(r"(\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{4})", typed, re.ASCII)
    if by_browser:
        year, month, day = map(int, by_browser.groups())
    elif by_hand:
        day, month, year = map(int, by_hand.groups())
    else:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None
