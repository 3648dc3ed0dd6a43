"""Boards: those that the office looks for, and of each what its own page says and what happened."""

from collections.abc import Iterable
from typing import Annotated
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Depends, Query
from fastapi.responses import HTMLResponse
from starlette.exceptions import HTTPException

from api.access.sessions import staff_who_may
from api.desk.board_file import read_activity, read_readiness
from api.desk.gaps import NOWHERE
from api.site import CurrentSite, Site
from api.templating import page
from domain.access import Permission, Staff
from domain.text import fold
from readiness.assess import LEVELS
from readiness.catalogue import load
from readiness.demands import open_routes
from store import audit, board_list
from store.board_list import Sought
from store.engine import reading, writing

router = APIRouter(prefix="/equipo", include_in_schema=False)

SeesBoards = Annotated[Staff, staff_who_may(Permission.SEE_BOARDS)]
Word = Annotated[str, Query(max_length=120)]
UNASSESSED = "sin-revisar"
_REACHED = {"si": True, "no": False}
_A_PAGE = 50


async def _asked(
    texto: Word = "",
    localidad: Word = "",
    unidad: Word = "",
    barrio: Word = "",
    ruta: Word = "",
    nivel: Word = "",
    requisito: Word = "",
    escribir: Word = "",
) -> dict[str, str]:
    return {
        "texto": " ".join(texto.split()),
        "localidad": localidad,
        "unidad": unidad,
        "barrio": barrio,
        "ruta": ruta,
        "nivel": nivel,
        "requisito": requisito,
        "escribir": escribir,
    }


Asked = Annotated[dict[str, str], Depends(_asked)]
"""By what boards are looked for, as it was typed, by field of the form; empty where nothing was."""


@router.api_route("/juntas", methods=["GET", "HEAD"])
def show(site: CurrentSite, person: SeesBoards, asked: Asked, despues: Word = "") -> HTMLResponse:
    """All boards where nothing is asked; `despues` is the code after which to go on."""
    catalogue = load(site.today)
    routes = open_routes(catalogue, site.today)
    route, requirement, locality = asked["ruta"], asked["requisito"], asked["localidad"]
    if (route and route not in routes) or (requirement and requirement not in catalogue.requirements):
        raise HTTPException(404)
    with reading(site.engine) as db:
        by = (route,) if route else tuple(routes)
        sought = _sought(asked, site.web.municipality, by)
        found, total = board_list.page(db, sought, site.today, _A_PAGE + 1, despues)
        stands = board_list.standings(db, [board.code for board in found[:_A_PAGE]], by)
        places = board_list.places(db, site.web.municipality)
    more = found[_A_PAGE - 1].code if len(found) > _A_PAGE else None
    return page(
        site,
        "desk_boards.html",
        person=person,
        found=found[:_A_PAGE],
        total=total,
        stands=stands,
        asked=asked,
        is_asked=any(asked.values()),
        is_first=not despues,
        next=_path({**asked, "despues": more}) if more else None,
        first=_path(asked),
        own_locality=_path({"localidad": person.locality}) if person.locality else None,
        routes=catalogue.routes,
        open_routes=routes,
        requirement=catalogue.requirements.get(requirement),
        levels=LEVELS[::-1],
        localities=_named(place[0] for place in places),
        units=_named(place[1] for place in places if locality in ("", place[0])),
        barrios=_named(place[2] for place in places if locality in ("", place[0])),
        file_path=file_path,
    )


@router.api_route("/juntas/{code:path}/actividad", methods=["GET", "HEAD"])
def show_activity(
    site: CurrentSite, person: SeesBoards, code: str, desde: Annotated[int, Query(ge=0, le=1_000_000)] = 0
) -> HTMLResponse:
    """What there is for the board, what it was told, and what happened; `desde` leaves out the newest."""
    with reading(site.engine) as db:
        found = read_activity(db, code, site.today, desde)
    if found is None:
        raise HTTPException(404)
    _note(site, person, code, "su actividad")
    return page(
        site,
        "desk_board_activity.html",
        found=found,
        board=found.board,
        path=file_path(code),
        today=site.today,
    )


@router.api_route("/juntas/{code:path}", methods=["GET", "HEAD"])
def show_board(site: CurrentSite, person: SeesBoards, code: str) -> HTMLResponse:
    """How the board stands, and what it lacks."""
    with reading(site.engine) as db:
        found = read_readiness(db, code, site.today)
    if found is None:
        raise HTTPException(404)
    _note(site, person, code, "su preparación")
    return page(site, "desk_board.html", found=found, board=found.board, path=file_path(code))


def file_path(code: str) -> str:
    """Where a board's own page of the desk is."""
    return f"{router.prefix}/juntas/{quote(code)}"


def _sought(asked: dict[str, str], municipality: str, routes: tuple[str, ...]) -> Sought:
    return Sought(
        municipality=municipality,
        routes=routes,
        text=asked["texto"],
        locality=_place(asked["localidad"]),
        unit=_place(asked["unidad"]),
        barrio=_place(asked["barrio"]),
        level=board_list.UNASSESSED if asked["nivel"] == UNASSESSED else asked["nivel"] or None,
        requirement=asked["requisito"] or None,
        is_reached=_REACHED.get(asked["escribir"]),
    )


def _place(word: str) -> str | None:
    return board_list.NOWHERE if word == NOWHERE else word or None


def _named(found: Iterable[str | None]) -> list[str]:
    """Each once, by number or name."""
    names = {name for name in found if name}
    return sorted(names, key=lambda name: (int(name) if name.isdecimal() else 0, fold(name)))


def _path(asked: dict[str, str]) -> str:
    named = {name: word for name, word in asked.items() if word}
    return f"/equipo/juntas?{urlencode(named)}" if named else "/equipo/juntas"


def _note(site: Site, person: Staff, code: str, what: str) -> None:
    """Whoever sees one board's own leaves a line."""
    with writing(site.engine) as db:
        audit.add(db, audit.of_staff(person.id), audit.Action.SAW, audit.of_board(code), site.now, what)
