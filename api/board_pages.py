"""The board's page behind its signed link, and what a board can do there. It works without JavaScript."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Query
from fastapi.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response

from api import answers
from api.board import page_of
from api.board_link import AnyBoard, BoardLink, CurrentBoard, from_here, require
from api.errors import BadLink
from api.models import Answer, Note, PortfolioId
from api.site import CurrentSite, Site
from api.templating import page
from domain.contact import ContactSource
from domain.days import day_of
from notifications.calls import ANSWERS
from store import boards, dossier, stopping
from store.engine import reading, writing
from store.questions import Told

router = APIRouter(prefix="/junta/{token}", include_in_schema=False)
short = APIRouter(include_in_schema=False)
acts = APIRouter(dependencies=[Depends(from_here)])


@short.api_route("/j/{token}", methods=["GET", "HEAD"])
def follow(link: CurrentBoard) -> RedirectResponse:
    """The page by an address that a text message has room for."""
    return RedirectResponse(link.path, 303)


@router.api_route("", methods=["GET", "HEAD"])
async def show(
    site: CurrentSite,
    link: CurrentBoard,
    proceso: Annotated[str, Query(max_length=64)] = "",
    respuesta: Annotated[str, Query(max_length=32)] = "",
) -> Response:
    """The page. A message's answer link names a call and an answer: the page asks to confirm it, for a link
    that is opened, maybe by a scanner, answers nothing.
    """
    picked = respuesta if respuesta in set(ANSWERS) else None
    now = _quarter(site.now)
    with site.in_the_loop.reading() as db:
        told = dossier.read(db, link.code, day_of(now))
    made_of = (told.mark, link, now, proceso if picked else "", picked)
    return await site.pages.of(made_of, lambda: _page(site, told, link, now, proceso, picked))


def _page(
    site: Site, told: Told, link: BoardLink, now: datetime, proceso: str, picked: str | None
) -> HTMLResponse:
    with reading(site.engine) as db:
        found = page_of(db, told, day_of(now))
    if found is None:
        raise BadLink
    return page(
        site,
        "board.html",
        found=found,
        link=link,
        today=day_of(now),
        now=now,
        picked_call=proceso,
        picked=picked,
    )


def _quarter(now: datetime) -> datetime:
    """The quarter of an hour that it is: a page need not be made anew each moment for what begins by it."""
    return now.replace(minute=now.minute - now.minute % 15, second=0, microsecond=0)


@acts.post("/respuesta")
def answer(
    site: CurrentSite,
    link: CurrentBoard,
    portfolio_id: Annotated[PortfolioId, Form()],
    answer: Annotated[Answer, Form()],
    reason: Annotated[Note, Form()] = "",
) -> Response:
    with writing(site.engine) as db:
        require(db, link)
        answers.give(db, link.code, portfolio_id, answer, site.now, reason or None)
    return RedirectResponse(f"{link.path}#{portfolio_id}", 303)


@router.api_route("/parar", methods=["GET", "HEAD"])
def ask_to_stop(site: CurrentSite, link: AnyBoard) -> HTMLResponse:
    """Asks before it stops anything: mail programs and scanners open this address on their own."""
    with reading(site.engine) as db:
        board = require(db, link)
        stopped = link.code in boards.stopped(db)
    return page(site, "stop.html", board=board, link=link, stopped=stopped)


@acts.post("/parar")
def stop(
    site: CurrentSite,
    link: AnyBoard,
    one_click: Annotated[str, Form(alias="List-Unsubscribe", max_length=20)] = "",
) -> Response:
    """Stops the messages; also for a mail program's one click (RFC 8058), which follows no redirect."""
    with writing(site.engine) as db:
        require(db, link)
        stopping.stop(db, site.vault, link.code, ContactSource.PAGE, site.now)
    if one_click == "One-Click":
        return PlainTextResponse("Listo: no les enviaremos más mensajes.")
    return RedirectResponse(f"{link.path}#mensajes", 303)


@acts.post("/reanudar")
def resume(site: CurrentSite, link: CurrentBoard) -> Response:
    with writing(site.engine) as db:
        require(db, link)
        stopping.resume(db, site.vault, link.code)
    return RedirectResponse(f"{link.path}#mensajes", 303)


router.include_router(acts)
