"""A board's contact data in its own hands: what we hold, who let us, taking it back, having it erased.

Ley 1581 de 2012, arts. 8 and 9. The board is signed in: its link alone, which is forwarded with messages,
shows and erases nothing here. What is authorised is told to the board at the address that we had before.
"""

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Form
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlalchemy import Connection

from api import held
from api.board_link import BoardLink, SignedInBoard, from_here, require
from api.notice_pages import notice_of
from api.reached import Reached, read_reached
from api.site import CurrentSite, Site
from api.templating import page
from domain.alert import Alert, AlertKind, Priority
from domain.contact import Authorisation, Means
from store import alerts, authorisations, contacts, filings
from store.engine import reading, writing

_A_TICK = timedelta(microseconds=1)

router = APIRouter(prefix="/junta/{token}/datos", include_in_schema=False)
acts = APIRouter(dependencies=[Depends(from_here)])


@router.api_route("", methods=["GET", "HEAD"])
def show(site: CurrentSite, link: SignedInBoard) -> HTMLResponse:
    with reading(site.engine) as db:
        reached = read_reached(db, site.vault, require(db, link))
    return _page(site, link, reached)


@router.get("/copia.json")
def hand_out(site: CurrentSite, link: SignedInBoard) -> Response:
    with reading(site.engine) as db:
        require(db, link)
        content = held.file_of(db, site.vault, link.code, site.now)
    named = f'attachment; filename="datos-de-la-junta-{site.today}.json"'
    headers = {"Content-Disposition": named, "Cache-Control": "no-store"}
    return Response(content, media_type="application/json", headers=headers)


@acts.post("/autorizar")
def authorise(
    site: CurrentSite,
    link: SignedInBoard,
    version: Annotated[str, Form(max_length=20)] = "",
    leido: Annotated[str, Form(max_length=10)] = "",
) -> Response:
    """`version` is the notice that the form linked to: what holds is what was read."""
    with writing(site.engine) as db:
        reached = read_reached(db, site.vault, require(db, link))
        if fault := _fault(site, version, leido):
            return _page(site, link, reached, fault)
        if reached.standing is None:
            _authorise(site, db, reached, version)
    return RedirectResponse(f"{link.path}/datos", 303)


@acts.post("/retirar")
def withdraw(site: CurrentSite, link: SignedInBoard) -> Response:
    """Addresses are kept only while an authorisation stands, as the notice promises."""
    with writing(site.engine) as db:
        require(db, link)
        contacts.erase(db, link.code, site.now)
    return RedirectResponse(f"{link.path}/datos", 303)


@router.api_route("/borrar", methods=["GET", "HEAD"])
def ask_to_erase(site: CurrentSite, link: SignedInBoard) -> HTMLResponse:
    """Asks once more: what is erased cannot be brought back."""
    with reading(site.engine) as db:
        reached = read_reached(db, site.vault, require(db, link))
    return page(site, "erase.html", link=link, reached=reached)


@acts.post("/borrar")
def erase(site: CurrentSite, link: SignedInBoard) -> Response:
    with writing(site.engine) as db:
        require(db, link)
        contacts.erase(db, link.code, site.now)
        papers = filings.take_back(db, link.code)
    site.papers.remove(papers)
    return RedirectResponse(f"{link.path}/datos", 303)


def _fault(site: Site, version: str, read: str) -> str | None:
    if version != notice_of(site).version:
        return "El aviso cambió mientras lo leían. Léanlo otra vez antes de autorizar."
    return None if read == "si" else "Para autorizar, marquen que leyeron el aviso de datos."


def _authorise(site: Site, db: Connection, reached: Reached, version: str) -> None:
    code, now = reached.board.code, site.now
    # One that follows a withdrawal is later than it, even by a clock that stands still.
    at = max([now, *(one.withdrawn_at + _A_TICK for one in reached.given if one.withdrawn_at)])
    proof = f"página de la junta, {at.isoformat(timespec='seconds')}"
    authorisations.give(db, [Authorisation(code, version, at, Means.PAGE, proof)])
    if reached.first_good and not reached.is_stopped:
        told = Alert(code, at.isoformat(), AlertKind.CONFIRMATION)
        alerts.queue(db, [told], now, now, Priority.AWAITED, contact_id=reached.first_good.id)


def _page(site: Site, link: BoardLink, reached: Reached, fault: str = "") -> HTMLResponse:
    status = 422 if fault else 200
    notice = notice_of(site)
    return page(site, "data.html", status, link=link, reached=reached, notice=notice, fault=fault)


router.include_router(acts)
