"""A contracting process of SECOP II as Convite keeps it, and whether it can be answered today.

`Process` is a NamedTuple, as are the other records that arrive by the hundred thousand: it is built in C,
crosses a process boundary cheaply and goes into the database as it is (docs/decisions/0001).
"""

from datetime import date
from enum import StrEnum
from typing import NamedTuple, TypeVar

from domain.text import fold

DATASET = "p6dx-8zbt"  # SECOP II processes on datos.gov.co


class Process(NamedTuple):
    """One row of dataset p6dx-8zbt: a notice × an award. Money in whole COP, None where it is not known.

    `key` is process, award and supplier; `portfolio_id` groups the notices of one procedure, which is what
    people mean by "a process". `title` and `reference` come without SECOP's glued suffixes.
    Supplier fields are kept for organisations only, never for natural persons.
    """

    key: str
    process_id: str
    portfolio_id: str
    reference: str | None
    title: str
    description: str | None
    buyer_name: str
    buyer_nit: str | None
    buyer_code: str | None
    unit_name: str | None
    department: str | None
    city: str | None
    phase: str | None
    status: str | None
    modality: str | None
    justification: str | None
    contract_type: str | None
    unspsc: str | None
    more_unspsc: str | None
    price_cop: int | None
    duration: int | None
    duration_unit: str | None
    published_on: date | None
    last_published_on: date | None
    closes_on: date | None
    awarded: bool
    supplier_name: str | None
    supplier_nit: str | None
    award_cop: int | None
    awarded_on: date | None
    offers: int | None
    url: str | None

    @property
    def text(self) -> str:
        """What the process says it wants: title and description."""
        return f"{self.title}. {self.description}" if self.description else self.title


# A change of one of these matters to a board and is kept with its date, before and after.
WATCHED_FIELDS = (
    "title",
    "description",
    "phase",
    "status",
    "modality",
    "price_cop",
    "closes_on",
    "awarded",
)


class Modality(StrEnum):
    """How the buyer chooses. Values are folded; SECOP writes them with and without accents."""

    DIRECT = "contratacion directa"
    DIRECT_WITH_OFFERS = "contratacion directa con ofertas"
    SPECIAL_REGIME = "contratacion regimen especial"
    SPECIAL_REGIME_WITH_OFFERS = "contratacion regimen especial con ofertas"
    MINIMA_CUANTIA = "minima cuantia"
    MENOR_CUANTIA = "seleccion abreviada de menor cuantia"
    MENOR_CUANTIA_WITHOUT_INTEREST = "seleccion abreviada menor cuantia sin manifestacion interes"
    REVERSE_AUCTION = "seleccion abreviada subasta inversa"
    OPEN_TENDER = "licitacion publica"
    OPEN_TENDER_WORKS = "licitacion publica obra publica"
    FRAMEWORK_TENDER = "licitacion publica acuerdo marco de precios"
    MERIT = "concurso de meritos abierto"
    MERIT_PREQUALIFIED = "concurso de meritos con precalificacion"
    SALE_AUCTION = "enajenacion de bienes con subasta"
    SALE_SEALED = "enajenacion de bienes con sobre cerrado"
    INFORMATION_REQUEST = "solicitud de informacion a los proveedores"
    TEST_AUCTION = "subasta de prueba"


_MODALITIES = {m.value: m for m in Modality}


def modality_of(published: str | None) -> Modality | None:
    """The modality as a closed set, or None where SECOP left it out or wrote one that we do not know."""
    return _MODALITIES.get(fold(published)) if published else None


_BY_INVITATION = {Modality.DIRECT, Modality.SPECIAL_REGIME}
_NOT_A_CALL = {
    Modality.INFORMATION_REQUEST,
    Modality.TEST_AUCTION,
    Modality.SALE_AUCTION,
    Modality.SALE_SEALED,
}
_DRAFT_STATUSES = {"borrador", "aprobado", "en aprobacion"}
_LIVING_STATUSES = _DRAFT_STATUSES | {"publicado"}
_CLOSED_STATUSES = {"abierto", "evaluacion", "seleccionado", "adjudicado"}
_CANCELLED_STATUSES = {"cancelado"}
_SUSPENDED_STATUSES = {"suspendido"}
_DRAFT_PHASES = ("presentacion de observaciones", "seleccion de ofertas borrador", "estimate phase")
_PHASES = (
    "presentacion de oferta",
    "fase de ofertas",
    "presentacion de observaciones",
    "manifestacion de interes",
    "fase de seleccion",
    "clarification submission",
    "estimate phase",
    "pre calificacion",
    "proceso de ofertas",
    "seleccion de ofertas",
    "fase de concurso",
)


