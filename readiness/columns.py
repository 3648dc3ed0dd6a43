"""What boards can show, as columns of numbers, and of each requirement the piece that counts most.

columns ─▶ the state of each piece ─▶ the best of each (board, requirement) ─▶ Held

It follows readiness.states, which says it for one piece at a time; the tests hold them against each other.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from domain.readiness import NO_LIMIT, Effect, Evidence, EvidenceSource
from readiness.catalogue import Catalogue
from readiness.states import CHECKED, VALID, State

Numbers = NDArray[np.integer[Any]]

SOURCES = tuple(sorted(EvidenceSource))  # as `best` orders them
_SECOP, _OFFICER = SOURCES.index(EvidenceSource.SECOP), SOURCES.index(EvidenceSource.OFFICER)
NEVER = date.max.toordinal()  # the last day of what does not expire

_STATES = tuple(State)
MET, EXPIRING, EXPIRED, MISSING, UNVERIFIED, NOT_APPLICABLE = map(_STATES.index, State)
_DAY_BITS, _LEVEL_BITS = 22, 3  # date.max is day 3,652,059


class Columns(NamedTuple):
    """One piece of evidence a place. Days as date.toordinal, 0 for none; `limit_cop` NO_LIMIT for none.

    `board` counts the boards from 0, `requirement` the catalogue's requirements by id (`requirement_ids`),
    `source` is a place in SOURCES.
    """

    board: Numbers
    requirement: Numbers
    source: Numbers
    level: Numbers
    applies: NDArray[np.bool_]
    issued_on: Numbers
    expires_on: Numbers
    limit_cop: Numbers


@dataclass(frozen=True)
class Held:
    """How each board (row) stands with each requirement (column) on a day.

    state: place in State; level: 0–4 as it enters the score; last_day: NEVER for none; is_waived: believed
    not to apply, so out of the score; limit_cop: up to which value what is met holds, NO_LIMIT for any.
    Where a board shows nothing: MISSING, 0, NEVER, False and NO_LIMIT.
    """

    ids: tuple[str, ...]
    on: date
    state: Numbers
    level: Numbers
    last_day: Numbers
    is_waived: NDArray[np.bool_]
    limit_cop: Numbers

    @property
    def is_unmet(self) -> NDArray[np.bool_]:
        """What is neither met nor about to expire, as State.is_met says it."""
        return self.state > EXPIRING

    def of(self, boards: NDArray[np.bool_]) -> "Held":
        """The same for some of the boards alone."""
        return replace(
            self,
            state=self.state[boards],
            level=self.level[boards],
            last_day=self.last_day[boards],
            is_waived=self.is_waived[boards],
            limit_cop=self.limit_cop[boards],
        )


def requirement_ids(catalogue: Catalogue) -> tuple[str, ...]:
    """The catalogue's requirements in the order of the columns and of the bits: by id."""
    return tuple(sorted(catalogue.requirements))


def columns_of(catalogue: Catalogue, shown: Sequence[Iterable[Evidence]]) -> Columns:
    """The evidence of these boards as columns; what the catalogue does not know is left out."""
    nth = {id_: n for n, id_ in enumerate(requirement_ids(catalogue))}
    rows = [
        (board, nth[item.requirement], *_numbers(item))
        for board, items in enumerate(shown)
        for item in items
        if item.requirement in nth
    ]
    table: Numbers = np.array(rows, np.int64).reshape(-1, len(Columns._fields)).T
    board, requirement, source, level, applies, *days_and_limit = table
    return Columns(board, requirement, source, level, applies > 0, *days_and_limit)


def hold(catalogue: Catalogue, shown: Columns, boards: int, on: date) -> Held:
    """Of each requirement the evidence that counts most, for this many boards, as states.best has it."""
    ids = requirement_ids(catalogue)
    shape, cells = (boards, len(ids)), boards * len(ids)
    shown = _heard(catalogue, ids, shown, cells, on)
    cell = shown.board.astype(np.int64) * len(ids) + shown.requirement
    last_day = _last_day(catalogue, ids, shown)
    waives = _waives(catalogue, ids, shown)
    state = _state(shown, last_day, waives, on, on + timedelta(days=catalogue.weights.expiring_days))
    level = np.where((state == EXPIRED) | (state == MISSING) | (state == NOT_APPLICABLE), 0, shown.level)
    row = _best(cell, _weight(state, level, last_day, shown.issued_on), shown, cells)

    def spread(column: Numbers, where_none: int) -> Numbers:
        found = np.full(cells, where_none, column.dtype)
        found[has] = column[row[has]]
        return found.reshape(shape)

    has = row >= 0
    is_waived = np.zeros(cells, np.bool_)
    is_waived[cell[waives]] = True
    is_waived = is_waived.reshape(shape)
    found, counted = spread(state, MISSING), spread(level.astype(np.int8), 0)
    found[is_waived & (found > EXPIRING)] = NOT_APPLICABLE
    counted[is_waived] = 0
    return Held(
        ids=ids,
        on=on,
        state=found,
        level=counted,
        last_day=spread(last_day, NEVER),
        is_waived=is_waived,
        limit_cop=_limits(cell, state, shown.limit_cop, cells).reshape(shape),
    )


def _numbers(item: Evidence) -> tuple[int, ...]:
    return (
        SOURCES.index(item.source),
        item.level,
        item.applies,
        _day(item.issued_on),
        _day(item.expires_on),
        NO_LIMIT if item.limit_cop is None else item.limit_cop,
    )


