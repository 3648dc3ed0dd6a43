"""Projects of boards at the office: all of them, what each was tied to, and which rows it may be tied to."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Literal, NamedTuple

from fastapi import APIRouter, Form, Query
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlalchemy import Connection
from starlette.exceptions import HTTPException

from api.access.sessions import staff_who_may
from api.desk.project_tie import Faults, Typed, Wanted, find, read
from api.desk.row_id import LARGEST_ID, RowId
from api.following import follow
from api.projects import Way, read_way
from api.site import CurrentSite, Site
from api.templating import page
from domain.access import Permission, Staff
from domain.contract import PlannedPurchase
from domain.project import ProjectState
from domain.text import one_line
from matching.plans.for_project import Candidate, candidates, with_words
from store import audit, boards, budget_lines, plans, project_ties, projects
from store.budget_lines import Kept
from store.engine import reading, writing
from store.projects import Sought

router = APIRouter(prefix="/equipo/proyectos", include_in_schema=False)

Officer = Annotated[Staff, staff_who_may(Permission.ACCOMPANY)]
Words = Annotated[str, Query(max_length=120, pattern=r"^[^\x00-\x1f\x7f]*$")]
Why = Annotated[str, Form(max_length=400)]
_A_PAGE = 40
_MOST = 12
_SEEN = {"": None, "publicos": True, "reservados": False}
_WHY_OFF = "Escriban por qué: queda en la historia del proyecto."
_WHY_HIDE = "Escriban por qué: la junta lo lee."


class Offered(NamedTuple):
    """What a project may be tied to: lines of plans of a year, and lines of participatory budgets."""

    year: int
    text: str
    candidates: Sequence[Candidate]
    lines: Sequence[PlannedPurchase]
    budget_lines: Sequence[Kept]
    lines_in_all: int


@router.api_route("", methods=["GET", "HEAD"])
def show_all(
    site: CurrentSite,
    person: Officer,
    texto: Words = "",
    localidad: Words = "",
    estado: ProjectState | Literal[""] = "",
    ver: Literal["", "publicos", "reservados"] = "",
    desde: Annotated[int | None, Query(ge=1, le=LARGEST_ID)] = None,
) -> HTMLResponse:
    here = site.web.municipality
    sought = Sought(here, texto, localidad or None, estado or None, is_public=_SEEN[ver])
    with reading(site.engine) as db:
        found, total = projects.page(db, sought, _A_PAGE + 1, desde)
        places = boards.localities(db, here)
    return page(
        site,
        "desk_projects.html",
        person=person,
        found=found[:_A_PAGE],
        total=total,
        localities=places,
        states=tuple(ProjectState),
        wanted={"texto": texto, "localidad": localidad, "estado": estado, "ver": ver},
        start=desde,
        next=found[_A_PAGE - 1].project.id if len(found) > _A_PAGE else None,
    )


@router.api_route("/{id_}", methods=["GET", "HEAD"])
def show(
    site: CurrentSite,
    person: Officer,
    id_: RowId,
    texto: Words = "",
    vigencia: Annotated[int | None, Query(ge=2000, le=2100)] = None,
) -> HTMLResponse:
    """`texto` looks for lines, of one year: this one where none is asked for."""
    return _page(site, person, id_, texto=texto, year=vigencia)


@router.post("/{id_}/unir")
def tie(
    site: CurrentSite,
    person: Officer,
    id_: RowId,
    clase: Annotated[str, Form(max_length=20)] = "",
    cual: Annotated[str, Form(max_length=400)] = "",
    porque: Why = "",
    fuente: Why = "",
) -> Response:
    typed = Typed(clase, cual, porque, fuente)
    with writing(site.engine) as db:
        code = _open(site, db, id_).project.board_code
        said = read(typed)
        if isinstance(said, Wanted):
            said = find(db, said)
        if isinstance(said, Wanted):
            project_ties.tie(db, id_, said.kind, said.about, said.why, said.source, person.id, site.now)
            follow(db, site.now, id_)
            _note(site, db, person, code, f"project {id_} tied: {said.kind} {said.about}")
            return RedirectResponse(f"{router.prefix}/{id_}#camino", 303)
    return _page(site, person, id_, typed=typed, faults=said)


@router.post("/{id_}/soltar/{tie_id}")
def untie(site: CurrentSite, person: Officer, id_: RowId, tie_id: RowId, porque: Why = "") -> Response:
    """The tie stays in the history; the project goes back to what its other ties show."""
    why = one_line(porque)
    if not why:
        return _page(site, person, id_, faults={f"soltar-{tie_id}": _WHY_OFF})
    with writing(site.engine) as db:
        code = _open(site, db, id_).project.board_code
        if not project_ties.untie(db, id_, tie_id, why, person.id, site.now):
            raise HTTPException(404)
        follow(db, site.now, id_)
        _note(site, db, person, code, f"project {id_} untied: {tie_id}")
    return RedirectResponse(f"{router.prefix}/{id_}#camino", 303)


@router.post("/{id_}/ocultar")
def hide(site: CurrentSite, person: Officer, id_: RowId, porque: Why = "") -> Response:
    """What offends or tells of a person: nobody but the board and the office sees it any more."""
    why = one_line(porque)
    if not why:
        return _page(site, person, id_, faults={"ocultar": _WHY_HIDE})
    with writing(site.engine) as db:
        code = _open(site, db, id_).project.board_code
        projects.hide(db, id_, why, site.now)
        _note(site, db, person, code, f"project {id_} hidden: {why}")
    return RedirectResponse(f"{router.prefix}/{id_}", 303)


@router.post("/{id_}/mostrar")
def show_again(site: CurrentSite, person: Officer, id_: RowId) -> Response:
    with writing(site.engine) as db:
        code = _open(site, db, id_).project.board_code
        projects.hide(db, id_, "", None)
        _note(site, db, person, code, f"project {id_} shown")
    return RedirectResponse(f"{router.prefix}/{id_}", 303)


def _page(
    site: Site,
    person: Staff,
    id_: int,
    *,
    texto: str = "",
    year: int | None = None,
    typed: Typed | None = None,
    faults: Faults | None = None,
) -> HTMLResponse:
    with writing(site.engine) as db:
        way = _require(site, db, id_)
        who, whose = audit.of_staff(person.id), audit.of_board(way.project.board_code)
        audit.add(db, who, audit.Action.SAW, whose, site.now, f"project {id_}")
        offered = _offered(site, db, way, texto, year or site.today.year)
    return page(
        site,
        "desk_project.html",
        422 if faults else 200,
        person=person,
        way=way,
        offered=offered,
        years=range(site.today.year + 1, site.today.year - 4, -1),
        typed=typed or Typed(),
        faults=faults or {},
    )


def _offered(site: Site, db: Connection, way: Way, text: str, year: int) -> Offered | None:
    if way.project.withdrawn_at:
        return None
    every = plans.expected_within(db, date(year, 1, 1), date(year, 12, 31))
    if text.strip():
        lines = with_words(text, every)
        budget = budget_lines.find(db, text, None, _MOST)
        return Offered(year, text, (), lines[:_MOST], budget, len(lines))
    likely = candidates(way.project.said, every, site.web.municipality)
    return Offered(year, "", likely, (), (), len(every))


def _require(site: Site, db: Connection, id_: int) -> Way:
    way = read_way(db, id_, site.today)
    if way is None:
        raise HTTPException(404)
    return way


def _open(site: Site, db: Connection, id_: int) -> Way:
    """Raises 410 for one that its board withdrew."""
    way = _require(site, db, id_)
    if way.project.withdrawn_at:
        raise HTTPException(410, "La junta retiró este proyecto: ya no se cambia.")
    return way


def _note(site: Site, db: Connection, person: Staff, code: str, detail: str) -> None:
    who, whose = audit.of_staff(person.id), audit.of_board(code)
    audit.add(db, who, audit.Action.CHANGED, whose, site.now, detail)
