"""Browsers from which somebody entered before: what fails there is counted by itself.

So whoever knows an address and types wrong passwords for it shuts out themselves, and not its owner. The
cookie lets nobody in: it only says whose failures are whose.
"""

import hashlib
import hmac
import secrets
from datetime import timedelta
from typing import NamedTuple

from fastapi import Request
from fastapi.responses import Response
from itsdangerous import BadSignature, URLSafeTimedSerializer

from api.access.cookies import Cookie
from api.site import Site
from api.window import caller, network

_LASTS = timedelta(days=180)
_MOST_ACCOUNTS = 5  # of a desk that people share
_DEVICE = Cookie("aparato", _LASTS)


class Place(NamedTuple):
    """What failures are counted for: a browser that entered this account before, or the network it is in."""

    counted_as: str
    is_known: bool


def place_of(request: Request, site: Site, account: str) -> Place:
    """Neither the browser nor the network can be read from what is counted."""
    id_, accounts = _read(request, site)
    is_known = account in accounts
    where = f"device|{id_}" if is_known else f"network|{network(caller(request))}"
    made = hmac.new(site.web.secret_key.encode(), f"convite.place|{where}".encode(), hashlib.sha256)
    return Place(f"{account}|{made.hexdigest()[:32]}", is_known)


def remember(request: Request, response: Response, site: Site, account: str) -> None:
    """This account was entered from here."""
    id_, accounts = _read(request, site)
    known = [one for one in accounts if one != account][-_MOST_ACCOUNTS + 1 :]
    _DEVICE.keep(response, site, _signer(site).dumps([id_ or secrets.token_urlsafe(16), [*known, account]]))


def _read(request: Request, site: Site) -> tuple[str, list[str]]:
    try:
        id_, accounts = _signer(site).loads(
            _DEVICE.of(request, site) or "", max_age=int(_LASTS.total_seconds())
        )
    except (BadSignature, TypeError, ValueError):
        return "", []
    return id_, accounts


def _signer(site: Site) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(site.web.secret_key, salt="convite.device")
