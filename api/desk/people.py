"""The people of the office: who may sign in and as what. An invitation's link is shown once, and mailed."""

from typing import Annotated, NamedTuple

from fastapi import APIRouter, Form, Query
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlalchemy import Connection
from starlette.exceptions import HTTPException

from api.access import passwords
from api.access.sessions import staff_who_may
from api.desk.audit_words import deed, whose
from api.desk.row_id import LARGEST_ID, RowId
from api.site import CurrentSite, Site
from api.templating import page
from domain.access import Permission, Staff, StaffRole
from domain.text import one_line
from matching.places.town_table import town_table
from notifications.addresses import read_email
from notifications.invitation import StaffInvitation
from readiness.catalogue import load
from store import audit, boards, keys, sessions, staff
from store.engine import reading, writing

router = APIRouter(prefix="/equipo", include_in_schema=False)

Manager = Annotated[Staff, staff_who_may(Permission.MANAGE_STAFF)]
Typed = Annotated[str, Form(max_length=320)]
_A_PAGE = 50


class Invited(NamedTuple):
    """Who was, and the link that lets them in. `is_mailed` is None where no mail can go."""

    id: int
    name: str
    email: str
    link: str
    is_mailed: bool | None = None


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
    email, name, locality = read_email(correo), one_line(nombre), one_line(localidad) or None
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
            id_ = staff.add(db, site.vault, name, email, StaffRole(rol), locality, site.now)
            link = _invite(site, db, person, id_)
    except staff.AlreadyThere:
        return _page(
            site, person, form=form, faults={"correo": "Ya hay una persona con ese correo."}, status=422
        )
    return _page(site, person, invited=_tell(site, person, Invited(id_, name, email, link)))


@router.post("/personas/{id_}/invitar")
def invite(site: CurrentSite, person: Manager, id_: RowId) -> Response:
    """A new invitation: who takes it up chooses a new password and joins a new telephone."""
    with writing(site.engine) as db:
        whom = _required(site, db, id_)
        if whom.disabled_at:
            raise HTTPException(422, "Esta persona no puede entrar. Primero déjenla entrar otra vez.")
        link = _invite(site, db, person, id_)
    return _page(site, person, invited=_tell(site, person, Invited(id_, whom.name, whom.email, link)))


@router.post("/personas/{id_}/rol")
def change(
    site: CurrentSite, person: Manager, id_: RowId, rol: Annotated[StaffRole, Form()], localidad: Typed = ""
) -> Response:
    """Holds from the person's next page on. Nobody takes their own permission to manage people away."""
    _refuse_oneself(person, id_)
    with writing(site.engine) as db:
        _required(site, db, id_)
        staff.change(db, id_, rol, one_line(localidad) or None)
        _note(site, db, person, id_, f"role {rol.value}")
    return _done()


@router.post("/personas/{id_}/retirar")
def disable(site: CurrentSite, person: Manager, id_: RowId) -> Response:
    """The person is signed out at once, wherever they are."""
    _refuse_oneself(person, id_)
    with writing(site.engine) as db:
        _required(site, db, id_)
        staff.disable(db, id_, site.now)
        sessions.end_all(db, staff_id=id_)
        _note(site, db, person, id_, "disabled")
    return _done()


@router.post("/personas/{id_}/recibir")
def enable(site: CurrentSite, person: Manager, id_: RowId) -> Response:
    with writing(site.engine) as db:
        _required(site, db, id_)
        staff.disable(db, id_, None)
        _note(site, db, person, id_, "enabled")
    return _done()


@router.api_route("/accesos", methods=["GET", "HEAD"])
def show_audit(
    site: CurrentSite, person: Manager, antes: Annotated[int | None, Query(ge=1, le=LARGEST_ID)] = None
) -> HTMLResponse:
    """`antes` is the line before which to go on."""
    with reading(site.engine) as db:
        lines = audit.newest(db, _A_PAGE + 1, antes)
        people = {audit.of_staff(one.id): one.name for one in staff.every(db, site.vault)}
        people |= {audit.of_key(one.id): f"llave de {one.name}" for one in keys.every(db)}
    people[audit.OFFICE] = "la oficina, por consola"
    titles = {one.id: one.title for one in load(site.today).requirements.values()}
    told = [
        (line.at, whose(line.actor, people), deed(line, titles), whose(line.about, people))
        for line in lines[:_A_PAGE]
    ]
    return page(
        site,
        "desk_audit.html",
        person=person,
        lines=told,
        more=lines[_A_PAGE - 1].id if len(lines) > _A_PAGE else None,
    )


def _invite(site: Site, db: Connection, by: Staff, id_: int) -> str:
    token = staff.invite(db, site.vault, id_, passwords.new_secret(), site.now)
    audit.add(db, audit.of_staff(by.id), audit.Action.INVITED, audit.of_staff(id_), site.now)
    return f"{site.web.public_url.rstrip('/')}/invitacion/{token}"


def _tell(site: Site, by: Staff, invited: Invited) -> Invited:
    """Mail the link, once it is kept. Where that fails it is there on the page all the same."""
    if site.web.mail is None:
        return invited
    town = town_table().names.get(site.web.municipality, site.web.municipality)
    until = site.now + staff.INVITATION_LASTS
    said = StaffInvitation(invited.name, by.name, town, invited.link, until, site.web.sample)
    is_mailed = site.web.mail(invited.email, said)
    with writing(site.engine) as db:
        _note(site, db, by, invited.id, "invitation mailed" if is_mailed else "invitation not mailed")
    return invited._replace(is_mailed=is_mailed)


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
    invited: Invited | None = None,
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
