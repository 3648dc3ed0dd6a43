"""How far boards came, from told to finished, and how many are covered."""

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse, Response
from sqlalchemy import Connection
from starlette.exceptions import HTTPException

from api.access.sessions import staff_who_may
from api.desk.event_rows import read_behind
from api.desk.funnel_counts import DEFINITIONS, MONTHS, Funnel, read_funnel
from api.desk.periods import DESKS_SHOW, Quarter, begun, months_back, quarters_back
from api.desk.report_pdf import report_pdf
from api.site import CurrentSite, Site
from api.templating import page
from domain.access import Permission, Staff
from domain.board import FEWEST_BOARDS
from domain.event import EventKind
from domain.process import DATASET
from matching.places.town_table import town_table
from store import events, harvests
from store.engine import reading
from store.funnel import Step
from store.indicators import Begun

router = APIRouter(prefix="/equipo/embudo", include_in_schema=False)

Watcher = Annotated[Staff, staff_who_may(Permission.SEE_NUMBERS)]
WhoSeesBoards = Annotated[Staff, staff_who_may(Permission.SEE_BOARDS)]


@router.api_route("", methods=["GET", "HEAD"])
def show(
    site: CurrentSite, person: Watcher, trimestre: Annotated[str, Query(max_length=7)] = ""
) -> HTMLResponse:
    found = _read(site, person, quarter_of(site, trimestre))
    return page(
        site,
        "desk_funnel.html",
        person=person,
        found=found,
        definitions=DEFINITIONS,
        quarters=quarters_back(site.today, DESKS_SHOW),
        fewest=None if person.may(Permission.SEE_BOARDS) else FEWEST_BOARDS,
    )


@router.api_route("/informe.pdf", methods=["GET", "HEAD"])
def print_out(
    site: CurrentSite, person: Watcher, trimestre: Annotated[str, Query(max_length=7)] = ""
) -> Response:
    quarter = quarter_of(site, trimestre)
    with reading(site.engine) as db:
        found = _funnel(site, db, person, quarter)
        data_at = harvests.data_date(db, DATASET)
    town = town_table().names.get(site.web.municipality, site.web.municipality)
    pdf = report_pdf(found, site.today, data_at, town, sample=site.web.sample)
    headers = {"Content-Disposition": f'inline; filename="informe-{quarter.name}.pdf"'}
    return Response(pdf, media_type="application/pdf", headers=headers)


@router.api_route("/{paso}", methods=["GET", "HEAD"])
def show_behind(
    site: CurrentSite,
    person: WhoSeesBoards,
    paso: Step,
    trimestre: Annotated[str, Query(max_length=7)] = "",
    mes: Annotated[str, Query(max_length=7)] = "",
    localidad: Annotated[str | None, Query(max_length=120)] = None,
    desde: Annotated[str, Query(max_length=120)] = "",
) -> HTMLResponse:
    """The events that a number counts, each with the row that proves it."""
    quarter = quarter_of(site, trimestre)
    months = dict(months_back(min(quarter.last_day, site.today), MONTHS))
    month = next((first for first in months if f"{first:%Y-%m}" == mes), None)
    if mes and month is None:
        raise HTTPException(404)
    span = months[month] if month else quarter.span
    wanted = Begun(EventKind(paso.value), localidad)
    try:
        with reading(site.engine) as db:
            found = read_behind(db, site.web.municipality, span, site.now, wanted, desde)
            looked_at = events.looked_at(db)
    except ValueError as error:
        raise HTTPException(404) from error
    same = {"trimestre": quarter.name, "mes": mes or None, "localidad": localidad, "desde": found.after}
    named = {name: value for name, value in same.items() if value is not None}
    return page(
        site,
        "desk_funnel_step.html",
        person=person,
        step=paso,
        words=DEFINITIONS[paso],
        quarter=quarter,
        month=month,
        locality=localidad,
        looked_at=looked_at,
        found=found,
        more=f"?{urlencode(named)}" if found.after else None,
    )


def _read(site: Site, person: Staff, quarter: Quarter) -> Funnel:
    with reading(site.engine) as db:
        return _funnel(site, db, person, quarter)


def _funnel(site: Site, db: Connection, person: Staff, quarter: Quarter) -> Funnel:
    shows_few = person.may(Permission.SEE_BOARDS)
    return read_funnel(db, site.web.municipality, quarter, site.today, shows_few=shows_few)


def quarter_of(site: Site, written: str) -> Quarter:
    """This one where none is said. Raises HTTPException for one that is none, or is still to come."""
    found = begun(written, site.today) if written else Quarter.of(site.today)
    if found is None:
        raise HTTPException(404)
    return found
