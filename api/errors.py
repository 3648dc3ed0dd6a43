"""What a person or a program is told when something cannot be done: a page, or problem+json (RFC 9457)."""

from dataclasses import asdict, dataclass, replace
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse, Response
from sqlalchemy.exc import DataError, TimeoutError  # noqa: A004 - the pool's own
from starlette.exceptions import HTTPException

from api.security import WEBHOOKS, security_headers
from api.site import Site
from api.templating import page
from store.engine import DatabaseUnavailable


class BadLink(Exception):
    """The link was altered, is no link of ours, or belongs to a board that is no longer there."""


class LinkOver(Exception):
    """The link of a message opened the page for as long as links do."""


class NotOffered(Exception):
    """The call is not, or no longer, on this board's list."""


class NotSignedIn(Exception):
    """Nobody of the office is signed in here."""


class NotSignedInBoard(Exception):
    """This needs a board that is signed in. Names the page where that is done."""

    def __init__(self, entrance: str) -> None:
        super().__init__(entrance)
        self.entrance = entrance


class KeyRefused(Exception):
    """What was sent in place of a key lets nobody in."""


class NotAllowed(Exception):
    """Who is signed in may not do this."""


class TooOften(Exception):
    """This key, or this address, asks too often. Gives the seconds after which it may ask again."""

    def __init__(self, seconds: int) -> None:
        super().__init__(seconds)
        self.seconds = seconds


class FromElsewhere(Exception):
    """Another site's page sent this form."""


@dataclass(frozen=True, slots=True)
class _Problem:
    status: int
    title: str
    detail: str


_BAD_LINK = _Problem(
    404,
    "Este enlace no sirve",
    "Puede que esté incompleto. Ábranlo otra vez desde el mensaje que les llegó; si sigue igual, pidan otro.",
)
_LINK_OVER = _Problem(
    410,
    "Este enlace ya no sirve",
    "Venció, o la junta lo cerró. Abran el de un mensaje más nuevo, o entren con su correo o su celular.",
)
_NOT_OFFERED = _Problem(
    404,
    "Esta convocatoria ya no está en su lista",
    "Puede que se haya cerrado o que haya cambiado. Vuelvan a la página de su junta para ver las de hoy.",
)
_FROM_ELSEWHERE = _Problem(
    403, "No pudimos recibirlo", "El formulario venía de otra página. Respondan desde la página de su junta."
)
_NOT_SIGNED_IN = _Problem(401, "Primero hay que entrar", "Su sesión se cerró o todavía no han entrado.")
_NO_KEY = _Problem(
    401,
    "Hace falta una llave",
    "Envíenla en el encabezado «Authorization: Bearer LLAVE». La entrega quien administra Convite.",
)
_KEY_REFUSED = _Problem(
    401,
    "Esta llave no sirve",
    "Puede estar incompleta o ya la retiraron. Pidan otra a quien administra Convite.",
)
_NOT_ALLOWED = _Problem(
    403,
    "Su cuenta no tiene este permiso",
    "Si lo necesitan para su trabajo, pídanlo a quien administra Convite.",
)
_TOO_OFTEN = _Problem(
    429,
    "Son demasiadas preguntas seguidas",
    "Esperen los segundos que dice el encabezado «Retry-After» y sigan donde iban.",
)
_UNAVAILABLE = _Problem(
    503,
    "Volvemos en un momento",
    "No podemos leer los datos ahora. Intenten de nuevo en unos minutos: no se ha perdido nada.",
)
_UNREADABLE = _Problem(
    422, "No entendimos lo que se envió", "Faltan datos o alguno no tiene la forma esperada."
)
_BROKEN = _Problem(500, "Algo falló de nuestro lado", "Ya quedó anotado. Intenten de nuevo en unos minutos.")
_BY_STATUS = {
    404: _Problem(404, "No encontramos esta página", "La dirección puede estar mal escrita o incompleta."),
    405: _Problem(405, "Aquí no se puede hacer eso", "Esta dirección no admite esa acción."),
    408: _Problem(408, "Tardó demasiado", "Lo que enviaron no alcanzó a llegar. Intenten otra vez."),
    410: _Problem(410, "Esto ya no está", "Vuelvan a la página de donde vienen para ver lo que hay hoy."),
    413: _Problem(413, "Es demasiado grande", "Lo que enviaron es más grande de lo que podemos recibir."),
    503: _UNAVAILABLE,
}


