"""The pages by which a person of the office is let in."""

from typing import Annotated

import segno
from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from markupsafe import Markup

from api.access import cookies, devices, staff_entry
from api.access.passwords import SHORTEST, uri_of
from api.access.sessions import OurOwnForm
from api.access.staff_entry import Chosen
from api.site import CurrentSite, Site
from api.templating import in_a_minute, page
from api.window import caller
from store import staff
from store.engine import reading
from store.staff import Invitation

router = APIRouter(include_in_schema=False)
acts = APIRouter(dependencies=[OurOwnForm])

_HOME = "/equipo"
Typed = Annotated[str, Form(max_length=320)]


@router.api_route("/entrar/equipo", methods=["GET", "HEAD"])
def show(site: CurrentSite, volver: str = "") -> HTMLResponse:
    """`volver` is where the person wanted to go."""
    return page(site, "enter_staff.html", email="", back=volver, fault=None)


@acts.post("/entrar/equipo")
def enter(
    request: Request,
    site: CurrentSite,
    correo: Typed = "",
    clave: Typed = "",
    codigo: Typed = "",
    volver: Annotated[str, Form(max_length=2000)] = "",
) -> Response:
    if not site.entering.is_free(caller(request), site.now):
        return in_a_minute(site, "enter_staff.html", email=correo, back=volver, fault="slow")
    account = staff_entry.account_of(site, correo)
    token = staff_entry.enter(site, correo, clave, codigo, devices.place_of(request, site, account))
    if token is None:
        return page(site, "enter_staff.html", 422, email=correo, back=volver, fault="wrong")
    answer = let_in(site, token, volver)
    devices.remember(request, answer, site, account)
    return answer


@router.api_route("/invitacion/{token}", methods=["GET", "HEAD"])
def show_invitation(site: CurrentSite, token: str) -> HTMLResponse:
    found = _invitation(site, token)
    return _form(site, token, found, {}) if found else page(site, "invitation_over.html", 410)


@acts.post("/invitacion/{token}")
def take_up(
    site: CurrentSite, token: str, clave: Typed = "", otra_vez: Typed = "", codigo: Typed = ""
) -> Response:
    found = _invitation(site, token)
    if found is None:
        return page(site, "invitation_over.html", 410)
    done = staff_entry.join(site, token, found, Chosen(clave, otra_vez, codigo))
    return let_in(site, done, _HOME) if isinstance(done, str) else _form(site, token, found, done)


def _invitation(site: Site, token: str) -> Invitation | None:
    with reading(site.engine) as db:
        return staff.invitation(db, site.vault, token, site.now)


def _form(site: Site, token: str, found: Invitation, faults: dict[str, str]) -> HTMLResponse:
    drawn = segno.make(uri_of(found.totp, found.staff.email), micro=False).svg_inline(
        scale=5, border=2, svgclass="qr", lineclass=None, omitsize=True, title="Código QR"
    )
    spelled = " ".join(found.totp[at : at + 4] for at in range(0, len(found.totp), 4))
    return page(
        site,
        "invitation.html",
        422 if faults else 200,
        token=token,
        person=found.staff,
        shortest=SHORTEST,
        drawn=Markup(drawn),  # noqa: S704 - segno draws it of our own text
        spelled=spelled,
        faults=faults,
    )


def let_in(site: Site, token: str, back: str) -> Response:
    """Back to where the person wanted to go, signed in."""
    response = RedirectResponse(_local(back), 303)
    cookies.keep_session(response, site, token, is_board=False)
    return response


def _local(path: str) -> str:
    """A path of ours; the desk for any other address."""
    is_ours = path.startswith("/") and not path.startswith("//") and path.isprintable() and "\\" not in path
    return path if is_ours else _HOME


router.include_router(acts)
