"""Where anybody asks whether a message is ours, by the code that stands on it."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse

from api.site import CurrentSite
from api.templating import in_a_minute, page
from api.verify import read_message
from api.window import caller
from store.engine import reading

router = APIRouter(prefix="/verificar", include_in_schema=False)


@router.api_route("", methods=["GET", "HEAD"])
def ask(site: CurrentSite) -> HTMLResponse:
    return page(site, "verify.html", typed="", found=None, answer="")


@router.post("")
def verify(
    request: Request, site: CurrentSite, codigo: Annotated[str, Form(max_length=64)] = ""
) -> HTMLResponse:
    """By POST, so that codes stand in no log and no history. All codes that are none get one answer."""
    if not site.verifying.is_free(caller(request), site.now):
        return in_a_minute(site, "verify.html", typed=codigo, found=None, answer="slow")
    if not codigo.strip():
        return page(site, "verify.html", 422, typed="", found=None, answer="empty")
    with reading(site.engine) as db:
        found = read_message(db, codigo)
    return page(site, "verify.html", typed=codigo, found=found, answer="yes" if found else "no")
