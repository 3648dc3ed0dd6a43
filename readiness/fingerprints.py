"""Of what an assessment and its words follow, as one number: equal numbers, nothing to be said anew."""

import hashlib
from collections.abc import Sequence
from datetime import date

import numpy as np

from domain.readiness import Evidence
from readiness import words
from readiness.arrays import Assessed
from readiness.assess import assess
from readiness.catalogue import Catalogue
from readiness.columns import EXPIRED, EXPIRING, Held, Numbers

_ANY_DAY = date(2000, 1, 1)
_DAY_BITS = 22
_SPREAD = np.uint64(0x9E3779B97F4A7C15)  # the steps of SplitMix64, by which near numbers come far apart
_STIRS = ((np.uint64(30), np.uint64(0xBF58476D1CE4E5B9)), (np.uint64(27), np.uint64(0x94D049BB133111EB)))


def fingerprints(catalogue: Catalogue, found: Assessed, held: Held) -> Numbers:
    """One number for each board (row) and route (column) of the assessment, the same on every machine."""
    told = np.isin(held.state, (EXPIRING, EXPIRED))  # whose day stands in the words
    cell = (held.state.astype(np.uint64) << np.uint64(4)) | (held.level.astype(np.uint64) << np.uint64(1))
    cell = (cell | held.is_waived) << np.uint64(_DAY_BITS) | np.where(told, held.last_day, 0).astype(
        np.uint64
    )
    cells = _stirred(cell + np.arange(1, len(held.ids) + 1, dtype=np.uint64) * _SPREAD)
    asked = np.array(
        [[id_ in catalogue.asked[route] for route in found.routes] for id_ in held.ids], np.uint64
    )
    outcome = found.verdict.astype(np.uint64) << np.uint64(3) | found.level.astype(np.uint64)
    for score in (found.score, *np.moveaxis(found.scores, 2, 0)):
        outcome = outcome << np.uint64(7) | score.astype(np.uint64)
    said = np.array([_said(catalogue, route, held.on) for route in found.routes], np.uint64)
    return _stirred((cells @ asked) ^ _stirred(outcome) ^ said).view(np.int64)


def _stirred(numbers: Numbers) -> Numbers:
    for shift, factor in _STIRS:
        numbers = (numbers ^ (numbers >> shift)) * factor
    return numbers ^ (numbers >> np.uint64(31))


def _said(catalogue: Catalogue, route: str, on: date) -> int:
    """The words of a route: the catalogue, a ban and the code that writes them may change them."""
    asked = catalogue.asked[route]
    told = [
        assess(catalogue, route, {id_: Evidence(id_, level, expires_on=day) for id_ in asked}, on).reasons
        for level, day in ((0, None), (1, None), (2, None), (4, _ANY_DAY))
    ]
    expiring = [words.expiring(catalogue.requirements[id_], _ANY_DAY) for id_ in asked]
    return _number((catalogue.version, route, told, expiring))


def _number(said: Sequence[object]) -> int:
    return int.from_bytes(hashlib.sha256(repr(said).encode()).digest()[:8])
