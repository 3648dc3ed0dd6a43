"""What boards ask each other, as the office reads it: what was reported first, and closing what is wrong."""

from typing import Annotated

from fastapi import APIRouter, Form, Query
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.exceptions import HTTPException

from api.access.sessions import staff_who_may
from api.accompaniment import personal_data_in
from api.asking import names_of
from api.desk.row_id import RowId
from api.site import CurrentSite, Site
from api.templating import page
from domain.access import Permission, Staff
from domain.accompaniment import LONGEST_WHY
from domain.text import one_line
from store import audit, inquiries
from store.engine import reading, writing

router = APIRouter(prefix="/equipo/preguntas", include_in_schema=False)

Companion = Annotated[Staff, staff_who_may(Permission.ACCOMPANY)]
_A_PAGE = 30
_MOST = 1_000_000
_CLOSED = "Otra persona ya la cerró. Vuelvan a la lista para leer por qué."


@router.api_route("", methods=["GET", "HEAD"])
def show(
    site: CurrentSite, person: Companion, desde: Annotated[int, Query(ge=0, le=_MOST)] = 0
) -> HTMLResponse:
    return _page(site, person, desde)


@router.post("/{id_}/cerrar")
def close(
    site: CurrentSite,
    person: Companion,
    id_: RowId,
    motivo: Annotated[str, Form(max_length=4_000)] = "",
    desde: Annotated[int, Form(ge=0, le=_MOST)] = 0,
) -> Response:
    """Both boards read why, and the words of neither any more."""
    why = one_line(motivo)
    if fault := _fault_of(why):
        return _page(site, person, desde, faulty=id_, fault=fault, typed=why)
    with writing(site.engine) as db:
        found = inquiries.get(db, id_)
        if found is None:
            raise HTTPException(404)
        if not inquiries.close(db, id_, person.id, why, site.now):
            raise HTTPException(409, _CLOSED)
        who = audit.of_staff(person.id)
        for code in (found.asker_code, found.guide_code):
            audit.add(db, who, audit.Action.CHANGED, audit.of_board(code), site.now, f"inquiry {id_} closed")
    return RedirectResponse("/equipo/preguntas", 303)


def _fault_of(why: str) -> str:
    if not why:
        return "Escriban por qué se cierra: lo leen las dos juntas."
    return f"Escríbanlo en {LONGEST_WHY} letras o menos." if len(why) > LONGEST_WHY else personal_data_in(why)


def _page(
    site: Site, person: Staff, start: int, *, faulty: int | None = None, fault: str = "", typed: str = ""
) -> HTMLResponse:
    with reading(site.engine) as db:
        counts, shown = inquiries.counts(db), inquiries.page(db, start, _A_PAGE)
        named = names_of(db, shown, site.today)
    with writing(site.engine) as db:
        who, detail = audit.of_staff(person.id), f"inquiries {len(shown)}"
        audit.add(db, who, audit.Action.SAW, "inquiries", site.now, detail)
    return page(
        site,
        "desk_inquiries.html",
        422 if fault else 200,
        person=person,
        found=shown,
        counts=counts,
        start=start,
        next=start + _A_PAGE if start + _A_PAGE < counts.all else None,
        named=named,
        faulty=faulty,
        fault=fault,
        typed=typed,
        longest=LONGEST_WHY,
    )
