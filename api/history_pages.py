"""A board's own history: what happened with it, in one list that it can print."""

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse

from api.board_link import CurrentBoard, require
from api.history import IN_SESSION, read_history
from api.site import CurrentSite
from api.templating import page
from store.engine import reading

router = APIRouter(prefix="/junta/{token}", include_in_schema=False)


@router.api_route("/historia", methods=["GET", "HEAD"])
def show(
    site: CurrentSite, link: CurrentBoard, desde: Annotated[int, Query(ge=0, le=1_000_000)] = 0
) -> HTMLResponse:
    """`desde` leaves out the newest."""
    leave_out = frozenset() if link.is_session else IN_SESSION
    with reading(site.engine) as db:
        board = require(db, link)
        found = read_history(db, link.code, site.today, desde, leave_out)
    return page(site, "history.html", link=link, board=board, history=found)
