"""The catalogue of requirements, routes, offices, training, weights and bans: data files with their law.

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

from domain.readiness import (
    Dimension,
    Effect,
    Office,
    Requirement,
    Route,
    RouteVariant,
    TrainingUnit,
    Weakness,
)
from readiness import reading
from readiness.entries import BadCatalogue, Entry, File
from readiness.reading import TO_CONFIRM, Rule
from readiness.rules import Ban, Lapse, Weights

__all__ = ["FOLDER", "TO_CONFIRM", "BadCatalogue", "Ban", "Catalogue", "Lapse", "Weights", "load"]

FOLDER = Path(__file__).parent / "catalogue"
_DIMENSION_FILES = ("legal", "documental", "tecnica", "administrativa", "digital")
_T = TypeVar("_T")
_Read = list[tuple[Entry, _T]]


@dataclass(frozen=True, slots=True)
class Catalogue:
    """What the law and the practice ask on a day. `version` is a hash of the files.

    `asked` says for each route which requirements it asks for and with what effect, which may differ from
    the requirement's own: an account in SECOP II blocks where one bids online and nowhere else.
    `untrained` are requirements that no training unit is needed for: one downloads or asks for them.
    """

    version: str
    on: date
    requirements: Mapping[str, Requirement]
    routes: Mapping[str, Route]
    variants: Mapping[str, RouteVariant]
    asked: Mapping[str, Mapping[str, Effect]]
    lapses: Mapping[str, Lapse]
    bans: tuple[Ban, ...]
    weights: Weights
    offices: Mapping[str, Office]
    training: Mapping[str, TrainingUnit]
    diplomas: Mapping[str, str]  # id → title
    untrained: frozenset[str]
    weaknesses: Mapping[Weakness, str]  # in Spanish

    def units_of(self, requirement_id: str) -> tuple[TrainingUnit, ...]:
        """The training units that help to close a gap; none where nothing needs to be learnt for it."""
        return tuple(unit for unit in self.training.values() if requirement_id in unit.requirements)


@dataclass(frozen=True, slots=True)
class _Training:
    units: Mapping[str, TrainingUnit]
    diplomas: Mapping[str, str]
    untrained: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Files:
    version: str
    rules: tuple[Rule, ...]
    routes: Mapping[str, Route]
    variants: Mapping[str, RouteVariant]
    bans: tuple[Ban, ...]
    weights: tuple[Weights, ...]  # the newest first
    offices: Mapping[str, Office]
    training: _Training
    weaknesses: Mapping[Weakness, str]


@lru_cache(maxsize=512)
def load(on: date, folder: Path = FOLDER) -> Catalogue:
    """The catalogue in force on a day. Raises BadCatalogue with file, line, entry and reason."""
    files = _read(folder)
    rules = [rule for rule in files.rules if rule.is_in_force(on)]
    return Catalogue(
        version=files.version,
        on=on,
        requirements=MappingProxyType({rule.id: rule.requirement for rule in rules}),
        routes=files.routes,
        variants=files.variants,
        asked=MappingProxyType({route: _asked(rules, route) for route in files.routes}),
        lapses=MappingProxyType({rule.id: rule.lapse for rule in rules if rule.lapse}),
        bans=files.bans,
        weights=next(each for each in files.weights if (each.valid_from or date.min) <= on),
        offices=files.offices,
        training=files.training.units,
        diplomas=files.training.diplomas,
        untrained=files.training.untrained,
        weaknesses=files.weaknesses,
    )


def _asked(rules: Iterable[Rule], route: str) -> Mapping[str, Effect]:
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
    offices = _by_id(_once(File(folder / "offices.toml"), "office", reading.office))
    routes, variants, rules = _routes_and_rules(folder, offices)
    return _Files(
        version=version,
        rules=tuple(rules),
        routes=routes,
        variants=variants,
        bans=_bans(folder, routes),
        weights=_weights(folder),
        offices=offices,
        training=_training(folder, rules, routes),
        weaknesses=_weaknesses(folder),
    )


def _routes_and_rules(
    folder: Path, offices: Mapping[str, Office]
) -> tuple[Mapping[str, Route], Mapping[str, RouteVariant], list[Rule]]:
    file = File(folder / "routes.toml")
    top = file.top("route", "variant")
    everyone = top.texts("all")
    top.close()
    found, forms = _once(file, "route", reading.route), _once(file, "variant", reading.variant)
    routes, variants = _by_id(found), _by_id(forms)
    _refuse_unknown(top, "all", "route", everyone, routes)
    for entry, variant in forms:
        _refuse_unknown(entry, "of", "route", [variant.of], routes)
        if variant.id in routes:
            raise entry.refuse("duplicate id, also a route", "id")
    rules = [rule for name in _DIMENSION_FILES for rule in _rules(folder / f"{name}.toml", everyone)]
    for rule in rules:
        _refuse_unknown(rule.entry, "routes", "route", rule.requirement.routes, routes)
        _refuse_unknown(rule.entry, "office", "office", [rule.requirement.office], offices)
    _refuse_overlaps(rules)
    asked = {route for rule in rules for route in rule.requirement.routes}
    for entry, route in found:
        if route.closed_from is None and route.id not in asked:
            raise entry.refuse("is open, but no requirement is asked for it")
    return routes, variants, rules


def _rules(path: Path, everyone: tuple[str, ...]) -> Iterable[Rule]:
    file = File(path)
    top = file.top("requirement")
    dimension = top.one_of("dimension", Dimension)
    top.close()
    for entry in file.entries("requirement"):
        yield reading.rule(entry, dimension, everyone)


def _refuse_overlaps(rules: Iterable[Rule]) -> None:
    """A requirement may have several versions, but only one on any day."""
    seen: dict[str, list[Rule]] = {}
    for rule in rules:
        for other in seen.setdefault(rule.id, []):
            if _overlap(rule.requirement, other.requirement):
                raise rule.entry.refuse(
                    f"duplicate id, also in {other.entry.file}, both in force at a time", "id"
                )
        seen[rule.id].append(rule)


def _overlap(one: Requirement, other: Requirement) -> bool:
    latest_start = max(one.valid_from or date.min, other.valid_from or date.min)
    return latest_start <= min(one.valid_to or date.max, other.valid_to or date.max)


def _bans(folder: Path, routes: Mapping[str, Route]) -> tuple[Ban, ...]:
    found = _once(_tables_only(folder / "bans.toml", "ban"), "ban", reading.ban)
    for entry, ban in found:
        _refuse_unknown(entry, "routes", "route", ban.routes, routes)
    return tuple(ban for _, ban in found)


def _weights(folder: Path) -> tuple[Weights, ...]:
    """All versions, the newest first; the oldest holds for whatever day came before."""
    file = _tables_only(folder / "weights.toml", "weights")
    found = [(entry, reading.weights(entry)) for entry in file.entries("weights")]
    first_days = [weights.valid_from for _, weights in found]
    for number, (entry, weights) in enumerate(found):
        if weights.valid_from in first_days[:number]:
            raise entry.refuse("another version has the same valid_from, or none either", "valid_from")
    if None not in first_days:
        raise file.top("weights").refuse("no version without valid_from: early days have no weights")
    return tuple(sorted((w for _, w in found), key=lambda w: w.valid_from or date.min, reverse=True))


def _training(folder: Path, rules: Iterable[Rule], routes: Mapping[str, Route]) -> _Training:
    file = File(folder / "training.toml")
    top = file.top("unit", "diploma")
    untrained = frozenset(top.texts_or_none("untrained"))
    top.close()
    known = {rule.id: rule for rule in rules}
    _refuse_unknown(top, "untrained", "requirement", untrained, known)
    diplomas = MappingProxyType({id_: title for _, (id_, title) in _named(file, "diploma")})
    found = _once(file, "unit", reading.unit)
    for entry, unit in found:
        _refuse_unknown(entry, "requirements", "requirement", unit.requirements, known)
        _refuse_unknown(entry, "routes", "route", unit.routes, routes)
        _refuse_unknown(entry, "diplomas", "diploma", unit.diplomas, diplomas)
    taught = {id_ for _, unit in found for id_ in unit.requirements}
    if both := taught & untrained:
        raise top.refuse(f"untrained, and yet in a unit: {', '.join(sorted(both))}", "untrained")
    for id_, rule in known.items():
        if id_ not in taught | untrained:
            raise rule.entry.refuse("is in no training unit, and not among the untrained", "id")
    return _Training(_by_id(found), diplomas, untrained)


def _named(file: File, kind: str) -> _Read[tuple[str, str]]:
    def read(entry: Entry) -> tuple[str, str]:
        named = entry.text("id"), entry.text("title")
        entry.close()
        return named

    return _once(file, kind, read)


def _weaknesses(folder: Path) -> Mapping[Weakness, str]:
    top = File(folder / "weaknesses.toml").top()
    words = MappingProxyType({weakness: top.text(weakness.value) for weakness in Weakness})
    top.text("source")
    top.close()
    return words


def _tables_only(path: Path, kind: str) -> File:
    file = File(path)
    file.top(kind).close()
    return file


def _once(file: File, kind: str, read: Callable[[Entry], _T]) -> _Read[_T]:
    """The records of a file with their entries. Refuses an id that comes twice."""
    found, seen = [], set()
    for entry in file.entries(kind):
        if entry.name in seen:
            raise entry.refuse("duplicate id", "id")
        seen.add(entry.name)
        found.append((entry, read(entry)))
    return found


def _by_id(found: _Read[_T]) -> Mapping[str, _T]:
    return MappingProxyType({entry.name: record for entry, record in found})


def _refuse_unknown(
    entry: Entry, key: str, what: str, named: Iterable[str], known: Mapping[str, object]
) -> None:
    if unknown := sorted(set(named) - set(known)):
        raise entry.refuse(f"unknown {what} {', '.join(unknown)}", key)
