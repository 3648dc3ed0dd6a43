"""Pages for everyone: the directory of boards, and the data that is handed out to all with its dictionary."""

import io
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse, Response
from starlette.exceptions import HTTPException

from api.exports.writing import FOR_EXCEL, write_csv
from api.open_data import DATASETS
from api.passport import public_path
from api.site import CurrentSite
from api.templating import page
from store import board_list, boards, rollouts
from store.board_list import Sought
from store.engine import reading

router = APIRouter(include_in_schema=False)

_A_PAGE = 50
Typed = Annotated[str, Query(max_length=120)]


@router.api_route("/juntas", methods=["GET", "HEAD"])
def show_boards(
    site: CurrentSite, texto: Typed = "", localidad: Typed = "", desde: Typed = ""
) -> HTMLResponse:
    """`desde` is the code after which to go on."""
    sought = Sought(site.web.municipality, (), text=texto, locality=localidad or None)
    with reading(site.engine) as db:
        found, total = board_list.page(db, sought, site.today, _A_PAGE + 1, desde)
        localities = boards.localities(db, site.web.municipality)
    shown = found[:_A_PAGE]
    return page(
        site,
        "boards.html",
        found=[(one, public_path(one.code)) for one in shown],
        total=total,
        localities=localities,
        text=texto,
        locality=localidad,
        start=desde,
        next=shown[-1].code if len(found) > _A_PAGE else None,
    )


@router.api_route("/datos-abiertos", methods=["GET", "HEAD"])
def show_data(site: CurrentSite) -> HTMLResponse:
    with reading(site.engine) as db:
        every = rollouts.every(db, site.web.municipality)
    shown = [(one, one.state(site.today)) for one in every]
    return page(site, "open_data.html", datasets=DATASETS, rollouts=shown, today=site.today)


@router.get("/datos-abiertos/{name}.csv")
def take(site: CurrentSite, name: str) -> Response:
    dataset = DATASETS.get(name)
    if dataset is None:
        raise HTTPException(404)
    text = io.StringIO(newline="")
    with reading(site.engine) as db:
        write_csv(text, list(dataset.fields), dataset.rows(site, db))
    headers = {"Content-Disposition": f'attachment; filename="convite-{name}.csv"'}
    return Response(text.getvalue().encode(FOR_EXCEL), media_type="text/csv; charset=utf-8", headers=headers)
