"""Spanish words for projects: how far they came, and what the rows say."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any, NamedTuple
from urllib.parse import quote

from api.projects import Row, Way
from api.words import DATASETS
from domain.contract import Contract, PlannedPurchase
from domain.process import Process
from domain.project import Aside, CostBasis, ProjectState, TieKind, kind_of
from domain.project_way import BUDGET
from domain.text import web_address
from domain.titles import readable
from notifications.words import day_and_year, in_figures, month
from store.budget_lines import Kept

STATES = {
    ProjectState.REGISTERED: "Registrado",
    ProjectState.PRIORITISED: "Priorizado",
    ProjectState.PLANNED: "En un plan de compras",
    ProjectState.CALLED: "Proceso publicado",
    ProjectState.CONTRACTED: "Contratado",
    ProjectState.RUNNING: "En ejecución",
    ProjectState.FINISHED: "Terminado",
}
# Of a state that lies behind a project, and that no row shows.
_UNKNOWN = {
    ProjectState.PRIORITISED: "No se sabe si estuvo en un presupuesto participativo.",
    ProjectState.PLANNED: "No se sabe si estuvo en un plan de compras.",
    ProjectState.CALLED: "No se sabe qué proceso se publicó.",
    ProjectState.CONTRACTED: "No se sabe cuándo se firmó.",
    ProjectState.RUNNING: "No se sabe cuándo empezó.",
}
_ASIDES = {
    Aside.LEFT_PLAN: "La entidad lo sacó de su plan de compras",
    Aside.CALLED_OFF: "El proceso se canceló",
    Aside.CONTRACT_OFF: "Un contrato se canceló",
    Aside.EXTENDED: "Al contrato le agregaron días o dinero",
    Aside.CHANGED: "El contrato se modificó; SECOP no dice en qué",
    Aside.SUSPENDED: "El contrato está suspendido",
    Aside.PART_FINISHED: "Terminó uno de los contratos; falta el resto",
}
_BASES = {
    CostBasis.OWN_ESTIMATE: "cuentas de la junta",
    CostBasis.QUOTATION: "una cotización",
    CostBasis.UNKNOWN: "no se sabe con qué se calculó",
}
_TIES = {
    TieKind.BUDGET_LINE: "una línea del presupuesto participativo",
    TieKind.PLAN_LINE: "una línea de un plan de compras",
    TieKind.PROCESS: "un proceso",
    TieKind.CONTRACT: "un contrato",
}
_BUDGET_LIST = "Presupuesto participativo (lista de la oficina)"


class Facts(NamedTuple):
    """What a row says, ready to be read. `link` is where SECOP shows it."""

    title: str
    buyer: str
    value_cop: int | None
    link: str | None
    details: list[str]


def facts(row: Row) -> Facts:
    match row:
        case Kept():
            line = row.line
            return Facts(line.title, line.entity, line.amount_cop, None, list(_of_budget(row)))
        case PlannedPurchase():
            return Facts(row.description, row.buyer_name, row.value_cop, None, list(_of_plan(row)))
        case Process():
            return Facts(
                row.title, row.buyer_name, row.price_cop, web_address(row.url), list(_of_process(row))
            )
        case _:
            title = row.object or "Contrato sin objeto publicado"
            return Facts(title, row.buyer_name, row.value_cop, web_address(row.url), list(_of_contract(row)))


def share_link(way: Way, url: str) -> str:
    """Opens WhatsApp with the project's words, for whoever presses it to choose a group."""
    title, state = readable(way.project.said.title, 160), STATES[way.listed.state]
    said = "\n".join((f"*{title}*", way.listed.board_name, state, url))
    return f"https://wa.me/?text={quote(said)}"


def _of_budget(row: Kept) -> Iterator[str]:
    line = row.line
    yield f"Presupuesto participativo de {line.year}, línea {line.number}"
    if line.locality or line.commune:
        commune = f"unidad comunera {line.commune}" if line.commune else ""
        yield ", ".join(filter(None, (line.locality, commune)))
    yield f"Lista: {line.source}"


def _of_plan(row: PlannedPurchase) -> Iterator[str]:
    yield f"La esperan hacia {month(row.expected_on)}" if row.expected_on else "El plan no dice para cuándo"
    if row.modality:
        yield row.modality


def _of_process(row: Process) -> Iterator[str]:
    yield f"Estado en SECOP: {row.status or 'no lo dice'}"
    if row.closes_on:
        yield f"Ofertas hasta el {day_and_year(row.closes_on)}"
    if row.modality:
        yield row.modality


def _of_contract(row: Contract) -> Iterator[str]:
    yield f"Con {readable(row.supplier_name, 100)}" if row.supplier_name else "SECOP no publica con quién"
    yield f"Estado en SECOP: {row.status or 'no lo dice'}"
    if row.ends_on:
        yield f"Plazo: hasta el {day_and_year(row.ends_on)}"
    if row.added_days:
        yield f"Le agregaron {row.added_days} días"
    if row.added_cop:
        yield f"Le agregaron {in_figures(row.added_cop)}"


def _waypoint(kind: str) -> str:
    found = kind_of(kind)
    return STATES[found] if isinstance(found, ProjectState) else _ASIDES[found]


def _day_of(kind: str, on: date) -> str:
    """What the day of a waypoint is."""
    told = {
        ProjectState.PLANNED: "Lo vimos en el plan por primera vez el {}",
        ProjectState.CALLED: "Publicado el {}",
        ProjectState.CONTRACTED: "Firmado el {}",
        ProjectState.RUNNING: "Empezó el {}",
    }
    return told[ProjectState(kind)].format(day_and_year(on))


FILTERS: dict[str, Callable[..., Any]] = {
    "cost_basis": lambda basis: _BASES[CostBasis(basis)],
    "facts": facts,
    "project_dataset": lambda id_: _BUDGET_LIST if id_ == BUDGET else DATASETS[id_],
    "project_state": lambda state: STATES[ProjectState(state)],
    "project_unknown": lambda state: _UNKNOWN[ProjectState(state)],
    "tie_kind": lambda kind: _TIES[TieKind(kind)],
    "waypoint": _waypoint,
    "waypoint_day": _day_of,
}
