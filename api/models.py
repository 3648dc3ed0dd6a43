"""The shapes of the JSON API. What people read in its documentation is Spanish; names are the code's."""

from datetime import date, datetime, timedelta
from typing import Annotated, Any, Generic, Literal, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from api.board_calls import Offer
from api.calls import Call
from api.status import Reading, Status
from domain.board import Board, BoardKind
from domain.days import BOGOTA
from domain.outcome import Outcome, OutcomeKind
from domain.process import Standing
from domain.readiness import Verdict

T = TypeVar("T")
Moment = Annotated[datetime, AfterValidator(lambda at: at.astimezone(BOGOTA))]
# The three answers of the page; the other outcomes are not for a board to claim.
Answer = Literal[OutcomeKind.INTERESTED, OutcomeKind.NOT_FOR_US, OutcomeKind.NEEDS_HELP]
PortfolioId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._-]{1,100}$")]
# Control characters say nothing, and PostgreSQL keeps no NUL.
Note = Annotated[
    str,
    StringConstraints(max_length=500),
    AfterValidator(lambda text: "".join(c for c in text if c.isprintable() or c == "\n").strip()),
]


class Model(BaseModel):
    model_config = ConfigDict(frozen=True)


class Page(Model, Generic[T]):
    """Una parte de una lista."""

    items: list[T]
    next: str | None = Field(description="Cursor de la parte que sigue; nulo si no hay más.")


class ProcessOut(Model):
    """Un proceso de contratación que recibe ofertas o está por abrirse."""

    portfolio_id: str = Field(
        description="Identificador del procedimiento en SECOP II.", examples=["CO1.BDOS.1"]
    )
    reference: str | None = Field(description="Referencia que le puso la entidad.")
    title: str = Field(description="Nombre del procedimiento.")
    description: str | None = Field(description="Qué se va a contratar.")
    buyer_name: str = Field(description="Entidad que contrata.")
    buyer_nit: str | None = Field(description="NIT de la entidad, sin dígito de verificación.")
    modality: str | None = Field(description="Modalidad de contratación.")
    unspsc: str | None = Field(description="Código principal de categoría (UNSPSC).")
    price_cop: int | None = Field(description="Precio base en pesos; nulo si la entidad no lo dijo.")
    published_on: date | None = Field(description="Día de publicación.")
    closes_on: date | None = Field(description="Último día para ofertar, en hora de Colombia.")
    standing: Standing = Field(description="Qué se puede hacer hoy con el proceso.")
    url: str | None = Field(description="Dirección en SECOP II.")

    @classmethod
    def of(cls, call: Call) -> "ProcessOut":
        p = call.process
        return cls(
            portfolio_id=p.portfolio_id,
            reference=p.reference,
            title=p.title,
            description=p.description,
            buyer_name=p.buyer_name,
            buyer_nit=p.buyer_nit,
            modality=p.modality,
            unspsc=p.unspsc,
            price_cop=p.price_cop,
            published_on=p.published_on,
            closes_on=p.closes_on,
            standing=call.standing,
            url=call.link,
        )


class BoardOut(Model):
    """Una junta en el directorio público: sin datos de contacto ni de personas."""

    code: str = Field(description="Código de la junta en Convite.")
    name: str = Field(description="Nombre.")
    kind: BoardKind = Field(description="JAC, JVC o asociación de juntas.")
    locality: str | None = Field(description="Localidad.")
    barrio: str | None = Field(description="Barrio, corregimiento o vereda.")

    @classmethod
    def of(cls, board: Board) -> "BoardOut":
        return cls(
            code=board.code, name=board.name, kind=board.kind, locality=board.locality, barrio=board.barrio
        )


class ReasonOut(Model):
    """Por qué se le ofrece a la junta."""

    rule: str = Field(description="Regla que habló.")
    score: float = Field(description="Con qué fuerza, de 0 a 1.")
    words: str = Field(description="La razón en palabras.")


class RequirementOut(Model):
    """Algo que le falta a la junta."""

    id: str = Field(description="Identificador del requisito.")
    title: str = Field(description="Nombre del requisito.")
    steps: list[str] = Field(description="Cómo se consigue, paso a paso.")


class AnswerOut(Model):
    """Respuesta de la junta a una convocatoria."""

    portfolio_id: str = Field(description="Procedimiento al que se responde.")
    answer: OutcomeKind = Field(description="La respuesta que vale.")
    at: Moment = Field(description="Cuándo se dio.")
    reason: str | None = Field(description="Lo que la junta quiso añadir.")

    @classmethod
    def of(cls, answer: Outcome) -> "AnswerOut":
        return cls(portfolio_id=answer.portfolio_id, answer=answer.kind, at=answer.at, reason=answer.note)


