"""One press lets in as anybody of an invented sample. These routes exist in no other installation."""

from typing import Annotated

from fastapi import APIRouter, Form
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api.access import cookies
from api.access.sessions import OurOwnForm
from api.site import CurrentSite
from api.templating import page
from store import boards, help_cases, sessions, staff
from store.engine import reading, writing

router = APIRouter(prefix="/muestra", include_in_schema=False, dependencies=[OurOwnForm])

_BOARDS_SHOWN = 12


@router.api_route("", methods=["GET", "HEAD"])
def show(site: CurrentSite) -> HTMLResponse:
    with reading(site.engine) as db:
        people = staff.every(db, site.vault)
        # First those that asked for help: with them there is most to see, from both sides.
        asked = {one.board_code: one.at for one in help_cases.waiting(db)}
        known = sorted(boards.every(db, site.web.municipality), key=lambda one: asked.get(one.code, site.now))
    return page(site, "sample.html", people=people, boards=known[:_BOARDS_SHOWN])


@router.post("/persona")
def enter_as_person(site: CurrentSite, id_: Annotated[int, Form(alias="id")]) -> Response:
    with writing(site.engine) as db:
        token = sessions.begin(db, site.now, staff_id=id_)
    response = RedirectResponse("/equipo", 303)
    cookies.keep_session(response, site, token, is_board=False)
    return response


@router.post("/junta")
def enter_as_board(site: CurrentSite, code: Annotated[str, Form()]) -> Response:
    with writing(site.engine) as db:
        token = sessions.begin(db, site.now, board_code=code)
    response = RedirectResponse("/junta/mia", 303)
    cookies.keep_session(response, site, token, is_board=True)
    return response
