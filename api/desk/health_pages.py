"""`/equipo/salud`: whether data comes in and messages go out."""

from typing import Annotated

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from api.access.sessions import staff_who_may
from api.desk.condition import read_condition
from api.site import CurrentSite
from api.templating import page
from domain.access import Permission, Staff
from store.engine import reading

router = APIRouter(prefix="/equipo/salud", include_in_schema=False)

Watcher = Annotated[Staff, staff_who_may(Permission.SEE_HEALTH)]


@router.api_route("", methods=["GET", "HEAD"])
def show(site: CurrentSite, person: Watcher) -> HTMLResponse:
    with reading(site.engine) as db:
        found = read_condition(db, site.now, site.web.channels)
    return page(site, "desk_health.html", person=person, found=found, now=site.now)
