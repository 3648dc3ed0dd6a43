"""What may be asked of each list: filters, where to begin and how much.

A filter that is not known is refused: whoever mistypes one would take all rows for theirs.
"""

from datetime import date
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from domain.board import BoardKind
from domain.contact import Channel
from domain.outcome import OutcomeKind
from domain.process import Standing
from domain.project import ProjectState
from domain.readiness import Verdict

# No database can be asked for a NUL.
Words = Annotated[str, Field(min_length=1, max_length=100, pattern=r"^[^\x00-\x1f\x7f]+$")]
Portfolio = Annotated[str, Field(pattern=r"^[A-Za-z0-9._-]{1,100}$")]
_OF_BOARD = Field(default=None, description="De esta junta.", examples=["JAC-0001"])
_OF_PROCESS = Field(default=None, description="De este procedimiento.", examples=["CO1.BDOS.1"])
_BY_ROUTE = Field(default=None, description="Por este camino legal.", examples=["R4"])
_BY_VERDICT = Field(default=None, description="Con esta respuesta a si puede presentarse.")
_SINCE = Field(default=None, description="Desde este día, en Colombia.", examples=["2026-06-01"])
_BY_LOCALITY = Field(default=None, description="De esta localidad.", examples=["De la Virgen y Turística"])


class Asked(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    cursor: Annotated[str, Field(max_length=600)] | None = Field(
        default=None, description="El `next` de la parte anterior."
    )
    limit: int = Field(default=100, ge=1, le=500, description="Cuántos por parte.")

    @property
    def wanted(self) -> dict[str, Any]:
        """The filters, as a database is asked for them."""
        own = {
            name: getattr(self, name) for name in type(self).model_fields if name not in Asked.model_fields
        }
        return {name: one.value if isinstance(one, StrEnum) else one for name, one in own.items()}


class OfProcesses(Asked):
    limit: int = Field(default=20, ge=1, le=100, description="Cuántos por parte.")
    standing: Literal[Standing.OPEN, Standing.UPCOMING, Standing.DEADLINE_UNKNOWN] | None = Field(
        default=None, description="Lo que se puede hacer hoy con el proceso."
    )
    buyer_nit: Words | None = Field(default=None, description="NIT de la entidad.", examples=["890480184"])
    words: Words | None = Field(
        default=None, description="Palabras del título o de la descripción.", examples=["canales pluviales"]
    )
    closes_by: date | None = Field(
        default=None, description="Que cierren ese día o antes.", examples=["2026-06-30"]
    )
    up_to_cop: Annotated[int, Field(ge=0)] | None = Field(
        default=None, description="De hasta este precio; sin los que no lo dicen.", examples=[60_000_000]
    )


class OfBoards(Asked):
    locality: Words | None = _BY_LOCALITY
    barrio: Words | None = Field(default=None, description="De este barrio.", examples=["El Pozón"])
    kind: BoardKind | None = Field(default=None, description="JAC, JVC o asociación.")


class OfMatches(Asked):
    board: Words | None = _OF_BOARD
    process: Portfolio | None = _OF_PROCESS
    route: Words | None = _BY_ROUTE
    verdict: Verdict | None = _BY_VERDICT
    since: date | None = _SINCE


class OfRefusals(Asked):
    board: Words | None = _OF_BOARD
    rule: Words | None = Field(default=None, description="De esta regla.", examples=["other_place"])


class OfAssessments(Asked):
    board: Words | None = _OF_BOARD
    route: Words | None = _BY_ROUTE
    verdict: Verdict | None = _BY_VERDICT


class OfGaps(Asked):
    board: Words | None = _OF_BOARD
    route: Words | None = _BY_ROUTE
    requirement: Words | None = Field(default=None, description="De este requisito.", examples=["RUT"])


class OfOutcomes(Asked):
    board: Words | None = _OF_BOARD
    process: Portfolio | None = _OF_PROCESS
    kind: OutcomeKind | None = Field(default=None, description="De esta clase.")
    since: date | None = _SINCE


class OfDeliveries(Asked):
    board: Words | None = _OF_BOARD
    channel: Channel | None = Field(default=None, description="Por este canal.")
    since: date | None = _SINCE


class OfLinks(Asked):
    board: Words | None = _OF_BOARD
    verdict: Literal["certain", "probable"] | None = Field(default=None, description="Qué tan seguro es.")
    source: Literal["contract", "bid"] | None = Field(default=None, description="De contratos o de ofertas.")


class OfProjects(Asked):
    locality: Words | None = _BY_LOCALITY
    board: Words | None = _OF_BOARD
    state: ProjectState | None = Field(default=None, description="Que van hasta ahí.", examples=["called"])
    id: Annotated[int, Field(ge=1, le=2**31 - 1)] | None = Field(
        default=None, description="El que tiene este número.", examples=[12]
    )


class OfWaypoints(Asked):
    project: Annotated[int, Field(ge=1, le=2**31 - 1)] | None = Field(
        default=None, description="De este proyecto.", examples=[12]
    )
    since: date | None = _SINCE


class OfUnlocks(Asked):
    locality: Words | None = _BY_LOCALITY
    closes: Words | None = Field(
        default=None, description="De este requisito o unidad de formación.", examples=["RUT"]
    )
