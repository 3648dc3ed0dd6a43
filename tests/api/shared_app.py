"""One app for the clients of all tests, and one loop in which they ask it.

To build its routes anew takes longer than most tests; and a client without a loop begins one, with its
threads, for each question, which takes as long as most answers.
"""

import atexit
from contextlib import ExitStack
from contextvars import ContextVar
from datetime import UTC, datetime
from functools import cache

from anyio.from_thread import BlockingPortal, start_blocking_portal
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import Engine, create_engine
from starlette.datastructures import State
from starlette.types import ASGIApp, Receive, Scope, Send

from api.app import Web, create_app
from api.site import Site

_asked: ContextVar[Site] = ContextVar("_asked")


class SharedApp:
    """The web over a database, as each request of this client meets it."""

    def __init__(self, engine: Engine, web: Web) -> None:
        self.site = Site(engine, web)
        self._app = _app(web.public_url, web.sample)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        _asked.set(self.site)
        await self._app(scope, receive, send)


def client_of(app: ASGIApp) -> TestClient:
    """A client that follows no redirect and is answered 500 as a browser would see it."""
    client = TestClient(app, raise_server_exceptions=False, follow_redirects=False)
    client.portal = _loop()
    return client


class _OfTheRequest(State):
    @property
    def site(self) -> Site:
        return _asked.get()


@cache
def _app(public_url: str, is_sample: bool) -> FastAPI:
    """What of it does not depend on the site."""
    web = Web("", public_url, "", lambda: datetime.now(UTC), sample=is_sample)
    app = create_app(create_engine("sqlite://"), web)
    app.state = _OfTheRequest()
    return app


@cache
def _loop() -> BlockingPortal:
    kept = ExitStack()
    atexit.register(kept.close)
    return kept.enter_context(start_blocking_portal())