def handle_errors(app: FastAPI) -> None:
    """Give every failure its words."""
    for kind, problem in (
        (BadLink, _BAD_LINK),
        (LinkOver, _LINK_OVER),
        (NotOffered, _NOT_OFFERED),
        (FromElsewhere, _FROM_ELSEWHERE),
        (KeyRefused, _KEY_REFUSED),
        (NotAllowed, _NOT_ALLOWED),
        (DatabaseUnavailable, _UNAVAILABLE),
        (TimeoutError, _UNAVAILABLE),  # every connection of the pool is taken
        (Exception, _BROKEN),
    ):
        app.add_exception_handler(kind, _Answer(problem))
    app.add_exception_handler(TooOften, _ask_to_wait)
    app.add_exception_handler(NotSignedIn, _ask_to_sign_in)
    app.add_exception_handler(NotSignedInBoard, _ask_board_to_sign_in)
    app.add_exception_handler(HTTPException, _answer_http)
    app.add_exception_handler(RequestValidationError, _answer_unreadable)
    app.add_exception_handler(DataError, _answer_nul)


class _Answer:
    """A handler that says the same of every failure of its kind."""

    def __init__(self, problem: _Problem) -> None:
        self._problem = problem

    async def __call__(self, request: Request, _error: Exception) -> Response:
        return _response(request, self._problem)


async def _ask_to_sign_in(request: Request, _error: Exception) -> Response:
    """A page leads to the way in, and back from there; a program is told."""
    if request.url.path.startswith("/api/"):
        return _response(request, _NO_KEY)
    if request.method not in ("GET", "HEAD"):
        return _response(request, _NOT_SIGNED_IN)
    back = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return RedirectResponse(f"/entrar/equipo?{urlencode({'volver': back})}", 303)


async def _ask_board_to_sign_in(request: Request, error: Exception) -> Response:
    assert isinstance(error, NotSignedInBoard)
    if request.url.path.startswith("/api/"):
        return _response(request, _NOT_SIGNED_IN)
    return RedirectResponse(error.entrance, 303)


async def _ask_to_wait(request: Request, error: Exception) -> Response:
    assert isinstance(error, TooOften)
    response = _response(request, _TOO_OFTEN)
    response.headers["Retry-After"] = str(error.seconds)
    return response


async def _answer_http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    # The framework's word, in English, for a body that is no JSON or form; to providers it is ours.
    if error.status_code == HTTPStatus.BAD_REQUEST and not request.url.path.startswith(WEBHOOKS):
        return _response(request, _UNREADABLE)
    problem = _BY_STATUS.get(error.status_code) or replace(_UNREADABLE, status=error.status_code)
    if error.detail != HTTPStatus(error.status_code).phrase:  # a route said what is wrong
        problem = replace(problem, detail=error.detail)
    response = _response(request, problem)
    response.headers.update(error.headers or {})
    return response


async def _answer_unreadable(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    # What was sent is not repeated: it may hold what belongs to somebody.
    errors = [{"where": [str(step) for step in e["loc"]], "problem": e["msg"]} for e in error.errors()]
    return _response(request, _UNREADABLE, errors)


async def _answer_nul(request: Request, error: Exception) -> Response:
    """PostgreSQL can neither keep nor be asked for a NUL, which nobody types. Any other fault is ours."""
    assert isinstance(error, DataError)
    if "NUL" not in str(error.orig):
        raise error
    return _response(request, _UNREADABLE)


def _response(request: Request, problem: _Problem, errors: list[dict[str, object]] | None = None) -> Response:
    site: Site = request.app.state.site
    if request.url.path.startswith(("/api/", WEBHOOKS)):
        body: dict[str, Any] = {"type": "about:blank", **asdict(problem)}
        if errors:
            body["errors"] = errors
        response: Response = JSONResponse(body, problem.status, media_type="application/problem+json")
    else:
        response = page(
            site,
            "error.html",
            problem.status,
            title=problem.title,
            detail=problem.detail,
            way_in=problem is _LINK_OVER,
        )
    if problem in (_NO_KEY, _KEY_REFUSED):
        response.headers["WWW-Authenticate"] = "Bearer"
    if problem is _UNAVAILABLE:
        response.headers["Retry-After"] = "120"
    if problem is _BROKEN:  # this one answer is made outside the middleware
        response.headers.update(security_headers(request.url.path, problem.status, site.is_https))
    return response
