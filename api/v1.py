"""The JSON API, version 1: what is open, who there is, and a board's own list by its link."""

from collections.abc import Callable
from datetime import date
from typing import Annotated

from fastapi import Depends, Query, Response
from fastapi.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException

from api import answers, models
from api.asked import OfBoards, OfProcesses
from api.board_calls import read_offers
from api.board_link import CurrentBoard, from_here, require
from api.calls import BadCursor, Call, page_of
from api.parts import a_router, answer_part, sent
from api.site import CurrentSite, Site
from api.status import status
from domain.process import standing
from domain.text import fold
from readiness.catalogue import load
from store import listings, processes
from store.engine import reading, writing

router = a_router()


@router.get(
    "/processes",
    tags=["público"],
    summary="Convocatorias abiertas",
    response_model=models.Page[models.ProcessOut],
    responses=models.problems(422),
)
async def list_processes(site: CurrentSite, wanted: Annotated[OfProcesses, Query()]) -> Response:
    """Los procesos que hoy reciben ofertas o están por abrirse, primero los que cierran antes."""
    today = site.today
    with site.in_the_loop.reading() as db:
        state = site.open_calls.state(db, today)
    if state is None:
        return await run_in_threadpool(_tell_of, site, today, wanted)
    return await site.pages.of(("processes", state, wanted), lambda: _tell_of(site, today, wanted))


def _tell_of(site: Site, today: date, wanted: OfProcesses) -> Response:
    with reading(site.engine) as db:
        calls = site.open_calls.of(db, today)
    try:
        found = page_of(list(filter(_test(wanted), calls)), wanted.cursor, wanted.limit)
    except BadCursor as error:
        raise HTTPException(422, "El cursor no es uno de los nuestros.") from error
    return sent(models.Page(items=[models.ProcessOut.of(call) for call in found.calls], next=found.next))


@router.get(
    "/processes/{portfolio_id}", tags=["público"], summary="Un proceso", responses=models.problems(404)
)
def show_process(site: CurrentSite, portfolio_id: models.PortfolioId) -> models.ProcessOut:
    """Un proceso, abierto o no, por su identificador de procedimiento."""
    with reading(site.engine) as db:
        process = processes.newest(db, [portfolio_id]).get(portfolio_id)
    if process is None:
        raise HTTPException(404)
    return models.ProcessOut.of(Call(process, standing(process, site.today)))


@router.get(
    "/boards",
    tags=["público"],
    summary="Directorio de juntas",
    response_model=models.Page[models.BoardOut],
    responses=models.problems(422),
)
async def list_boards(site: CurrentSite, wanted: Annotated[OfBoards, Query()]) -> Response:
    """Las juntas del municipio, por código. Sin datos de contacto ni de personas."""
    here = site.web.municipality
    return await answer_part(site, listings.BOARDS, models.BoardOut, wanted, municipality=here)


@router.get("/status", tags=["público"], summary="Estado del servicio")
def show_status(site: CurrentSite) -> models.StatusOut:
    """De cuándo son los datos y qué trajo la última lectura."""
    with reading(site.engine) as db:
        found = status(db, site.open_calls.of(db, site.today))
    return models.StatusOut.of(found, sample=site.web.sample)


@router.get(
    "/board/{token}/matches",
    tags=["junta"],
    summary="Para la junta",
    responses=models.problems(404),
)
def list_matches(site: CurrentSite, link: CurrentBoard) -> models.Matches:
    """Las convocatorias que le sirven a la junta del enlace, las mejores primero."""
    with reading(site.engine) as db:
        require(db, link)
        offers = read_offers(db, link.code, site.today, load(site.today))
    return models.Matches(items=[models.MatchOut.of(offer) for offer in offers])


@router.post(
    "/board/{token}/answers",
    tags=["junta"],
    summary="Responder a una convocatoria",
    dependencies=[Depends(from_here)],
    responses=models.problems(403, 404, 422),
)
def answer_call(site: CurrentSite, link: CurrentBoard, body: models.AnswerIn) -> models.AnswerOut:
    """Guarda la respuesta; la más nueva vale. Repetirla no cambia nada."""
    with writing(site.engine) as db:
        require(db, link)
        given = answers.give(db, link.code, body.portfolio_id, body.answer, site.now, body.reason or None)
    return models.AnswerOut.of(given)


def _test(wanted: OfProcesses) -> Callable[[Call], bool]:
    """Whether a call is among those that are wanted."""
    words = fold(wanted.words or "")

    def is_wanted(call: Call) -> bool:
        process, most = call.process, wanted.up_to_cop
        return (
            wanted.standing in (None, call.standing)
            and wanted.buyer_nit in (None, process.buyer_nit)
            and (wanted.closes_by is None or (process.closes_on or date.max) <= wanted.closes_by)
            and (most is None or (process.price_cop is not None and process.price_cop <= most))
            and (not words or words in fold(process.text))
        )

    return is_wanted
