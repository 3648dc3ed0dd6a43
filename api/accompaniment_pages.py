"""A board's plan of accompaniment on its own page: it says what it did, and what it cannot do."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.exceptions import HTTPException

from api.accompaniment import personal_data_in, read_plan
from api.board_link import BoardLink, CurrentBoard, SignedInBoard, from_here, require
from api.desk.row_id import RowId
from api.errors import BadLink
from api.site import CurrentSite, Site
from api.templating import page
from domain.accompaniment import LONGEST_WHY, Doer, Milestone
from domain.text import one_line
from store import accompaniment
from store.engine import reading, writing

router = APIRouter(prefix="/junta/{token}/acompanamiento", include_in_schema=False)
acts = APIRouter(dependencies=[Depends(from_here)])

_GONE = "Eso ya no está pendiente en su plan: alguien de la oficina lo cambió. Vuelvan a la página del plan."
_NO_WHY = "Cuenten por qué no pueden, para que la oficina les ayude."


@router.api_route("", methods=["GET", "HEAD"])
def show(site: CurrentSite, link: CurrentBoard) -> HTMLResponse:
    return _page(site, link)


@acts.post("/{id_}/hecho")
def finish(site: CurrentSite, link: SignedInBoard, id_: RowId) -> Response:
    with writing(site.engine) as db:
        require(db, link)
        if not accompaniment.finish(db, link.code, id_, site.today, Doer.BOARD, site.now, Doer.BOARD):
            raise HTTPException(410, _GONE)
    return _back(link, id_)


@acts.post("/{id_}/no-podemos")
def refuse(
    site: CurrentSite, link: SignedInBoard, id_: RowId, motivo: Annotated[str, Form(max_length=2_000)] = ""
) -> Response:
    why = one_line(motivo)
    too_long = f"Cuéntenlo en {LONGEST_WHY} letras o menos." if len(why) > LONGEST_WHY else ""
    if fault := personal_data_in(why) or too_long if why else _NO_WHY:
        return _page(site, link, faulty=id_, fault=fault, typed=why)
    with writing(site.engine) as db:
        require(db, link)
        if not accompaniment.refuse(db, link.code, id_, why, site.now):
            raise HTTPException(410, _GONE)
    return _back(link, id_)


def _page(
    site: Site, link: BoardLink, *, faulty: int | None = None, fault: str = "", typed: str = ""
) -> HTMLResponse:
    with reading(site.engine) as db:
        found = read_plan(db, link.code, site.today)
    if found is None:
        raise BadLink
    return page(
        site,
        "accompaniment.html",
        422 if fault else 200,
        link=link,
        found=found,
        board=found.board,
        milestones=tuple(Milestone),
        today=site.today,
        faulty=faulty,
        fault=fault,
        typed=typed,
        longest=LONGEST_WHY,
    )


def _back(link: BoardLink, id_: int) -> Response:
    return RedirectResponse(f"{link.path}/acompanamiento#a-{id_}", 303)


router.include_router(acts)
