"""Which boards stand beside those that completed a unit, and what became of both, read from rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from sqlalchemy import Connection

from api.site import Site
from domain.board import Board
from domain.effect import Compared, Dates, Measure, dates_of
from domain.training import Begun, Standing
from readiness.effect.cohorts import Beside, Group, beside
from readiness.effect.family import clear
from readiness.effect.matching import Numbers, Rows, Traits
from store import boards, sizes, standings, took_part, training
from store.engine import reading
from store.sizes import Known
from store.took_part import Days

MOST_COHORTS = 24
"""Of all units together, the newest: each costs the standings of three days."""


@dataclass(frozen=True)
class Cohort:
    """A cohort that began: who completed it, how many on its list did not, and its days."""

    id: int
    locality: str | None
    commune: str | None
    trained: tuple[str, ...]
    left: int
    days: Dates


@dataclass(frozen=True)
class Unit:
    """All cohorts of a training unit, what came of them, and in which measures more than chance is seen."""

    id: str
    cohorts: tuple[Cohort, ...]
    found: Beside
    clear: frozenset[Measure]

    @property
    def trained(self) -> int:
        return sum(len(one.trained) for one in self.cohorts)

    @property
    def alone(self) -> int:
        """Trained boards with nobody comparable."""
        return self.trained - sum(len(np.unique(pairs[:, 0])) for pairs in self.found.pairs)

    @property
    def left(self) -> int:
        return sum(one.left for one in self.cohorts)

    def of(self, measure: Measure) -> Compared:
        return next(one for one in self.found.compared if one.measure is measure)


@dataclass(frozen=True)
class Effect:
    """`waiting` cohorts began, and no board of them completed yet; `older` are too many to look at."""

    units: tuple[Unit, ...]
    waiting: int
    older: int
    town: "Town"


@dataclass(frozen=True)
class Town:
    """All boards of the municipality, in the order of rows, with what is known of them."""

    boards: Sequence[Board]
    known: Mapping[str, Known]
    standings: Mapping[date, Mapping[str, Standing]]
    took_part: Mapping[Measure, Days]
    begun: Sequence[Begun]


def read(site: Site) -> Effect:
    """Five questions to the database, whatever there is."""
    today = site.today
    with reading(site.engine) as db:
        ours = boards.every(db, site.web.municipality)
        codes = {board.code for board in ours}
        begun = [one for one in training.begun(db, site.now) if one.board_code in codes]
        every = _cohorts(begun, today)
        shown = [one for _, one in every if one.trained][:MOST_COHORTS]
        town = _town(db, site.web.municipality, ours, shown, begun)
    rows = _Rows(town)
    units: dict[str, list[Cohort]] = {}
    for unit, one in every:
        if one in shown:
            units.setdefault(unit, []).append(one)
    found = {id_: beside([rows.group(id_, one) for one in some], rows.place) for id_, some in units.items()}
    said = clear({(id_, one.measure): one.difference for id_, of in found.items() for one in of.compared})
    with_trained = sum(bool(one.trained) for _, one in every)
    return Effect(
        tuple(
            Unit(id_, tuple(some), found[id_], frozenset(measure for unit, measure in said if unit == id_))
            for id_, some in units.items()
        ),
        len(every) - with_trained,
        with_trained - len(shown),
        town,
    )


def _cohorts(begun: Sequence[Begun], today: date) -> list[tuple[str, Cohort]]:
    """With their units, the newest first."""
    members: dict[int, list[Begun]] = {}
    for one in begun:
        members.setdefault(one.cohort_id, []).append(one)
    found = []
    for id_, some in members.items():
        first = some[0]
        trained = tuple(one.board_code for one in some if one.completed_on and one.completed_on <= today)
        days = dates_of(first.on, today)
        left = len(some) - len(trained)
        found.append((first.unit, Cohort(id_, first.locality, first.commune, trained, left, days)))
    return found


def _town(
    db: Connection, municipality: str, ours: Sequence[Board], shown: Sequence[Cohort], begun: Sequence[Begun]
) -> Town:
    days = {day for one in shown for day in one.days.measured}
    return Town(
        ours,
        sizes.every(db, municipality),
        standings.on_days(db, days, municipality),
        took_part.days(db, municipality),
        begun,
    )


class _Rows:
    """Boards as rows of arrays."""

    def __init__(self, town: Town) -> None:
        self.town = town
        self.codes = [board.code for board in town.boards]
        self.row = {code: nth for nth, code in enumerate(self.codes)}
        self.locality = _numbers([board.locality for board in town.boards])
        self.commune = _numbers([board.unit for board in town.boards])
        # Whose unidad comunera nobody knows may share one with any such board of the locality.
        self.place: Rows = np.where(self.commune < 0, -2 - self.locality, self.commune)
        told = [town.known[code].affiliates for code in self.codes]
        self.affiliates = np.array([number if number else np.nan for number in told], dtype=float)
        self.since = np.array([town.known[code].since.toordinal() for code in self.codes])
        self.took_part = {measure: self._flat(days) for measure, days in town.took_part.items()}

    def group(self, unit: str, one: Cohort) -> Group:
        earlier, before, after = one.days.measured
        score, able = self._standings(before)
        score_after, able_after = self._standings(after)
        traits = Traits(self.locality, self.commune, self.affiliates, score, self._standings(earlier)[0])
        values = {Measure.SCORE: (score, score_after), Measure.ABLE: (able, able_after)}
        values |= {measure: self._participation(measure, one.days) for measure in took_part.KINDS}
        trained = np.array([self.row[code] for code in one.trained], dtype=np.intp)
        return Group(trained, self._others(unit, one.days), traits, values)

    def _others(self, unit: str, days: Dates) -> Rows:
        """Who did not learn this before the day after, nor began anything else meanwhile."""
        had = {
            one.board_code
            for one in self.town.begun
            if one.on < days.after and (one.unit == unit or one.on >= days.before)
        }
        return np.array([nth for nth, code in enumerate(self.codes) if code not in had], dtype=np.intp)

    def _standings(self, day: date) -> tuple[Numbers, Numbers]:
        known = self.town.standings[day]
        score, able = np.full(len(self.codes), np.nan), np.full(len(self.codes), np.nan)
        for code, standing in known.items():
            if code in self.row:
                score[self.row[code]], able[self.row[code]] = standing.score, standing.is_able
        return score, able

    def _participation(self, measure: Measure, days: Dates) -> tuple[Numbers, Numbers]:
        """Whether each did it in the window before, and in that after. What is said on the page is known from
        the day on which a board is with us; what SECOP shows, of all.
        """
        rows, on = self.took_part[measure]
        first = days.before.toordinal()
        length = days.window.days
        found = []
        for begins in (first - length, first):
            did = np.zeros(len(self.codes))
            did[rows[(begins <= on) & (on < begins + length)]] = 1
            found.append(did)
        if measure is Measure.INTERESTED:
            found[0][self.since > first - length] = np.nan
        return found[0], found[1]

    def _flat(self, days: Days) -> tuple[Rows, Rows]:
        pairs = [
            (self.row[code], day.toordinal())
            for code, some in days.items()
            for day in some
            if code in self.row
        ]
        flat = np.array(pairs, dtype=np.intp).reshape(-1, 2)
        return flat[:, 0], flat[:, 1]


def _numbers(names: Sequence[str | None]) -> Rows:
    """A number for each name, −1 for none."""
    order = {name: nth for nth, name in enumerate(sorted({name for name in names if name}))}
    return np.array([order[name] if name else -1 for name in names], dtype=np.intp)
