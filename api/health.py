"""For whoever watches the service: is the process alive, and can it answer?"""

from functools import partial

import anyio
from fastapi import APIRouter
from fastapi.responses import PlainTextResponse
from sqlalchemy.exc import TimeoutError as PoolIsTaken

from api.site import CurrentSite, Site
from store.engine import DatabaseUnavailable
from store.migrating import unservable

router = APIRouter(include_in_schema=False)

_WAITS_SECONDS = 3.0  # a proxy asks every few seconds, and a container engine waits for ten


@router.get("/healthz")
async def alive() -> PlainTextResponse:
    return PlainTextResponse("ok")


@router.get("/readyz")
async def ready(site: CurrentSite) -> PlainTextResponse:
    """503 with the reason where the database does not answer in time, or is none that we can serve from."""
    why = await _why_not(site)
    return PlainTextResponse(why or "ok", 503 if why else 200)


async def _why_not(site: Site) -> str | None:
    # Who waits for a server that is cut off waits long: not many of these may.
    if not site.asked_whether_ready.acquire(blocking=False):
        return "the database does not answer: those who asked before still wait"
    try:
        with anyio.fail_after(_WAITS_SECONDS):
            # A thread of its own: those of the pages may all be waiting for that very database.
            alone = anyio.CapacityLimiter(1)
            return await anyio.to_thread.run_sync(
                partial(_asked, site), abandon_on_cancel=True, limiter=alone
            )
    except TimeoutError:
        return f"the database did not answer within {_WAITS_SECONDS:.0f} seconds"


def _asked(site: Site) -> str | None:
    """Why not; where the database is, and what it said, is for nobody who may ask here."""
    try:
        return unservable(site.engine)
    except DatabaseUnavailable:
        return "the database does not answer"
    except PoolIsTaken:
        return "every connection to the database is in use"
    finally:
        site.asked_whether_ready.release()