def _day(day: date | None) -> int:
    return day.toordinal() if day else 0


def _heard(catalogue: Catalogue, ids: Sequence[str], shown: Columns, cells: int, on: date) -> Columns:
    """As states.best hears a finding of SECOP: alone, while it is in force and no officer cleared it."""
    today = on.toordinal()
    against = (shown.source == _SECOP) & (shown.level == 0) & shown.applies & (shown.issued_on <= today)
    against &= (shown.expires_on == 0) | (shown.expires_on >= today)
    if not against.any():  # as for nearly all boards
        return shown
    cell = shown.board.astype(np.int64) * len(ids) + shown.requirement
    is_held = np.zeros(cells, np.bool_)
    is_held[cell[against]] = True
    checks = np.flatnonzero((shown.source == _OFFICER) & (shown.level == CHECKED) & is_held[cell])
    some = _part(shown, checks)
    state = _state(some, _last_day(catalogue, ids, some), _waives(catalogue, ids, some), on, on)
    checks = checks[state <= EXPIRING]
    day = np.maximum(shown.issued_on, date.min.toordinal())
    checked_on = np.zeros(cells, np.int64)
    np.maximum.at(checked_on, cell[checks], day[checks])
    stands = against & (checked_on[cell] < day)
    is_held[:] = False
    is_held[cell[stands]] = True
    return _part(shown, stands | ~is_held[cell])


def _part(shown: Columns, places: NDArray[Any]) -> Columns:
    return Columns(*(column[places] for column in shown))


def _waives(catalogue: Catalogue, ids: Sequence[str], shown: Columns) -> NDArray[np.bool_]:
    may_not_apply = np.array(
        [catalogue.requirements[id_].effect is not Effect.BLOCKS for id_ in ids], np.bool_
    )
    return ~shown.applies & may_not_apply[shown.requirement]


def _last_day(catalogue: Catalogue, ids: Sequence[str], shown: Columns) -> Numbers:
    """As states.last_day_of: the document's own word, then the rule; a common lapse cuts both short."""
    requirements = [catalogue.requirements[id_] for id_ in ids]
    lapses = [catalogue.lapses.get(id_) for id_ in ids]
    by_rule = np.array([_day(r.expires_on) or NEVER for r in requirements], np.int32)
    valid_days = np.array([-1 if r.valid_days is None else r.valid_days for r in requirements], np.int32)
    lapse_before = np.array([_day(lapse.issued_before) if lapse else 0 for lapse in lapses], np.int32)
    lapse_ends = np.array([_day(lapse.expires_on) if lapse else NEVER for lapse in lapses], np.int32)

    issued_on, nth, has_day = shown.issued_on, shown.requirement, shown.issued_on > 0
    lives = valid_days[nth]
    found = np.where((lives >= 0) & has_day, issued_on + lives, by_rule[nth])
    found = np.where(shown.expires_on > 0, shown.expires_on, found)
    lapses_too = has_day & (issued_on < lapse_before[nth])
    return np.where(lapses_too, np.minimum(found, lapse_ends[nth]), found).astype(np.int32)


def _state(shown: Columns, last_day: Numbers, waives: NDArray[np.bool_], on: date, soon: date) -> Numbers:
    """As states.state_of, asked from the last question to the first."""
    today = on.toordinal()
    state = np.where(last_day <= soon.toordinal(), np.int8(EXPIRING), np.int8(MET))
    state[shown.level < VALID] = UNVERIFIED
    state[last_day < today] = EXPIRED
    state[(shown.level == 0) | (shown.issued_on > today)] = MISSING
    state[waives & (state > EXPIRING)] = NOT_APPLICABLE
    return state


def _weight(state: Numbers, level: Numbers, last_day: Numbers, issued_on: Numbers) -> Numbers:
    """As states.best weighs a piece, in one number, but for its limit and its source."""
    found: Numbers = (state <= EXPIRING).astype(np.int64)
    found = found << _LEVEL_BITS | level
    found = found << 1 | (state == NOT_APPLICABLE)
    found = found << _DAY_BITS | last_day
    found = found << _DAY_BITS | np.maximum(issued_on, date.min.toordinal())
    return found  # noqa: RET504 - the five steps read alike


def _best(cell: Numbers, weight: Numbers, shown: Columns, cells: int) -> Numbers:
    """The place of the weightiest piece in each cell, −1 where there is none."""
    heaviest = np.full(cells, -1, np.int64)
    np.maximum.at(heaviest, cell, weight)
    ahead = np.flatnonzero(weight == heaviest[cell])
    if len(ahead) > np.count_nonzero(heaviest >= 0):  # some weigh the same: the limit and the source decide
        ahead = ahead[::-1]  # and of pieces alike in all the first
        ahead = ahead[np.lexsort((shown.source[ahead], shown.limit_cop[ahead]))]
    chosen = np.full(cells, -1, np.int64)
    chosen[cell[ahead]] = ahead  # where a cell is named twice, its last piece stands
    return chosen


def _limits(cell: Numbers, state: Numbers, limit_cop: Numbers, cells: int) -> Numbers:
    """The highest value that any piece in force allows, for each authorisation holds by itself."""
    in_force = state <= EXPIRING
    found = np.full(cells, -1, np.int64)
    np.maximum.at(found, cell[in_force], limit_cop[in_force])
    return np.where(found < 0, NO_LIMIT, found)
