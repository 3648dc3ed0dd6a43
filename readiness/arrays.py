"""Every board on every route at once: what readiness.assess says for one board, by arrays.

columns of evidence ─▶ Held (state of each requirement) ─▶ gaps as bits ─▶ scores ─▶ level, verdict
"""

from collections.abc import Collection, Sequence, Sized
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from domain.readiness import Dimension, Effect, Verdict
from readiness.assess import (
    ALMOST_READY,
    DEVELOPING,
    INITIAL,
    LEVELS,
    READY,
    READY_WITH_CONDITIONS,
    weighing,
)
from readiness.catalogue import Catalogue
from readiness.columns import EXPIRING, Held, Numbers
from readiness.demands import ban_on, is_closed

Bits = NDArray[np.uint64]

VERDICTS = tuple(Verdict)
_BITS = 64
_DIMENSIONS = tuple(Dimension)


@dataclass(frozen=True)
class Assessed:
    """How each board (row) stands on each route (column), without the words.

    verdict: place in VERDICTS; level: place in LEVELS; score: 0–100; scores: the same by dimension, in the
    order of Dimension (third axis); gaps, expiring: bit n is requirement ids[n]; obstacles: of each route
    what no board can remove, a ban, by rule.
    """

    ids: tuple[str, ...]
    routes: tuple[str, ...]
    obstacles: tuple[tuple[str, ...], ...]
    verdict: Numbers
    level: Numbers
    score: Numbers
    scores: Numbers
    gaps: Bits
    expiring: Bits

    def blocking(self, board: int, route: int) -> tuple[str, ...]:
        """What stands in the way, as Assessment.blocking has it."""
        return tuple(sorted({*names(self.ids, int(self.gaps[board, route])), *self.obstacles[route]}))


def assess_all(catalogue: Catalogue, routes: Sequence[str], held: Held) -> Assessed:
    """How these boards stand on these routes on the day they were held. KeyError for an unknown route."""
    day = held.on
    asked = [catalogue.asked[route] for route in routes]
    closed = np.array([is_closed(catalogue.routes[route], day) for route in routes], np.bool_)
    bans = [ban_on(catalogue, catalogue.routes[route], day) for route in routes]
    obstacles = tuple((ban.rule,) if ban and not shut else () for ban, shut in zip(bans, closed, strict=True))

    blocking = [[id_ for id_, effect in one.items() if effect is Effect.BLOCKS] for one in asked]
    gaps = as_bits(held.is_unmet)[:, None] & _masks(held.ids, blocking)
    expiring = as_bits(held.state == EXPIRING)[:, None] & _masks(held.ids, asked)
    gaps[:, closed], expiring[:, closed] = 0, 0

    scores, about = _scores(catalogue, routes, held)
    score = _overall(catalogue, scores, about)
    is_blocked = (gaps != 0) | closed
    weighs = np.uint64(mask(held.ids, weighing(catalogue, held.ids)))
    return Assessed(
        ids=held.ids,
        routes=tuple(routes),
        obstacles=obstacles,
        verdict=_verdict(is_blocked, closed, obstacles),
        level=_level(catalogue, score, expiring & weighs, is_blocked),
        score=score,
        scores=scores,
        gaps=gaps,
        expiring=expiring,
    )


def as_bits(which: NDArray[np.bool_]) -> Bits:
    """The columns of each row as the bits of one number, the first the lowest. At most 64 columns."""
    rows, columns = which.shape
    if columns > _BITS:
        raise ValueError(f"{columns} requirements, and a number has {_BITS} bits")
    packed = np.packbits(which, axis=1, bitorder="little")
    padded = np.zeros((rows, _BITS // 8), np.uint8)
    padded[:, : packed.shape[1]] = packed
    return padded.view("<u8")[:, 0].astype(np.uint64)


def mask(ids: Sequence[str], wanted: Collection[str]) -> int:
    """The bits of these requirements."""
    return sum(1 << n for n, id_ in enumerate(ids) if id_ in wanted)


def names(ids: Sequence[str], bits: int) -> tuple[str, ...]:
    """The requirements of these bits, by id."""
    return tuple(id_ for n, id_ in enumerate(ids) if bits >> n & 1)


def _masks(ids: Sequence[str], wanted: Sequence[Collection[str]]) -> Bits:
    return np.array([mask(ids, some) for some in wanted], np.uint64)


def _scores(catalogue: Catalogue, routes: Sequence[str], held: Held) -> tuple[Numbers, NDArray[np.bool_]]:
    """0–100 by board, route and dimension, and whether the route asks the board about that dimension.

    Whole numbers in float64, which holds them exactly; numpy divides and rounds as Python does, half to even.
    """
    shape = (len(held.ids), len(routes), len(_DIMENSIONS))
    is_asked, weight = np.zeros(shape), np.zeros(shape)
    for nth, route in enumerate(routes):
        for id_, effect in catalogue.asked[route].items():
            at = held.ids.index(id_), nth, _DIMENSIONS.index(catalogue.requirements[id_].dimension)
            is_asked[at], weight[at] = 1, catalogue.weights.effects[effect]
    applies = (~held.is_waived).astype(np.float64)
    reached = np.tensordot(held.level.astype(np.float64), weight, 1)
    possible = np.tensordot(applies, 4 * weight, 1)
    scores = np.rint(100 * reached / np.maximum(possible, 1)).astype(np.int8)
    return scores, np.tensordot(applies, is_asked, 1) > 0


def _overall(catalogue: Catalogue, scores: Numbers, about: NDArray[np.bool_]) -> Numbers:
    """The weighted mean of the dimensions that the route asks each board about; 100 where nothing applies."""
    weights = np.array([catalogue.weights.dimensions[d] for d in _DIMENSIONS], np.float64)
    total = about @ weights
    mean = (scores * about) @ weights / np.maximum(total, 1)
    return np.rint(np.where(total > 0, mean, 100)).astype(np.int8)


def _verdict(is_blocked: NDArray[np.bool_], closed: NDArray[np.bool_], obstacles: Sequence[Sized]) -> Numbers:
    """What cannot be changed outweighs what can still be fetched."""
    found = np.where(is_blocked, _place(Verdict.ELIGIBLE_IF), _place(Verdict.ELIGIBLE))
    found[:, [len(some) > 0 for some in obstacles]] = _place(Verdict.NOT_ELIGIBLE)
    found[:, closed] = _place(Verdict.CLOSED)
    return found


def _place(verdict: Verdict) -> np.int8:
    return np.int8(VERDICTS.index(verdict))


def _level(catalogue: Catalogue, score: Numbers, running_out: Bits, is_blocked: NDArray[np.bool_]) -> Numbers:
    """As readiness.assess gives it: the gate first, then the score, then what runs out."""
    weights, many = catalogue.weights, np.bitwise_count(running_out)
    is_almost = (score >= weights.almost_ready) & (many <= weights.expiring_allowed)
    found = np.where(is_almost, LEVELS.index(ALMOST_READY), LEVELS.index(DEVELOPING)).astype(np.int8)
    is_ready = score >= weights.ready
    found[is_ready] = LEVELS.index(READY)
    found[is_ready & (many > 0)] = LEVELS.index(READY_WITH_CONDITIONS)
    found[is_blocked] = LEVELS.index(DEVELOPING)
    found[is_blocked & (score < weights.developing)] = LEVELS.index(INITIAL)
    return found
