"""The result indicators of a quarter: what each counts, of whom, and the rows behind a number."""

from datetime import date
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse
from starlette.exceptions import HTTPException

from api.access.sessions import staff_who_may
from api.desk.event_rows import read_behind
from api.desk.funnel import quarter_of
from api.desk.periods import DESKS_SHOW, Quarter, quarters_back
from api.indicators import CATALOGUE, Period, moment_of, read_indicators
from api.site import CurrentSite, Site
from api.templating import page
from domain.access import Permission, Staff
from domain.board import FEWEST_BOARDS
from domain.indicator import Indicator, Side
from store import events
from store.engine import reading
from store.indicators import Wanted

router = APIRouter(prefix="/equipo/indicadores", include_in_schema=False)

Watcher = Annotated[Staff, staff_who_may(Permission.SEE_NUMBERS)]
WhoSeesBoards = Annotated[Staff, staff_who_may(Permission.SEE_BOARDS)]
QuarterName = Annotated[str, Query(max_length=7)]
Day = Annotated[str, Query(max_length=10)]


@router.api_route("", methods=["GET", "HEAD"])
def show(site: CurrentSite, person: Watcher, trimestre: QuarterName = "", dia: Day = "") -> HTMLResponse:
    quarter = quarter_of(site, trimestre)
    on = _day(site, quarter, dia)
    shows_few = person.may(Permission.SEE_BOARDS)
    with reading(site.engine) as db:
        found = read_indicators(db, site, quarter, shows_few=shows_few, on=on)
        looked_at = events.looked_at(db)
    return page(
        site,
        "desk_indicators.html",
        person=person,
        quarter=quarter,
        on=on,
        today=site.today,
        looked_at=looked_at,
        by_period={one: [m for m in found if m.definition.period is one] for one in Period},
        quarters=quarters_back(site.today, DESKS_SHOW),
        shows_few=shows_few,
        fewest=FEWEST_BOARDS,
    )


@router.api_route("/{indicator}", methods=["GET", "HEAD"])
def show_behind(
    site: CurrentSite,
    person: WhoSeesBoards,
    indicator: Indicator,
    trimestre: QuarterName = "",
    dia: Day = "",
    lado: Side = Side.NUMERATOR,
    localidad: Annotated[str | None, Query(max_length=120)] = None,
    desde: Annotated[str, Query(max_length=120)] = "",
) -> HTMLResponse:
    """The events that a number counts, each with the row that proves it."""
    quarter = quarter_of(site, trimestre)
    on = _day(site, quarter, dia)
    at = moment_of(site, on)
    wanted = Wanted(indicator, lado, localidad)
    try:
        with reading(site.engine) as db:
            found = read_behind(db, site.web.municipality, quarter.span, at, wanted, desde)
    except ValueError as error:
        raise HTTPException(404) from error
    same = {"trimestre": quarter.name, "dia": on, "localidad": localidad}
    return page(
        site,
        "desk_indicator.html",
        person=person,
        definition=CATALOGUE[indicator],
        wanted=wanted,
        quarter=quarter,
        at=at,
        found=found,
        more=_query({**same, "lado": lado.value, "desde": found.after}) if found.after else None,
        sides={side: _query({**same, "lado": side.value}) for side in Side},
    )


def _query(named: dict[str, object]) -> str:
    return "?" + urlencode({name: value for name, value in named.items() if value is not None})


def _day(site: Site, quarter: Quarter, written: str) -> date | None:
    """None where none is said. Raises HTTPException for what is no day of the quarter or after it."""
    if not written:
        return None
    try:
        on = date.fromisoformat(written)
    except ValueError as error:
        raise HTTPException(404) from error
    if not quarter.first_day <= on <= site.today:
        raise HTTPException(404)
    return on
