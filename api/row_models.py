"""The shapes of what the office's programs read, a row at a time."""

from datetime import date
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from api.models import Model, Moment, ReasonOut
from domain.contact import Channel
from domain.outcome import OutcomeKind
from domain.readiness import Verdict

BoardCode = Annotated[str, Field(description="Código de la junta en Convite.", examples=["JAC-0001"])]
Portfolio = Annotated[
    str, Field(description="Identificador del procedimiento en SECOP II.", examples=["CO1.BDOS.1"])
]
RouteId = Annotated[str, Field(description="Camino legal por el que se presentaría.", examples=["R4"])]
RequirementId = Annotated[
    str,
    Field(description="Requisito que falta, o lo que la ley impide (CUANTIA, VEDA…).", examples=["RUT"]),
]
VerdictSaid = Annotated[
    Verdict, Field(description="Si la junta puede presentarse.", examples=["eligible_if"])
]


class MatchRow(Model):
    """Una convocatoria que le sirve a una junta."""

    board_code: BoardCode
    portfolio_id: Portfolio
    score: float = Field(description="Qué tanto le sirve, de 0 a 1.", examples=[0.82])
    route: RouteId
    verdict: VerdictSaid
    reasons: list[ReasonOut] = Field(
        description="Por qué, con palabras para la junta.",
        examples=[[{"rule": "same_barrio", "score": 1.0, "words": "Es en su barrio: El Pozón"}]],
    )
    missing: list[str] = Field(description="Requisitos que le faltan.", examples=[["RUT", "SEC2"]])
    closes_on: date | None = Field(description="Último día para ofertar; nulo si no se sabe.")
    matched_at: Moment = Field(description="Desde cuándo le sirve.")


class RefusalRow(Model):
    """Cuántas convocatorias apartó una regla de una junta la última vez que se compararon."""

    board_code: BoardCode
    rule: str = Field(description="La regla que las apartó.", examples=["other_place"])
    processes: int = Field(description="Cuántas convocatorias.", examples=[1412])


class AssessmentRow(Model):
    """Cómo está una junta para contratar por un camino, sea cual sea la convocatoria."""

    board_code: BoardCode
    route: RouteId
    on: date = Field(description="Día de la evaluación.")
    verdict: VerdictSaid
    level: str = Field(description="Nivel de preparación.", examples=["En desarrollo"])
    score: int = Field(description="Preparación, de 0 a 100.", examples=[62])
    scores: dict[str, int] = Field(
        description="Por dimensión: L legal, D documental, T técnica, A administrativa, G digital.",
        examples=[{"L": 80, "D": 50, "T": 60, "A": 70, "G": 40}],
    )
    blocking: list[str] = Field(description="Lo que no la deja contratar.", examples=[["RUT"]])
    expiring: list[str] = Field(description="Lo que se vence pronto.", examples=[["CERT"]])


class GapRow(Model):
    """Algo que le falta a una junta y que le cierra un camino."""

    board_code: BoardCode
    route: RouteId
    requirement: RequirementId
    on: date = Field(description="Día de la evaluación.")


class OutcomeRow(Model):
    """Algo que una junta hizo con una convocatoria, o que SECOP muestra que pasó."""

    board_code: BoardCode
    portfolio_id: Portfolio
    kind: OutcomeKind = Field(description="Qué pasó.", examples=["interested"])
    at: Moment = Field(description="Cuándo.")
    source: str = Field(description="Quién lo dice.", examples=["page"])
    note: str | None = Field(description="Lo que la junta quiso añadir.", examples=["No sabemos el precio"])


class DeliveryRow(Model):
    """Un mensaje a una junta: por dónde salió y qué fue de él. Sin la dirección."""

    id: int = Field(description="Número del mensaje.", examples=[417])
    board_code: BoardCode
    channel: Channel | None = Field(description="Por dónde salió; nulo mientras espera.")
    queued_at: Moment = Field(description="Desde cuándo se debe.")
    due_at: Moment = Field(description="Cuándo le toca.")
    tries: int = Field(description="Intentos.", examples=[1])
    accepted_at: Moment | None = Field(description="Cuándo lo recibió el proveedor.")
    delivered_at: Moment | None = Field(description="Cuándo llegó; nulo si el canal no lo dice.")
    read_at: Moment | None = Field(description="Cuándo se leyó; nulo si el canal no lo dice.")
    failed_at: Moment | None = Field(description="Cuándo se dio por perdido.")


class LinkRow(Model):
    """De qué junta es un contrato, una oferta o una adjudicación de SECOP, y qué tan seguro es."""

    source: str = Field(
        description="contract: un contrato; bid: una oferta; award: una adjudicación.", examples=["contract"]
    )
    key: str = Field(description="Identificador en SECOP.", examples=["CO1.PCCNTR.1"])
    board_code: BoardCode
    board_name: str = Field(examples=["JAC Barrio El Pozón"])
    supplier_name: str | None = Field(description="Nombre del proveedor en SECOP.")
    supplier_nit: str | None = Field(description="NIT del proveedor en SECOP.")
    supplier_town: str | None = Field(description="Dónde está el proveedor (código DANE).")
    score: float = Field(description="Qué tanto se parecen, de 0 a 1.", examples=[0.97])
    verdict: str = Field(
        description="certain: es seguro; probable: una persona debe mirarlo.", examples=["certain"]
    )
    why: str | None = Field(description="Por qué se cree.")


def _all_boards(locality: Any) -> Any:
    return locality or None


class UnlockRow(Model):
    """Lo que abriría cerrar un mismo vacío en las juntas de una localidad. Cada proceso cuenta una vez."""

    locality: Annotated[
        str | None,
        BeforeValidator(_all_boards),
        Field(description="Localidad; nula para todas las juntas.", examples=["De la Virgen y Turística"]),
    ]
    closes: str = Field(description="El requisito, o la unidad de formación que lo enseña.", examples=["RUT"])
    lacking: int = Field(description="Juntas a las que les falta.", examples=[31])
    boards: int = Field(description="De esas, las que podrían presentarse a más procesos.", examples=[12])
    processes: int = Field(description="Procesos de los últimos doce meses que abriría.", examples=[44])
    open_now: int = Field(description="De esos, los que están abiertos.", examples=[3])
    value_cop: int = Field(description="Lo que suman, en pesos.", examples=[1_250_000_000])
    without_value: int = Field(description="De esos, los que no dicen su valor.", examples=[5])


class ChannelOut(Model):
    """Cómo está un canal por el que salen mensajes."""

    channel: Channel
    is_set_up: bool = Field(description="Si esta instalación puede enviar por aquí.")
    stopped_at: Moment | None = Field(description="Desde cuándo lo detuvo una persona.")
    rests_until: Moment | None = Field(description="Hasta cuándo pidió esperar el proveedor.")
    trouble: str | None = Field(description="Lo que el proveedor dice que debemos arreglar.")
    trouble_at: Moment | None = Field(description="Desde cuándo.")


class HealthOut(Model):
    """Si los mensajes salen. De cuándo son los datos lo dice `/api/v1/status`."""

    messages_waiting: int = Field(description="Mensajes por enviar.")
    waiting_since: Moment | None = Field(description="Desde cuándo espera el más viejo.")
    channels: list[ChannelOut]
