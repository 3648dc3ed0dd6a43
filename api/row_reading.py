"""How the lists of programs are read: a part at a time, and written down where they are of boards."""

from typing import Any, TypeVar

from api import models
from api.asked import Asked
from api.models import Page
from api.parts import read_part
from api.site import Site
from domain.access import Permission
from store import audit
from store.engine import reading, writing
from store.listings import Listing

T = TypeVar("T", bound=models.Model)


def asks(permission: Permission) -> dict[str, Any]:
    """What a route's documentation says of its permission and its failures."""
    said = models.problems(401, 403, 422, 503)
    said[403]["description"] = f"La llave, o la persona, no tiene el permiso `{permission}`."
    return {"tags": ["oficina"], "responses": said}


def of_all(site: Site, listing: Listing, shape: type[T], wanted: Asked) -> Page[T]:
    """Rows of no board."""
    with reading(site.engine) as db:
        found = read_part(db, listing, wanted.cursor, wanted.limit, **wanted.wanted)
    return Page(items=[shape.model_validate(dict(row)) for row in found.rows], next=found.next)


def of_boards(
    site: Site, reader: str, listing: Listing, shape: type[T], wanted: Asked, board: str | None
) -> Page[T]:
    """Rows of boards: that they were read is written down, of one board by its code."""
    found = of_all(site, listing, shape, wanted)
    about = audit.of_board(board) if board else listing.name
    if found.items:
        with writing(site.engine) as db:
            audit.add(db, reader, audit.Action.SAW, about, site.now, f"{listing.name}: {len(found.items)}")
    return found
