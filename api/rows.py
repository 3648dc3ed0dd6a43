"""What the office's programs read: by a key with the scope for it, or the session of who may see it."""

from typing import Annotated, Any, TypeVar

from fastapi import Query
from sqlalchemy import Connection

from api import asked, models
from api import row_models as rows
from api.access.keys import reader_who_may
from api.asked import Asked
from api.models import Page
from api.parts import a_router, read_part
from api.site import CurrentSite, Site
from domain.access import Permission
from store import audit, channel_states, deliveries, listings
from store.engine import reading, writing
from store.listings import Listing

router = a_router()

T = TypeVar("T", bound=models.Model)
NumbersReader = Annotated[str, reader_who_may(Permission.SEE_NUMBERS)]
BoardsReader = Annotated[str, reader_who_may(Permission.SEE_BOARDS)]
LinksReader = Annotated[str, reader_who_may(Permission.REVIEW_LINKS)]
HealthReader = Annotated[str, reader_who_may(Permission.SEE_HEALTH)]


def _asks(permission: Permission) -> dict[str, Any]:
    """What a route's documentation says of its permission and its failures."""
    said = models.problems(401, 403, 422, 503)
    said[403]["description"] = f"La llave, o la persona, no tiene el permiso `{permission}`."
    return {"tags": ["oficina"], "responses": said}


@router.get("/unlocks", summary="Lo que abriría cerrar vacíos", **_asks(Permission.SEE_NUMBERS))
def list_unlocks(
    site: CurrentSite, _: NumbersReader, wanted: Annotated[asked.OfUnlocks, Query()]
) -> Page[rows.UnlockRow]:
    """Por localidad y requisito o unidad de formación: a cuántas juntas les falta y qué abriría."""
    with reading(site.engine) as db:
        return _page(db, listings.UNLOCKS, rows.UnlockRow, wanted)


@router.get("/matches", summary="Lo que le sirve a cada junta", **_asks(Permission.SEE_BOARDS))
def list_matches(
    site: CurrentSite, reader: BoardsReader, wanted: Annotated[asked.OfMatches, Query()]
) -> Page[rows.MatchRow]:
    """Las convocatorias que hoy le sirven a cada junta, con las razones."""
    return _of_boards(site, reader, listings.MATCHES, rows.MatchRow, wanted, wanted.board)


@router.get("/refusals", summary="Lo que apartó cada regla", **_asks(Permission.SEE_BOARDS))
def list_refusals(
    site: CurrentSite, reader: BoardsReader, wanted: Annotated[asked.OfRefusals, Query()]
) -> Page[rows.RefusalRow]:
    """Por junta y regla, cuántas convocatorias no se le ofrecieron."""
    return _of_boards(site, reader, listings.REFUSALS, rows.RefusalRow, wanted, wanted.board)


@router.get("/assessments", summary="Cómo está cada junta", **_asks(Permission.SEE_BOARDS))
def list_assessments(
    site: CurrentSite, reader: BoardsReader, wanted: Annotated[asked.OfAssessments, Query()]
) -> Page[rows.AssessmentRow]:
    """Por junta y camino legal, si puede contratar y qué tan preparada está."""
    return _of_boards(site, reader, listings.ASSESSMENTS, rows.AssessmentRow, wanted, wanted.board)


@router.get("/gaps", summary="Lo que le falta a cada junta", **_asks(Permission.SEE_BOARDS))
def list_gaps(
    site: CurrentSite, reader: BoardsReader, wanted: Annotated[asked.OfGaps, Query()]
) -> Page[rows.GapRow]:
    """Una fila por junta, camino legal y requisito que se lo cierra."""
    return _of_boards(site, reader, listings.GAPS, rows.GapRow, wanted, wanted.board)


@router.get("/outcomes", summary="Lo que pasó con cada convocatoria", **_asks(Permission.SEE_BOARDS))
def list_outcomes(
    site: CurrentSite, reader: BoardsReader, wanted: Annotated[asked.OfOutcomes, Query()]
) -> Page[rows.OutcomeRow]:
    """Lo que cada junta respondió, ofreció y ganó."""
    return _of_boards(site, reader, listings.OUTCOMES, rows.OutcomeRow, wanted, wanted.board)


@router.get("/links", summary="Contratos y ofertas de las juntas", **_asks(Permission.REVIEW_LINKS))
def list_links(
    site: CurrentSite, reader: LinksReader, wanted: Annotated[asked.OfLinks, Query()]
) -> Page[rows.LinkRow]:
    """De qué junta es cada contrato y cada oferta de SECOP, y qué tan seguro es."""
    return _of_boards(site, reader, listings.LINKS, rows.LinkRow, wanted, wanted.board)


@router.get("/deliveries", summary="Mensajes a las juntas", **_asks(Permission.SEE_HEALTH))
def list_deliveries(
    site: CurrentSite, reader: HealthReader, wanted: Annotated[asked.OfDeliveries, Query()]
) -> Page[rows.DeliveryRow]:
    """Por dónde salió cada mensaje y qué fue de él. Sin direcciones."""
    return _of_boards(site, reader, listings.DELIVERIES, rows.DeliveryRow, wanted, wanted.board)


@router.get("/health", summary="Cómo están los canales", **_asks(Permission.SEE_HEALTH))
def show_health(site: CurrentSite, _: HealthReader) -> rows.HealthOut:
    """Cuántos mensajes esperan y cómo está cada canal."""
    with reading(site.engine) as db:
        waiting, since = deliveries.waiting(db)
        found = channel_states.read(db)
    channels = [
        rows.ChannelOut(channel=channel, is_set_up=channel in site.web.channels, **_said(state))
        for channel, state in found.items()
    ]
    return rows.HealthOut(messages_waiting=waiting, waiting_since=since, channels=channels)


def _said(state: channel_states.ChannelState) -> dict[str, Any]:
    return {name: value for name, value in state._asdict().items() if name != "why"}


def _of_boards(
    site: Site, reader: str, listing: Listing, shape: type[T], wanted: Asked, board: str | None
) -> Page[T]:
    """Rows of boards: that they were read is written down, of one board by its code."""
    with reading(site.engine) as db:
        found = _page(db, listing, shape, wanted)
    about = audit.of_board(board) if board else listing.name
    if found.items:
        with writing(site.engine) as db:
            audit.add(db, reader, audit.Action.SAW, about, site.now, f"{listing.name}: {len(found.items)}")
    return found


def _page(db: Connection, listing: Listing, shape: type[T], wanted: Asked) -> Page[T]:
    found = read_part(db, listing, wanted.cursor, wanted.limit, **wanted.wanted)
    return Page(items=[shape.model_validate(dict(row)) for row in found.rows], next=found.next)
