"""Pages for everyone: what Convite is, what is open, and how fresh the data is."""

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse
from starlette.exceptions import HTTPException

from api.buyers import cards
from api.calls import BadCursor, page_of
from api.site import CurrentSite
from api.status import status
from api.templating import page
from store.engine import reading

_PAGE_SIZE = 20

router = APIRouter(include_in_schema=False)


@router.api_route("/", methods=["GET", "HEAD"])
def start(site: CurrentSite) -> HTMLResponse:
    with reading(site.engine) as db:
        found = status(db, site.open_calls.of(db, site.today))
    return page(site, "start.html", found=found)


@router.api_route("/procesos", methods=["GET", "HEAD"])
def open_calls(site: CurrentSite, desde: str | None = Query(None, max_length=200)) -> HTMLResponse:
    """`desde` is the cursor of the part to show."""
    with reading(site.engine) as db:
        calls = site.open_calls.of(db, site.today)
        try:
            found = page_of(calls, desde, _PAGE_SIZE)
        except BadCursor as error:
            raise HTTPException(404) from error
        of_buyers = cards(db, (call.process for call in found.calls))
    left = {call.process.portfolio_id: call.days_left(site.today) for call in found.calls}
    return page(
        site,
        "calls.html",
        found=found,
        total=len(calls),
        left=left,
        cards=of_buyers,
        is_first=desde is None,
        today=site.today,
    )


@router.api_route("/estado", methods=["GET", "HEAD"])
def show_status(site: CurrentSite) -> HTMLResponse:
    with reading(site.engine) as db:
        found = status(db, site.open_calls.of(db, site.today))
    return page(site, "status.html", found=found)
