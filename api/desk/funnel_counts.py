"""How far boards came in a quarter, by locality, and in each month of the year before its end."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

from sqlalchemy import Connection

from api.desk.periods import Quarter, months_back
from domain.board import FEWEST_BOARDS
from store import funnel
from store.funnel import Counts, Covered, Step

MONTHS = 12

DEFINITIONS = {
    Step.TOLD: "con un mensaje sobre una convocatoria que el servicio de correo o de mensajes recibió",
    Step.OPENED: "en las que una persona respondió algo sobre una convocatoria; abrir un enlace no cuenta",
    Step.INTERESTED: "que respondieron «Nos interesa»",
    Step.OFFERED: "que presentaron una oferta, según SECOP",
    Step.WON: "que firmaron un contrato, según SECOP",
    Step.FINISHED: "que terminaron un contrato, según SECOP",
}
"""Of each step: which boards are counted. Each counts once in a period, however often it did it."""


class Place(NamedTuple):
    """A locality, None for boards that say none, with its boards of each step in the quarter."""

    locality: str | None
    steps: dict[Step, int]
    covered: Covered


class Funnel(NamedTuple):
    """`months` is oldest first, all localities together."""

    quarter: Quarter
    places: list[Place]
    total: Place
    months: list[tuple[date, dict[Step, int]]]


def read_funnel(
    db: Connection, municipality: str, quarter: Quarter, today: date, *, shows_few: bool = True
) -> Funnel:
    """Of a month that is still to come nothing is said: it is not zero. Unless `shows_few`, places with so
    few boards that a number tells of one are left out of everything.
    """
    months = months_back(min(quarter.last_day, today), MONTHS)
    spans = [quarter.span, *(span for _, span in months)]
    counted = funnel.steps(db, municipality, spans)
    covered = funnel.coverage(db, municipality)
    if not shows_few:
        covered = {name: one for name, one in covered.items() if one.boards >= FEWEST_BOARDS}
        counted = {name: one for name, one in counted.items() if name in covered}
    names = sorted(covered, key=lambda name: (name is None, name or ""))
    places = [Place(name, _in_span(counted.get(name, {}), 0), covered[name]) for name in names]
    return Funnel(
        quarter,
        places,
        Place(None, _sum(counted, 0), _together(covered.values())),
        [(first, _sum(counted, number)) for number, (first, _) in enumerate(months, 1)],
    )


def _together(found: Iterable[Covered]) -> Covered:
    every = list(found)
    return Covered(*(sum(one[field] for one in every) for field in range(len(Covered._fields))))


def _in_span(counts: Counts, number: int) -> dict[Step, int]:
    return {step: counts[step][number] if step in counts else 0 for step in Step}


def _sum(counted: Mapping[str | None, Counts], number: int) -> dict[Step, int]:
    """A board is of one locality: the sum counts each once."""
    return {step: sum(_in_span(counts, number)[step] for counts in counted.values()) for step in Step}
