"""What boards lack, by requirement and part of town, as a heat table and a map, and what it would open."""

from datetime import date
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse
from starlette.exceptions import HTTPException

from api.access.sessions import staff_who_may
from api.desk.heat import heat
from api.desk.spots import spots_of
from api.site import CurrentSite
from api.templating import page
from domain.access import Permission, Staff
from domain.board import FEWEST_BOARDS
from domain.process import DATASET
from readiness.catalogue import load
from readiness.demands import open_routes
from store import harvests, lacking, unlocks
from store.engine import reading

router = APIRouter(prefix="/equipo", include_in_schema=False)

SeesNumbers = Annotated[Staff, staff_who_may(Permission.SEE_NUMBERS)]
Word = Annotated[str, Query(max_length=120)]
NOWHERE = "-"
"""In an address: of boards that said no locality, unidad comunera or barrio."""


@router.api_route("/brechas", methods=["GET", "HEAD"])
def show(
    site: CurrentSite, person: SeesNumbers, ruta: Word = "", localidad: Word = "", requisito: Word = ""
) -> HTMLResponse:
    """All routes, the whole town and all requirements, where none is named."""
    catalogue, sees_boards = load(site.today), person.may(Permission.SEE_BOARDS)
    routes = open_routes(catalogue, site.today)
    if (ruta and ruta not in routes) or (requisito and requisito not in catalogue.requirements):
        raise HTTPException(404)
    town = site.web.municipality
    with reading(site.engine) as db:
        counted = lacking.by_place(db, town, [ruta] if ruta else routes)
        opened = unlocks.of_groups(db)
        data_at = harvests.data_date(db, DATASET)
        localities = sorted({where.locality for where in counted if where.locality})
        if localidad and localidad not in localities:
            raise HTTPException(404)
        drawn = site.barrio_maps.of(db, town, localidad or None)
    table = heat(catalogue, counted, opened, localidad or None, shows_few=sees_boards)
    return page(
        site,
        "desk_gaps.html",
        person=person,
        heat=table,
        map=drawn,
        spots=spots_of(counted, drawn, localidad or None, requisito or None, by_barrio=sees_boards),
        routes=[catalogue.routes[route] for route in routes],
        route=catalogue.routes.get(ruta),
        localities=localities,
        locality=localidad,
        requirement=catalogue.requirements.get(requisito),
        units=catalogue.units_of(requisito),
        is_counted=bool(opened),
        newest=table.total.newest if table.total.newest > date.min else None,
        data_at=data_at,
        sees_boards=sees_boards,
        few=FEWEST_BOARDS,
        gaps_path=gaps_path,
        boards_path=boards_path,
    )


def gaps_path(**asked: str) -> str:
    """The address of this page with what is asked for."""
    return _path("/equipo/brechas", asked)


def boards_path(**asked: str | None) -> str:
    """The address of the boards of a number. None: those that said none."""
    return _path("/equipo/juntas", {name: NOWHERE if word is None else word for name, word in asked.items()})


def _path(path: str, asked: dict[str, str]) -> str:
    named = {name: word for name, word in asked.items() if word}
    return f"{path}?{urlencode(named)}" if named else path
