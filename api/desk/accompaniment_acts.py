"""What is done about the actions of a plan: added, done, put off, dropped, and opened again."""

from typing import Annotated

from fastapi import APIRouter
from fastapi import Form as Field
from fastapi.responses import Response
from sqlalchemy import Connection
from starlette.exceptions import HTTPException

from api.accompaniment import proposed_for
from api.desk import accompaniment_form
from api.desk.accompaniment import (
    BOARD,
    AsTyped,
    Companion,
    back,
    note,
    plan_page,
    require_done,
    require_plan,
)
from api.desk.accompaniment_form import Wanted
from api.desk.row_id import RowId
from api.site import CurrentSite, Site
from domain.access import Staff
from domain.accompaniment import LONGEST_ACTION, Doer
from readiness.catalogue import load
from store import accompaniment
from store.engine import writing

router = APIRouter(prefix="/equipo", include_in_schema=False)

Chosen = Annotated[str, Field(max_length=40)]


@router.post(f"{BOARD}/acciones")
def add(site: CurrentSite, person: Companion, code: str, form: AsTyped) -> Response:
    wanted = accompaniment_form.read_action(form, site.today)
    if not isinstance(wanted, Wanted):
        return plan_page(site, person, code, form, wanted)
    with writing(site.engine) as db:
        require_plan(db, code)
        _add(site, db, person, code, wanted, None)
    return back(code, "acciones")


@router.post(f"{BOARD}/propuestas")
def take_up(
    site: CurrentSite, person: Companion, code: str, requisito: Chosen = "", quien: Chosen = ""
) -> Response:
    """Add what was proposed for a gap: the words and the day are worked out anew, not taken from the form."""
    catalogue = load(site.today)
    requirement = catalogue.requirements.get(requisito)
    ways = proposed_for(catalogue, requirement, site.today) if requirement else []
    chosen = next((one for one in ways if one.doer == quien), None)
    if chosen is None:
        raise HTTPException(404)
    with writing(site.engine) as db:
        require_plan(db, code)
        if not accompaniment.is_begun(db, code, requisito):  # else somebody was faster, or clicked twice
            wanted = Wanted(chosen.what[:LONGEST_ACTION], chosen.doer, chosen.due_on)
            _add(site, db, person, code, wanted, requisito)
    return back(code, "acciones")


@router.post(f"{BOARD}/acciones/{{id_}}/hecha")
def finish(site: CurrentSite, person: Companion, code: str, id_: RowId, form: AsTyped) -> Response:
    on = accompaniment_form.read_done(form.dia, site.today)
    if isinstance(on, str):
        return plan_page(site, person, code, None, {f"dia-{id_}": on}, form)
    with writing(site.engine) as db:
        require_done(accompaniment.finish(db, code, id_, on, Doer.OFFICE, site.now))
        note(site, db, person, code, "action done")
    return back(code, f"a-{id_}")


@router.post(f"{BOARD}/acciones/{{id_}}/fecha")
def postpone(site: CurrentSite, person: Companion, code: str, id_: RowId, form: AsTyped) -> Response:
    due_on = accompaniment_form.read_due(form.para, site.today)
    if isinstance(due_on, str):
        return plan_page(site, person, code, None, {f"para-{id_}": due_on}, form)
    with writing(site.engine) as db:
        require_done(accompaniment.postpone(db, code, id_, due_on))
        note(site, db, person, code, "action postponed")
    return back(code, f"a-{id_}")


@router.post(f"{BOARD}/acciones/{{id_}}/quitar")
def drop(site: CurrentSite, person: Companion, code: str, id_: RowId, form: AsTyped) -> Response:
    why, fault = accompaniment_form.read_why(form.motivo)
    if fault:
        return plan_page(site, person, code, None, {f"motivo-{id_}": fault}, form)
    with writing(site.engine) as db:
        require_done(accompaniment.drop(db, code, id_, why, site.now))
        note(site, db, person, code, "action dropped")
    return back(code, f"a-{id_}")


@router.post(f"{BOARD}/acciones/{{id_}}/abrir")
def reopen(site: CurrentSite, person: Companion, code: str, id_: RowId) -> Response:
    """It was marked as done, or dropped, by mistake."""
    with writing(site.engine) as db:
        require_done(accompaniment.reopen(db, code, id_))
        note(site, db, person, code, "action opened again")
    return back(code, f"a-{id_}")


def _add(
    site: Site, db: Connection, person: Staff, code: str, wanted: Wanted, requirement: str | None
) -> None:
    accompaniment.add(db, code, wanted.what, wanted.doer, wanted.due_on, requirement, site.now)
    note(site, db, person, code, "action added")
