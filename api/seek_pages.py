"""Which boards suit a process, open to everyone: the page and its JSON."""

from fastapi import APIRouter
from fastapi.responses import HTMLResponse
from starlette.exceptions import HTTPException

from api.limits import BY_ADDRESS
from api.models import PortfolioId, problems
from api.seek import BoardsFor, read_boards_for
from api.seek_models import BoardsForOut
from api.site import CurrentSite, Site
from api.templating import page
from store.engine import reading

router = APIRouter()


@router.api_route("/proceso/{portfolio_id}/juntas", methods=["GET", "HEAD"], include_in_schema=False)
def show(site: CurrentSite, portfolio_id: PortfolioId) -> HTMLResponse:
    """Only what passports show to all: name, place and level, and the reasons that tell nothing of gaps."""
    found = _of(site, portfolio_id)
    left = found.call.days_left(site.today)
    return page(site, "boards_for.html", found=found, left=left, today=site.today)


@router.get(
    "/api/v1/processes/{portfolio_id}/boards",
    tags=["público"],
    summary="Juntas para un proceso",
    responses=problems(404, 422, 429, 503),
    dependencies=BY_ADDRESS["dependencies"],
)
def tell(site: CurrentSite, portfolio_id: PortfolioId) -> BoardsForOut:
    """Las juntas del municipio a las que les sirve un proceso, primero las que más. Sin datos de contacto."""
    return BoardsForOut.of(_of(site, portfolio_id))


def _of(site: Site, portfolio_id: str) -> BoardsFor:
    with reading(site.engine) as db:
        found = read_boards_for(db, portfolio_id, site.today, site.web.municipality)
    if found is None:
        raise HTTPException(404)
    return found
