"""The people of the office: who may sign in and as what. An invitation's link is shown once."""

from typing import Annotated

from fastapi import APIRouter, Form, Query
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlalchemy import Connection
from starlette.exceptions import HTTPException

from api.access import passwords
from api.access.sessions import staff_who_may
from api.site import CurrentSite, Site
from api.templating import page
from domain.access import Permission, Staff, StaffRole
from notifications.addresses import read_email
from store import audit, boards, keys, sessions, staff
from store.engine import reading, writing

router = APIRouter(prefix="/equipo", include_in_schema=False)

Manager = Annotated[Staff, staff_who_may(Permission.MANAGE_STAFF)]
Typed = Annotated[str, Form(max_length=320)]
_A_PAGE = 50


@router.api_route("/personas", methods=["GET", "HEAD"])
def show(site: CurrentSite, person: Manager) -> HTMLResponse:
    return _page(site, person)


@router.post("/personas")
def add(
    site: CurrentSite,
    person: Manager,
    nombre: Typed = "",
    correo: Typed = "",
    rol: Typed = "",
    localidad: Typed = "",
) -> Response:
    """Add a person, and show the link of their invitation."""
    form = {"nombre": nombre, "correo": correo, "rol": rol, "localidad": localidad}
    email, name = read_email(correo), " ".join(nombre.split())
    faults = {}
    if not name:
        faults["nombre"] = "Escriban el nombre."
    if email is None:
        faults["correo"] = "Eso no parece un correo. Mírenlo otra vez."
    if rol not in set(StaffRole):
        faults["rol"] = "Escojan qué hace esta persona."
    if faults or email is None:
        return _page(site, person, form=form, faults=faults, status=422)
    try:
        with writing(site.engine) as db:
            id_ = staff.add(db, site.vault, name, email, StaffRole(rol), localidad or None, site.now)
            link = _invite(site, db, person, id_)
    except staff.AlreadyThere:
        return _page(
            site, person, form=form, faults={"correo": "Ya hay una persona con ese correo."}, status=422
        )
    return _page(site, person, invited=(name, link))


@router.post("/personas/{id_}/invitar")
def invite(site: CurrentSite, person: Manager, id_: int) -> Response:
    """A new invitation: who takes it up chooses a new password and joins a new telephone."""
    with writing(site.engine) as db:
        whom = _required(site, db, id_)
        link = _invite(site, db, person, id_)
    return _page(site, person, invited=(whom.name, link))


@router.post("/personas/{id_}/rol")
def change(
    site: CurrentSite, person: Manager, id_: int, rol: Annotated[StaffRole, Form()], localidad: Typed = ""
) -> Response:
    """Holds from the person's next page on. Nobody takes their own permission to manage people away."""
    _refuse_oneself(person, id_)
    with writing(site.engine) as db:
        _required(site, db, id_)
        staff.change(db, id_, rol, localidad or None)
        _note(site, db, person, id_, f"role {rol.value}")
    return _done()


@router.post("/personas/{id_}/retirar")
def disable(site: CurrentSite, person: Manager, id_: int) -> Response:
    """The person is signed out at once, wherever they are."""
    _refuse_oneself(person, id_)
    with writing(site.engine) as db:
        _required(site, db, id_)
        staff.disable(db, id_, site.now)
        sessions.end_all(db, staff_id=id_)
        _note(site, db, person, id_, "disabled")
    return _done()


@router.post("/personas/{id_}/recibir")
def enable(site: CurrentSite, person: Manager, id_: int) -> Response:
    with writing(site.engine) as db:
        _required(site, db, id_)
        staff.disable(db, id_, None)
        _note(site, db, person, id_, "enabled")
    return _done()


@router.api_route("/accesos", methods=["GET", "HEAD"])
def show_audit(
    site: CurrentSite, person: Manager, antes: Annotated[int | None, Query(ge=1)] = None
) -> HTMLResponse:
    """`antes` is the line before which to go on."""
    with reading(site.engine) as db:
        lines = audit.newest(db, _A_PAGE + 1, antes)
        people = {audit.of_staff(one.id): one.name for one in staff.every(db, site.vault)}
        people |= {audit.of_key(one.id): f"llave de {one.name}" for one in keys.every(db)}
    return page(
        site,
        "desk_audit.html",
        person=person,
        lines=lines[:_A_PAGE],
        people=people,
        more=lines[_A_PAGE - 1].id if len(lines) > _A_PAGE else None,
    )


def _invite(site: Site, db: Connection, by: Staff, id_: int) -> str:
    token = staff.invite(db, site.vault, id_, passwords.new_secret(), site.now)
    audit.add(db, audit.of_staff(by.id), audit.Action.INVITED, audit.of_staff(id_), site.now)
    return f"{site.web.public_url.rstrip('/')}/invitacion/{token}"


def _note(site: Site, db: Connection, by: Staff, id_: int, detail: str) -> None:
    audit.add(db, audit.of_staff(by.id), audit.Action.CHANGED, audit.of_staff(id_), site.now, detail)


def _required(site: Site, db: Connection, id_: int) -> Staff:
    found = staff.by_id(db, site.vault, id_)
    if found is None:
        raise HTTPException(404)
    return found


def _refuse_oneself(person: Staff, id_: int) -> None:
    if person.id == id_:
        raise HTTPException(422, "Su propia cuenta la cambia otra persona que administre Convite.")


def _done() -> Response:
    return RedirectResponse("/equipo/personas", 303)


def _page(
    site: Site,
    person: Staff,
    *,
    form: dict[str, str] | None = None,
    faults: dict[str, str] | None = None,
    invited: tuple[str, str] | None = None,
    status: int = 200,
) -> HTMLResponse:
    with reading(site.engine) as db:
        people = staff.every(db, site.vault)
        localities = boards.localities(db, site.web.municipality)
    return page(
        site,
        "desk_people.html",
        status,
        person=person,
        people=people,
        localities=localities,
        form=form or dict.fromkeys(("nombre", "correo", "rol", "localidad"), ""),
        faults=faults or {},
        invited=invited,
    )
