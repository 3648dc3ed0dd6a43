"""Before and after: how ready boards were that completed a unit, beside those that did not learn it yet.

Plain differences of means, with the numbers of both. Who came was no draw of lots, so nothing here says that
the training did it; a comparison with boards that are alike belongs elsewhere.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from babel.numbers import format_decimal
from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from api.desk.training import words
from api.desk.training.proposals import OnlyTrainers
from api.site import CurrentSite
from api.templating import page
from domain.board import Board
from domain.days import day_of
from domain.training import Measured, Member, Standing, measure
from readiness.catalogue import load
from store import boards, standings, training
from store.engine import reading
from store.training import Overview

router = APIRouter(prefix="/equipo/formacion/efecto", include_in_schema=False)

LEAST_MEASURED = 5
"""With fewer boards than this on either side, means say nothing, and are not compared."""

_MOST_COHORTS = 12
_A_DAY = timedelta(days=1)


class Effect(NamedTuple):
    """A cohort that has begun: its trained boards and the others of its area, from one day to the other."""

    overview: Overview
    unit: str
    area: str
    since: date
    trained: Measured
    others: Measured

    @property
    def is_comparable(self) -> bool:
        return min(self.trained.measured, self.others.measured) >= LEAST_MEASURED

    @property
    def difference(self) -> str:
        """In words, where both sides have enough boards."""
        trained, others = self.trained.gain, self.others.gain
        if trained is None or others is None or not self.is_comparable:
            return "Son muy pocas juntas para comparar promedios: miren junta por junta."
        more = trained - others
        by = format_decimal(abs(more), "0.0", locale="es_CO")
        if abs(more) < 0.05:
            return "Las que completaron y las que todavía no cambiaron lo mismo."
        told = "más" if more > 0 else "menos"
        return f"Las que completaron subieron {by} puntos {told} que las que todavía no."


@router.api_route("", methods=["GET", "HEAD"], dependencies=[OnlyTrainers])
def show(site: CurrentSite) -> HTMLResponse:
    with reading(site.engine) as db:
        begun = [one for one in training.overviews(db) if one.starts_at and one.starts_at <= site.now]
        shown = [one for one in begun if one.completed][:_MOST_COHORTS]
        learners = training.learners(db)
        members = training.members(db, [one.cohort.id for one in shown])
        everyone = boards.every(db, site.web.municipality)
        after_day = site.today + _A_DAY  # what was found today counts
        days = {day_of(one.starts_at) for one in shown if one.starts_at} | ({after_day} if shown else set())
        known = standings.on_days(db, days, site.web.municipality)
    titles = {unit.id: unit.title for unit in load(site.today).training.values()}
    found = [
        _effect(one, titles, members[one.cohort.id], learners, everyone, known, after_day) for one in shown
    ]
    return page(
        site,
        "desk_effect.html",
        effects=found,
        today=site.today,
        least=LEAST_MEASURED,
        waiting=len(begun) - len([one for one in begun if one.completed]),
        points=lambda value: format_decimal(value, "0.0", locale="es_CO"),
    )


def _effect(
    one: Overview,
    titles: Mapping[str, str],
    members: Mapping[str, Member],
    learners: Mapping[str, Collection[str]],
    everyone: Sequence[Board],
    known: Mapping[date, Mapping[str, Standing]],
    after_day: date,
) -> Effect:
    cohort = one.cohort
    assert one.starts_at
    since = day_of(one.starts_at)
    trained = [code for code, member in members.items() if member.completed_on]
    learnt = learners.get(cohort.unit, ())
    others = [
        board.code
        for board in everyone
        if board.code not in learnt and cohort.locality in (None, board.locality)
    ]
    before, after = known[since], known[after_day]
    return Effect(
        one,
        titles[cohort.unit],
        words.area(cohort.locality, cohort.commune),
        since,
        measure(trained, before, after),
        measure(others, before, after),
    )
