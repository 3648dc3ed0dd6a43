"""Projects of boards, for everyone: which there are, how far each came, and what is new as a feed."""

from hashlib import blake2b
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, Response
from sqlalchemy import Connection
from starlette.exceptions import HTTPException

from api.desk.row_id import LARGEST_ID, RowId
from api.feed import NEVER
from api.project_words import share_link
from api.projects import Way, is_stalled, last_day, read_way
from api.site import CurrentSite, Site
from api.templating import page, render
from domain.canary import BOARD_CODE
from domain.project import ProjectState
from store import projects, waypoints
from store.engine import reading
from store.projects import Sought

router = APIRouter(include_in_schema=False)

_A_PAGE = 20
_A_FEED = 50
Wanted = Annotated[str, Query(max_length=120, pattern=r"^[^\x00-\x1f\x7f]*$")]


@router.api_route("/proyectos", methods=["GET", "HEAD"])
def show_all(
    site: CurrentSite,
    texto: Wanted = "",
    localidad: Wanted = "",
    estado: ProjectState | Literal[""] = "",
    junta: Wanted = "",
    desde: Annotated[int | None, Query(ge=1, le=LARGEST_ID)] = None,
) -> HTMLResponse:
    """`desde` is the id before which to go on."""
    sought = Sought(site.web.municipality, texto, localidad or None, estado or None, junta or None)
    with reading(site.engine) as db:
        found, total = projects.page(db, sought, _A_PAGE + 1, desde)
        shown = found[:_A_PAGE]
        ways = waypoints.of_projects(db, [one.project.id for one in shown])
        places = projects.localities(db, site.web.municipality)
    news = {one.project.id: last_day(one.project, ways[one.project.id]) for one in shown}
    return page(
        site,
        "projects.html",
        found=shown,
        news=news,
        stalled={one.project.id for one in shown if is_stalled(one.state, news[one.project.id], site.today)},
        total=total,
        localities=places,
        states=tuple(ProjectState),
        wanted={"texto": texto, "localidad": localidad, "estado": estado, "junta": junta},
        start=desde,
        next=shown[-1].project.id if len(found) > _A_PAGE else None,
    )


@router.api_route("/proyectos.atom", methods=["GET", "HEAD"])
def feed_of_all(request: Request, site: CurrentSite) -> Response:
    with reading(site.engine) as db:
        return _feed(request, site, db, None)


@router.api_route("/proyectos/{id_}", methods=["GET", "HEAD"])
def show(site: CurrentSite, id_: RowId) -> HTMLResponse:
    with reading(site.engine) as db:
        way = _public(site, db, id_)
    url = f"{site.web.public_url.rstrip('/')}/proyectos/{id_}"
    return page(
        site,
        "project.html",
        way=way,
        said=way.project.said,
        changes=len(way.former),
        share=share_link(way, url),
        url=url,
        today=site.today,
    )


@router.api_route("/proyectos/{id_}/novedades.atom", methods=["GET", "HEAD"])
def feed_of_one(request: Request, site: CurrentSite, id_: RowId) -> Response:
    with reading(site.engine) as db:
        return _feed(request, site, db, _public(site, db, id_))


def _public(site: Site, db: Connection, id_: int) -> Way:
    """Raises 404 for one that nobody published, 410 for one that was public and is no more."""
    way = read_way(db, id_, site.today)
    if way is None or way.project.published_at is None or way.project.board_code == BOARD_CODE:
        raise HTTPException(404)
    if way.listed.municipality != site.web.municipality:
        raise HTTPException(404)
    if way.project.withdrawn_at:
        raise HTTPException(410, "La junta retiró este proyecto.")
    if way.project.hidden_at:
        raise HTTPException(410, "La oficina que acompaña a las juntas ocultó este proyecto.")
    return way


def _feed(request: Request, site: Site, db: Connection, way: Way | None) -> Response:
    """An unchanged one is answered by 304."""
    news = waypoints.news(db, site.web.municipality, _A_FEED, way.project.id if way else None)
    url = site.web.public_url.rstrip("/")
    text = render(site.web.sample, "projects.atom", news=news, way=way, url=url, never=NEVER)
    body = text.encode()
    etag = f'"{blake2b(body, digest_size=12).hexdigest()}"'
    if etag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers={"ETag": etag})
    return Response(body, media_type="application/atom+xml; charset=utf-8", headers={"ETag": etag})
