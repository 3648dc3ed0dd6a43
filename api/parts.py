"""Lists that are read a part at a time: where the next part begins, and whether one is still as it was."""

import hashlib
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from collections.abc import Callable, Coroutine, Mapping
from typing import Any, NamedTuple

from fastapi import APIRouter, Request
from fastapi.routing import APIRoute
from sqlalchemy import Connection
from starlette.exceptions import HTTPException
from starlette.responses import Response

from api import models
from api.asked import Asked
from api.models import Model
from api.site import Site
from store import listings
from store.listings import Key, Listing, Row

_LARGEST_ID = 2**63 - 1
_BAD_CURSOR = "El cursor no es uno de los nuestros."


class Part(NamedTuple):
    rows: list[Row]
    next: str | None


def read_part(db: Connection, listing: Listing, cursor: str | None, limit: int, **wanted: Any) -> Part:
    """A part of a list, of what is wanted. Raises HTTPException for a cursor that is none of ours."""
    return _part(listing, limit, _ask(db, listing, cursor, limit, wanted))


async def answer_part(
    site: Site, listing: Listing, shape: type[Model], wanted: Asked, **more: Any
) -> Response:
    """A part of a list as it is sent, which is told anew only where its rows are others. `shape` is what a
    row is sent as, `more` what is wanted besides.
    """
    with site.in_the_loop.reading() as db:
        asked = _ask(db, listing, wanted.cursor, wanted.limit, {**wanted.wanted, **more})

    def tell() -> Response:
        part = _part(listing, wanted.limit, asked)
        items = [shape.model_validate(dict(row)) for row in part.rows]
        return sent(models.Page[shape](items=items, next=part.next))  # type: ignore[valid-type]

    return await site.pages.of((listing.name, wanted.limit, asked.told.mark), tell)


def sent(told: Model) -> Response:
    """A model as it goes out, for who keeps the answer."""
    return Response(told.model_dump_json(), media_type="application/json")


def _ask(
    db: Connection, listing: Listing, cursor: str | None, limit: int, wanted: Mapping[str, Any]
) -> listings.Asked:
    after = _read(cursor, listing) if cursor else None
    return listings.ask(db, listing, wanted, after, limit + 1)


def _part(listing: Listing, limit: int, asked: listings.Asked) -> Part:
    found = asked.told.of(asked.question)
    rows = found[:limit]
    return Part(rows, _cursor(listing.key_of(rows[-1])) if len(found) > limit else None)


class Tagged(APIRoute):
    """Answers 304 to whoever has this very answer already: the body is made, and not sent."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def handle_tagged(request: Request) -> Response:
            response = await handle(request)
            if request.method != "GET" or response.status_code != 200:
                return response
            # Weak, for it may be sent compressed.
            tag = f'W/"{hashlib.blake2b(bytes(response.body), digest_size=12).hexdigest()}"'
            response.headers["ETag"] = tag
            if not _is_known(request.headers.get("if-none-match", ""), tag):
                return response
            kept = {name: response.headers[name] for name in _SAID_AGAIN if name in response.headers}
            return Response(status_code=304, headers=kept)

        return handle_tagged


_SAID_AGAIN = ("etag", "cache-control", "vary")  # RFC 9110, 15.4.5


def a_router() -> APIRouter:
    """Routes of version 1 whose answers are tagged."""
    return APIRouter(prefix="/api/v1", route_class=Tagged, responses=models.problems(503))


def _is_known(said: str, tag: str) -> bool:
    given = [one.strip().removeprefix("W/") for one in said.split(",")]
    return said.strip() == "*" or tag.removeprefix("W/") in given


def _cursor(key: Key) -> str:
    return urlsafe_b64encode(json.dumps(key, separators=(",", ":")).encode()).decode().rstrip("=")


def _read(cursor: str, listing: Listing) -> Key:
    try:
        found = json.loads(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (NotBase64, ValueError, RecursionError) as error:
        raise HTTPException(422, _BAD_CURSOR) from error
    kinds = [column.type.python_type for column in listing.key]
    if not isinstance(found, list) or [type(one) for one in found] != kinds or not all(map(_is_sound, found)):
        raise HTTPException(422, _BAD_CURSOR)
    return tuple(found)


def _is_sound(part: str | int) -> bool:
    """Whether a database can be asked for it."""
    if isinstance(part, int):
        return 0 <= part <= _LARGEST_ID
    return "\x00" not in part and not any("\ud800" <= sign <= "\udfff" for sign in part)
