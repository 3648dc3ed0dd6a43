"""The catalogue of requirements, routes, weights and bans: data files with their law, read strictly.

    catalogue/*.toml ─▶ read once, checked ─▶ what is in force on a day: load(on)

A catalogue that contradicts itself is refused as a whole: half a catalogue would tell boards false things.
"""

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

from domain.readiness import Cap, Dimension, Effect, Requirement, Route, Verified
from readiness.entries import BadCatalogue, Entry, entries, read_file

FOLDER = Path(__file__).parent / "catalogue"
TO_CONFIRM = "por confirmar con la oficina jurídica"
CONDITIONS = ("works", "with_minors", "asked")
_DIMENSION_FILES = ("legal", "documental", "tecnica", "administrativa", "digital")
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Lapse:
    """Documents issued before a day that all expired together, whatever they say themselves."""

    issued_before: date
    expires_on: date


@dataclass(frozen=True, slots=True)
class Ban:
    """A time in which the law forbids a route, from its first day through its last."""

    id: str
    title: str
    routes: tuple[str, ...]
    first_day: date
    last_day: date
    law: str
    verified: Verified
    source: str


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each thing counts, and where a level begins (0–100)."""

    dimensions: Mapping[Dimension, int]
    effects: Mapping[Effect, int]
    developing: int
    almost_ready: int
    ready: int
    expiring_allowed: int  # how many documents about to expire an almost ready board may have
    expiring_days: int


@dataclass(frozen=True, slots=True)
class Catalogue:
    """What the law and the practice ask on a day. `version` is a hash of the files.

    `asked` says for each route which requirements it asks for and with what effect, which may differ from
    the requirement's own: an account in SECOP II blocks where one bids online and nowhere else.
    """

    version: str
    on: date
    requirements: Mapping[str, Requirement]
    routes: Mapping[str, Route]
    asked: Mapping[str, Mapping[str, Effect]]
    lapses: Mapping[str, Lapse]
    bans: tuple[Ban, ...]
    weights: Weights


@dataclass(frozen=True, slots=True)
class _Rule:
    requirement: Requirement
    exceptions: Mapping[str, Effect]
    lapse: Lapse | None
    entry: Entry

    @property
    def id(self) -> str:
        return self.requirement.id

    def is_in_force(self, on: date) -> bool:
        first, last = self.requirement.valid_from, self.requirement.valid_to
        return (first is None or first <= on) and (last is None or on <= last)


@dataclass(frozen=True, slots=True)
class _Files:
    version: str
    rules: tuple[_Rule, ...]
    routes: Mapping[str, Route]
    bans: tuple[Ban, ...]
    weights: Weights


@lru_cache(maxsize=512)
def load(on: date, folder: Path = FOLDER) -> Catalogue:
    """The catalogue in force on a day. Raises BadCatalogue with file, entry and reason."""
    files = _read(folder)
    rules = [rule for rule in files.rules if rule.is_in_force(on)]
    return Catalogue(
        version=files.version,
        on=on,
        requirements=MappingProxyType({rule.id: rule.requirement for rule in rules}),
        routes=files.routes,
        asked=MappingProxyType({route: _asked(rules, route) for route in files.routes}),
        lapses=MappingProxyType({rule.id: rule.lapse for rule in rules if rule.lapse}),
        bans=files.bans,
        weights=files.weights,
    )


def _asked(rules: Iterable[_Rule], route: str) -> Mapping[str, Effect]:
    return MappingProxyType(
        {
            rule.id: rule.exceptions.get(route, rule.requirement.effect)
            for rule in rules
            if route in rule.requirement.routes
        }
    )


@lru_cache(maxsize=8)
def _read(folder: Path) -> _Files:
    paths = sorted(folder.glob("*.toml"))
    version = hashlib.sha256(b"\0".join(path.read_bytes() for path in paths)).hexdigest()[:12]
    routes = {route.id: route for route in _once(entries(folder / "routes.toml", "route"), _route)}
    everyone = tuple(read_file(folder / "routes.toml").get("all", ()))
    rules = [
        rule
        for name in _DIMENSION_FILES
        for rule in _rules(folder / f"{name}.toml", frozenset(routes), everyone)
    ]
    _refuse_overlaps(rules)
    bans = tuple(_ban(entry, frozenset(routes)) for entry in entries(folder / "bans.toml", "ban"))
    return _Files(version, tuple(rules), MappingProxyType(routes), bans, _weights(folder / "weights.toml"))


def _once(found: Iterable[Entry], read: Callable[[Entry], _T]) -> Iterable[_T]:
    seen: set[str] = set()
    for entry in found:
        if entry.name in seen:
            raise entry.refuse("duplicate id")
        seen.add(entry.name)
        yield read(entry)


def _refuse_overlaps(rules: Iterable[_Rule]) -> None:
    """A requirement may have several versions, but only one on any day."""
    seen: dict[str, list[_Rule]] = {}
    for rule in rules:
        for other in seen.setdefault(rule.id, []):
            if _overlap(rule.requirement, other.requirement):
                raise rule.entry.refuse(f"duplicate id, also in {other.entry.file}, both in force at a time")
        seen[rule.id].append(rule)


def _overlap(one: Requirement, other: Requirement) -> bool:
    latest_start = max(one.valid_from or date.min, other.valid_from or date.min)
    return latest_start <= min(one.valid_to or date.max, other.valid_to or date.max)


def _route(entry: Entry) -> Route:
    route = Route(
        id=entry.text("id"),
        title=entry.text("title"),
        explanation=entry.text("explanation"),
        cap=entry.one_of("cap", Cap),
        law=entry.text("law"),
        verified=entry.one_of("verified", Verified),
        works_only=entry.flag("works_only"),
        closed_from=entry.day("closed_from"),
        source=entry.text("source"),
    )
    entry.close()
    return route


def _rules(path: Path, routes: frozenset[str], everyone: tuple[str, ...]) -> Iterable[_Rule]:
    top = Entry(path.name, "dimension", {"dimension": read_file(path).get("dimension")})
    dimension = top.one_of("dimension", Dimension)
    for entry in entries(path, "requirement"):
        requirement = _requirement(entry, dimension, everyone)
        exceptions = {
            route: Entry(path.name, entry.name, {"effect_in": text}).one_of("effect_in", Effect)
            for route, text in entry.table("effect_in").items()
        }
        rule = _Rule(requirement, exceptions, _lapse(entry), entry)
        entry.close()
        _refuse_nonsense(rule, routes)
        yield rule


def _requirement(entry: Entry, dimension: Dimension, everyone: tuple[str, ...]) -> Requirement:
    routes = entry.texts("routes")
    return Requirement(
        id=entry.text("id"),
        title=entry.text("title"),
        explanation=entry.text("explanation"),
        dimension=dimension,
        effect=entry.one_of("effect", Effect),
        routes=everyone if routes == ("all",) else routes,
        law=entry.text("law"),
        verified=entry.one_of("verified", Verified),
        issuer=entry.text("issuer"),
        steps=entry.texts("steps"),
        cost=entry.text("cost"),
        days=entry.number_or_none("days"),
        valid_days=entry.number_or_none("valid_days"),
        expires_on=entry.day("expires_on"),
        condition=entry.text_or_none("condition"),
        link=entry.text_or_none("link"),
        valid_from=entry.day("valid_from"),
        valid_to=entry.day("valid_to"),
        source=entry.text("source"),
    )


def _lapse(entry: Entry) -> Lapse | None:
    issued_before, expires_on = entry.day("lapse_issued_before"), entry.day("lapse_expires_on")
    if issued_before is None and expires_on is None:
        return None
    if issued_before is None or expires_on is None:
        raise entry.refuse("a lapse needs both its days")
    return Lapse(issued_before, expires_on)


def _refuse_nonsense(rule: _Rule, routes: frozenset[str]) -> None:
    requirement, refuse = rule.requirement, rule.entry.refuse
    if unknown := (set(requirement.routes) | set(rule.exceptions)) - routes:
        raise refuse(f"unknown route {', '.join(sorted(unknown))}")
    if stray := set(rule.exceptions) - set(requirement.routes):
        raise refuse(f"effect_in a route that does not ask for it: {', '.join(sorted(stray))}")
    may_depend = Effect.BLOCKS_IF in {requirement.effect, *rule.exceptions.values()}
    if may_depend and requirement.condition is None:
        raise refuse("blocks if, but has no condition")
    if requirement.condition is not None and not may_depend:
        raise refuse("has a condition, but never blocks by it")
    if requirement.condition not in (None, *CONDITIONS):
        raise refuse(f"unknown condition {requirement.condition!r}")
    if requirement.valid_from and requirement.valid_to and requirement.valid_to < requirement.valid_from:
        raise refuse("valid_to is before valid_from")
    if requirement.verified is Verified.UNVERIFIED and TO_CONFIRM not in requirement.explanation.lower():
        raise refuse(f"is unverified, but its explanation does not say {TO_CONFIRM!r}")


def _ban(entry: Entry, routes: frozenset[str]) -> Ban:
    first_day, last_day = entry.day("first_day"), entry.day("last_day")
    if first_day is None or last_day is None or last_day < first_day:
        raise entry.refuse("first_day and last_day make no span of time")
    ban = Ban(
        id=entry.text("id"),
        title=entry.text("title"),
        routes=entry.texts("routes"),
        first_day=first_day,
        last_day=last_day,
        law=entry.text("law"),
        verified=entry.one_of("verified", Verified),
        source=entry.text("source"),
    )
    entry.close()
    if unknown := set(ban.routes) - routes:
        raise entry.refuse(f"unknown route {', '.join(sorted(unknown))}")
    return ban


def _weights(path: Path) -> Weights:
    found = read_file(path)
    dimensions = Entry(path.name, "dimensions", found.get("dimensions", {}))
    effects = Entry(path.name, "effects", found.get("effects", {}))
    levels = Entry(path.name, "levels", found.get("levels", {}))
    weights = Weights(
        dimensions=MappingProxyType({d: dimensions.number(d.value) for d in Dimension}),
        effects=MappingProxyType({e: effects.number(e.value) for e in Effect}),
        developing=levels.number("developing"),
        almost_ready=levels.number("almost_ready"),
        ready=levels.number("ready"),
        expiring_allowed=levels.number("expiring_allowed"),
        expiring_days=levels.number("expiring_days"),
    )
    for entry in (dimensions, effects, levels):
        entry.close()
    if sum(weights.dimensions.values()) != 100:
        raise BadCatalogue(f"{path.name}: dimensions: the weights do not add up to 100")
    return weights
