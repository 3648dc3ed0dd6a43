"""What one process asks beyond its route: computed once for the process, then held against every board."""

from dataclasses import dataclass
from datetime import date

from domain.process import Process
from domain.readiness import Cap, Effect, Route, Verified
from domain.reason import Reason
from readiness import words
from readiness.caps import budget_of, cap_of
from readiness.catalogue import Catalogue
from readiness.routes import is_with_minors, is_works

ABOVE_CAP = "CUANTIA"
CAP_UNKNOWN = "CUANTIA?"
BANNED = "VEDA"
NOT_COVERED = "OBJETO"


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


@dataclass(frozen=True, slots=True)
class Demands:
    """`triggered` are requirements that block here and not always; `obstacles` no board can remove."""

    route: str
    on: date
    closed: bool
    triggered: tuple[str, ...]
    obstacles: tuple[Reason, ...]


def demands(catalogue: Catalogue, process: Process, route: str, on: date) -> Demands:
    """What a process of SECOP demands on a day, by the route that leads to it."""
    facts = Facts(
        route=route,
        value_cop=process.price_cop,
        budget_cop=budget_of(process.buyer_nit, on),
        works=is_works(process),
        with_minors=is_with_minors(process),
        published=route != "R1",
    )
    return demands_of(catalogue, facts, on)


def demands_of(catalogue: Catalogue, facts: Facts, on: date) -> Demands:
    """What these facts demand. Raises KeyError for a route or an asked requirement that nobody knows."""
    route = catalogue.routes[facts.route]
    unknown = [id_ for id_ in facts.asks if id_ not in catalogue.requirements]
    if unknown:
        raise KeyError(unknown[0])
    found = (_object(route, facts), ban_on(catalogue, route, on), _value(route, facts, on))
    return Demands(
        route=route.id,
        on=on,
        closed=is_closed(route, on),
        triggered=_triggered(catalogue, facts),
        obstacles=tuple(reason for reason in found if reason),
    )


def is_closed(route: Route, on: date) -> bool:
    return route.closed_from is not None and route.closed_from <= on


def ban_on(catalogue: Catalogue, route: Route, on: date) -> Reason | None:
    """The electoral ban that holds a route shut on a day."""
    for ban in catalogue.bans:
        # An unverified ban must not cost a board its contract.
        is_sure = ban.verified is not Verified.UNVERIFIED
        if is_sure and route.id in ban.routes and ban.first_day <= on <= ban.last_day:
            return Reason(BANNED, 0.0, words.banned(ban))
    return None


def _object(route: Route, facts: Facts) -> Reason | None:
    if not route.works_only or facts.works is not False:
        return None
    return Reason(NOT_COVERED, 0.0, words.not_covered(route))


def _value(route: Route, facts: Facts, on: date) -> Reason | None:
    if route.cap is Cap.NONE:
        return None
    cap = cap_of(route.cap, facts.budget_cop, on)
    if cap is None:
        return None if facts.published else Reason(CAP_UNKNOWN, 0.0, words.cap_unknown())
    if facts.value_cop is None or facts.value_cop <= cap:
        return None
    return Reason(ABOVE_CAP, 0.0, words.above_cap(route, facts.value_cop, cap))


def _triggered(catalogue: Catalogue, facts: Facts) -> tuple[str, ...]:
    """What the call names blocks whatever its effect; the rest by its condition, where the route asks."""
    holds = {"works": facts.works is True, "with_minors": facts.with_minors}
    by_condition = (
        id_
        for id_, effect in catalogue.asked[facts.route].items()
        if effect is Effect.BLOCKS_IF and holds.get(catalogue.requirements[id_].condition or "", False)
    )
    return tuple(sorted({*facts.asks, *by_condition}))