def knows_phase(published: str) -> bool:
    """Whether this phase is one that SECOP was seen to publish."""
    return fold(published).startswith(_PHASES)


def knows_status(published: str) -> bool:
    """Whether this status is one that SECOP was seen to publish."""
    known = _LIVING_STATUSES | _CLOSED_STATUSES | _CANCELLED_STATUSES | _SUSPENDED_STATUSES
    return fold(published) in known


def is_called_off(published: str | None) -> bool:
    """Whether this status says that the buyer gave the procedure up, or nobody's offer served: SECOP II has
    one word for both.
    """
    return fold(published or "") in _CANCELLED_STATUSES


class Standing(StrEnum):
    """What a board can do with a process today."""

    OPEN = "open"
    DEADLINE_UNKNOWN = "deadline_unknown"
    UPCOMING = "upcoming"
    BY_INVITATION = "by_invitation"
    CLOSED = "closed"
    CANCELLED = "cancelled"
    SUSPENDED = "suspended"
    NOT_A_CALL = "not_a_call"
    UNKNOWN = "unknown"

    @property
    def is_offered(self) -> bool:
        return self in (Standing.OPEN, Standing.DEADLINE_UNKNOWN, Standing.UPCOMING)


class Signs(NamedTuple):
    """What of a process tells how it stands."""

    modality: str | None
    status: str | None
    phase: str | None
    closes_on: date | None
    awarded: bool


P = TypeVar("P", Process, Signs)


def standing(process: Process | Signs, today: date) -> Standing:
    """Whether the process takes offers on this day (in Bogotá).

    The status is authoritative. The phase lags behind it, so it can only hold back a draft, and never keeps
    alive what its deadline ended. A deadline day counts to its end, for SECOP gives no hour. An unknown
    modality or status is UNKNOWN: not open, and not closed either. Source: "Open now" in
    docs/sources/secop.md, from several peers.
    """
    modality, status = modality_of(process.modality), fold(process.status or "")
    is_draft = status in _DRAFT_STATUSES or fold(process.phase or "").startswith(_DRAFT_PHASES)
    if status in _CANCELLED_STATUSES:
        return Standing.CANCELLED
    if process.awarded or status in _CLOSED_STATUSES:
        return Standing.CLOSED
    if status in _SUSPENDED_STATUSES:
        return Standing.SUSPENDED
    if modality is None or status not in _LIVING_STATUSES:
        return Standing.UNKNOWN
    if modality in _NOT_A_CALL:
        return Standing.NOT_A_CALL
    if process.closes_on and process.closes_on < today:
        return Standing.CLOSED
    if modality in _BY_INVITATION:
        return Standing.BY_INVITATION
    if is_draft:
        return Standing.UPCOMING
    return Standing.OPEN if process.closes_on else Standing.DEADLINE_UNKNOWN


def as_published(process: P) -> P:
    """The process as it was on the day it was published: what became of it since is taken back."""
    status = fold(process.status or "")
    if not process.awarded and status not in _CLOSED_STATUSES | _CANCELLED_STATUSES | _SUSPENDED_STATUSES:
        return process
    return process._replace(awarded=False, status="Publicado", phase=None)


class Change(NamedTuple):
    """A watched field of a process that the source changed, as published before and after."""

    process_key: str
    field: str
    before: str | None
    after: str | None


def changes(old: Process, new: Process) -> list[Change]:
    """What changed between two readings of one row that matters to a board."""
    return [
        Change(new.key, name, _plain(before), _plain(after))
        for name in WATCHED_FIELDS
        if (before := getattr(old, name)) != (after := getattr(new, name))
    ]


def _plain(value: object) -> str | None:
    return None if value is None else value.isoformat() if isinstance(value, date) else str(value)
