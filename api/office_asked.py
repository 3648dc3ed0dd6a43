"""What may be asked of the lists of the office's work."""

from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from api.asked import Asked, Portfolio, Words
from domain.filing import Fate
from domain.register import Post, Stage

Number = Annotated[int, Field(ge=1, le=2**31 - 1)]
_OF_BOARD = Field(default=None, description="De esta junta.", examples=["JAC-0001"])
_OF_COHORT = Field(default=None, description="De este grupo.", examples=[1])
_SINCE = Field(default=None, description="Desde este día, en Colombia.", examples=["2026-06-01"])


class OfHelp(Asked):
    board: Words | None = _OF_BOARD
    process: Portfolio | None = Field(
        default=None, description="Sobre este procedimiento.", examples=["CO1.BDOS.1"]
    )


class OfFilings(Asked):
    board: Words | None = _OF_BOARD
    requirement: Words | None = Field(default=None, description="De este requisito.", examples=["RUT"])
    fate: Fate | None = Field(default=None, description="Los que quedaron así.")
    waiting: bool | None = Field(default=None, description="Si nadie ha decidido.")
    since: date | None = _SINCE


class OfCohorts(Asked):
    unit: Words | None = Field(
        default=None, description="De esta unidad de formación.", examples=["TESORERIA"]
    )
    locality: Words | None = Field(
        default=None, description="De esta localidad.", examples=["De la Virgen y Turística"]
    )


class OfMembers(Asked):
    cohort: Number | None = _OF_COHORT
    board: Words | None = _OF_BOARD


class OfStages(Asked):
    board: Words | None = _OF_BOARD
    stage: Stage | None = Field(default=None, description="Las que llegaron a esta etapa.")


class OfPeriods(Asked):
    board: Words | None = _OF_BOARD
    post: Post | None = Field(default=None, description="De este cargo.")


class OfPlans(Asked):
    board: Words | None = _OF_BOARD
    route: Words | None = Field(default=None, description="Por este camino legal.", examples=["R1"])


NO_QUARTER = "Ese trimestre no ha empezado, o es anterior al servicio."
NO_DAY = "Ese día es anterior al trimestre, o no ha llegado."


class OfQuarter(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    quarter: str | None = Field(
        default=None,
        description="De este trimestre; el que corre si no se dice.",
        pattern=r"^[0-9]{4}-T[1-4]$",
        examples=["2026-T2"],
    )
    on: date | None = Field(
        default=None,
        description="Como se sabía al final de este día; como se sabe ahora, si no se dice.",
        examples=["2026-06-30"],
    )
