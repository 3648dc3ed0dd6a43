"""Before and after: boards that completed a unit, beside boards alike that had not learnt it yet."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

import numpy as np
from fastapi import APIRouter
from fastapi.responses import HTMLResponse
from starlette.exceptions import HTTPException

from api.desk.training import effect_read, effect_words, words
from api.desk.training.effect_read import Cohort, Effect, Unit
from api.desk.training.proposals import OnlyTrainers
from api.site import CurrentSite
from api.templating import page
from domain.board import Board
from domain.effect import MEASURED_AFTER, WINDOW
from domain.training import Standing
from readiness.catalogue import load
from readiness.effect.difference import LEAST_BOARDS
from readiness.effect.matching import MOST_ALIKE, WITHIN_POINTS

router = APIRouter(prefix="/equipo/formacion/efecto", include_in_schema=False)


class Row(NamedTuple):
    """A board of the comparison: a trained one, or one beside it. None is what nobody measured or told."""

    board: Board
    affiliates: int | None
    earlier: Standing | None
    before: Standing | None
    after: Standing | None


class Trained(NamedTuple):
    row: Row
    beside: Sequence[Row]


class Rows(NamedTuple):
    """A cohort with its trained boards, and who stands beside each."""

    cohort: Cohort
    area: str
    trained: Sequence[Trained]


@router.api_route("", methods=["GET", "HEAD"], dependencies=[OnlyTrainers])
def show(site: CurrentSite) -> HTMLResponse:
    found = effect_read.read(site)
    return page(
        site,
        "desk_effect.html",
        found=found,
        titles=_titles(site.today),
        today=site.today,
        say=effect_words,
        least=LEAST_BOARDS,
        most_alike=MOST_ALIKE,
        within=int(WITHIN_POINTS),
        window=WINDOW.days,
        measured_after=MEASURED_AFTER.days,
    )


@router.api_route("/{unidad}", methods=["GET", "HEAD"], dependencies=[OnlyTrainers])
def show_rows(site: CurrentSite, unidad: str) -> HTMLResponse:
    """Whom the numbers of a training unit are made of."""
    found = effect_read.read(site)
    unit = next((one for one in found.units if one.id == unidad), None)
    if unit is None:
        raise HTTPException(404)
    return page(
        site,
        "desk_effect_rows.html",
        unit=unit,
        title=_titles(site.today).get(unidad, unidad),
        cohorts=_rows(found, unit),
        points=effect_words.points,
    )


def _titles(today: date) -> Mapping[str, str]:
    return {unit.id: unit.title for unit in load(today).training.values()}


def _rows(found: Effect, unit: Unit) -> list[Rows]:
    town = found.town
    codes = {board.code: nth for nth, board in enumerate(town.boards)}

    def row(nth: int, cohort: Cohort) -> Row:
        board = town.boards[nth]
        stood = (town.standings[day].get(board.code) for day in cohort.days.measured)
        return Row(board, town.known[board.code].affiliates, *stood)

    shown = []
    for cohort, pairs in zip(unit.cohorts, unit.found.pairs, strict=True):
        trained = []
        for nth in (codes[code] for code in cohort.trained):
            others = np.sort(pairs[pairs[:, 0] == nth, 1]).tolist()
            trained.append(Trained(row(nth, cohort), [row(other, cohort) for other in others]))
        shown.append(Rows(cohort, words.area(cohort.locality, cohort.commune), trained))
    return shown
