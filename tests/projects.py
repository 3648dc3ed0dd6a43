"""Projects to be followed, and the rows that lead them on."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection

from domain.access import StaffRole
from domain.board import Trade
from domain.contract import PlannedPurchase
from domain.project import CostBasis, Found, TieKind, Wording
from store import project_ties, projects, staff, waypoints
from store.records import Records
from store.vault import Vault
from tests.examples import NOW, a_planned_purchase

CANALS = "Limpieza de canales pluviales del barrio El Pozón"


def a_wording(**fields: Any) -> Wording:
    said = {"title": "Limpiar los canales de El Pozón", "what": "Sacar la tierra y la basura de los canales"}
    more = {"trade": Trade.UPKEEP, "barrio": "El Pozón", "locality": "De la Virgen y Turística"}
    cost = {"cost_cop": 40_000_000, "basis": CostBasis.OWN_ESTIMATE, "households": 300}
    return Wording(**{**said, **more, **cost, **fields})


def a_line(**fields: Any) -> PlannedPurchase:
    """A line of a plan from which, by its words, its month and its amount, one procedure is sure to come."""
    line = {"plan_id": "7", "line_id": "L1", "version": 1, "description": CANALS, "unspsc": "72141000"}
    return a_planned_purchase(**{**line, "value_cop": 60_000_000, **fields})


def an_officer(db: Connection, key: str = "k") -> int:
    email = "proyectos@oficina.example"
    return staff.add(db, Vault([key]), "Nora de Prueba", email, StaffRole.TRAINER, None, NOW)


def registered(db: Connection, code: str = "JAC-0001", **fields: Any) -> int:
    """A public project."""
    id_ = projects.register(db, code, a_wording(**fields), NOW)
    projects.publish(db, id_, NOW)
    return id_


def tie(db: Connection, id_: int, kind: TieKind, about: str, by: int) -> bool:
    return project_ties.tie(db, id_, kind, about, "el acta lo nombra", "acta 3 de 2026", by, NOW)


def harvest(db: Connection, table: Records, rows: Sequence[Any], day: int = 0) -> None:
    """As rows come in on a day after NOW, those that are known with what is new of them."""
    at, hashes = NOW + timedelta(days=day), [f"{row.key} {day}".encode() for row in rows]
    known = table.save(db, rows, hashes, at).differing
    if known:
        table.change(db, [rows[n] for n in known], [hashes[n] for n in known], at)


def found_of(db: Connection, id_: int) -> list[Found]:
    return waypoints.of_projects(db, [id_])[id_]
