"""Why calls did not come, behind a board's own link: the page and its JSON."""

from collections.abc import Sequence
from typing import Annotated, Literal

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse

from api.board_link import BoardLink, CurrentBoard
from api.buyers import cards
from api.errors import BadLink
from api.models import problems
from api.preview import Preview, read_preview
from api.site import CurrentSite, Site
from api.templating import page
from api.why import PERIOD, PERIODS, WhyPage, read_why
from api.why_models import PreviewOut, WhyOut
from domain.board import Trade
from domain.rollout import Thing
from store import rollouts
from store.engine import reading

Period = Annotated[int, Query(ge=PERIODS[0], le=PERIODS[-1], description="Cuántos días, hasta hoy.")]
Trades = Annotated[Sequence[Trade], Query(description="Los oficios que se prueban.")]

router = APIRouter()


@router.api_route("/junta/{token}/por-que", methods=["GET", "HEAD"], include_in_schema=False)
def show(
    site: CurrentSite,
    link: CurrentBoard,
    dias: Period = PERIOD,
    oficio: Trades = (),
    lugar: Literal["junta", "municipio"] | None = None,
) -> HTMLResponse:
    """`dias`: of how many days, up to today. With `lugar` the form was sent, to try each `oficio`."""
    found = _of(site, link, dias)
    with reading(site.engine) as db:
        turns = rollouts.turns_of(db, link.code, site.today)
        is_waiting = Thing.TRUST_CARDS in turns
        of_buyers = {} if is_waiting else cards(db, (told.call.process for told in found.misses))
    tried = _preview(site, link, oficio, whole_town=lugar == "municipio") if lugar else None
    return page(
        site,
        "why.html",
        found=found,
        cards=of_buyers,
        turns=turns,
        link=link,
        periods=PERIODS,
        today=site.today,
        trades=list(Trade),
        tried=tried,
    )


@router.get(
    "/api/v1/board/{token}/why",
    tags=["junta"],
    summary="Por qué no le llegó",
    responses=problems(404, 422, 503),
)
def tell(site: CurrentSite, link: CurrentBoard, days: Period = PERIOD) -> WhyOut:
    """Cuántas compras dejó por fuera cada regla, y qué habría dejado llegar las que estuvieron más cerca."""
    return WhyOut.of(_of(site, link, days))


@router.get(
    "/api/v1/board/{token}/preview",
    tags=["junta"],
    summary="Cuántas le llegarían",
    responses=problems(404, 422, 503),
)
def preview(
    site: CurrentSite,
    link: CurrentBoard,
    trade: Trades = (),
    whole_town: Annotated[bool, Query(description="Si trabajara en todo el municipio.")] = False,
) -> PreviewOut:
    """Cuántas convocatorias por semana le llegarían con estos oficios; sin ninguno, como si no los dijera."""
    return PreviewOut.of(_preview(site, link, trade, whole_town=whole_town))


def _of(site: Site, link: BoardLink, days: int) -> WhyPage:
    """Raises BadLink if the board of the link is no longer there."""
    with reading(site.engine) as db:
        found = read_why(db, link.code, days, site.today, site.web.municipality)
    if found is None:
        raise BadLink
    return found


def _preview(site: Site, link: BoardLink, trades: Sequence[Trade], *, whole_town: bool) -> Preview:
    """Raises BadLink if the board of the link is no longer there."""
    town = site.web.municipality
    with reading(site.engine) as db:
        found = read_preview(db, link.code, trades, whole_town=whole_town, today=site.today, home=town)
    if found is None:
        raise BadLink
    return found
