"""The result indicators for programs, open to all."""

from datetime import date, datetime
from typing import Annotated

from fastapi import Query
from pydantic import Field
from starlette.exceptions import HTTPException

from api import models
from api.desk.periods import Quarter, begun
from api.indicators import Measured, Period, read_indicators
from api.models import Model
from api.office_asked import NO_DAY, NO_QUARTER, OfQuarter
from api.parts import a_router
from api.site import CurrentSite
from domain.indicator import Indicator, Ratio
from store import events
from store.engine import reading

router = a_router()


class RatioOut(Model):
    """Tantas de tantas. Sin nadie a quién contar no se sabe: no es cero."""

    numerator: int = Field(description="Cuántas se cuentan.", examples=[12])
    denominator: int = Field(description="De cuántas.", examples=[40])
    share: float | None = Field(description="Una entre la otra; nulo si no se sabe.", examples=[0.3])

    @classmethod
    def of(cls, ratio: Ratio) -> "RatioOut":
        return cls(numerator=ratio.numerator, denominator=ratio.denominator, share=ratio.share)


class PlaceOut(RatioOut):
    """Lo mismo, de una localidad."""

    locality: str | None = Field(
        description="Localidad; nula: juntas que no la dijeron.", examples=["De la Virgen y Turística"]
    )


class IndicatorOut(Model):
    """Un indicador de resultado, con lo que cuenta y sus cifras."""

    id: Indicator = Field(description="Nombre que no cambia.", examples=["offered"])
    title: str = Field(description="Cómo se llama.", examples=["De las interesadas, las que ofertaron"])
    definition: str = Field(description="Qué dice.", examples=["Si el interés se vuelve una oferta."])
    counted: str = Field(description="Qué cuenta el numerador.")
    counted_of: str = Field(description="Qué cuenta el denominador.")
    source: str = Field(description="En qué registros se cuenta.")
    owner: str = Field(description="Quién responde por él.", examples=["Secretaría"])
    period: Period = Field(
        description="quarter: lo que empezó en el trimestre y lo que salió de eso hasta hoy; "
        "today: cómo está hoy, sea cual sea el trimestre."
    )
    total: RatioOut = Field(description="De todos los lugares que se muestran.")
    places: list[PlaceOut] = Field(description="Por localidad; sin las que tienen muy pocas juntas.")

    @classmethod
    def of(cls, one: Measured) -> "IndicatorOut":
        said = one.definition
        return cls(
            id=one.indicator,
            title=said.title,
            definition=said.meaning,
            counted=said.numerator,
            counted_of=said.denominator,
            source=said.source,
            owner=said.owner,
            period=said.period,
            total=RatioOut.of(one.total),
            places=[
                PlaceOut(locality=place.locality, **RatioOut.of(place.ratio).model_dump())
                for place in one.places
            ],
        )


class IndicatorsOut(Model):
    """El catálogo de indicadores, con las cifras de un trimestre."""

    municipality: str = Field(description="Código DANE.", examples=["13001"])
    quarter: str = Field(examples=["2026-T2"])
    on: date = Field(description="Como se sabía al final de este día; de hoy, como se sabe ahora.")
    counted_at: datetime | None = Field(
        description="Hasta cuándo se buscó lo que pasó; nulo si todavía no se ha buscado. Lo de "
        "después no cuenta todavía."
    )
    items: list[IndicatorOut]


@router.get(
    "/indicators", tags=["público"], summary="Indicadores de resultado", responses=models.problems(422)
)
def list_indicators(site: CurrentSite, wanted: Annotated[OfQuarter, Query()]) -> IndicatorsOut:
    """Con definición, numerador y denominador, por localidad."""
    quarter = begun(wanted.quarter, site.today) if wanted.quarter else Quarter.of(site.today)
    if quarter is None:
        raise HTTPException(422, NO_QUARTER)
    if wanted.on and not quarter.first_day <= wanted.on <= site.today:
        raise HTTPException(422, NO_DAY)
    with reading(site.engine) as db:
        found = read_indicators(db, site, quarter, shows_few=False, on=wanted.on)
        counted_at = events.looked_at(db)
    return IndicatorsOut(
        municipality=site.web.municipality,
        quarter=quarter.name,
        on=wanted.on or site.today,
        counted_at=counted_at,
        items=[IndicatorOut.of(one) for one in found],
    )
