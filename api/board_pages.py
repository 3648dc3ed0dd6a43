"""The board's page behind its signed link, and what a board can do there. It works without JavaScript."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Query
from fastapi.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from sqlalchemy import Connection

from api import answers
from api.board import BoardPage, ask, page_of
from api.board_calls import Asked, Calls, ask_part, calls_of
from api.board_link import AnyBoard, CurrentBoard, from_here, require
from api.errors import BadLink
from api.models import Answer, Note, PortfolioId
from api.site import CurrentSite, Site
from api.templating import page
from domain.contact import ContactSource
from domain.days import day_of
from notifications.calls import ANSWERS
from store import boards, stopping
from store.engine import reading, writing

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
    proceso: Annotated[str, Query(max_length=100)] = "",
    respuesta: Annotated[str, Query(max_length=32)] = "",
) -> Response:
    """The page, with the best calls and the one that a message's link names. Where the link names an answer,
    the page asks to confirm it: a link that is opened, maybe by a scanner, answers nothing.
    """
    picked = respuesta if respuesta in set(ANSWERS) else None
    now = _quarter(site.now)
    with site.in_the_loop.reading() as db:
        asked = ask(db, link.code, day_of(now), proceso)
    context = {
        "link": link,
        "now": now,
        "picked": picked,
        "picked_call": proceso if picked else "",
        "part": None,
    }
    made_of = (asked.mark, asked.shown, *context.values())
    return await site.pages.of(made_of, lambda: _made(site, "board.html", page_of, asked, context))


@router.api_route("/convocatorias", methods=["GET", "HEAD"])
async def show_more(
    site: CurrentSite,
    link: CurrentBoard,
    parte: Annotated[int, Query(ge=1, le=10_000)] = 2,
    proceso: Annotated[str, Query(max_length=100)] = "",
) -> Response:
    """A later part of the calls; with the one that was answered there, which may stand elsewhere since."""
    now = _quarter(site.now)
    with site.in_the_loop.reading() as db:
        asked = ask_part(db, link.code, day_of(now), parte, proceso)
    context = {"link": link, "now": now, "picked": None, "picked_call": "", "part": asked.shown.part}
    made_of = (asked.mark, asked.shown, *context.values())
    return await site.pages.of(made_of, lambda: _made(site, "board_calls.html", calls_of, asked, context))


def _made(
    site: Site,
    template: str,
    read: Callable[[Connection, Asked, date], BoardPage | Calls | None],
    asked: Asked,
    context: Mapping[str, Any],
) -> HTMLResponse:
    today = day_of(context["now"])
    with reading(site.engine) as db:
        found = read(db, asked, today)
    if found is None:
        raise BadLink
    return page(site, template, found=found, today=today, **context)


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
    parte: Annotated[int | None, Form(ge=1, le=10_000)] = None,
) -> Response:
    """Leads back to the call: on the page, or in the part of the list where it was answered."""
    with writing(site.engine) as db:
        require(db, link)
        answers.give(db, link.code, portfolio_id, answer, site.now, reason or None)
    there = f"/convocatorias?parte={parte}&" if parte else "?"
    return RedirectResponse(f"{link.path}{there}proceso={portfolio_id}#{portfolio_id}", 303)


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
