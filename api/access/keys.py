"""Who reads by program: a key of the API, or a person of the office from a page of ours."""

from typing import Annotated, Any

from fastapi import Depends, Request, Security
from fastapi.security import APIKeyCookie, HTTPBearer
from starlette.responses import Response

from api.access.sessions import signed_in
from api.errors import KeyRefused, NotAllowed, NotSignedIn
from api.security import comes_from_elsewhere
from api.site import CurrentSite, Site
from domain.access import Permission, Staff
from store import audit, keys
from store.engine import reading, writing

# What the description of the API says of the two; what was sent is read below.
_BEARER = HTTPBearer(
    scheme_name="llave",
    auto_error=False,
    description="Una llave con permisos, que entrega quien administra Convite (`/equipo/llaves`).",
)
_COOKIE = APIKeyCookie(
    name="__Host-sesion",
    scheme_name="sesión",
    auto_error=False,
    description="La sesión de una persona de la oficina, desde las páginas de Convite.",
)


def reader_who_may(permission: Permission) -> Any:
    """A dependency: who asks, as the audit names them, and may read this.

    Raises KeyRefused, NotSignedIn and NotAllowed.
    """
    return Depends(_Reader(permission))


class _Reader:
    def __init__(self, permission: Permission) -> None:
        self.permission = permission

    def __call__(
        self,
        request: Request,
        response: Response,
        site: CurrentSite,
        _bearer: Annotated[object, Security(_BEARER)],
        _cookie: Annotated[object, Security(_COOKIE)],
    ) -> str:
        response.headers["Cache-Control"] = "private, no-cache"  # no shared cache may hand it to another
        response.headers["Vary"] = "Authorization, Cookie"
        said = request.headers.get("authorization")
        if said is not None:
            return _by_key(site, said, self.permission)
        person = (
            None if comes_from_elsewhere(request.headers, site.web.public_url) else _person(request, site)
        )
        if person is None:
            raise NotSignedIn
        if not person.may(self.permission):
            raise NotAllowed
        return audit.of_staff(person.id)


def _by_key(site: Site, said: str, permission: Permission) -> str:
    scheme, _, token = said.partition(" ")
    with reading(site.engine) as db:
        found = keys.find(db, token.strip()) if scheme.lower() == "bearer" else None
    if found is None:
        raise KeyRefused
    if keys.is_to_be_marked(found, site.now):
        with writing(site.engine) as db:
            keys.mark(db, found.id, site.now)
    if not found.may(permission):
        raise NotAllowed
    return audit.of_key(found.id)


def _person(request: Request, site: Site) -> Staff | None:
    found = signed_in(request, site)
    return found.staff if found else None
