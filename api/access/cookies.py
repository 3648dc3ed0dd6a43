"""The cookies: who is signed in, what a browser asked to be let in for, and from where somebody entered
before (devices.py). No other is ever set.
"""

from dataclasses import dataclass
from datetime import timedelta

from fastapi import Request
from fastapi.responses import Response

from api.access.oidc import WISH_LASTS
from api.site import Site
from domain.access import SIGN_IN_LASTS, STAY_OF_BOARD


@dataclass(frozen=True, slots=True)
class Cookie:
    """Read by no script, and by no other site. Without `lasts` it goes when the browser is closed."""

    name: str
    lasts: timedelta | None = None

    def of(self, request: Request, site: Site) -> str | None:
        return request.cookies.get(self._named(site))

    def keep(self, response: Response, site: Site, value: str) -> None:
        seconds = int(self.lasts.total_seconds()) if self.lasts else None
        response.set_cookie(
            self._named(site), value, max_age=seconds, secure=site.is_https, httponly=True, samesite="lax"
        )

    def drop(self, response: Response, site: Site) -> None:
        response.delete_cookie(self._named(site), secure=site.is_https, httponly=True, samesite="lax")

    def _named(self, site: Site) -> str:
        """`__Host-`: a browser takes it over HTTPS alone, and no neighbouring host can set it."""
        return f"__Host-{self.name}" if site.is_https else self.name


SESSION = Cookie("sesion")
ASKED = Cookie("entrada", SIGN_IN_LASTS)
"""What this browser's wishes to be let in are known by."""

WISH = Cookie("directorio", WISH_LASTS)
"""What this browser left for the office's directory with."""


def keep_session(response: Response, site: Site, token: str, *, is_board: bool) -> None:
    """A board stays signed in on its telephone; a desk's browser forgets when it is closed."""
    cookie = Cookie(SESSION.name, STAY_OF_BOARD.longest) if is_board else SESSION
    cookie.keep(response, site, token)
