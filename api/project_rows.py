"""Public projects and what is known of their way, for programs."""

from typing import Annotated

from fastapi import Query, Response

from api import models
from api.asked import OfProjects, OfWaypoints
from api.parts import a_router, answer_part
from api.project_models import ProjectOut, WaypointOut
from api.site import CurrentSite
from store import project_listings

router = a_router()


@router.get(
    "/projects",
    tags=["público"],
    summary="Proyectos de las juntas",
    response_model=models.Page[ProjectOut],
    responses=models.problems(422),
)
async def list_projects(site: CurrentSite, wanted: Annotated[OfProjects, Query()]) -> Response:
    """Los que cada junta quiso publicar, con hasta dónde llegó cada uno. Los escribe la junta."""
    here = site.web.municipality
    return await answer_part(site, project_listings.PROJECTS, ProjectOut, wanted, municipality=here)


@router.get(
    "/waypoints",
    tags=["público"],
    summary="Pasos de los proyectos",
    response_model=models.Page[WaypointOut],
    responses=models.problems(422),
)
async def list_waypoints(site: CurrentSite, wanted: Annotated[OfWaypoints, Query()]) -> Response:
    """Qué fila mostró qué de cada proyecto público, desde cuándo, y hasta cuándo valió."""
    here = site.web.municipality
    return await answer_part(site, project_listings.WAYPOINTS, WaypointOut, wanted, municipality=here)
