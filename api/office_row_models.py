"""The shapes of the office's work as programs read it, a row at a time. No names, and no words of people."""

from datetime import date
from typing import Annotated

from pydantic import BeforeValidator, Field

from api.models import Model, Moment
from api.row_models import BoardCode, RouteId, VerdictSaid
from domain.alert import NO_CALL
from domain.filing import Fate, FileKind
from domain.register import Post, Stage
from domain.training import Coming, Seat

CohortId = Annotated[int, Field(description="Número del grupo.", examples=[1])]
Requirement = Annotated[str, Field(description="Requisito.", examples=["RUT"])]


class HelpRow(Model):
    """Algo en lo que una junta espera ayuda. Lo que escribió se lee en el escritorio."""

    board_code: BoardCode
    portfolio_id: Annotated[
        str | None,
        BeforeValidator(lambda about: None if about == NO_CALL else about),
        Field(
            validation_alias="about",
            description="Procedimiento sobre el que pregunta; nulo si no se sabe.",
            examples=["CO1.BDOS.1"],
        ),
    ]
    asked_at: Moment = Field(description="Desde cuándo espera.")
    taken_at: Moment | None = Field(description="Desde cuándo alguien la atiende; nulo si nadie.")


class FilingRow(Model):
    """Un archivo que una junta envió para un requisito, y en qué quedó."""

    id: str = Field(description="Nombre que no cambia.", examples=["0" * 32])
    board_code: BoardCode
    requirement: Requirement
    kind: FileKind = Field(description="De qué clase es.", examples=["pdf"])
    handed_in_at: Moment = Field(description="Cuándo se recibió.")
    decided_at: Moment | None = Field(description="Cuándo se decidió; nulo mientras espera.")
    fate: Fate | None = Field(
        description="accepted: sirve; refused: no; unseen: nadie lo miró a tiempo y se destruyó."
    )


class CohortRow(Model):
    """Juntas que aprenden juntas una unidad de formación."""

    id: CohortId
    unit: str = Field(description="Unidad de formación.", examples=["TESORERIA"])
    locality: str | None = Field(description="Localidad; nula si es de todas.")
    commune: str | None = Field(description="Unidad comunera, si es de una.")
    made_at: Moment = Field(description="Cuándo se hizo.")
    cancelled_at: Moment | None = Field(description="Cuándo se canceló.")
    starts_at: Moment | None = Field(description="Primer encuentro.")
    ends_at: Moment | None = Field(description="Último encuentro.")
    boards: int = Field(description="Juntas del grupo.", examples=[20])
    invited: int = Field(description="De esas, las invitadas.", examples=[18])
    coming: int = Field(description="De esas, las que dijeron «Vamos».", examples=[12])
    completed: int = Field(description="Las que completaron.", examples=[9])


class MemberRow(Model):
    """Una junta de un grupo de formación."""

    cohort_id: CohortId
    board_code: BoardCode
    added_at: Moment = Field(description="Desde cuándo está en el grupo.")
    invited_at: Moment | None = Field(description="Cuándo se la invitó.")
    coming: Coming | None = Field(description="Qué respondió; nulo si nada.", examples=["yes"])
    answered_at: Moment | None = Field(description="Cuándo.")
    completed_on: date | None = Field(description="Cuándo completó la unidad.")


class AttendanceRow(Model):
    """Cuántas personas de una junta fueron a un encuentro, por su cargo. Sin nombres."""

    meeting_id: int = Field(description="Número del encuentro.", examples=[1])
    cohort_id: CohortId
    starts_at: Moment = Field(description="Cuándo fue el encuentro.")
    board_code: BoardCode
    seat: Seat = Field(description="Qué son en la junta.", examples=["treasurer"])
    people: int = Field(description="Cuántas.", examples=[2])


class StageRow(Model):
    """Que el acompañamiento de una junta llegó a una etapa."""

    board_code: BoardCode
    stage: Stage = Field(description="Cuál.", examples=["survey"])
    on: date = Field(description="Qué día.")


class PeriodRow(Model):
    """El período de un cargo de una junta. Sin el nombre de quien lo tiene."""

    id: int = Field(description="Número del registro.", examples=[1])
    board_code: BoardCode
    post: Post = Field(description="Cargo.", examples=["treasurer"])
    since: date = Field(description="Primer día.")
    until: date | None = Field(description="Último día; nulo si no se sabe.")
    ended_on: date | None = Field(description="Día en que se retiró antes de terminar.")


class PlanMatchRow(Model):
    """Una compra planeada que le sirve a una junta. Todavía no es convocatoria."""

    board_code: BoardCode
    plan_key: str = Field(description="Identificador de la línea del plan.", examples=["L-1"])
    score: float = Field(description="Qué tanto le sirve, de 0 a 1.", examples=[0.8])
    route: RouteId
    verdict: VerdictSaid
    missing: list[str] = Field(description="Requisitos que le faltan.", examples=[["RUT"]])
    expected_on: date | None = Field(description="Para cuándo se planea; nulo si no se sabe.")
    matched_at: Moment = Field(description="Desde cuándo le sirve.")


class CoveredOut(Model):
    """A cuántas juntas de un lugar se llega hoy."""

    boards: int = Field(description="Juntas que hay.", examples=[144])
    reached: int = Field(description="A las que se les puede escribir.", examples=[120])
    ready: int = Field(description="Listas para un camino legal.", examples=[14])
    with_contract: int = Field(description="Con un contrato que es suyo con seguridad.", examples=[9])


class StepsOut(Model):
    """Cuántas juntas llegaron a cada paso. Cada una cuenta una vez."""

    told: int = Field(description="Avisadas.", examples=[110])
    opened: int = Field(description="Que respondieron.", examples=[40])
    interested: int = Field(description="Interesadas.", examples=[22])
    offered: int = Field(description="Que ofertaron.", examples=[6])
    won: int = Field(description="Que contrataron.", examples=[2])
    finished: int = Field(description="Que terminaron.", examples=[1])


class FunnelPlaceOut(Model):
    locality: str | None = Field(
        description="Localidad; nula: juntas que no la dijeron.", examples=["De la Virgen y Turística"]
    )
    steps: StepsOut
    covered: CoveredOut


class FunnelMonthOut(Model):
    month: str = Field(description="Año y mes.", examples=["2026-05"])
    steps: StepsOut


class FunnelOut(Model):
    """De avisadas a contratadas en un trimestre, y en los doce meses hasta su fin."""

    quarter: str = Field(examples=["2026-T2"])
    places: list[FunnelPlaceOut] = Field(description="Por localidad; sin las que tienen muy pocas juntas.")
    months: list[FunnelMonthOut] = Field(
        description="Los lugares que se muestran, juntos; el mes más viejo primero."
    )
