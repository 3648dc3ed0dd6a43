"""For whoever watches the service: is the process alive, and can it answer?"""

from fastapi import APIRouter
from fastapi.responses import PlainTextResponse
from sqlalchemy import text

from api.site import CurrentSite
from store.engine import reading

router = APIRouter(include_in_schema=False)


@router.get("/healthz")
async def alive() -> PlainTextResponse:
    return PlainTextResponse("ok")


@router.get("/readyz")
def ready(site: CurrentSite) -> PlainTextResponse:
    """Answers 503, through the handler of DatabaseUnavailable, while the database does not answer."""
    with reading(site.engine) as db:
        db.execute(text("SELECT 1"))
    return PlainTextResponse("ok")
