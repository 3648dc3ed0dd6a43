"""The notice on contact data, as it is now and as it was (Ley 1581 de 2012)."""

from typing import Annotated

from fastapi import APIRouter, Path
from fastapi.responses import HTMLResponse
from starlette.exceptions import HTTPException

from api.site import CurrentSite, Site
from api.templating import page
from notifications.notice import Notice, UnknownNotice, by_version, current, versions

router = APIRouter(prefix="/aviso-de-datos", include_in_schema=False)


@router.api_route("", methods=["GET", "HEAD"])
def show(site: CurrentSite) -> HTMLResponse:
    return _page(site, notice_of(site))


@router.api_route("/{version}", methods=["GET", "HEAD"])
def show_version(site: CurrentSite, version: Annotated[str, Path(max_length=20)]) -> HTMLResponse:
    """As it was published: an authorisation names the version that was read."""
    try:
        return _page(site, by_version(version, *site.web.answers_for_data))
    except UnknownNotice as error:
        raise HTTPException(404) from error


def notice_of(site: Site) -> Notice:
    """The one that holds today."""
    return current(site.today, *site.web.answers_for_data)


def _page(site: Site, notice: Notice) -> HTMLResponse:
    others = [version for version in reversed(versions()) if version != notice.version]
    is_current = notice.version == notice_of(site).version
    return page(site, "notice.html", notice=notice, others=others, is_current=is_current)
