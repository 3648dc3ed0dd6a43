"""Pages for everyone: what the rows of SECOP say of each entity that buys, and those rows."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlalchemy import Connection
from starlette.exceptions import HTTPException

from api.buyer_meanings import KINDS, MEANINGS
from api.buyer_words import path_of, sections, told
from api.buyers import read_rows
from api.site import CurrentSite
from api.templating import page
from domain.buyer import FEWEST_ROWS, Buyer
from domain.nit import read_nit
from domain.text import fold
from store import buyers
from store.engine import reading

router = APIRouter(prefix="/compradores", include_in_schema=False)

_MOST_PARTS = 10_000


@router.api_route("", methods=["GET", "HEAD"])
def show_buyers(site: CurrentSite) -> HTMLResponse:
    """By name: there is no order of merit."""
    with reading(site.engine) as db:
        names = buyers.names(db)
    found = sorted(names.items(), key=lambda one: (fold(one[1]), one[0]))
    return page(site, "buyers.html", found=[(nit, name, path_of(nit)) for nit, name in found])


@router.api_route("/{nit}", methods=["GET", "HEAD"])
def show_buyer(site: CurrentSite, nit: str) -> Response:
    """A NIT may be written with dots and its check digit."""
    if (clean := read_nit(nit)) and clean != nit:
        return RedirectResponse(path_of(clean), 308)
    with reading(site.engine) as db:
        buyer = _require(db, nit)
    return page(
        site,
        "buyer.html",
        buyer=buyer,
        sections=sections(buyer),
        since=buyer.facts[0].since,
        until=buyer.facts[0].until,
        fewest=FEWEST_ROWS,
        answers=site.web.answers_for_data,
    )


@router.api_route("/{nit}/{dato}", methods=["GET", "HEAD"])
def show_rows(
    site: CurrentSite,
    nit: str,
    dato: str,
    parte: Annotated[int, Query(ge=1, le=_MOST_PARTS)] = 1,
    solo: Literal["si"] | None = None,
) -> HTMLResponse:
    """The rows behind a fact; with `solo`, those alone that make its share."""
    kind = KINDS.get(dato)
    if kind is None:
        raise HTTPException(404)
    with reading(site.engine) as db:
        buyer = _require(db, nit)
        found = read_rows(db, buyer, kind, parte, only=solo is not None)
    if parte > 1 and not found.rows:
        raise HTTPException(404)
    return page(
        site,
        "buyer_rows.html",
        buyer=buyer,
        fact=next(one for one in told(buyer) if one.kind is kind),
        meaning=MEANINGS[kind],
        since=buyer.fact(kind).since,
        until=buyer.fact(kind).until,
        found=found,
        part=parte,
        only=solo is not None,
    )


def _require(db: Connection, nit: str) -> Buyer:
    buyer = buyers.known(db, [nit]).get(nit) if read_nit(nit) == nit else None
    if buyer is None:
        raise HTTPException(404)
    return buyer
