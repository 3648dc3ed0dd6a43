"""A board asks one that did it and wants to help: whom, about what, and what it was answered."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Query
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.exceptions import HTTPException

from api.accompaniment import personal_data_in
from api.asking import names_of, tell
from api.board_link import BoardLink, SignedInBoard, from_here, require
from api.desk.row_id import RowId
from api.errors import BadLink
from api.guides import NO_ASKING, read_asking, seek
from api.site import CurrentSite, Site
from api.templating import page
from domain.guide import LONGEST_QUESTION, MOST_A_WEEK, InquiryNews, NoAsking
from domain.text import lines
from store import inquiries
from store.engine import reading, writing
from store.inquiries import Asking

router = APIRouter(prefix="/junta/{token}", include_in_schema=False)
acts = APIRouter(dependencies=[Depends(from_here)])

_GONE = "De esa respuesta ya le avisaron a la oficina, o no es de su junta."
Word = Annotated[str, Query(max_length=64)]
Typed = Annotated[str, Form(max_length=4_000)]


@router.api_route("/preguntar", methods=["GET", "HEAD"])
def show(
    site: CurrentSite, link: SignedInBoard, requisito: Word = "", convocatoria: Word = ""
) -> HTMLResponse:
    """Who did something for that requirement, or like that call; without both, whoever wants to help."""
    return _page(site, link, requisito, convocatoria)


@acts.post("/preguntar")
def ask(
    site: CurrentSite,
    link: SignedInBoard,
    junta: Typed = "",
    palabras: Typed = "",
    requisito: Annotated[str, Form(max_length=64)] = "",
    convocatoria: Annotated[str, Form(max_length=64)] = "",
) -> Response:
    words = lines(palabras)
    fault = _fault_of(words)
    if not fault:
        with writing(site.engine) as db:
            require(db, link)
            about = seek(db, requisito, convocatoria, site.today).about
            made = inquiries.ask(db, Asking(link.code, junta, about, words), site.now)
            if not isinstance(made, NoAsking):
                tell(site, db, junta, made, InquiryNews.ASKED)
        fault = NO_ASKING[made] if isinstance(made, NoAsking) else ""
    if fault:
        return _page(site, link, requisito, convocatoria, faulty=junta, fault=fault, typed=words)
    return RedirectResponse(f"{link.path}/preguntar#preguntas", 303)


@acts.post("/preguntar/{id_}/avisar")
def report(site: CurrentSite, link: SignedInBoard, id_: RowId) -> Response:
    """Something is wrong with an answer: the office looks at it."""
    with writing(site.engine) as db:
        require(db, link)
        if not inquiries.report(db, link.code, id_, site.now):
            raise HTTPException(410, _GONE)
    return RedirectResponse(f"{link.path}/preguntar#p-{id_}", 303)


def _fault_of(words: str) -> str:
    if not words:
        return "Escriban la pregunta."
    if len(words) > LONGEST_QUESTION:
        return f"Escríbanla en {LONGEST_QUESTION} letras o menos: son {len(words)}."
    return personal_data_in(words)


def _page(
    site: Site,
    link: BoardLink,
    requirement: str,
    portfolio_id: str,
    *,
    faulty: str = "",
    fault: str = "",
    typed: str = "",
) -> HTMLResponse:
    with reading(site.engine) as db:
        sought = seek(db, requirement, portfolio_id, site.today)
        found = read_asking(db, link.code, sought, site.now, site.today)
        if found is None:
            raise BadLink
        asked = found.told.of(inquiries.ASKED)
        named = names_of(db, asked, site.today)
    return page(
        site,
        "asking.html",
        422 if fault else 200,
        link=link,
        found=found,
        board=found.board,
        asked=asked,
        named=named,
        why_not=NO_ASKING,
        faulty=faulty,
        fault=fault,
        typed=typed,
        longest=LONGEST_QUESTION,
        a_week=MOST_A_WEEK,
    )


router.include_router(acts)
