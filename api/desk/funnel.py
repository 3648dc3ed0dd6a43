"""How far boards came, from told to finished, and how many are covered."""

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse, Response
from starlette.exceptions import HTTPException

from api.access.sessions import staff_who_may
from api.desk.funnel_counts import DEFINITIONS, Funnel, read_funnel
from api.desk.periods import Quarter, quarters_back
from api.desk.report_pdf import report_pdf
from api.site import CurrentSite, Site
from api.templating import page
from domain.access import Permission, Staff
from domain.process import DATASET
from matching.places.town_table import town_table
from store import harvests
from store.engine import reading

router = APIRouter(prefix="/equipo/embudo", include_in_schema=False)

Watcher = Annotated[Staff, staff_who_may(Permission.SEE_NUMBERS)]
_QUARTERS = 8


@router.api_route("", methods=["GET", "HEAD"])
def show(
    site: CurrentSite, person: Watcher, trimestre: Annotated[str, Query(max_length=7)] = ""
) -> HTMLResponse:
    found = _read(site, _quarter(site, trimestre))
    return page(
        site,
        "desk_funnel.html",
        person=person,
        found=found,
        definitions=DEFINITIONS,
        quarters=quarters_back(site.today, _QUARTERS),
    )


@router.api_route("/informe.pdf", methods=["GET", "HEAD"])
def print_out(
    site: CurrentSite, _person: Watcher, trimestre: Annotated[str, Query(max_length=7)] = ""
) -> Response:
    quarter = _quarter(site, trimestre)
    with reading(site.engine) as db:
        found = read_funnel(db, site.web.municipality, quarter, site.today)
        data_at = harvests.data_date(db, DATASET)
    town = town_table().names.get(site.web.municipality, site.web.municipality)
    pdf = report_pdf(found, site.today, data_at, town, sample=site.web.sample)
    headers = {"Content-Disposition": f'inline; filename="informe-{quarter.name}.pdf"'}
    return Response(pdf, media_type="application/pdf", headers=headers)


def _read(site: Site, quarter: Quarter) -> Funnel:
    with reading(site.engine) as db:
        return read_funnel(db, site.web.municipality, quarter, site.today)


def _quarter(site: Site, written: str) -> Quarter:
    """This one where none is said. Raises HTTPException for one that is none, or is still to come."""
    if not written:
        return Quarter.of(site.today)
    found = Quarter.read(written)
    if found is None or found > Quarter.of(site.today):
        raise HTTPException(404)
    return found
