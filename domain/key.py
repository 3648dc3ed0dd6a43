"""A key of the API: what a program may read in place of a person."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from domain.access import Permission

SCOPES: Mapping[Permission, str] = MappingProxyType(
    {
        Permission.SEE_NUMBERS: "Cifras por localidad: qué les falta a las juntas y hasta dónde llegan.",
        Permission.SEE_BOARDS: "Cada junta: lo que le sirve, cómo está, qué le falta y qué respondió; y "
        "pedir que se le avise de convocatorias nuevas.",
        Permission.ACCOMPANY: "Quién espera ayuda, grupos de formación y asistencia. Sin nombres.",
        Permission.CHECK_PAPERS: "Qué papeles enviaron las juntas y en qué quedaron. Sin los archivos.",
        Permission.KEEP_REGISTER: "Períodos de los cargos y etapas del acompañamiento. Sin nombres.",
        Permission.REVIEW_LINKS: "De qué junta es cada contrato y cada oferta.",
        Permission.SEE_HEALTH: "Mensajes: por dónde salieron y qué fue de ellos.",
    }
)
"""What a key may be let do, and what that opens. A key reads; all that it changes is where it is called."""


@dataclass(frozen=True, slots=True)
class Key:
    """`made_by` is the id of the person who made it; it outlives their account."""

    id: int
    name: str
    scopes: frozenset[Permission]
    made_by: int
    made_at: datetime
    used_at: datetime | None = None
    revoked_at: datetime | None = None

    def may(self, permission: Permission) -> bool:
        return self.revoked_at is None and permission in self.scopes
