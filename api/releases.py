"""SECOP's procedures in OCDS 1.1, open to all: a part at a time, or one."""

from datetime import date
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Query
from pydantic import Field
from starlette.exceptions import HTTPException

from api import models
from api import ocds_models as ocds
from api.asked import Asked, Words
from api.ocds import LICENCE, release_of
from api.parts import a_router
from api.site import CurrentSite, Site
from store import releases
from store.engine import reading
from store.releases import Published

router = a_router()

_PATH = "/api/v1/ocds/releases"


class OfReleases(Asked):
    cursor: Words | None = Field(default=None, description="El de la dirección `links.next`.")
    limit: int = Field(default=100, ge=1, le=100, description="Cuántos por parte.")
    since: date | None = Field(
        default=None, description="Que cambiaron desde este día, en Colombia.", examples=["2026-06-01"]
    )


@router.get(
    "/ocds/releases",
    tags=["público"],
    summary="Procesos en OCDS 1.1",
    response_model_exclude_none=True,
    responses=models.problems(404, 422),
)
def list_releases(site: CurrentSite, wanted: Annotated[OfReleases, Query()]) -> ocds.ReleasePackage:
    """Los procesos que se conocen, abiertos o no. Donde no hay ninguno, 404: un paquete no va vacío."""
    with reading(site.engine) as db:
        found = releases.part(db, wanted.cursor, wanted.since, wanted.limit + 1)
    if not found:
        raise HTTPException(404, "Ningún proceso es como lo piden.")
    asked = {name: value for name, value in wanted.model_dump(mode="json").items() if value is not None}
    rows = found[: wanted.limit]
    following = {**asked, "cursor": rows[-1].process.portfolio_id} if len(found) > len(rows) else None
    links = ocds.Links(next=_url(site, f"{_PATH}?{urlencode(following)}")) if following else None
    return _package(site, f"{_PATH}?{urlencode(asked)}", rows, links)


@router.get(
    "/ocds/releases/{portfolio_id}",
    tags=["público"],
    summary="Un proceso en OCDS 1.1",
    response_model_exclude_none=True,
    responses=models.problems(404, 422),
)
def show_release(site: CurrentSite, portfolio_id: models.PortfolioId) -> ocds.ReleasePackage:
    """Un proceso por su identificador de procedimiento, como paquete de una sola publicación."""
    with reading(site.engine) as db:
        found = releases.of(db, portfolio_id)
    if found is None:
        raise HTTPException(404)
    return _package(site, f"{_PATH}/{portfolio_id}", [found], None)


def _package(site: Site, path: str, found: list[Published], links: ocds.Links | None) -> ocds.ReleasePackage:
    return ocds.ReleasePackage(
        uri=_url(site, path),
        # What is made when it is asked for bears the date of what it holds (OCDS, "publishedDate").
        published_date=max(one.changed_at for one in found),
        publisher=ocds.Publisher(name="Convite", uri=_url(site, "/")),
        license=LICENCE,
        releases=[release_of(one) for one in found],
        links=links,
    )


def _url(site: Site, path: str) -> str:
    return site.web.public_url.rstrip("/") + path