class MatchOut(Model):
    """Una convocatoria que le sirve a la junta, con sus razones."""

    process: ProcessOut
    score: float = Field(description="Qué tanto le sirve, de 0 a 1.")
    route: str = Field(description="Camino legal por el que se presentaría.")
    verdict: Verdict = Field(description="Si la junta puede presentarse.")
    business_days_left: int | None = Field(description="Días hábiles que quedan.")
    reasons: list[ReasonOut]
    missing: list[RequirementOut] = Field(description="Lo que tendría que conseguir antes.")
    answer: AnswerOut | None = Field(description="Lo que la junta respondió, si respondió.")

    @classmethod
    def of(cls, offer: Offer) -> "MatchOut":
        return cls(
            process=ProcessOut.of(offer.call),
            score=offer.match.score,
            route=offer.match.route,
            verdict=offer.match.verdict,
            business_days_left=offer.days_left,
            reasons=[ReasonOut(rule=r.rule, score=r.score, words=r.words) for r in offer.match.reasons],
            missing=[RequirementOut(id=r.id, title=r.title, steps=list(r.steps)) for r in offer.missing],
            answer=AnswerOut.of(offer.answer) if offer.answer else None,
        )


class Matches(Model):
    """Todo lo que hay hoy para una junta."""

    items: list[MatchOut]


class AnswerIn(Model):
    """Respuesta a una convocatoria."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    portfolio_id: PortfolioId = Field(description="Procedimiento al que se responde.")
    answer: Answer = Field(
        description="interested: nos interesa; not_for_us: no es para nosotros; needs_help: ayuda."
    )
    reason: Note | None = Field(default=None, description="Por qué, en sus palabras.")


_LAG = "Minutos desde que la fuente publicó esos datos hasta que los tuvimos; nulo si no se sabe."


def _minutes(lag: timedelta | None) -> int | None:
    return None if lag is None else lag // timedelta(minutes=1)


class HarvestOut(Model):
    """La última lectura de un conjunto de datos abiertos."""

    dataset: str = Field(description="Identificador en datos.gov.co.")
    started_at: Moment
    rows: int = Field(description="Filas que llegaron.")
    new: int
    changed: int
    rejected: int = Field(description="Filas que no se pudieron leer; se guardan con su motivo.")
    complete: bool = Field(description="Si llegó todo lo que la fuente dijo tener.")
    source_updated_at: Moment | None = Field(description="Fecha que la fuente da a sus datos.")
    held_of: Moment | None = Field(
        description="Fecha de los datos que tenemos completos; nula si no los hay o la fuente no la da."
    )
    lag_minutes: int | None = Field(description=_LAG)

    @classmethod
    def of(cls, reading: Reading) -> "HarvestOut":
        report, fresh = reading
        told = {name: getattr(report, name) for name in cls.model_fields if hasattr(report, name)}
        return cls(**told, held_of=fresh and fresh.data_at, lag_minutes=_minutes(fresh and fresh.lag))


class StatusOut(Model):
    """Qué tan al día está el servicio."""

    data_at: Moment | None = Field(
        description="Fecha de los datos; nula antes de la primera lectura completa."
    )
    data_lag_minutes: int | None = Field(description=_LAG)
    open_calls: int = Field(description="Convocatorias abiertas.")
    boards: int = Field(description="Juntas registradas.")
    messages_waiting: int = Field(description="Mensajes por enviar.")
    harvests: list[HarvestOut]
    not_yet: list[str] = Field(description="Conjuntos de datos que todavía no se han leído.")
    sample: bool = Field(description="Si todos los datos son inventados.")

    @classmethod
    def of(cls, found: Status, *, sample: bool) -> "StatusOut":
        return cls(
            data_at=found.data_at,
            data_lag_minutes=_minutes(found.lag),
            open_calls=found.open_calls,
            boards=found.boards,
            messages_waiting=found.waiting,
            harvests=[HarvestOut.of(reading) for reading in found.readings],
            not_yet=found.not_yet,
            sample=sample,
        )


class FaultOut(Model):
    """Qué parte de lo que se envió no sirve."""

    where: list[str] = Field(description="Dónde está.", examples=[["query", "limit"]])
    problem: str = Field(description="Qué tiene.")


class ProblemOut(Model):
    """Un error, como lo describe RFC 9457."""

    type: str = Field(examples=["about:blank"])
    title: str = Field(description="Qué pasó.", examples=["No entendimos lo que se envió"])
    status: int = Field(examples=[422])
    detail: str = Field(
        description="Qué se puede hacer.", examples=["Faltan datos o alguno no tiene la forma esperada."]
    )
    errors: list[FaultOut] | None = Field(default=None, description="Lo que no se entendió, si se sabe.")


_PROBLEMS = {
    401: "Falta la llave, o no sirve.",
    403: "La llave no tiene el permiso.",
    404: "No existe, o el enlace no sirve.",
    422: "Lo que se envió no tiene la forma esperada.",
    429: "Demasiadas preguntas en un minuto.",
    503: "La base de datos no responde.",
}


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """How a route's documentation tells of these failures."""
    return {status: {"model": ProblemOut, "description": _PROBLEMS[status]} for status in statuses}
