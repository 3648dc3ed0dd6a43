"""What is planned, behind the board's own link: as JSON, and the draft letter for a line."""

import re

from fastapi import APIRouter
from fastapi.responses import Response

from api.board_link import CurrentBoard, require
from api.errors import BadLink, NotOffered
from api.letter import letter
from api.letter_docx import MEDIA_TYPE, letter_docx
from api.models import problems
from api.passport import read_passport
from api.plan_models import PlanOut, Plans
from api.plans import proposable, read_ahead
from api.site import CurrentSite
from readiness.catalogue import load
from readiness.plans_ahead import AGREEMENT
from store.engine import reading

_INVENTED = "Muestra inventada: ninguna junta ni compra de esta carta es real."
_NOT_PLAIN = re.compile(r"[^A-Za-z0-9._-]+")

router = APIRouter()


@router.get(
    "/api/v1/board/{token}/plans",
    tags=["junta"],
    summary="Lo que viene para la junta",
    responses=problems(404, 503),
)
def tell(site: CurrentSite, link: CurrentBoard) -> Plans:
    """Las compras previstas que le sirven a la junta del enlace, primero las de meses más cercanos."""
    with reading(site.engine) as db:
        require(db, link)
        found = read_ahead(db, link.code, site.today, load(site.today))
    return Plans(items=[PlanOut.of(ahead, link) for ahead in found])


# The key of a line is the source's, and may hold a stroke.
@router.api_route(
    "/junta/{token}/carta/{plan_key:path}.docx", methods=["GET", "HEAD"], include_in_schema=False
)
def draft(site: CurrentSite, link: CurrentBoard, plan_key: str) -> Response:
    """The letter as a Word document. Raises NotOffered for a line that is not on the board's list, or that
    no agreement may be proposed for.
    """
    catalogue = load(site.today)
    with reading(site.engine) as db:
        passport = read_passport(db, link.code, site.today)
        ahead = read_ahead(db, link.code, site.today, catalogue)
    if passport is None:
        raise BadLink
    plan = proposable(ahead, plan_key)
    if plan is None:
        raise NotOffered(plan_key)
    said = letter(passport, plan, catalogue.routes[AGREEMENT], site.web.public_url)
    document = letter_docx(said, site.now, _INVENTED if site.web.sample else "")
    name = f"carta-{_NOT_PLAIN.sub('-', plan_key)}.docx"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(document, media_type=MEDIA_TYPE, headers=headers)
