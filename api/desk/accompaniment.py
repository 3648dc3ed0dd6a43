"""Plans of accompaniment: all of them in a list, and each with its actions, its log and its milestones."""

from collections.abc import Sequence
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, Query
from fastapi import Form as Field
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlalchemy import Connection
from starlette.exceptions import HTTPException

from api.access.sessions import staff_who_may
from api.accompaniment import read_plan
from api.desk import accompaniment_form
from api.desk.accompaniment_form import Faults, Form, Written
from api.desk.boards import file_path
from api.site import CurrentSite, Site
from api.templating import page
from domain.access import Permission, Staff
from domain.accompaniment import LONGEST_ACTION, LONGEST_ENTRY, LONGEST_WHY, Doer, Milestone
from domain.register import Stage
from readiness.catalogue import load
from readiness.demands import open_routes
from store import accompaniment, audit, boards, help_cases, register, staff
from store.accompaniment import Listed
from store.engine import reading, writing
from store.help_cases import Ask

router = APIRouter(prefix="/equipo", include_in_schema=False)
BOARD = "/juntas/{code:path}/acompanamiento"

Companion = Annotated[Staff, staff_who_may(Permission.ACCOMPANY)]
Typed = Annotated[str, Field(max_length=4_000)]
_MINE = "mias"
_A_PAGE = 50
_NO_PLAN = "Primero digan quién acompaña a la junta: con eso empieza el plan."
_NOT_LISTED = "Escojan a una persona de la lista, y una meta de la lista o ninguna."
_GONE = "Eso ya no está pendiente: alguien lo cambió. Vuelvan al plan de la junta."


async def _typed(
    que: Typed = "", quien: Typed = "", para: Typed = "", dia: Typed = "", palabras: Typed = "",
    corrige: Typed = "", motivo: Typed = "",
) -> Form:  # fmt: skip
    return Form(que, quien, para, dia, palabras, corrige, motivo)


AsTyped = Annotated[Form, Depends(_typed)]


@router.api_route("/acompanamiento", methods=["GET", "HEAD"])
def show_all(
    site: CurrentSite,
    person: Companion,
    quien: Annotated[str, Query(max_length=12)] = "",
    desde: Annotated[int, Query(ge=0, le=1_000_000)] = 0,
) -> HTMLResponse:
    """`quien` is the owner: an id, the person's own (`mias`), or all. `desde` is how many to leave out."""
    with reading(site.engine) as db:
        every, waiting = accompaniment.every(db, site.today), help_cases.waiting(db)
    wanted = str(person.id) if quien == _MINE else quien
    found = [one for one in every if wanted in ("", str(one.owner_id))]
    return page(
        site,
        "desk_accompaniments.html",
        person=person,
        every=every,
        found=found[desde : desde + _A_PAGE],
        total=len(found),
        start=desde,
        next=desde + _A_PAGE if desde + _A_PAGE < len(found) else None,
        owners={one.owner_id: one.owner for one in sorted(every, key=lambda one: one.owner)},
        wanted=wanted,
        unplanned=_unplanned(waiting, every),
        routes=load(site.today).routes,
        path_of=path_of,
        today=site.today,
    )


@router.api_route(BOARD, methods=["GET", "HEAD"])
def show(site: CurrentSite, person: Companion, code: str) -> HTMLResponse:
    return plan_page(site, person, code)


@router.post(BOARD)
def steer(site: CurrentSite, person: Companion, code: str, duena: Typed = "", meta: Typed = "") -> Response:
    """Who accompanies the board, and what it wants to come to."""
    route = meta or None
    is_known = route is None or route in open_routes(load(site.today), site.today)
    with writing(site.engine) as db:
        if boards.get(db, code) is None:
            raise HTTPException(404)
        may = (id_ for id_ in staff.who_may(db, Permission.ACCOMPANY) if str(id_) == duena)
        owner = next(may, None) if is_known else None
        if owner is not None:
            accompaniment.steer(db, code, owner, route, site.now)
            note(site, db, person, code, f"plan: {route or '-'}")
    if owner is None:
        return plan_page(site, person, code, faults={"duena": _NOT_LISTED})
    return back(code, "plan")


@router.post(f"{BOARD}/bitacora")
def write(site: CurrentSite, person: Companion, code: str, form: AsTyped) -> Response:
    """Add a line to the log. No line is ever changed: one that was wrong is corrected by another."""
    written = accompaniment_form.read_entry(form, site.today)
    if not isinstance(written, Written):
        return plan_page(site, person, code, form, written)
    with writing(site.engine) as db:
        require_plan(db, code)
        require_done(accompaniment.note(db, code, person.id, *written, site.now))
        note(site, db, person, code, "log")
    return back(code, "bitacora")


def path_of(code: str) -> str:
    """Where a board's plan is."""
    return f"{file_path(code)}/acompanamiento"


def plan_page(
    site: Site,
    person: Staff,
    code: str,
    form: Form | None = None,
    faults: Faults | None = None,
    of_action: Form | None = None,
) -> HTMLResponse:
    """The plan of a board, with what was typed, of it all or of an action, and what is wrong with it."""
    with reading(site.engine) as db:
        found = read_plan(db, code, site.today)
        reached = register.stages_of(db, code)
        owners = staff.who_may(db, Permission.ACCOMPANY)
    if found is None:
        raise HTTPException(404)
    with writing(site.engine) as db:
        who, whose = audit.of_staff(person.id), audit.of_board(code)
        audit.add(db, who, audit.Action.SAW, whose, site.now, "su acompañamiento")
    return page(
        site,
        "desk_accompaniment.html",
        422 if faults else 200,
        person=person,
        found=found,
        board=found.board,
        path=file_path(code),
        act=path_of(code),
        owners=owners,
        doers=tuple(Doer),
        milestones=tuple(Milestone),
        stages=tuple(Stage),
        reached=reached,
        form=form or Form(),
        typed=of_action or Form(),
        faults=faults or {},
        longest_action=LONGEST_ACTION,
        longest_entry=LONGEST_ENTRY,
        longest_why=LONGEST_WHY,
        today=site.today,
    )


def _unplanned(waiting: Sequence[Ask], every: Sequence[Listed]) -> list[Ask]:
    """Boards that ask for help and have no plan, each once, by who waits longest."""
    planned = {one.board_code for one in every}
    found: dict[str, Ask] = {}
    for one in waiting:
        if one.board_code not in planned:
            found.setdefault(one.board_code, one)
    return list(found.values())


def require_plan(db: Connection, code: str) -> None:
    """Raises 409 where the board has none."""
    if not accompaniment.hold(db, code):
        raise HTTPException(409, _NO_PLAN)


def require_done(is_done: bool) -> None:
    """Raises 409 where somebody was faster."""
    if not is_done:
        raise HTTPException(409, _GONE)


def note(site: Site, db: Connection, person: Staff, code: str, detail: str) -> None:
    """Leave a line of what this person changed."""
    who, whose = audit.of_staff(person.id), audit.of_board(code)
    audit.add(db, who, audit.Action.CHANGED, whose, site.now, f"accompaniment {detail}")


def back(code: str, anchor: str) -> Response:
    """To where it was done."""
    return RedirectResponse(f"{path_of(code)}#{quote(anchor)}", 303)
