"""Readiness: what the law and the practice ask of a board, what it can prove, and what follows."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from domain.reason import Reason


class Dimension(StrEnum):
    LEGAL = "L"
    DOCUMENTARY = "D"
    TECHNICAL = "T"
    ADMINISTRATIVE = "A"
    DIGITAL = "G"


class Effect(StrEnum):
    BLOCKS = "B"
    BLOCKS_IF = "C"  # blocks only when its condition holds
    SCORED = "S"


class Verified(StrEnum):
    """How far a statement of law was verified."""

    NORM = "V1"  # in the norm's own text or an official page
    SECONDARY = "V2"  # in a secondary source
    INFERRED = "INF"
    UNVERIFIED = "U"  # never shown as fact: the district's lawyer confirms


class Weakness(StrEnum):
    """What the diagnosis of 2023 found boards weak in. Every requirement answers one."""

    OBJECTIVES = "objectives"
    RESOURCES = "resources"
    INFORMATION = "information"
    PLATFORMS = "platforms"
    TRANSPARENCY = "transparency"
    RELATIONS = "relations"
    TECHNICAL = "technical"


@dataclass(frozen=True, slots=True)
class Pooling:
    """That boards which bid together may add up what each has for a requirement, and by which law."""

    law: str
    source: str
    verified: Verified


@dataclass(frozen=True, slots=True)
class Requirement:
    """One thing that a route asks for. Texts are Spanish, for people."""

    id: str
    title: str
    explanation: str
    dimension: Dimension
    effect: Effect
    routes: tuple[str, ...]
    law: str
    verified: Verified
    issuer: str
    steps: tuple[str, ...]
    cost: str
    days: int | None = None  # working days it takes to get, where known
    valid_days: int | None = None  # how long a document counts after its issue
    expires_on: date | None = None  # a fixed day on which all expire
    condition: str | None = None  # when a BLOCKS_IF blocks: "works", "with_minors", "asked"
    link: str | None = None
    source: str = ""  # where the law or practice was read
    valid_from: date | None = None
    valid_to: date | None = None
    office: str = ""  # id of the Office that attends to it
    documents: tuple[str, ...] = ()  # what to bring
    cost_cop: int | None = None  # 0 is free; None where the price is not known
    weakness: Weakness | None = None  # the catalogue's own always have one
    pooled: Pooling | None = None  # None: each board must meet it by itself


@dataclass(frozen=True, slots=True)
class Office:
    """Who attends a board. What is not known of where and when is None, and is shown as to be confirmed."""

    id: str
    name: str
    source: str
    verified: Verified
    where: str | None = None
    hours: str | None = None
    link: str | None = None


@dataclass(frozen=True, slots=True)
class TrainingUnit:
    """What a board can learn to close gaps. `routes` are those that the unit teaches to contract by."""

    id: str
    title: str
    diplomas: tuple[str, ...]
    requirements: tuple[str, ...]
    source: str
    verified: Verified
    routes: tuple[str, ...] = ()


class Cap(StrEnum):
    """Which value cap of the buyer limits a route."""

    NONE = "none"
    MINIMA = "minima"
    MENOR = "menor"


class Selection(StrEnum):
    """How the buyer comes to its contractor."""

    DIRECT = "direct"
    COMPETITION = "competition"
    DEPENDS = "depends"  # direct or by competition, as the law says for the case
    MANUAL = "manual"  # by the buyer's own manual
    NONE = "none"  # nothing is contracted by it


class Rup(StrEnum):
    """Whether the Registro Único de Proponentes is needed."""

    YES = "yes"
    NO = "no"
    DEPENDS = "depends"  # on the modality
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Route:
    """A legal way to contract with a board. Since `closed_from` the law offers it no longer.

    Where `contracts` is False nothing is signed by it: what is chosen there is carried out by another route.
    """

    id: str
    title: str
    explanation: str
    cap: Cap
    law: str
    verified: Verified
    works_only: bool = False
    closed_from: date | None = None
    source: str = ""
    who: str = ""
    selection: Selection = Selection.DEPENDS
    how_chosen: str = ""
    rup: Rup = Rup.UNKNOWN
    rup_note: str = ""
    platform: str = ""  # what is done in SECOP, and by whom
    standing: str = ""  # how it stands, in words
    contracts: bool = True
    cautious_cap: Cap | None = None  # a lower cap of an older law, which some buyers keep


@dataclass(frozen=True, slots=True)
class RouteVariant:
    """A form of a route with the same requirements and cap, and another way to choose."""

    id: str
    of: str  # id of the route
    title: str
    explanation: str
    selection: Selection
    how_chosen: str
    law: str
    verified: Verified
    source: str


class EvidenceSource(StrEnum):
    """Where the evidence comes from."""

    BOARD = "board"  # what the board handed in
    SURVEY = "survey"  # what it answered to the needs survey
    OFFICER = "officer"  # an officer or a trainer who saw the document
    SECOP = "secop"  # SECOP's own rows


NO_LIMIT = 2**63 - 1  # COP: what stands for no limit where there are numbers alone


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a board can show for a requirement. A document counts through the whole of its last day.

    level: 0 nothing, 1 says so, 2 document, 3 valid document, 4 checked by an officer or an official source.
    `applies` is False where someone who may judge it said that the board does not need it: it then weighs in
    no score, and opens no route. `limit_cop` is the value up to which it holds, None without such a limit.
    """

    requirement: str
    level: int
    issued_on: date | None = None
    expires_on: date | None = None
    note: str | None = None
    source: EvidenceSource = EvidenceSource.BOARD
    checked_by: str | None = None  # an office or a role, never a person
    proof: str | None = None  # where it can be looked up: a row of SECOP, an address
    limit_cop: int | None = None
    applies: bool = True


class Verdict(StrEnum):
    ELIGIBLE = "eligible"
    ELIGIBLE_IF = "eligible_if"  # only things that the board can still get stand in the way
    NOT_ELIGIBLE = "not_eligible"  # something that it cannot change
    CLOSED = "closed"  # the law closed the route
    UNKNOWN = "unknown"  # the buyer's budget, and so its cap, is not known


@dataclass(frozen=True, slots=True)
class Assessment:
    """How ready a board is for a route, on a day; for a process when one was given.

    `blocking` and `expiring` hold requirement ids (or CUANTIA, CUANTIA?, VEDA, OBJETO), sorted.
    `scores` maps each dimension to 0–100; `score` is their weighted mean. A score never lifts a block.
    """

    route: str
    on: date
    verdict: Verdict
    level: str
    score: int
    scores: dict[Dimension, int]
    blocking: tuple[str, ...] = ()
    expiring: tuple[str, ...] = ()
    reasons: tuple[Reason, ...] = field(default=())
