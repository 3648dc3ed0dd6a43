"""What boards handed in: somebody of the office looks at it, and says whether it counts."""

from typing import Annotated

from fastapi import APIRouter, Form, Query
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlalchemy import Connection
from starlette.exceptions import HTTPException

from api.access.sessions import staff_who_may
from api.desk.paper_form import REASONS, Refused, Typed, read_refusal, read_seen
from api.sealed_response import sealed_response
from api.site import CurrentSite, Site
from api.templating import page
from domain.access import Permission, Staff, StaffRole
from domain.alert import Alert, AlertKind, Priority
from domain.filing import Fate, Filing, hour_of, span_of
from domain.readiness import Evidence
from readiness.catalogue import load
from readiness.checked import LIMITED, evidence_of
from store import alerts, audit, boards, evidence, filings, reach
from store.engine import reading, writing

router = APIRouter(prefix="/equipo/papeles", include_in_schema=False)

Checker = Annotated[Staff, staff_who_may(Permission.CHECK_PAPERS)]
Ids = Annotated[list[str], Form(alias="archivo", max_length=40)]

_A_PAGE = 50
# As the passport names who looked: an office or a role, never a person.
_BY = {
    StaffRole.TRAINER: "quien acompaña a las juntas",
    StaffRole.SECRETARIAT: "la Secretaría",
    StaffRole.ADMINISTRATOR: "la oficina que lleva Convite",
}
_DONE = {
    "aceptado": "Quedó aceptado, y ya cuenta en el pasaporte de la junta. El archivo se borró.",
    "rechazado": "Quedó sin aceptar: la junta lee por qué en su página. El archivo se borró.",
    "tarde": "No guardamos nada: alguien lo revisó antes, o la junta lo quitó o agregó otra hoja.",
}


@router.api_route("", methods=["GET", "HEAD"])
def show(
    site: CurrentSite, person: Checker, hecho: Annotated[str, Query(max_length=20)] = ""
) -> HTMLResponse:
    """What waits, the longest first; of a trainer's own locality before the others."""
    with reading(site.engine) as db:
        waiting = filings.waiting(db, _A_PAGE, person.locality)
        count = filings.count_to_look_at(db) if len(waiting) == _A_PAGE else len(waiting)
    return page(
        site,
        "desk_papers.html",
        person=person,
        waiting=waiting,
        count=count,
        titles={one.id: one.title for one in load(site.today).requirements.values()},
        today=site.today,
        done=_DONE.get(hecho),
    )


@router.api_route("/{id_}", methods=["GET", "HEAD"])
def look(site: CurrentSite, person: Checker, id_: str) -> HTMLResponse:
    """All that the board handed in for one requirement. That it was seen leaves a line."""
    with writing(site.engine) as db:
        filing = _waiting(db, id_)
        _note(site, db, person, audit.Action.SAW, filing)
    return _page(site, person, filing, Typed())


@router.api_route("/{id_}/archivo", methods=["GET", "HEAD"])
def open_file(site: CurrentSite, person: Checker, id_: str) -> Response:
    with writing(site.engine) as db:
        filing = _waiting(db, id_)
        _note(site, db, person, audit.Action.SAW, filing, f" {filing.id[:6]}")
    return sealed_response(site, filing)


@router.post("/{id_}/aceptar")
def accept(
    site: CurrentSite,
    person: Checker,
    id_: str,
    seen: Ids,
    expedido: Annotated[str, Form(max_length=20)] = "",
    vence: Annotated[str, Form(max_length=20)] = "",
    hasta: Annotated[str, Form(max_length=40)] = "",
) -> Response:
    """It counts from now on, as a document that was checked."""
    typed = Typed(expedido=expedido, vence=vence, hasta=hasta)
    catalogue = load(site.today)
    with reading(site.engine) as db:
        filing = _waiting(db, id_)
    requirement = catalogue.requirements.get(filing.requirement)
    if requirement is None:
        raise HTTPException(404)
    read, faults = read_seen(catalogue, requirement, typed, site.today)
    if faults:
        return _page(site, person, filing, typed, faults)
    found = evidence_of(requirement, read, _BY[person.role])
    return _decide(site, person, filing, seen, Fate.ACCEPTED, found=found)


@router.post("/{id_}/rechazar")
def refuse(
    site: CurrentSite,
    person: Checker,
    id_: str,
    seen: Ids,
    motivo: Annotated[str, Form(max_length=20)] = "",
    nota: Annotated[str, Form(max_length=500)] = "",
) -> Response:
    """It does not count; the board reads why, in these words."""
    with reading(site.engine) as db:
        filing = _waiting(db, id_)
    said = read_refusal(motivo, nota)
    if not isinstance(said, Refused):
        return _page(site, person, filing, Typed(motivo=motivo, nota=nota), said)
    return _decide(site, person, filing, seen, Fate.REFUSED, words=said.words)


def _decide(
    site: Site,
    person: Staff,
    filing: Filing,
    seen: list[str],
    fate: Fate,
    *,
    words: str | None = None,
    found: Evidence | None = None,
) -> Response:
    """Only what this person saw is decided on, and all of it: what came since waits for a look of its own."""
    with writing(site.engine) as db:
        beside = {one.id for one in filings.waiting_beside(db, filing)}
        if beside != set(seen) or not filings.decide(db, seen, fate, _BY[person.role], site.now, words):
            return RedirectResponse("/equipo/papeles?hecho=tarde", 303)
        if found:
            evidence.save(db, [(filing.board_code, found)], site.now)
        _note(site, db, person, audit.Action.CHANGED, filing, f" {fate}")
        _tell(site, db, filing.board_code)
    site.papers.remove(seen)
    return RedirectResponse(
        f"/equipo/papeles?hecho={'aceptado' if fate is Fate.ACCEPTED else 'rechazado'}", 303
    )


def _tell(site: Site, db: Connection, code: str) -> None:
    """In one message, when the hour is over: who checks one paper of a board often checks the next."""
    if reach.is_reached(db, code):
        hour = hour_of(site.now)
        alert = Alert(code, hour, AlertKind.PAPERS_CHECKED)
        alerts.queue(db, [alert], site.now, span_of(hour)[1], Priority.NEW)


def _waiting(db: Connection, id_: str) -> Filing:
    """Raises 404 for none of ours, 410 for one that somebody decided on."""
    filing = filings.get(db, id_)
    if filing is None:
        raise HTTPException(404, "La junta lo quitó, o la dirección está incompleta.")
    if not filing.is_waiting:
        raise HTTPException(410, "Ya lo revisaron: el archivo se borró.")
    return filing


def _note(
    site: Site, db: Connection, person: Staff, action: audit.Action, filing: Filing, more: str = ""
) -> None:
    about = audit.of_board(filing.board_code)
    audit.add(db, audit.of_staff(person.id), action, about, site.now, f"paper {filing.requirement}{more}")


def _page(
    site: Site, person: Staff, filing: Filing, typed: Typed, faults: dict[str, str] | None = None
) -> HTMLResponse:
    catalogue = load(site.today)
    with reading(site.engine) as db:
        board = boards.get(db, filing.board_code)
        files = filings.waiting_beside(db, filing)
    requirement = catalogue.requirements.get(filing.requirement)
    if board is None or requirement is None:
        raise HTTPException(404)
    return page(
        site,
        "desk_paper.html",
        422 if faults else 200,
        person=person,
        board=board,
        requirement=requirement,
        files=files,
        typed=typed,
        faults=faults or {},
        reasons=REASONS,
        is_limited=requirement.id == LIMITED,
        today=site.today,
    )
