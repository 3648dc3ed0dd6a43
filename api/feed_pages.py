"""Pull channels behind a board's secret link: Atom and RSS for feed readers, iCalendar for calendars.

Programs fetch them by the hour, so an unchanged one is answered by 304. A fetch says nothing of people:
nobody counts it as read.
"""

from collections.abc import Callable
from hashlib import blake2b

from fastapi import APIRouter, Request
from fastapi.responses import Response

from api.board_link import BoardLink, FeedBoard
from api.dates import calendar
from api.errors import BadLink
from api.feed import Feed, read_feed
from api.site import CurrentSite, Site
from api.templating import render
from store.engine import reading

router = APIRouter(prefix="/junta/{token}", include_in_schema=False)


@router.api_route("/avisos.atom", methods=["GET", "HEAD"])
def atom(request: Request, site: CurrentSite, link: FeedBoard) -> Response:
    return _answer(request, site, link, "application/atom+xml", _from_template("feed.atom"))


@router.api_route("/avisos.rss", methods=["GET", "HEAD"])
def rss(request: Request, site: CurrentSite, link: FeedBoard) -> Response:
    return _answer(request, site, link, "application/rss+xml", _from_template("feed.rss"))


@router.api_route("/fechas.ics", methods=["GET", "HEAD"])
def dates(request: Request, site: CurrentSite, link: FeedBoard) -> Response:
    return _answer(request, site, link, "text/calendar", lambda _, feed, url: calendar(feed, url))


def _answer(
    request: Request,
    site: Site,
    link: BoardLink,
    media_type: str,
    write: Callable[[Site, Feed, str], bytes],
) -> Response:
    with reading(site.engine) as db:
        feed = read_feed(db, link.code, site.today)
    if feed is None:
        raise BadLink
    body = write(site, feed, f"{site.web.public_url.rstrip('/')}{link.path}")
    etag = f'"{blake2b(body, digest_size=12).hexdigest()}"'
    if etag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers={"ETag": etag})
    return Response(body, media_type=f"{media_type}; charset=utf-8", headers={"ETag": etag})


def _from_template(template: str) -> Callable[[Site, Feed, str], bytes]:
    def write(site: Site, feed: Feed, url: str) -> bytes:
        text = render(site.web.sample, template, feed=feed, url=url, municipality=site.web.municipality)
        return text.encode()

    return write
