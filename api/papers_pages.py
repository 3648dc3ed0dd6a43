"""A board hands in documents and photographs, sees what became of them, and takes them back. It is signed in:
whoever has its link alone neither sees nor sends any.
"""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.exceptions import HTTPException

from api.board_link import BoardLink, SignedInBoard, from_here, require
from api.handing_in import FULL, Faults, hand_in
from api.notice_pages import notice_of
from api.papers import read_papers
from api.sealed_response import sealed_response
from api.site import CurrentSite, Site
from api.templating import page
from domain.filing import WAITS_AT_MOST
from store import filings
from store.engine import reading, writing

router = APIRouter(prefix="/junta/{token}", include_in_schema=False)
acts = APIRouter(dependencies=[Depends(from_here)])


@router.api_route("/papeles", methods=["GET", "HEAD"])
def show(
    site: CurrentSite,
    link: SignedInBoard,
    requisito: Annotated[str, Query(max_length=40)] = "",
    enviado: Annotated[str, Query(max_length=10)] = "",
) -> HTMLResponse:
    """`requisito` is what the form is for, before anybody chooses."""
    return _page(site, link, requisito, {}, is_sent=bool(enviado))


@acts.post("/papeles")
async def take(request: Request, site: CurrentSite, link: SignedInBoard) -> Response:
    """The body is read only once it is known who sends it."""
    async with site.uploads.form_of(request, link.code) as form:
        faults = await run_in_threadpool(hand_in, site, link.code, form)
        chosen = form.get("requisito")
    if faults:
        asked = chosen if isinstance(chosen, str) else ""
        return await run_in_threadpool(_page, site, link, asked, faults)
    return RedirectResponse(f"{link.path}/papeles?enviado=si", 303)


@router.api_route("/papeles/{id_}/archivo", methods=["GET", "HEAD"])
def open_file(site: CurrentSite, link: SignedInBoard, id_: str) -> Response:
    with reading(site.engine) as db:
        filing = filings.get(db, id_)
    if filing is None or filing.board_code != link.code:
        raise HTTPException(404)
    return sealed_response(site, filing)


@acts.post("/papeles/{id_}/quitar")
def take_back(site: CurrentSite, link: SignedInBoard, id_: str) -> Response:
    """The file is destroyed at once, and nothing of it stays."""
    with writing(site.engine) as db:
        gone = filings.take_back(db, link.code, id_)
    site.papers.remove(gone)
    return RedirectResponse(f"{link.path}/papeles", 303)


def _page(site: Site, link: BoardLink, asked: str, faults: Faults, *, is_sent: bool = False) -> HTMLResponse:
    with reading(site.engine) as db:
        found = read_papers(db, require(db, link), site.today)
    return page(
        site,
        "papers.html",
        422 if faults else 200,
        link=link,
        found=found,
        asked=asked,
        faults=faults,
        full=FULL,
        is_sent=is_sent and bool(found.waiting),
        days_kept=WAITS_AT_MOST.days,
        notice=notice_of(site),
        controller=site.web.answers_for_data[0],
    )


router.include_router(acts)
