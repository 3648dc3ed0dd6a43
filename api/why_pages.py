"""Why calls did not come, behind a board's own link: the page and its JSON."""

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse

from api.board_link import BoardLink, CurrentBoard
from api.errors import BadLink
from api.models import problems
from api.site import CurrentSite, Site
from api.templating import page
from api.why import PERIOD, PERIODS, WhyPage, read_why
from api.why_models import WhyOut
from store.engine import reading

Period = Annotated[int, Query(ge=PERIODS[0], le=PERIODS[-1], description="Cuántos días, hasta hoy.")]

router = APIRouter()


@router.api_route("/junta/{token}/por-que", methods=["GET", "HEAD"], include_in_schema=False)
def show(site: CurrentSite, link: CurrentBoard, dias: Period = PERIOD) -> HTMLResponse:
    """`dias`: of how many days, up to today."""
    found = _of(site, link, dias)
    return page(site, "why.html", found=found, link=link, periods=PERIODS, today=site.today)


@router.get(
    "/api/v1/board/{token}/why",
    tags=["junta"],
    summary="Por qué no le llegó",
    responses=problems(404, 422, 503),
)
def tell(site: CurrentSite, link: CurrentBoard, days: Period = PERIOD) -> WhyOut:
    """Cuántas compras dejó por fuera cada regla, y qué habría dejado llegar las que estuvieron más cerca."""
    return WhyOut.of(_of(site, link, days))


def _of(site: Site, link: BoardLink, days: int) -> WhyPage:
    """Raises BadLink if the board of the link is no longer there."""
    with reading(site.engine) as db:
        found = read_why(db, link.code, days, site.today, site.web.municipality)
    if found is None:
        raise BadLink
    return found
