"""Answers for cases from outside, as docs/interface.md describes `convite evaluate readiness`."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from domain.readiness import Assessment, Dimension, Evidence
from readiness.assess import assess, for_process
from readiness.catalogue import FOLDER, Catalogue, load
from readiness.demands import Facts, demands_of
from readiness.states import best

_LEVELS = range(5)


def answer(case: Mapping[str, Any], folder: Path = FOLDER) -> list[dict[str, Any]]:
    """One answer for the process of the case, or one a route without. Raises ValueError: case and reason."""
    name = case.get("case")
    if not isinstance(name, str | int) or not str(name).strip():
        raise ValueError(f"a case without id: {case!r:.80}")
    try:
        return [_row(str(name), assessment) for assessment in _assessments(case, folder)]
    except (ValueError, OverflowError) as error:  # no calendar goes as far as some days do
        raise ValueError(f"case {name}: {error}") from error


def _assessments(case: Mapping[str, Any], folder: Path) -> list[Assessment]:
    on = _day(case, "on")
    if on is None:
        raise ValueError("no on")
    catalogue = load(on, folder)
    evidence = best(catalogue, [_evidence(catalogue, item) for item in _list(case, "evidence")], on)
    process = _table(case, "process")
    if not process:
        return [assess(catalogue, route, evidence, on) for route in catalogue.routes]
    facts = _facts(catalogue, process, _whole(_table(case, "buyer"), "budget_cop"))
    assessment = assess(catalogue, facts.route, evidence, on)
    found = for_process(catalogue, assessment, demands_of(catalogue, facts, on), evidence)
    return [replace(found, route=process["route"])]  # under the name that was asked for


def _evidence(catalogue: Catalogue, item: Any) -> Evidence:
    if not isinstance(item, dict):
        raise ValueError(f"evidence {item!r} is no object")
    requirement, level = item.get("requirement"), item.get("level")
    if not isinstance(requirement, str) or requirement not in catalogue.requirements:
        raise ValueError(f"unknown requirement {requirement!r}")
    if isinstance(level, bool) or not isinstance(level, int) or level not in _LEVELS:
        raise ValueError(f"{requirement}: level {level!r} is not 0 to 4")
    issued_on, expires_on = _day(item, "issued_on"), _day(item, "expires_on")
    if issued_on and expires_on and expires_on < issued_on:
        raise ValueError(f"{requirement}: expires before it was issued")
    return Evidence(
        requirement,
        level,
        issued_on,
        expires_on,
        limit_cop=_whole(item, "limit_cop"),
        applies=_flag(item, "applies") is not False,
    )


def _facts(catalogue: Catalogue, process: Mapping[str, Any], budget_cop: int | None) -> Facts:
    route, asks = process.get("route"), _list(process, "asks")
    if isinstance(route, str) and route in catalogue.variants:
        route = catalogue.variants[route].of  # R2b asks what R2 asks
    if not isinstance(route, str) or route not in catalogue.routes:
        raise ValueError(f"unknown route {route!r}")
    for asked in asks:
        if not isinstance(asked, str) or asked not in catalogue.requirements:
            raise ValueError(f"asks for the unknown requirement {asked!r}")
    return Facts(
        route=route,
        value_cop=_whole(process, "value_cop"),
        budget_cop=budget_cop,
        works=_flag(process, "works"),
        with_minors=_flag(process, "with_minors") is True,
        asks=tuple(asks),
        closes_on=_day(process, "closes_on"),
    )


def _row(case: str, found: Assessment) -> dict[str, Any]:
    return {
        "case": case,
        "route": found.route,
        "verdict": found.verdict.value,
        "blocking": " ".join(found.blocking),
        "expiring": " ".join(found.expiring),
        "level": found.level,
        **{f"score_{dimension.value}": found.scores[dimension] for dimension in Dimension},
    }


def _day(fields: Mapping[str, Any], key: str) -> date | None:
    written = fields.get(key)
    if written in (None, ""):
        return None
    try:
        return date.fromisoformat(written)
    except (TypeError, ValueError):
        raise ValueError(f"{key} {written!r} is no date") from None


def _whole(fields: Mapping[str, Any], key: str) -> int | None:
    found = fields.get(key)
    if found is None:
        return None
    if isinstance(found, bool) or not isinstance(found, int | float) or found < 0 or found != found // 1:
        raise ValueError(f"{key} {found!r} is no amount in whole pesos")
    return int(found)


def _flag(fields: Mapping[str, Any], key: str) -> bool | None:
    found = fields.get(key)
    if found is not None and not isinstance(found, bool):
        raise ValueError(f"{key} {found!r} is neither true nor false")
    return found


def _list(fields: Mapping[str, Any], key: str) -> list[Any]:
    found = fields.get(key)
    if found is None:
        return []
    if not isinstance(found, list):
        raise ValueError(f"{key} is no list")
    return found


def _table(fields: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    found = fields.get(key)
    if found is None:
        return {}
    if not isinstance(found, dict):
        raise ValueError(f"{key} is no object")
    return found
