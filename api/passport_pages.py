"""The board's passport: for everyone, and behind the board's own link with what it lacks and as a PDF."""

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response
from starlette.exceptions import HTTPException

from api.board_link import BoardLink, CurrentBoard
from api.errors import BadLink
from api.papers import in_review
from api.passport import Passport, public_path, read_passport
from api.passport_pdf import passport_pdf
from api.site import CurrentSite, Site
from api.templating import page
from readiness.catalogue import load
from store import filings
from store.engine import reading

router = APIRouter(include_in_schema=False)


# A board's code is its own, and may hold a stroke.
@router.api_route("/juntas/{code:path}/pasaporte", methods=["GET", "HEAD"])
def show_public(site: CurrentSite, code: str) -> HTMLResponse:
    """Nothing of persons, and not what is missing, which is the board's own (Ley 1581 de 2012, art. 4 f)."""
    with reading(site.engine) as db:
        found = read_passport(db, code, site.today)
    if found is None:
        raise HTTPException(404)
    return page(site, "public_passport.html", passport=found)


@router.api_route("/junta/{token}/pasaporte", methods=["GET", "HEAD"])
def show(site: CurrentSite, link: CurrentBoard) -> HTMLResponse:
    found = _of(site, link)
    with reading(site.engine) as db:
        waiting = in_review(filings.waiting_of(db, link.code), load(site.today))
    return page(
        site,
        "passport.html",
        passport=found,
        waiting=waiting,
        link=link,
        public_path=public_path(link.code),
    )


@router.api_route("/junta/{token}/pasaporte.pdf", methods=["GET", "HEAD"])
def print_out(site: CurrentSite, link: CurrentBoard) -> Response:
    pdf = passport_pdf(_of(site, link), site.web.public_url, sample=site.web.sample)
    headers = {"Content-Disposition": 'inline; filename="pasaporte.pdf"'}
    return Response(pdf, media_type="application/pdf", headers=headers)


def _of(site: Site, link: BoardLink) -> Passport:
    """The passport of the link's board. Raises BadLink if it is no longer there."""
    with reading(site.engine) as db:
        found = read_passport(db, link.code, site.today)
    if found is None:
        raise BadLink
    return found
