"""The shapes of projects and of how far they came, as programs read them."""

from datetime import date
from typing import Annotated

from pydantic import Field

from api.models import Model, Moment
from domain.board import Trade
from domain.project import Aside, CostBasis, ProjectState


class ProjectOut(Model):
    """Un proyecto que una junta publicó, en palabras de la junta."""

    id: int = Field(description="Número del proyecto.", examples=[12])
    board_code: str = Field(description="Código de la junta.", examples=["JAC-0001"])
    board_name: str = Field(description="Nombre de la junta.")
    state: ProjectState = Field(
        description="Hasta dónde va, según las filas que lo muestran con seguridad.", examples=["called"]
    )
    title: str = Field(description="Nombre del proyecto.")
    what: str = Field(description="Qué se va a hacer.")
    trade: Trade = Field(description="De qué es.")
    barrio: str | None = Field(description="Barrio, corregimiento o vereda; nulo si no se sabe.")
    locality: str | None = Field(description="Localidad; nula si no se sabe.")
    spot: str = Field(description="En qué parte, en palabras.")
    cost_cop: int | None = Field(description="Costo en pesos; nulo si no se sabe.")
    basis: CostBasis = Field(description="De dónde sale el costo.")
    people: int | None = Field(description="A cuántas personas les sirve; nulo si no se sabe.")
    households: int | None = Field(description="Cuántos hogares son; nulo si no se sabe.")
    whom: str = Field(description="Quiénes son.")
    approved_on: date | None = Field(description="Día en que la asamblea aprobó el plan; nulo si no se sabe.")
    registered_at: Moment = Field(description="Cuándo lo registró la junta.")
    said_at: Moment = Field(description="Desde cuándo dice lo que dice.")


class WaypointOut(Model):
    """Lo que una fila mostró de un proyecto, y hasta cuándo valió."""

    id: int = Field(description="Número de esta novedad.")
    project_id: int = Field(description="Número del proyecto.")
    kind: Annotated[
        ProjectState | Aside,
        Field(union_mode="left_to_right", description="Hasta dónde llegó, o qué más pasó."),
    ]
    dataset: str = Field(
        description="De qué datos es la fila; `budget_lines`: de las listas de la oficina.",
        examples=["p6dx-8zbt"],
    )
    about: str = Field(description="Cuál fila es.", examples=["CO1.BDOS.1"])
    on: date | None = Field(description="El día que dice la fila; nulo si no lo dice.")
    is_sure: bool = Field(description="Falso: podría ser este proyecto, nadie lo ha confirmado.")
    found_at: Moment = Field(description="Desde cuándo lo sabemos.")
    gone_at: Moment | None = Field(description="Desde cuándo ya no vale; nulo si todavía vale.")
