"""How often programs may ask: each key by itself, and who has none by address."""

from typing import Any

from fastapi import Depends, Request

from api import models
from api.errors import TooOften
from api.site import CurrentSite, Site
from api.window import caller


async def _by_address(request: Request, site: CurrentSite) -> None:
    count(site, caller(request))


def count(site: Site, who: str) -> None:
    """One question more of this key or address. Raises TooOften."""
    if site.asking and not site.asking.is_free(who, site.now):
        raise TooOften(site.asking.seconds_left(site.now))


LIMITED: dict[str, Any] = {"responses": models.problems(429)}
"""Of routes that a key opens: api/access/keys.py counts them."""

BY_ADDRESS: dict[str, Any] = {**LIMITED, "dependencies": [Depends(_by_address)]}
"""Of routes that are open to all."""
