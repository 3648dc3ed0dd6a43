"""Who reads by program: a key of the API, or a person of the office from a page of ours."""

from typing import Annotated, Any

from fastapi import Depends, Request, Security
from fastapi.security import APIKeyCookie, HTTPBearer
from starlette.responses import Response

from api.access.sessions import signed_in
from api.errors import KeyRefused, NotAllowed, NotSignedIn
from api.limits import count
from api.security import comes_from_elsewhere
from api.site import CurrentSite, Site
from api.window import caller
from domain.access import Permission, Staff
from domain.key import Key
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

    Raises KeyRefused, NotSignedIn, NotAllowed and TooOften.
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
            return audit.of_key(_by_key(request, site, said, self.permission).id)
        count(site, caller(request))
        person = (
            None if comes_from_elsewhere(request.headers, site.web.public_url) else _person(request, site)
        )
        if person is None:
            raise NotSignedIn
        if not person.may(self.permission):
            raise NotAllowed
        return audit.of_staff(person.id)


def key_that_may(permission: Permission) -> Any:
    """The same for what a key alone may do, and no session: gives the key."""

    def take(
        request: Request, response: Response, site: CurrentSite, _bearer: Annotated[object, Security(_BEARER)]
    ) -> Key:
        response.headers["Cache-Control"] = "private, no-cache"
        said = request.headers.get("authorization")
        if said is None:
            raise NotSignedIn
        return _by_key(request, site, said, permission)

    return Depends(take)


def _by_key(request: Request, site: Site, said: str, permission: Permission) -> Key:
    scheme, _, token = said.partition(" ")
    with reading(site.engine) as db:
        found = keys.find(db, token.strip()) if scheme.lower() == "bearer" else None
    count(site, audit.of_key(found.id) if found else caller(request))
    if found is None:
        raise KeyRefused
    if keys.is_to_be_marked(found, site.now):
        with writing(site.engine) as db:
            keys.mark(db, found.id, site.now)
    if not found.may(permission):
        raise NotAllowed
    return found


def _person(request: Request, site: Site) -> Staff | None:
    found = signed_in(request, site)
    return found.staff if found else None
