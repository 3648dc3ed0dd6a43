"""Keys of the API: who was handed one, what it opens, where it is called, and how that fares."""

from typing import Annotated

from fastapi import APIRouter, Form
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlalchemy import Connection
from starlette.exceptions import HTTPException

from api.access.sessions import staff_who_may
from api.desk.row_id import RowId
from api.site import CurrentSite, Site
from api.templating import page
from domain.access import Permission, Staff
from domain.key import SCOPES
from domain.text import one_line
from store import audit, hooks, keys, staff
from store.engine import reading, writing

router = APIRouter(prefix="/equipo/llaves", include_in_schema=False)

Manager = Annotated[Staff, staff_who_may(Permission.MANAGE_STAFF)]
_LONGEST_NAME = 120


@router.api_route("", methods=["GET", "HEAD"])
def show(site: CurrentSite, person: Manager) -> HTMLResponse:
    return _page(site, person)


@router.post("")
def make(
    site: CurrentSite,
    person: Manager,
    nombre: Annotated[str, Form(max_length=_LONGEST_NAME)] = "",
    permiso: Annotated[list[str] | None, Form(max_length=20)] = None,
) -> Response:
    """Make a key and show it, this once."""
    name = one_line(nombre)
    chosen = [one for one in SCOPES if one in (permiso or ())]
    faults = {}
    if not name:
        faults["nombre"] = "Escriban para quién es la llave."
    if not chosen:
        faults["permiso"] = "Escojan al menos una cosa que la llave pueda leer."
    if faults:
        return _page(site, person, name=name, chosen=chosen, faults=faults, status=422)
    with writing(site.engine) as db:
        token = keys.make(db, name, chosen, person.id, site.now)
        made = keys.find(db, token)
        assert made is not None
        _note(site, db, person, made.id, f"made: {' '.join(sorted(chosen))}")
    return _page(site, person, made=(name, token))


@router.post("/{id_}/retirar")
def revoke(site: CurrentSite, person: Manager, id_: RowId) -> Response:
    """It opens nothing from its next question on. Pressed twice, it stays as it is."""
    with writing(site.engine) as db:
        if all(one.id != id_ for one in keys.every(db)):
            raise HTTPException(404)
        if keys.revoke(db, id_, site.now):
            _note(site, db, person, id_, "revoked")
    return RedirectResponse("/equipo/llaves", 303)


@router.post("/{id_}/avisos/{hook_id}/retirar")
def end_hook(site: CurrentSite, person: Manager, id_: RowId, hook_id: RowId) -> Response:
    """The program is called no more, until it asks again by its key."""
    with writing(site.engine) as db:
        if not hooks.end(db, id_, hook_id, site.now):
            raise HTTPException(404)
        _note(site, db, person, id_, f"hook {hook_id} ended")
    return RedirectResponse(f"/equipo/llaves#k-{id_}", 303)


def _note(site: Site, db: Connection, by: Staff, id_: int, detail: str) -> None:
    audit.add(db, audit.of_staff(by.id), audit.Action.CHANGED, audit.of_key(id_), site.now, detail)


def _page(
    site: Site,
    person: Staff,
    *,
    name: str = "",
    chosen: list[Permission] | None = None,
    faults: dict[str, str] | None = None,
    made: tuple[str, str] | None = None,
    status: int = 200,
) -> HTMLResponse:
    with reading(site.engine) as db:
        found = keys.every(db)
        called = hooks.every(db)
        people = {one.id: one.name for one in staff.every(db, site.vault)}
    return page(
        site,
        "desk_keys.html",
        status,
        person=person,
        keys=found,
        called=called,
        people=people,
        scopes=SCOPES,
        name=name,
        chosen=chosen or [],
        faults=faults or {},
        made=made,
    )
