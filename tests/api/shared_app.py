"""One app for the clients of all tests: a new one builds its routes anew, longer than most tests take."""

from contextvars import ContextVar
from datetime import UTC, datetime
from functools import cache

from fastapi import FastAPI
from sqlalchemy import Engine, create_engine
from starlette.datastructures import State
from starlette.types import Receive, Scope, Send

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
