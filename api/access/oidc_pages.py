"""The way to the office's own directory and back. Whoever comes from there must have been invited before."""

import hmac
from typing import Annotated

import httpx2
import structlog
from fastapi import APIRouter, Query, Request
from fastapi.responses import RedirectResponse, Response
from starlette.exceptions import HTTPException

from api.access import cookies, oidc, staff_entry
from api.access.oidc import Directory, NotLetIn, Wish
from api.access.staff_pages import let_in
from api.site import CurrentSite, Site
from api.templating import page

router = APIRouter(prefix="/entrar/directorio", include_in_schema=False)
log = structlog.get_logger()


@router.get("")
def leave(site: CurrentSite, volver: Annotated[str, Query(max_length=2000)] = "") -> Response:
    directory = _directory(site)
    wish = Wish.new(volver)
    try:
        answer: Response = RedirectResponse(oidc.address(directory, wish, _return_to(site)), 303)
    except (NotLetIn, httpx2.HTTPError, ValueError) as error:
        return _refused(site, volver, error)
    cookies.WISH.keep(answer, site, oidc.pack(wish, site.web.secret_key))
    return answer


@router.get("/vuelta")
def come_back(
    request: Request,
    site: CurrentSite,
    state: Annotated[str, Query(max_length=200)] = "",
    code: Annotated[str, Query(max_length=4000)] = "",
) -> Response:
    """Only the browser that left is let in: it holds the state, and its verifier opens the code."""
    directory = _directory(site)
    wish = oidc.unpack(cookies.WISH.of(request, site) or "", site.web.secret_key)
    if wish is None or not hmac.compare_digest(wish.state.encode(), state.encode()):
        return _refused(site, "", NotLetIn("the browser that comes back is not the one that left"))
    try:
        email = oidc.email_of(directory, wish, code, _return_to(site), site.now)
    except (NotLetIn, httpx2.HTTPError, ValueError) as error:
        return _refused(site, wish.back, error)
    token = staff_entry.enter_known(site, email)
    if token is None:
        return _refused(site, wish.back, NotLetIn("nobody of that address was invited"))
    answer = let_in(site, token, wish.back)
    cookies.WISH.drop(answer, site)
    return answer


def _directory(site: Site) -> Directory:
    if site.web.directory is None:
        raise HTTPException(404)
    return site.web.directory


def _return_to(site: Site) -> str:
    return f"{site.web.public_url.rstrip('/')}{router.prefix}/vuelta"


def _refused(site: Site, back: str, error: Exception) -> Response:
    # Only of our own errors do we know that they name nobody.
    why = str(error) if isinstance(error, NotLetIn) else type(error).__name__
    log.warning("nobody was let in from the directory", why=why)
    return page(site, "enter_staff.html", 422, email="", back=back, fault="directory")
