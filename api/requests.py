"""Each request as a line of the log and a figure, by the route as the code writes it: a path may be a key.

Counted in memory by each process since its start: to write each one down would cost more than to answer it.
"""

from collections.abc import Iterator
from secrets import token_hex
from time import perf_counter

import structlog
from prometheus_client import Counter, Histogram, Metric
from prometheus_client.registry import Collector
from starlette.types import ASGIApp, Message, Receive, Scope, Send

log = structlog.get_logger()

NO_ROUTE = "none"
_METHODS = frozenset(("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"))
_BOUNDS_SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10)
_ASKED_ALL_DAY = frozenset(("/healthz", "/readyz", "/metrics", "/static"))  # no line where all is well


class Requests(Collector):
    """How many requests each route answered and how, and how long that took."""

    def __init__(self) -> None:
        self._answers = Counter(
            "convite_web_requests",
            "Requests that this process answered since its start.",
            ["method", "route", "status"],
            registry=None,
        )
        self._seconds = Histogram(
            "convite_web_request_duration_seconds",
            "From a request to the end of its answer, in this process since its start.",
            ["method", "route"],
            registry=None,
            buckets=_BOUNDS_SECONDS,
        )

    def answered(self, method: str, route: str, status: int, seconds: float) -> None:
        self._answers.labels(method, route, str(status)).inc()
        self._seconds.labels(method, route).observe(seconds)

    def collect(self) -> Iterator[Metric]:
        yield from self._answers.collect()
        yield from self._seconds.collect()


class RequestsMiddleware:
    """Stands around everything else."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started, status = perf_counter(), 500  # unless something was answered

        async def send_noted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        # Whatever is logged on the way, in a thread too, bears the same number.
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request=token_hex(8))
        try:
            await self._app(scope, receive, send_noted)
        finally:
            self._tell(scope, status, perf_counter() - started)

    def _tell(self, scope: Scope, status: int, seconds: float) -> None:
        method = scope["method"] if scope["method"] in _METHODS else "other"
        route = _route(scope)
        requests: Requests = scope["app"].state.site.requests
        requests.answered(method, route, status, seconds)
        if status < 400 and route in _ASKED_ALL_DAY:
            return
        tell = log.error if status >= 500 else log.info
        tell("answered", method=method, route=route, status=status, milliseconds=round(seconds * 1000, 1))


def _route(scope: Scope) -> str:
    if scope["path"].startswith("/static/"):
        return "/static"
    return getattr(scope.get("route"), "path", NO_ROUTE)
