"""A board that wants to help others: it agrees to be asked, answers, declines, and stops when it wants."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.exceptions import HTTPException

from api.accompaniment import personal_data_in
from api.asking import names_of, tell
from api.board_link import BoardLink, SignedInBoard, from_here, require
from api.desk.row_id import RowId
from api.errors import BadLink
from api.guides import CONSENT, consent_of, read_own
from api.site import CurrentSite, Site
from api.templating import page
from domain.guide import LONGEST_ANSWER, MOST_A_WEEK, InquiryNews
from domain.text import lines
from store import boards, guides, inquiries
from store.engine import reading, writing

router = APIRouter(prefix="/junta/{token}/ayudar", include_in_schema=False)
acts = APIRouter(dependencies=[Depends(from_here)])

_GONE = "Esa pregunta ya no espera respuesta."
_UNREAD = "Para aceptar, marquen que lo leyeron."


@router.api_route("", methods=["GET", "HEAD"])
def show(site: CurrentSite, link: SignedInBoard) -> HTMLResponse:
    return _page(site, link)


@acts.post("/aceptar")
def agree(
    site: CurrentSite, link: SignedInBoard, leido: Annotated[str, Form(max_length=10)] = ""
) -> Response:
    if leido != "si":
        return _page(site, link, faults={"leido": _UNREAD})
    with writing(site.engine) as db:
        require(db, link)
        guides.agree(db, link.code, CONSENT, site.now)
    return _back(link)


@acts.post("/retirar")
def withdraw(site: CurrentSite, link: SignedInBoard) -> Response:
    """At once: the board is in no list any more, and what waited for its answer waits no longer."""
    with writing(site.engine) as db:
        require(db, link)
        guides.withdraw(db, link.code, site.now)
    return _back(link)


@acts.post("/{id_}/responder")
def answer(
    site: CurrentSite, link: SignedInBoard, id_: RowId, palabras: Annotated[str, Form(max_length=4_000)] = ""
) -> Response:
    words = lines(palabras)
    if fault := _fault_of(words):
        return _page(site, link, faults={f"palabras-{id_}": fault}, typed=words)
    with writing(site.engine) as db:
        require(db, link)
        asker = inquiries.answer(db, link.code, id_, words, site.now)
        if asker is None:
            raise HTTPException(410, _GONE)
        tell(site, db, asker, id_, InquiryNews.ANSWERED)
    return _back(link, id_)


@acts.post("/{id_}/no")
def decline(
    site: CurrentSite, link: SignedInBoard, id_: RowId, luego: Annotated[str, Form(max_length=16)] = ""
) -> Response:
    """The guide does not answer. With `luego=bloquear` that board asks it nothing more; with `avisar` the
    office is told too.
    """
    with writing(site.engine) as db:
        require(db, link)
        asker = inquiries.decline(db, link.code, id_, site.now)
        if asker is None:
            raise HTTPException(410, _GONE)
        if luego in ("bloquear", "avisar"):
            guides.block(db, link.code, asker, site.now)
        if luego == "avisar":
            inquiries.report(db, link.code, id_, site.now)
    return _back(link, id_)


def _fault_of(words: str) -> str:
    if not words:
        return "Escriban la respuesta, o digan que no pueden responder."
    if len(words) > LONGEST_ANSWER:
        return f"Escríbanla en {LONGEST_ANSWER} letras o menos: son {len(words)}."
    return personal_data_in(words)


def _page(
    site: Site, link: BoardLink, *, faults: dict[str, str] | None = None, typed: str = ""
) -> HTMLResponse:
    with reading(site.engine) as db:
        found = read_own(db, link.code, site.now, site.today)
        if found is None:
            raise BadLink
        told, deeds = found
        received = told.of(inquiries.RECEIVED)
        named = names_of(db, received, site.today)
    return page(
        site,
        "guide.html",
        422 if faults else 200,
        link=link,
        board=told.of(boards.ONE),
        consent=consent_of(told),
        words=CONSENT,
        deeds=deeds,
        received=received,
        named=named,
        faults=faults or {},
        typed=typed,
        longest=LONGEST_ANSWER,
        a_week=MOST_A_WEEK,
    )


def _back(link: BoardLink, id_: int | None = None) -> Response:
    return RedirectResponse(f"{link.path}/ayudar{f'#p-{id_}' if id_ else ''}", 303)


router.include_router(acts)
