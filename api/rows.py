"""What the office's programs read: by a key with the scope for it, or the session of who may see it."""

from typing import Annotated, Any

from fastapi import Query

from api import asked
from api import row_models as rows
from api.access.keys import reader_who_may
from api.models import Page
from api.parts import a_router
from api.row_reading import asks, of_all, of_boards
from api.site import CurrentSite
from domain.access import Permission
from store import channel_states, deliveries, listings
from store.engine import reading

router = a_router()

NumbersReader = Annotated[str, reader_who_may(Permission.SEE_NUMBERS)]
BoardsReader = Annotated[str, reader_who_may(Permission.SEE_BOARDS)]
LinksReader = Annotated[str, reader_who_may(Permission.REVIEW_LINKS)]
HealthReader = Annotated[str, reader_who_may(Permission.SEE_HEALTH)]


@router.get("/unlocks", summary="Lo que abriría cerrar vacíos", **asks(Permission.SEE_NUMBERS))
def list_unlocks(
    site: CurrentSite, _: NumbersReader, wanted: Annotated[asked.OfUnlocks, Query()]
) -> Page[rows.UnlockRow]:
    """Por localidad y requisito o unidad de formación: a cuántas juntas les falta y qué abriría."""
    return of_all(site, listings.UNLOCKS, rows.UnlockRow, wanted)


@router.get("/matches", summary="Lo que le sirve a cada junta", **asks(Permission.SEE_BOARDS))
def list_matches(
    site: CurrentSite, reader: BoardsReader, wanted: Annotated[asked.OfMatches, Query()]
) -> Page[rows.MatchRow]:
    """Las convocatorias que hoy le sirven a cada junta, con las razones."""
    return of_boards(site, reader, listings.MATCHES, rows.MatchRow, wanted, wanted.board)


@router.get("/refusals", summary="Lo que apartó cada regla", **asks(Permission.SEE_BOARDS))
def list_refusals(
    site: CurrentSite, reader: BoardsReader, wanted: Annotated[asked.OfRefusals, Query()]
) -> Page[rows.RefusalRow]:
    """Por junta y regla, cuántas convocatorias no se le ofrecieron."""
    return of_boards(site, reader, listings.REFUSALS, rows.RefusalRow, wanted, wanted.board)


@router.get("/assessments", summary="Cómo está cada junta", **asks(Permission.SEE_BOARDS))
def list_assessments(
    site: CurrentSite, reader: BoardsReader, wanted: Annotated[asked.OfAssessments, Query()]
) -> Page[rows.AssessmentRow]:
    """Por junta y camino legal, si puede contratar y qué tan preparada está."""
    return of_boards(site, reader, listings.ASSESSMENTS, rows.AssessmentRow, wanted, wanted.board)


@router.get("/gaps", summary="Lo que le falta a cada junta", **asks(Permission.SEE_BOARDS))
def list_gaps(
    site: CurrentSite, reader: BoardsReader, wanted: Annotated[asked.OfGaps, Query()]
) -> Page[rows.GapRow]:
    """Una fila por junta, camino legal y requisito que se lo cierra."""
    return of_boards(site, reader, listings.GAPS, rows.GapRow, wanted, wanted.board)


@router.get("/outcomes", summary="Lo que pasó con cada convocatoria", **asks(Permission.SEE_BOARDS))
def list_outcomes(
    site: CurrentSite, reader: BoardsReader, wanted: Annotated[asked.OfOutcomes, Query()]
) -> Page[rows.OutcomeRow]:
    """Lo que cada junta respondió, ofreció y ganó."""
    return of_boards(site, reader, listings.OUTCOMES, rows.OutcomeRow, wanted, wanted.board)


@router.get(
    "/links", summary="Contratos, ofertas y adjudicaciones de las juntas", **asks(Permission.REVIEW_LINKS)
)
def list_links(
    site: CurrentSite, reader: LinksReader, wanted: Annotated[asked.OfLinks, Query()]
) -> Page[rows.LinkRow]:
    """De qué junta es cada contrato, oferta y adjudicación de SECOP, y qué tan seguro es."""
    return of_boards(site, reader, listings.LINKS, rows.LinkRow, wanted, wanted.board)


@router.get("/deliveries", summary="Mensajes a las juntas", **asks(Permission.SEE_HEALTH))
def list_deliveries(
    site: CurrentSite, reader: HealthReader, wanted: Annotated[asked.OfDeliveries, Query()]
) -> Page[rows.DeliveryRow]:
    """Por dónde salió cada mensaje y qué fue de él. Sin direcciones."""
    return of_boards(site, reader, listings.DELIVERIES, rows.DeliveryRow, wanted, wanted.board)


@router.get("/health", summary="Cómo están los canales", **asks(Permission.SEE_HEALTH))
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
