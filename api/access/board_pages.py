"""The pages by which a board is let in. A link that is opened, maybe by a scanner, lets nobody in: a person
confirms.
"""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.background import BackgroundTask

from api.access import board_entry, cookies
from api.access.board_entry import Entered
from api.access.sessions import OurOwnForm, signed_in
from api.board_link import MINE, CurrentBoard, require
from api.reached import read_reached
from api.site import CurrentSite, Site
from api.templating import in_a_minute, page
from api.window import caller
from notifications.sign_in import read_token
from store import audit, ended_links, sessions
from store.contacts import KnownContact
from store.engine import reading, writing

router = APIRouter(include_in_schema=False)
acts = APIRouter(dependencies=[OurOwnForm])

_HOME = f"/junta/{MINE}"


@router.api_route("/entrar", methods=["GET", "HEAD"])
def show(request: Request, site: CurrentSite) -> Response:
    found = signed_in(request, site)
    if found and found.board_code:
        return RedirectResponse(_HOME, 303)
    return page(site, "enter.html", typed="", fault=None)


@acts.post("/entrar")
def ask(
    request: Request, site: CurrentSite, direccion: Annotated[str, Form(max_length=320)] = ""
) -> Response:
    """The same answer whether or not anybody has this address."""
    read = board_entry.read_typed(direccion)
    if read is None:
        return page(site, "enter.html", 422, typed=direccion, fault="direccion")
    if not _is_free(request, site):
        return in_a_minute(site, "enter.html", typed=direccion, fault="slow")
    with reading(site.engine) as db:
        found = board_entry.of_address(site, db, *read)
    return _asked(site, found)


@router.api_route("/junta/{token}/entrar", methods=["GET", "HEAD"])
def show_addresses(site: CurrentSite, link: CurrentBoard) -> Response:
    """For who has the board's link, and wants what needs more than that: to which address shall it go?"""
    if link.is_session:
        return RedirectResponse(_HOME, 303)
    with reading(site.engine) as db:
        reached = read_reached(db, site.vault, require(db, link))
    usable = [one for one in reached.addresses if one.is_good and one.channel in site.web.channels]
    return page(site, "enter_at.html", link=link, board=reached.board, addresses=usable)


@acts.post("/junta/{token}/entrar")
def ask_at(
    request: Request, site: CurrentSite, link: CurrentBoard, contacto: Annotated[int, Form()]
) -> Response:
    if not _is_free(request, site):
        return in_a_minute(site, "enter.html", typed="", fault="slow")
    with reading(site.engine) as db:
        require(db, link)
        found = board_entry.of_board(site, db, link.code, contacto)
    return _asked(site, found)


@router.api_route("/entrar/codigo", methods=["GET", "HEAD"])
def ask_for_code(request: Request, site: CurrentSite) -> Response:
    if not cookies.ASKED.of(request, site):
        return RedirectResponse("/entrar", 303)
    return page(site, "enter_code.html", fault=None)


@acts.post("/entrar/codigo")
def take_code(
    request: Request, site: CurrentSite, codigo: Annotated[str, Form(max_length=40)] = ""
) -> Response:
    handle = cookies.ASKED.of(request, site)
    if not handle:
        return RedirectResponse("/entrar", 303)
    if not _is_free(request, site):
        return in_a_minute(site, "enter_code.html", fault="slow")
    with writing(site.engine) as db:
        entered = board_entry.enter_by_code(site, db, handle, codigo)
    return _let_in(site, entered) if entered else page(site, "enter_code.html", 422, fault="codigo")


@router.api_route("/e/{token}", methods=["GET", "HEAD"])
def confirm(site: CurrentSite, token: str) -> HTMLResponse:
    id_ = read_token(token, site.web.secret_key)
    with reading(site.engine) as db:
        found = board_entry.find(site, db, id_) if id_ else None
    if found is None:
        return page(site, "enter.html", 410, typed="", fault="link")
    return page(site, "enter_confirm.html", board=found[1], token=token)


@acts.post("/e/{token}")
def follow(site: CurrentSite, token: str) -> Response:
    id_ = read_token(token, site.web.secret_key)
    with writing(site.engine) as db:
        entered = board_entry.enter_by_link(site, db, id_) if id_ else None
    return _let_in(site, entered) if entered else page(site, "enter.html", 410, typed="", fault="link")


@acts.post("/salir")
def leave(request: Request, site: CurrentSite) -> Response:
    """Of a board and of a person alike."""
    return _leave(request, site, everywhere=False)


@acts.post("/salir/de-todo")
def leave_everywhere(request: Request, site: CurrentSite) -> Response:
    """The same in every browser: a telephone was lost, or somebody left the board."""
    return _leave(request, site, everywhere=True)


def _leave(request: Request, site: Site, *, everywhere: bool) -> Response:
    token, found = cookies.SESSION.of(request, site), signed_in(request, site)
    if token and found:
        staff_id = found.staff.id if found.staff else None
        who = audit.of_staff(staff_id) if staff_id is not None else audit.of_board(found.board_code or "")
        with writing(site.engine) as db:
            if everywhere:
                sessions.end_all(db, board_code=found.board_code, staff_id=staff_id)
                if found.board_code:
                    ended_links.end(db, found.board_code, site.now)
            else:
                sessions.end(db, token)
            detail = "everywhere" if everywhere else ""
            audit.add(db, who, audit.Action.SIGNED_OUT, who, site.now, detail)
        site.ended.forget()
    response = RedirectResponse("/", 303)
    cookies.SESSION.drop(response, site)
    return response


def _asked(site: Site, found: list[KnownContact]) -> Response:
    """What is sent is written down after the answer: nobody learns by the clock whose address it is."""
    handle = board_entry.new_handle()
    sending = BackgroundTask(board_entry.send, site, handle, found)
    response = RedirectResponse("/entrar/codigo", 303, background=sending)
    cookies.ASKED.keep(response, site, handle)
    return response


def _let_in(site: Site, entered: Entered) -> Response:
    response = RedirectResponse(_HOME, 303)
    cookies.keep_session(response, site, entered.token, is_board=True)
    cookies.ASKED.drop(response, site)
    return response


def _is_free(request: Request, site: Site) -> bool:
    return site.entering.is_free(caller(request), site.now)


router.include_router(acts)
