"""How boards stand for calls by the rules of law, by arrays: what readiness.eligibility says of one pair.

Held + what each call demands ─▶ LawColumns ─▶ lacking: what a board lacks for a call, as bits
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from domain.readiness import NO_LIMIT, Effect
from readiness.arrays import as_bits, mask
from readiness.catalogue import Catalogue
from readiness.columns import Held
from readiness.demands import AUTHORISATION, CAP_UNKNOWN, Demands, is_closed

Numbers = NDArray[Any]

UNKNOWN = -1
FREE, SHUT, CAP_OPEN = range(3)  # what no board can change: nothing, an obstacle or a closed route, the cap


class LawColumns(NamedTuple):
    """Of boards: `gaps` (boards × routes), what a route always asks for and the board lacks; `unmet`, all
    that it lacks; `limit_cop`, up to which its assembly authorises it. Of calls: `route` in `routes`,
    UNKNOWN for none; `triggered`, what the call asks for besides; `obstacle`; `value_cop`, 0 for none;
    `is_limited`, whether the assembly's limit counts. `days`: what each bit takes to get in working days.

    Bits are requirements in the order of Held.ids; `limit_bit` is that of the authorisation, 0 for none.
    """

    routes: tuple[str, ...]
    gaps: Numbers
    unmet: Numbers
    limit_cop: Numbers
    route: Numbers
    triggered: Numbers
    obstacle: Numbers
    value_cop: Numbers
    is_limited: Numbers
    days: Numbers
    limit_bit: np.uint64


def law_columns(catalogue: Catalogue, held: Held, wanted: Sequence[Demands | None]) -> LawColumns:
    """How these boards, on the day they were held, stand for calls that demand this (None: no route)."""
    routes = tuple(sorted({one.route for one in wanted if one}))
    unmet = as_bits(held.is_unmet)
    ids = held.ids
    return LawColumns(
        routes=routes,
        gaps=unmet[:, None] & np.array([_asked(catalogue, held, route) for route in routes], np.uint64),
        unmet=unmet,
        limit_cop=_limits(held),
        route=np.array([routes.index(one.route) if one else UNKNOWN for one in wanted], np.int8),
        triggered=np.array([_triggered(ids, one) for one in wanted], np.uint64),
        obstacle=np.array([_obstacle(one) for one in wanted], np.int8),
        value_cop=np.array([(one.value_cop or 0) if one else 0 for one in wanted], np.int64),
        is_limited=np.array([_is_limited(catalogue, one) for one in wanted], np.bool_),
        days=_days(catalogue, ids),
        limit_bit=np.uint64(mask(ids, {AUTHORISATION})),
    )


def lacking(law: LawColumns, board: int, call: int) -> int:
    """The bits of what a board lacks for a call that has a route."""
    bits = int(law.gaps[board, law.route[call]]) | (int(law.triggered[call]) & int(law.unmet[board]))
    above = law.is_limited[call] and law.value_cop[call] > law.limit_cop[board]
    return bits | (int(law.limit_bit) if above else 0)


def _asked(catalogue: Catalogue, held: Held, route: str) -> int:
    """What a route always asks for; nothing is told of one that the law closed."""
    if is_closed(catalogue.routes[route], held.on):
        return 0
    blocking = {id_ for id_, effect in catalogue.asked[route].items() if effect is Effect.BLOCKS}
    return mask(held.ids, blocking)


def _limits(held: Held) -> Numbers:
    if AUTHORISATION not in held.ids:
        return np.full(len(held.limit_cop), NO_LIMIT, np.int64)
    found: Numbers = held.limit_cop[:, held.ids.index(AUTHORISATION)].astype(np.int64)
    return found


def _triggered(ids: Sequence[str], wanted: Demands | None) -> int:
    return 0 if wanted is None or wanted.closed else mask(ids, wanted.triggered)


def _obstacle(wanted: Demands | None) -> int:
    if wanted is None:
        return FREE
    rules = {obstacle.rule for obstacle in wanted.obstacles}
    if wanted.closed or rules - {CAP_UNKNOWN}:
        return SHUT
    return CAP_OPEN if rules else FREE


def _is_limited(catalogue: Catalogue, wanted: Demands | None) -> bool:
    """Whether the call asks for the authorisation and says its value, against which its limit is held."""
    if wanted is None or wanted.closed or wanted.value_cop is None:
        return False
    return AUTHORISATION in catalogue.asked[wanted.route] or AUTHORISATION in wanted.triggered


def _days(catalogue: Catalogue, ids: Sequence[str]) -> Numbers:
    found = np.full(64, UNKNOWN, np.int32)
    for nth, id_ in enumerate(ids):
        days = catalogue.requirements[id_].days
        found[nth] = UNKNOWN if days is None else days
    return found
