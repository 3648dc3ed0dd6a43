"""Stepped rollouts: what waits where and until when, registering one, ending it, and what came of each."""

import secrets
from collections import Counter
from typing import Annotated, NamedTuple

from fastapi import APIRouter, Form
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlalchemy import Connection
from starlette.exceptions import HTTPException

from api.access.sessions import staff_who_may
from api.desk import rollout_form, rollout_result
from api.desk.labels import FILTERS
from api.desk.rollout_form import Plan
from api.desk.rollout_result import Result
from api.desk.row_id import RowId
from api.site import CurrentSite, Site
from api.templating import page
from api.wishes import Faults
from domain.access import Permission, Staff
from domain.rollout import (
    LONGEST_STEP,
    LONGEST_WAIT,
    MOST_STEPS,
    PLANNED,
    SHORTEST_STEP,
    Rollout,
    State,
    Thing,
    draw,
)
from domain.text import one_line
from store import audit, boards, rollouts, sizes, took_part
from store.engine import reading, writing

router = APIRouter(prefix="/equipo/despliegues", include_in_schema=False)

SeesBoards = Annotated[Staff, staff_who_may(Permission.SEE_BOARDS)]
Keeper = Annotated[Staff, staff_who_may(Permission.KEEP_REGISTER)]
Typed = Annotated[str, Form(max_length=400)]
_LONGEST_WHY = 300


class Shown(NamedTuple):
    """A rollout with its state; with a result once it is over."""

    rollout: Rollout
    state: State
    waiting: int
    result: Result | None


@router.api_route("", methods=["GET", "HEAD"])
def show(site: CurrentSite, person: SeesBoards) -> HTMLResponse:
    return _page(site, person)


@router.post("")
def register(
    site: CurrentSite,
    person: Keeper,
    cosa: Typed = "",
    medida: Typed = "",
    pasos: Typed = "",
    dias: Typed = "",
    ventana: Typed = "",
    desde: Typed = "",
    porque: Typed = "",
) -> Response:
    """The lot is drawn here, once, by a seed that nobody chose, and stays as it fell."""
    form = rollout_form.Form(cosa, medida, pasos, dias, ventana, desde, porque)
    town = site.web.municipality
    with writing(site.engine) as db:
        rollouts.take_turns(db)
        units = [board.unit for board in boards.every(db, town) if board.unit]
        plan = rollout_form.read(form, set(units), rollouts.every(db, town), site.today)
        if isinstance(plan, Plan):
            seed = secrets.token_hex(8)
            turns = draw(units, seed, plan.steps, plan.starts_on, plan.between)
            of = plan.thing, plan.measure, plan.window, seed, plan.why, turns, person.id, site.now
            _note(site, db, person, rollouts.register(db, town, *of), f"rollout of {plan.thing}")
    if not isinstance(plan, Plan):
        return _page(site, person, form, plan, 422)
    return RedirectResponse("/equipo/despliegues", 303)


@router.post("/{id_}/terminar")
def end(site: CurrentSite, person: Keeper, id_: RowId, porque: Typed = "") -> Response:
    """From this moment on nobody waits."""
    why = one_line(porque)
    if not 0 < len(why) <= _LONGEST_WHY:
        faults = {f"porque-{id_}": f"Escriban por qué, en {_LONGEST_WHY} letras o menos."}
        return _page(site, person, faults=faults, status=422)
    with writing(site.engine) as db:
        found = rollouts.get(db, site.web.municipality, id_)
        if found is None:
            raise HTTPException(404)
        is_open = found.state(site.today) in (State.REGISTERED, State.RUNS)
        if is_open and rollouts.end(db, id_, person.id, why, site.now):
            _note(site, db, person, id_, "rollout ended")
    return RedirectResponse(f"/equipo/despliegues#d-{id_}", 303)


def _note(site: Site, db: Connection, person: Staff, id_: int, detail: str) -> None:
    audit.add(db, audit.of_staff(person.id), audit.Action.CHANGED, f"rollout:{id_}", site.now, detail)


def _page(
    site: Site,
    person: Staff,
    form: rollout_form.Form | None = None,
    faults: Faults | None = None,
    status: int = 200,
) -> HTMLResponse:
    town, today = site.web.municipality, site.today
    with reading(site.engine) as db:
        every = rollouts.every(db, town)
        everyone = boards.every(db, town)  # before what is known of them: one may come meanwhile
        known, did = sizes.every(db, town), took_part.days(db, town)
        held = rollouts.held_back(db, today, today)
    ours = {board.code for board in everyone}
    shown = [
        Shown(
            one,
            one.state(today),
            len(held[one.thing] & ours),
            rollout_result.result_of(one, everyone, known, did[one.measure], today),
        )
        for one in every
    ]
    units = Counter(board.unit for board in everyone)
    return page(
        site,
        "desk_rollouts.html",
        status,
        person=person,
        shown=shown,
        told=rollout_result.words,
        today=today,
        form=form or rollout_form.Form(),
        faults=faults or {},
        things=[(thing.value, FILTERS["rollout_thing"](thing)) for thing in Thing],
        measures=[(measure.value, FILTERS["rollout_measure"](measure)) for measure in PLANNED],
        units=len([unit for unit in units if unit]),
        nowhere=units[None],
        longest_wait=LONGEST_WAIT.days,
        most_steps=MOST_STEPS,
        shortest=SHORTEST_STEP.days,
        longest=LONGEST_STEP.days,
        longest_why=_LONGEST_WHY,
        is_keeper=person.may(Permission.KEEP_REGISTER),
    )
