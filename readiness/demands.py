"""What one process asks beyond its route: computed once for the process, then held against every board."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from domain.document import Document
from domain.finding import REQUIREMENTS, Finding, asks
from domain.process import Process
from domain.readiness import Cap, Effect, Route, Verified
from domain.reason import Reason
from readiness import words
from readiness.caps import adopted, budget_of, cap_of
from readiness.catalogue import Ban, Catalogue
from readiness.routes import is_with_minors, is_works

ABOVE_CAP = "CUANTIA"
CAP_UNKNOWN = "CUANTIA?"
BANNED = "VEDA"
BANNED_LATER = "VEDA?"  # told, and holds nothing back
ABOVE_OLDER_CAP = "TOPE?"  # told, and holds nothing back
NOT_COVERED = "OBJETO"
AUTHORISATION = "AUT"  # the requirement whose evidence may hold up to a value only


@dataclass(frozen=True, slots=True)
class Facts:
    """What the law cares about in a process. Money in COP; `works` None where it is not known."""

    route: str
    value_cop: int | None
    budget_cop: int | None
    works: bool | None = None
    with_minors: bool = False
    asks: tuple[str, ...] = ()  # requirements that the call names
    published: bool = False  # the buyer itself chose the modality, and so held the value against its cap
    closes_on: date | None = None
    menor_cop: int | None = None  # the menor cuantía that the buyer adopted, where it published one


@dataclass(frozen=True, slots=True)
class Demands:
    """`triggered` are requirements that block here and not always; `obstacles` no board can remove.

    `notes` hold nothing back: what the call's documents say of a requirement, by its id, a ban to come, and
    a value above the lower cap that some buyers keep to.
    """

    route: str
    on: date
    closed: bool
    triggered: tuple[str, ...]
    obstacles: tuple[Reason, ...]
    value_cop: int | None = None
    notes: tuple[Reason, ...] = ()


def demands(
    catalogue: Catalogue,
    process: Process,
    route: str,
    on: date,
    said: Sequence[tuple[Document, Finding]] = (),
) -> Demands:
    """What a process of SECOP demands on a day by a route; `said` by its documents, the newest first."""
    known = [(document, finding) for document, finding in said if _is_known(catalogue, finding)]
    asked = asks(finding for _, finding in known)
    facts = Facts(
        route=route,
        value_cop=process.price_cop,
        budget_cop=budget_of(process.buyer_nit, on),
        works=is_works(process),
        with_minors=is_with_minors(process),
        asks=asked,
        published=route != "R1",
        closes_on=process.closes_on,
        menor_cop=adopted(process.buyer_nit, on),
    )
    found = demands_of(catalogue, facts, on)
    return replace(found, notes=(*_passages(catalogue, route, known, asked), *found.notes))


def demands_of(catalogue: Catalogue, facts: Facts, on: date) -> Demands:
    """What these facts demand. Raises KeyError for a route or an asked requirement that nobody knows."""
    route = catalogue.routes[facts.route]
    unknown = [id_ for id_ in facts.asks if id_ not in catalogue.requirements]
    if unknown:
        raise KeyError(unknown[0])
    value = _value(route, facts, on)
    found = (_object(route, facts), ban_on(catalogue, route, on), value)
    return Demands(
        route=route.id,
        on=on,
        closed=is_closed(route, on),
        triggered=_triggered(catalogue, facts),
        obstacles=tuple(reason for reason in found if reason),
        value_cop=facts.value_cop,
        notes=(
            *_ban_to_come(catalogue, route, facts.closes_on, on),
            *(() if value else _above_older_cap(route, facts, on)),
        ),
    )


def open_routes(catalogue: Catalogue, on: date) -> list[str]:
    """The routes that a board can contract by on a day and of which we know what they ask, in order."""
    return [
        route.id
        for route in catalogue.routes.values()
        if route.contracts and not is_closed(route, on) and catalogue.asked[route.id]
    ]


def is_closed(route: Route, on: date) -> bool:
    return route.closed_from is not None and route.closed_from <= on


def ban_on(catalogue: Catalogue, route: Route, on: date) -> Reason | None:
    """The electoral ban that holds a route shut on a day.

    The law forbids the signing, and nobody knows its day beforehand: what counts is the day that is asked
    for. A process that closes within a ban is told of (docs/decisions/0010-the-day-of-a-ban.md).
    """
    ban = _ban(catalogue, route, on)
    return Reason(BANNED, 0.0, words.banned(ban)) if ban else None


def _ban_to_come(catalogue: Catalogue, route: Route, closes_on: date | None, on: date) -> tuple[Reason, ...]:
    if closes_on is None or closes_on <= on or _ban(catalogue, route, on):
        return ()
    ban = _ban(catalogue, route, closes_on)
    return (Reason(BANNED_LATER, 0.5, words.banned_later(ban, closes_on)),) if ban else ()


def _ban(catalogue: Catalogue, route: Route, on: date) -> Ban | None:
    for ban in catalogue.bans:
        # An unverified ban must not cost a board its contract.
        is_sure = ban.verified is not Verified.UNVERIFIED
        if is_sure and route.id in ban.routes and ban.first_day <= on <= ban.last_day:
            return ban
    return None


def _is_known(catalogue: Catalogue, finding: Finding) -> bool:
    return REQUIREMENTS.get(finding.kind) in catalogue.requirements


def _passages(
    catalogue: Catalogue, route: str, said: Sequence[tuple[Document, Finding]], asked: Sequence[str]
) -> Iterator[Reason]:
    """What the documents say of each requirement: that it is asked for, that it is not, or both.

    A buyer's word does not lift what the law asks for on a route: it is told, with advice to ask.
    """
    affirmed: dict[str, str] = {}
    denied: dict[str, str] = {}
    surely_denied: set[str] = set()
    for document, finding in said:
        id_, quoted = REQUIREMENTS[finding.kind], words.passage(document, finding)
        if finding.affirmed and finding.sure:
            affirmed.setdefault(id_, quoted)
        elif not finding.affirmed:
            denied.setdefault(id_, quoted)
            surely_denied |= {id_} if finding.sure else set()
    for id_ in sorted(affirmed.keys() | denied.keys()):
        requirement = catalogue.requirements[id_]
        if id_ in asked:
            yield Reason(id_, 1.0, words.asked_by(requirement, affirmed[id_]))
        elif id_ in affirmed and id_ in denied:
            yield Reason(id_, 0.5, words.contradicted(requirement, affirmed[id_], denied[id_]))
        elif id_ in surely_denied:
            is_law = catalogue.asked[route].get(id_) is Effect.BLOCKS
            yield Reason(id_, 0.5, words.denied(requirement, denied[id_], is_law=is_law))


def _object(route: Route, facts: Facts) -> Reason | None:
    if not route.works_only or facts.works is not False:
        return None
    return Reason(NOT_COVERED, 0.0, words.not_covered(route))


def _value(route: Route, facts: Facts, on: date) -> Reason | None:
    if route.cap is Cap.NONE:
        return None
    cap = cap_of(route.cap, facts.budget_cop, on, facts.menor_cop)
    if cap is None:
        return None if facts.published else Reason(CAP_UNKNOWN, 0.0, words.cap_unknown())
    if facts.value_cop is None or facts.value_cop <= cap:
        return None
    return Reason(ABOVE_CAP, 0.0, words.above_cap(route, facts.value_cop, cap))


def _above_older_cap(route: Route, facts: Facts, on: date) -> tuple[Reason, ...]:
    """Two laws name different caps. The later one counts, yet a buyer may keep to the lower one."""
    if route.cautious_cap is None or facts.value_cop is None:
        return ()
    older = cap_of(route.cautious_cap, facts.budget_cop, on, facts.menor_cop)
    if older is None or facts.value_cop <= older:
        return ()
    return (Reason(ABOVE_OLDER_CAP, 0.5, words.above_older_cap(route, facts.value_cop, older)),)


def _triggered(catalogue: Catalogue, facts: Facts) -> tuple[str, ...]:
    """What the call names blocks whatever its effect; the rest by its condition, where the route asks."""
    holds = {"works": facts.works is True, "with_minors": facts.with_minors}
    by_condition = (
        id_
        for id_, effect in catalogue.asked[facts.route].items()
        if effect is Effect.BLOCKS_IF and holds.get(catalogue.requirements[id_].condition or "", False)
    )
    return tuple(sorted({*facts.asks, *by_condition}))
