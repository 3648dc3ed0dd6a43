"""Headers that keep a page from leaking or being misused, and the two checks on what is sent to us.

A board's link is its key: no page may hand it to another site (Referrer-Policy), no shared cache may keep
it, no search engine may list it. The pages need no script, and none stands in them.
"""

import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from domain.filing import LARGEST_FILE

LARGEST_BODY = 64 * 1024  # an answer with its reason is under 3 kB
LARGEST_WEBHOOK = 3 * 1024 * 1024  # of WhatsApp's, which are the largest ("Webhooks", Meta)
WEBHOOKS = "/webhooks/"
PAPERS = "/junta/mia/papeles"
LARGEST_PAPER = LARGEST_FILE + LARGEST_BODY  # with what the form says of it
LISTS = re.compile(r"/equipo/(?:formacion/grupos/\d+/importar|proyectos/presupuesto)")
LARGEST_LIST = 1024 * 1024  # a list of who came, of 25 boards, has a fiftieth of it
_TOO_LARGE = {
    PAPERS: "El archivo pesa más de 10 MB. Vuelvan atrás y tómenle una foto, o guárdenlo con menos calidad."
}

_POLICY = "; ".join(
    (
        "default-src 'none'",
        "object-src 'none'",
        "style-src 'self'",
        "img-src 'self'",
        # Our own files alone, and none in a page: what keeps the last list for when there is no network. Why
        # there is no nonce: docs/decisions/0038.
        "script-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "worker-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
_POWERS = (
    *("accelerometer", "autoplay", "camera", "clipboard-read", "display-capture"),
    *("encrypted-media", "fullscreen", "geolocation", "gyroscope", "hid", "idle-detection", "local-fonts"),
    *("magnetometer", "microphone", "midi", "payment", "picture-in-picture", "publickey-credentials-get"),
    *("screen-wake-lock", "serial", "storage-access", "usb", "xr-spatial-tracking"),
)
_PERMISSIONS = ", ".join(f"{power}=()" for power in _POWERS)
_PRIVATE = (
    "/junta/",
    "/j/",
    "/e/",
    "/entrar",
    "/salir",
    "/invitacion/",
    "/equipo",
    "/muestra",
    "/api/v1/board/",
)
# Where a cookie gives the right and no address does: a form of ours says where it comes from.
_BY_COOKIE = ("/junta/mia", "/entrar", "/salir", "/e/", "/invitacion/", "/equipo", "/muestra")
_NEVER_KEPT = ("/healthz", "/readyz", "/metrics", "/verificar")
# On a desk's or a lent browser nobody goes back to these once somebody left.
_LEFT_BEHIND = re.compile(
    r"/(?:equipo|invitacion|entrar|e|muestra)(?:/.*)?|/junta/[^/]+/(?:datos|papeles|entrar).*"
)


class SecurityMiddleware:
    """Adds the headers to every answer, and stops reading a body that is larger than it may be there."""

    def __init__(self, app: ASGIApp, public_url: str) -> None:
        self._app = app
        self._https = urlsplit(public_url).scheme == "https"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        most, words = largest_body(scope["path"]), _TOO_LARGE.get(scope["path"])
        said, read = _content_length(scope), 0

        async def receive_limited() -> Message:
            nonlocal read
            if said > most:
                raise HTTPException(413, words)
            message = await receive()
            read += len(message.get("body", b""))
            if read > most:
                raise HTTPException(413, words)
            return message

        async def send_secured(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in security_headers(scope["path"], message["status"], self._https).items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive_limited, send_secured)


def largest_body(path: str) -> int:
    """How much may be sent there, in bytes."""
    if path.startswith(WEBHOOKS):
        return LARGEST_WEBHOOK
    if LISTS.fullmatch(path):
        return LARGEST_LIST
    return LARGEST_PAPER if path == PAPERS else LARGEST_BODY


def security_headers(path: str, status: int, https: bool) -> Mapping[str, str]:
    """The headers of an answer, by where it comes from."""
    private = path.startswith(_PRIVATE)
    headers = {
        "Content-Security-Policy": _POLICY,
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "same-origin" if path.startswith(_BY_COOKIE) else "no-referrer",
        "Permissions-Policy": _PERMISSIONS,
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Cache-Control": _cache(path, status, private),
    }
    if private:
        headers["X-Robots-Tag"] = "noindex, nofollow"
    if https:
        headers["Strict-Transport-Security"] = "max-age=31536000"
    return headers


def comes_from_elsewhere(headers: Headers, public_url: str) -> bool:
    """Whether a browser says that another site's page sent this form.

    Under our own Referrer-Policy a browser sends `Origin: null` with our forms too, so it is Sec-Fetch-Site
    that tells; Origin is looked at where a browser is too old to send the other. Programs send neither:
    they hold the board's link, which is what gives the right.
    """
    site = headers.get("sec-fetch-site")
    if site:
        return site not in ("same-origin", "none")
    origin = headers.get("origin", "null")
    if origin == "null":
        return False
    return not _is_ours(origin, headers, public_url)


def is_our_own(headers: Headers, public_url: str) -> bool:
    """Whether a browser says that one of our own pages sent this form; one that says nothing is not heard.

    Browsers older than Sec-Fetch-Site send Origin with every form, under the Referrer-Policy of these pages.
    """
    if site := headers.get("sec-fetch-site"):
        return site == "same-origin"
    return _is_ours(headers.get("origin", ""), headers, public_url)


def _is_ours(origin: str, headers: Headers, public_url: str) -> bool:
    try:
        host = urlsplit(origin).netloc
    except ValueError:  # `http://[`, which no browser sends
        return False
    return bool(host) and host in (headers.get("host"), urlsplit(public_url).netloc)


def _content_length(scope: Scope) -> int:
    """What the sender says; nothing is read of what is too large by its own word."""
    said = Headers(scope=scope).get("content-length", "")
    return int(said) if said.isascii() and said.isdigit() else 0


def _cache(path: str, status: int, private: bool) -> str:
    if _LEFT_BEHIND.fullmatch(path):
        return "private, no-store"
    if status >= 400 or path in _NEVER_KEPT or path.startswith(WEBHOOKS):
        return "no-store"
    if path.startswith("/static/"):
        return "public, max-age=31536000, immutable"  # its address changes with its content
    return "private, no-cache" if private else "public, max-age=60"
