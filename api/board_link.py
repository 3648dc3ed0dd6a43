"""A board's signed link: whoever holds it may see and answer for that board, and for no other."""

from typing import Annotated, NamedTuple

from fastapi import Depends, Path, Request
from sqlalchemy import Connection

from api.errors import BadLink, FromElsewhere
from api.security import comes_from_elsewhere
from api.site import CurrentSite
from domain.board import Board
from notifications import links
from store import boards

Token = Annotated[str, Path(description="La llave del enlace de la junta.")]


class BoardLink(NamedTuple):
    token: str
    code: str

    @property
    def path(self) -> str:
        return f"/junta/{self.token}"


async def link_of(site: CurrentSite, token: Token) -> BoardLink:
    """The link in the path. Raises BadLink if it is none of ours; the database is not asked for that."""
    code = links.read(token, site.web.secret_key)
    if code is None:
        raise BadLink
    return BoardLink(token, code)


CurrentBoard = Annotated[BoardLink, Depends(link_of)]


async def from_here(request: Request, site: CurrentSite) -> None:
    """For what changes something. Raises FromElsewhere for a form of another site."""
    if comes_from_elsewhere(request.headers, site.web.public_url):
        raise FromElsewhere


def require(db: Connection, link: BoardLink) -> Board:
    """The board of the link. Raises BadLink if it is no longer there."""
    board = boards.get(db, link.code)
    if board is None:
        raise BadLink
    return board
