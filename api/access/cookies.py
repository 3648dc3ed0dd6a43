"""The cookies: who is signed in, and what a browser asked to be let in for. No other is ever set."""

from fastapi import Request
from fastapi.responses import Response

from api.access.oidc import WISH_LASTS
from api.site import Site
from domain.access import SIGN_IN_LASTS, STAY_OF_BOARD

_SESSION, _ASKED, _WISH = "sesion", "entrada", "directorio"


def session_token(request: Request, site: Site) -> str | None:
    return request.cookies.get(_name(site, _SESSION))


def keep_session(response: Response, site: Site, token: str, *, is_board: bool) -> None:
    """A board stays signed in on its telephone; a desk's browser forgets when it is closed."""
    _set(response, site, _SESSION, token, int(STAY_OF_BOARD.longest.total_seconds()) if is_board else None)


def drop_session(response: Response, site: Site) -> None:
    response.delete_cookie(_name(site, _SESSION), secure=site.is_https, httponly=True, samesite="lax")


def handle(request: Request, site: Site) -> str | None:
    """What this browser's wishes to be let in are known by."""
    return request.cookies.get(_name(site, _ASKED))


def keep_handle(response: Response, site: Site, value: str) -> None:
    _set(response, site, _ASKED, value, int(SIGN_IN_LASTS.total_seconds()))


def drop_handle(response: Response, site: Site) -> None:
    response.delete_cookie(_name(site, _ASKED), secure=site.is_https, httponly=True, samesite="lax")


def wish(request: Request, site: Site) -> str | None:
    """What this browser left for the office's directory with."""
    return request.cookies.get(_name(site, _WISH))


def keep_wish(response: Response, site: Site, value: str) -> None:
    _set(response, site, _WISH, value, int(WISH_LASTS.total_seconds()))


def drop_wish(response: Response, site: Site) -> None:
    response.delete_cookie(_name(site, _WISH), secure=site.is_https, httponly=True, samesite="lax")


def _set(response: Response, site: Site, name: str, value: str, max_age: int | None) -> None:
    response.set_cookie(
        _name(site, name), value, max_age=max_age, secure=site.is_https, httponly=True, samesite="lax"
    )


def _name(site: Site, name: str) -> str:
    """`__Host-`: a browser takes it over HTTPS alone, and no neighbouring host can set it."""
    return f"__Host-{name}" if site.is_https else name
