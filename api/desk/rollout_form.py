"""What somebody asks to roll out in steps: a plan, or what is wrong with each field."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from api.wishes import Faults, read_day
from domain.effect import Measure
from domain.rollout import (
    FEWEST_ORDERS,
    FEWEST_STEPS,
    LONGEST_STEP,
    LONGEST_WAIT,
    MOST_STEPS,
    PLANNED,
    SHORTEST_STEP,
    Rollout,
    Thing,
    orders,
    overlaps,
)
from domain.text import one_line

LONGEST_AHEAD = timedelta(days=90)
LONGEST_WHY = 300


@dataclass(frozen=True, slots=True)
class Form:
    """The fields as they were typed or chosen."""

    cosa: str = ""
    medida: str = ""
    pasos: str = "4"
    dias: str = "30"
    ventana: str = "30"
    desde: str = ""
    porque: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    thing: Thing
    measure: Measure
    steps: int
    between: timedelta
    window: timedelta
    starts_on: date
    why: str


def read(form: Form, units: Collection[str], standing: Sequence[Rollout], today: date) -> Plan | Faults:
    """`units` are those of the municipality, `standing` what was registered before."""
    faults: Faults = {}
    thing, measure = _thing(form, standing, today, faults), _measure(form, faults)
    steps = _number(form.pasos, FEWEST_STEPS, MOST_STEPS, "pasos", faults)
    between = _number(form.dias, SHORTEST_STEP.days, LONGEST_STEP.days, "dias", faults)
    window = _number(form.ventana, SHORTEST_STEP.days, between or LONGEST_STEP.days, "ventana", faults)
    if steps and between and (steps - 1) * between > LONGEST_WAIT.days:
        faults["dias"] = f"Así la última esperaría más de {LONGEST_WAIT.days} días: es demasiado."
    if steps and (len(units) < steps or orders(len(units), steps) < FEWEST_ORDERS):
        faults["pasos"] = (
            f"Con {len(units)} unidades comuneras y esos pasos, ningún sorteo se distinguiría del azar."
        )
    starts_on, why = _start(form, today, faults), _why(form, faults)
    if faults or not (thing and measure and steps and between and window and starts_on):
        return faults
    return Plan(thing, measure, steps, timedelta(between), timedelta(window), starts_on, why)


def _thing(form: Form, standing: Sequence[Rollout], today: date, faults: Faults) -> Thing | None:
    if form.cosa not in set(Thing):
        faults["cosa"] = "Escojan qué se prende por pasos."
        return None
    thing = Thing(form.cosa)
    if overlaps(standing, thing, today):
        faults["cosa"] = "De eso ya hay un despliegue: primero tiene que terminar."
    return thing


def _measure(form: Form, faults: Faults) -> Measure | None:
    if form.medida not in PLANNED:
        faults["medida"] = "Escojan qué se va a mirar. Después no se cambia."
        return None
    return Measure(form.medida)


def _number(typed: str, least: int, most: int, field: str, faults: Faults) -> int | None:
    text = typed.strip()
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 0
    if not least <= number <= most:
        faults[field] = f"Escriban un número de {least} a {most}."
        return None
    return number


def _start(form: Form, today: date, faults: Faults) -> date | None:
    day = read_day(form.desde)
    if day is None or not today < day <= today + LONGEST_AHEAD:
        faults["desde"] = (
            "Escriban un día desde mañana y hasta dentro de tres meses: se registra antes de empezar."
        )
        return None
    return day


def _why(form: Form, faults: Faults) -> str:
    why = one_line(form.porque)
    if not 0 < len(why) <= LONGEST_WHY:
        faults["porque"] = f"Escriban qué quieren saber, en {LONGEST_WHY} letras o menos."
    return why
