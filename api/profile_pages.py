"""A board says what it does: its own word, which the next match goes by."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Query
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api.board_link import BoardLink, SignedInBoard, from_here, require
from api.site import CurrentSite, Site
from api.templating import page
from domain.board import Trade
from store import said_trades
from store.engine import reading, writing

router = APIRouter(prefix="/junta/{token}", include_in_schema=False)
acts = APIRouter(dependencies=[Depends(from_here)])

_NONE = "Marquen por lo menos un oficio."


@router.api_route("/perfil", methods=["GET", "HEAD"])
def show(
    site: CurrentSite, link: SignedInBoard, guardado: Annotated[str, Query(max_length=10)] = ""
) -> HTMLResponse:
    return _page(site, link, is_saved=bool(guardado))


@acts.post("/perfil")
def say(site: CurrentSite, link: SignedInBoard, oficio: Annotated[Sequence[Trade], Form()] = ()) -> Response:
    """In the order of the page: a board does not rank its trades."""
    if not oficio:
        return _page(site, link, fault=_NONE)
    with writing(site.engine) as db:
        require(db, link)
        said_trades.say(db, link.code, [trade for trade in Trade if trade in oficio], site.now)
    return RedirectResponse(f"{link.path}/perfil?guardado=si", 303)


def _page(site: Site, link: BoardLink, *, fault: str = "", is_saved: bool = False) -> HTMLResponse:
    with reading(site.engine) as db:
        board = require(db, link)
        said = said_trades.of_board(db, link.code)
    return page(
        site,
        "profile.html",
        422 if fault else 200,
        link=link,
        board=board,
        said=said,
        marked=() if fault else board.trades,
        trades=list(Trade),
        fault=fault,
        is_saved=is_saved,
    )


router.include_router(acts)
