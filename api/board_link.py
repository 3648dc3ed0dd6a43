"""Which board asks: by its signed link, or by the session that a message of ours let it into.

A link is forwarded with the message that holds it: it lets read and answer. What could turn a board's
messages elsewhere, or shows and erases its data, asks for the session.
"""

from typing import Annotated, NamedTuple

from fastapi import Depends, Path, Request
from fastapi.concurrency import run_in_threadpool
from sqlalchemy import Connection

from api.access.sessions import signed_in
from api.errors import BadLink, FromElsewhere, LinkOver, NotSignedInBoard
from api.security import comes_from_elsewhere, is_our_own
from api.site import CurrentSite, Site
from domain.board import Board
from notifications import links
from store import boards

MINE = "mia"
"""In place of a link's token: the board that is signed in."""

Token = Annotated[str, Path(description="La llave del enlace de la junta; `mia` con la sesión abierta.")]


class BoardLink(NamedTuple):
    token: str
    code: str

    @property
    def path(self) -> str:
        return f"/junta/{self.token}"

    @property
    def is_session(self) -> bool:
        return self.token == MINE


async def link_of(request: Request, site: CurrentSite, token: Token) -> BoardLink:
    """The link in the path. Raises BadLink if it is none of ours, for which the database is not asked,
    LinkOver if it is too old or was ended, and NotSignedInBoard where no board is signed in.
    """
    link = await any_link_of(request, site, token)
    if not link.is_session:
        found = links.read_link(token, site.web.secret_key)
        if found and found.is_over(site.now):
            raise LinkOver
    return link


async def any_link_of(request: Request, site: CurrentSite, token: Token) -> BoardLink:
    """The same however old it is: who wants no messages says so by the link of any of them."""
    if token == MINE:
        session = await run_in_threadpool(signed_in, request, site)
        if session is None or session.board_code is None:
            raise NotSignedInBoard("/entrar")
        return BoardLink(MINE, session.board_code)
    found = links.read_link(token, site.web.secret_key)
    if found is None:
        raise BadLink
    _refuse_ended(site, found)
    return BoardLink(token, found.board_code)


async def feed_of(request: Request, site: CurrentSite, token: Token) -> BoardLink:
    """Of a feed's address, which leads to the page of who is signed in: a calendar is shared with more people
    than its owner thinks. A link of a message opens feeds too, as its address was given until 2026.
    """
    if found := links.read_feed(token, site.web.secret_key):
        _refuse_ended(site, found)
        return BoardLink(MINE, found.board_code)
    link = await any_link_of(request, site, token)
    undated = not link.is_session and links.read(token, site.web.secret_key) is not None
    return link if undated else await link_of(request, site, token)


def feeds_path(site: Site, link: BoardLink) -> str:
    """Where a program finds the board's feeds."""
    return f"/junta/{links.sign_feed(link.code, site.web.secret_key, site.now)}"


def _refuse_ended(site: Site, found: links.Link) -> None:
    if site.ended.has(site.in_the_loop, found.board_code, found.made_at, site.now):
        raise LinkOver


CurrentBoard = Annotated[BoardLink, Depends(link_of)]
AnyBoard = Annotated[BoardLink, Depends(any_link_of)]
FeedBoard = Annotated[BoardLink, Depends(feed_of)]


async def in_session(link: CurrentBoard) -> BoardLink:
    """Raises NotSignedInBoard for who has the board's link alone."""
    if not link.is_session:
        raise NotSignedInBoard(f"{link.path}/entrar")
    return link


SignedInBoard = Annotated[BoardLink, Depends(in_session)]


async def from_here(request: Request, site: CurrentSite) -> None:
    """For what changes something. Raises FromElsewhere for a form of another site.

    Who holds a link has the right by it, also a program that says nothing of where it comes from; a session's
    cookie comes along with every form.
    """
    if request.path_params.get("token") == MINE:
        is_foreign = not is_our_own(request.headers, site.web.public_url)
    else:
        is_foreign = comes_from_elsewhere(request.headers, site.web.public_url)
    if is_foreign:
        raise FromElsewhere


def require(db: Connection, link: BoardLink) -> Board:
    """The board of the link. Raises BadLink if it is no longer there."""
    board = boards.get(db, link.code)
    if board is None:
        raise BadLink
    return board
