"""The register of boards: who their dignatarios are and until when, and how far accompaniment came."""

from collections import Counter
from collections.abc import Sequence
from typing import Annotated, Literal, NamedTuple
from urllib.parse import quote

from fastapi import APIRouter, Form, Query
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlalchemy import Connection
from starlette.exceptions import HTTPException

from api.access.sessions import staff_who_may
from api.desk import register_form
from api.desk.register_form import Faults, Wanted
from api.desk.row_id import RowId
from api.site import CurrentSite, Site
from api.templating import page
from api.wishes import read_day
from domain.access import Permission, Staff
from domain.board import Board
from domain.parties import Mixup, is_a_persons, mixups_of
from domain.register import PeriodState, Post, Stage
from domain.text import fold
from store import audit, boards, links, register
from store.engine import reading, writing
from store.register import Line

router = APIRouter(prefix="/equipo/registro", include_in_schema=False)

Keeper = Annotated[Staff, staff_who_may(Permission.KEEP_REGISTER)]
Typed = Annotated[str, Form(max_length=320)]
_A_PAGE = 50


class Confused(NamedTuple):
    """A place where a person and an organisation seem to be taken for each other."""

    board: Board
    kind: Mixup
    what: str


@router.api_route("", methods=["GET", "HEAD"])
def show_all(
    site: CurrentSite,
    person: Keeper,
    periodo: PeriodState | Literal[""] = "",
    etapa: Stage | Literal[""] = "",
    localidad: Annotated[str, Query(max_length=120)] = "",
    texto: Annotated[str, Query(max_length=120)] = "",
    desde: Annotated[int, Query(ge=0, le=1_000_000)] = 0,
) -> HTMLResponse:
    """`desde` is how many boards to leave out. What nobody chose in the form comes empty."""
    with reading(site.engine) as db:
        every = register.lines(db, site.web.municipality, site.today)
        confused = _confused(db, [line.board for line in every])
    found = [line for line in every if _is_wanted(line, periodo, etapa, localidad, texto)]
    return page(
        site,
        "desk_register.html",
        person=person,
        periods=Counter(line.period for line in every),
        stages=Counter(line.stage for line in every if line.stage),
        stage_names=tuple(Stage),
        number=len(every),
        localities=sorted({line.board.locality for line in every if line.board.locality}),
        wanted={"periodo": periodo, "etapa": etapa, "localidad": localidad, "texto": texto},
        found=found[desde : desde + _A_PAGE],
        total=len(found),
        start=desde,
        next=desde + _A_PAGE if desde + _A_PAGE < len(found) else None,
        confused=confused,
    )


@router.api_route("/{code:path}", methods=["GET", "HEAD"])
def show(site: CurrentSite, person: Keeper, code: str) -> HTMLResponse:
    return _page(site, person, code)


@router.post("/{code:path}/dignatarios")
def add(
    site: CurrentSite,
    person: Keeper,
    code: str,
    cargo: Typed = "",
    nombre: Typed = "",
    desde: Typed = "",
    hasta: Typed = "",
) -> Response:
    form = register_form.Form(cargo, nombre, desde, hasta)
    wanted = register_form.read(form, site.today)
    if not isinstance(wanted, Wanted):
        return _page(site, person, code, form, wanted, status=422)
    with writing(site.engine) as db:
        _require(db, code)
        register.add(db, site.vault, code, *wanted, site.now)
        _note(site, db, person, code, f"dignatary: {wanted.post}")
    return _back(code)


@router.post("/{code:path}/dignatarios/{id_}/retirar")
def end(site: CurrentSite, person: Keeper, code: str, id_: RowId, dia: Typed = "") -> Response:
    """The person left before the period was over."""
    on = read_day(dia)
    if on is None or on > site.today:
        return _page(
            site, person, code, faults={f"dia-{id_}": "Escriban el día en que se retiró."}, status=422
        )
    with writing(site.engine) as db:
        _require(db, code)
        if not register.end(db, code, id_, on):
            raise HTTPException(404)
        _note(site, db, person, code, "dignatary left")
    return _back(code)


@router.post("/{code:path}/etapas")
def reach(
    site: CurrentSite, person: Keeper, code: str, etapa: Typed = "", dia: Typed = "", nota: Typed = ""
) -> Response:
    reached = register_form.read_stage(etapa, dia, nota, site.today)
    if isinstance(reached, str):
        return _page(site, person, code, faults={f"etapa-{etapa}": reached}, status=422)
    with writing(site.engine) as db:
        _require(db, code)
        register.reach(db, code, reached, site.now)
        _note(site, db, person, code, f"stage: {reached.stage}")
    return _back(code)


def _page(
    site: Site,
    person: Staff,
    code: str,
    form: register_form.Form | None = None,
    faults: Faults | None = None,
    status: int = 200,
) -> HTMLResponse:
    with writing(site.engine) as db:
        board = _require(db, code)
        dignitaries = register.of_board(db, site.vault, code)
        reached = register.stages_of(db, code)
        audit.add(db, audit.of_staff(person.id), audit.Action.SAW, audit.of_board(code), site.now, "register")
    return page(
        site,
        "desk_register_board.html",
        status,
        person=person,
        board=board,
        dignitaries=dignitaries,
        reached=reached,
        mixups=list(mixups_of(board)),
        posts=tuple(Post),
        stages=tuple(Stage),
        form=form or register_form.Form(),
        faults=faults or {},
        today=site.today,
    )


def _is_wanted(
    line: Line, period: PeriodState | Literal[""], stage: Stage | Literal[""], locality: str, text: str
) -> bool:
    named = fold(f"{line.board.code} {line.board.name} {line.board.barrio or ''}")
    return (
        (not period or line.period is period)
        and (not stage or line.stage is stage)
        and (not locality or line.board.locality == locality)
        and fold(text) in named
    )


def _confused(db: Connection, every: Sequence[Board]) -> list[Confused]:
    """What an officer should look at, by board."""
    found = [Confused(board, kind, _what(board, kind)) for board in every for kind in mixups_of(board)]
    by_code = {board.code: board for board in every}
    suppliers = {
        (one.board_code, one.supplier_name)
        for one in links.seen(db)
        if one.board_code in by_code and is_a_persons(one.supplier_name, one.supplier_nit)
    }
    return found + [
        Confused(by_code[code], Mixup.SUPPLIER_IS_A_PERSON, name) for code, name in sorted(suppliers)
    ]


def _what(board: Board, kind: Mixup) -> str:
    return (board.president if kind is Mixup.PRESIDENT_IS_AN_ORGANISATION else board.nit) or ""


def _require(db: Connection, code: str) -> Board:
    board = boards.get(db, code)
    if board is None:
        raise HTTPException(404)
    return board


def _note(site: Site, db: Connection, person: Staff, code: str, detail: str) -> None:
    who, whose = audit.of_staff(person.id), audit.of_board(code)
    audit.add(db, who, audit.Action.CHANGED, whose, site.now, detail)


def _back(code: str) -> Response:
    return RedirectResponse(f"{router.prefix}/{quote(code)}", 303)
