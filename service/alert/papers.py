"""Papers that run out: valid documents of a board 30 and 7 days before the last day on which they count."""

from collections.abc import Sequence
from datetime import date

import numpy as np

from domain.alert import Alert, AlertKind, Priority
from readiness.catalogue import Catalogue
from readiness.columns import Held
from readiness.demands import open_routes
from readiness.states import VALID
from service.alert.telling import ToTell

DAYS_BEFORE = (7, 30)  # the nearest first


def papers(catalogue: Catalogue, codes: Sequence[str], held: Held) -> list[ToTell]:
    """The nearest word that is due on each document that a route asks for and the board is not excused from.

    `held` is how boards stand on the day, a row for each of `codes`. A renewed document has another last
    day, and is told of again in its time.
    """
    asked = {id_ for route in open_routes(catalogue, held.on) for id_ in catalogue.asked[route]}
    days_left = held.last_day.astype(np.int64) - held.on.toordinal()
    counts = ~held.is_unmet & (held.level >= VALID) & ~held.is_waived
    due = counts & (days_left >= 0) & (days_left <= max(DAYS_BEFORE))
    due &= np.array([id_ in asked for id_ in held.ids])
    return [
        ToTell(
            _alert(codes[row], held.ids[column], int(days_left[row, column]), held.last_day[row, column]),
            Priority.REST,
        )
        for row, column in np.argwhere(due).tolist()
    ]


def _alert(code: str, requirement: str, days_left: int, last_day: int) -> Alert:
    threshold = next(days for days in DAYS_BEFORE if days_left <= days)
    version = f"{threshold}:{date.fromordinal(int(last_day)).isoformat()}"
    return Alert(code, requirement, AlertKind.PAPER_EXPIRES, version)
