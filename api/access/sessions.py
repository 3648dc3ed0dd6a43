"""Who asks: a board or a person of the office that is signed in, and whether they may do what they ask."""

from typing import Annotated, Any

from fastapi import Depends, Request

from api.access import cookies
from api.errors import FromElsewhere, NotAllowed, NotSignedIn
from api.security import is_our_own
from api.site import CurrentSite, Site
from domain.access import Permission, Session, Staff
from store import sessions
from store.engine import reading, writing


def signed_in(request: Request, site: Site) -> Session | None:
    """Who this browser is, if anybody; that it was seen is written down now and then."""
    token = cookies.SESSION.of(request, site)
    if not token:
        return None
    with reading(site.engine) as db:
        found = sessions.find(db, site.vault, token, site.now)
    if found and sessions.is_to_be_marked(found, site.now):
        with writing(site.engine) as db:
            sessions.mark(db, token, site.now)
    return found


def staff_who_may(permission: Permission | None = None) -> Any:
    """A dependency: the person of the office that asks, who may do this. Without `permission`, any of them.

    Raises NotSignedIn and NotAllowed; for what changes something, FromElsewhere unless our own page sent it.
    """
    return Depends(_Gate(permission))


class _Gate:
    def __init__(self, permission: Permission | None) -> None:
        self.permission = permission

    def __call__(self, request: Request, site: CurrentSite) -> Staff:
        refuse_from_elsewhere(request, site)
        found = signed_in(request, site)
        if found is None or found.staff is None:
            raise NotSignedIn
        if self.permission and not found.staff.may(self.permission):
            raise NotAllowed
        return found.staff


def refuse_from_elsewhere(request: Request, site: CurrentSite) -> None:
    """A cookie comes along with every form, whoever's page sent it. Raises FromElsewhere."""
    if request.method not in ("GET", "HEAD") and not is_our_own(request.headers, site.web.public_url):
        raise FromElsewhere


OurOwnForm = Depends(refuse_from_elsewhere)
AnyStaff = Annotated[Staff, staff_who_may()]
