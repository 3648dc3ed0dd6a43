"""A board's projects: it registers them, says them otherwise, publishes them, or withdraws them."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from fastapi import Form as Typed
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlalchemy import Connection
from starlette.exceptions import HTTPException

from api.board_link import BoardLink, SignedInBoard, from_here, require
from api.desk.row_id import RowId
from api.project_form import LONGEST, Faults, Form, form_of, read_form
from api.project_places import localities, own_place
from api.projects import Way, read_way
from api.site import CurrentSite, Site
from api.templating import page
from domain.board import Board, Trade
from domain.project import CostBasis, Wording
from store import projects
from store.engine import reading, writing

router = APIRouter(prefix="/junta/{token}", include_in_schema=False)
acts = APIRouter(dependencies=[Depends(from_here)])

MOST_OF_A_BOARD = 60
_FULL = f"Ya tienen {MOST_OF_A_BOARD} proyectos. Retiren los que ya no van, y registren el nuevo."
_DONE = {
    "registrado": "Quedó registrado. Por ahora lo ven ustedes y la oficina.",
    "cambiado": "Guardado. Lo que decía antes se conserva, con su fecha.",
    "publicado": "Ya es público: cualquiera puede seguirlo.",
    "guardado": "Ya no es público: lo ven ustedes y la oficina.",
}


@router.api_route("/proyectos", methods=["GET", "HEAD"])
def show_all(site: CurrentSite, link: SignedInBoard) -> HTMLResponse:
    with reading(site.engine) as db:
        board = require(db, link)
        found = projects.of_board(db, link.code)
    return page(site, "board_projects.html", link=link, board=board, found=found)


@router.api_route("/proyectos/nuevo", methods=["GET", "HEAD"])
def begin(site: CurrentSite, link: SignedInBoard) -> HTMLResponse:
    with reading(site.engine) as db:
        board = require(db, link)
        places = localities(db, board)
    return _form(site, link, board, places, Form(barrio=own_place(board, places)))


@router.api_route("/proyectos/{id_}", methods=["GET", "HEAD"])
def show(
    site: CurrentSite, link: SignedInBoard, id_: RowId, hecho: Annotated[str, Query(max_length=20)] = ""
) -> HTMLResponse:
    with reading(site.engine) as db:
        board, way = require(db, link), _own(db, site, link, id_)
    return page(
        site,
        "board_project.html",
        link=link,
        board=board,
        way=way,
        done=_DONE.get(hecho),
        today=site.today,
    )


@router.api_route("/proyectos/{id_}/cambiar", methods=["GET", "HEAD"])
def begin_change(site: CurrentSite, link: SignedInBoard, id_: RowId) -> HTMLResponse:
    with reading(site.engine) as db:
        board, way = require(db, link), _open(db, site, link, id_)
        places = _with(localities(db, board), way.project.said)
    return _form(site, link, board, places, form_of(way.project.said), id_)


@acts.post("/proyectos")
def register(site: CurrentSite, link: SignedInBoard, form: Annotated[Form, Typed()]) -> Response:
    with writing(site.engine) as db:
        board = require(db, link)
        places = localities(db, board)
        said = read_form(form, places, site.today)
        standing = [one for one in projects.of_board(db, link.code) if not one.project.withdrawn_at]
        if len(standing) >= MOST_OF_A_BOARD and isinstance(said, Wording):
            said = {"titulo": _FULL}
        if isinstance(said, Wording):
            id_ = projects.register(db, link.code, _placed(said, board), site.now)
            return _to(link, id_, "registrado")
    return _form(site, link, board, places, form, faults=said)


@acts.post("/proyectos/{id_}/cambiar")
def change(site: CurrentSite, link: SignedInBoard, id_: RowId, form: Annotated[Form, Typed()]) -> Response:
    with writing(site.engine) as db:
        board, way = require(db, link), _open(db, site, link, id_)
        places = _with(localities(db, board), way.project.said)
        said = read_form(form, places, site.today)
        if isinstance(said, Wording):
            projects.change(db, id_, _placed(said, board), site.now)
            return _to(link, id_, "cambiado")
    return _form(site, link, board, places, form, id_, said)


@acts.post("/proyectos/{id_}/publicar")
def publish(
    site: CurrentSite, link: SignedInBoard, id_: RowId, publico: Annotated[str, Typed(max_length=5)] = ""
) -> Response:
    """`publico` is `si`, or what takes it back."""
    with writing(site.engine) as db:
        way = _open(db, site, link, id_)
        if way.project.published_at is None or publico != "si":
            projects.publish(db, id_, site.now if publico == "si" else None)
    return _to(link, id_, "publicado" if publico == "si" else "guardado")


@acts.post("/proyectos/{id_}/retirar")
def withdraw(site: CurrentSite, link: SignedInBoard, id_: RowId) -> Response:
    """For good: a project that is wanted again is registered anew."""
    with writing(site.engine) as db:
        _open(db, site, link, id_)
        projects.withdraw(db, id_, site.now)
    return RedirectResponse(f"{link.path}/proyectos", 303)


def _own(db: Connection, site: Site, link: BoardLink, id_: int) -> Way:
    """Raises 404 for another board's."""
    way = read_way(db, id_, site.today)
    if way is None or way.project.board_code != link.code:
        raise HTTPException(404)
    return way


def _open(db: Connection, site: Site, link: BoardLink, id_: int) -> Way:
    """Raises 410 for one that was withdrawn."""
    way = _own(db, site, link, id_)
    if way.project.withdrawn_at:
        raise HTTPException(410, "Ustedes retiraron este proyecto: ya no se cambia.")
    return way


def _placed(said: Wording, board: Board) -> Wording:
    """A barrio of which no table knows the locality, or none, is taken to be in the board's."""
    return said if said.locality else replace(said, locality=board.locality)


def _with(places: dict[str, str | None], said: Wording) -> dict[str, str | None]:
    """A place that was chosen can be chosen again, whatever lists came since."""
    return places if said.barrio is None else {said.barrio: said.locality, **places}


def _to(link: BoardLink, id_: int, done: str) -> Response:
    return RedirectResponse(f"{link.path}/proyectos/{id_}?hecho={done}", 303)


def _form(
    site: Site,
    link: BoardLink,
    board: Board,
    places: Mapping[str, str | None],
    form: Form,
    id_: int | None = None,
    faults: Faults | None = None,
) -> HTMLResponse:
    return page(
        site,
        "board_project_form.html",
        422 if faults else 200,
        link=link,
        board=board,
        places=places,
        form=form,
        id_=id_,
        faults=faults or {},
        trades=tuple(Trade),
        bases=tuple(CostBasis),
        longest=LONGEST,
    )


router.include_router(acts)
