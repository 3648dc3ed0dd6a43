"""What every route is handed: the database, the clock, and what the installation says of itself."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Annotated

from fastapi import Depends, Request
from sqlalchemy import Engine

from api.calls import OpenCalls
from domain.days import day_of


@dataclass(frozen=True)
class Web:
    """How the pages differ from one installation to the next. `municipality` is a DANE code.

    `sample` says on every page that the data is invented.
    """

    secret_key: str
    public_url: str
    municipality: str
    now: Callable[[], datetime]
    sample: bool = False


@dataclass(frozen=True)
class Site:
    engine: Engine
    web: Web
    open_calls: OpenCalls = field(default_factory=OpenCalls)

    @property
    def now(self) -> datetime:
        return self.web.now()

    @property
    def today(self) -> date:
        """The day in Bogotá."""
        return day_of(self.web.now())


async def site_of(request: Request) -> Site:
    site: Site = request.app.state.site
    return site


CurrentSite = Annotated[Site, Depends(site_of)]
