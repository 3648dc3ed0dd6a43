"""Value caps: how much a buyer may contract by a route. Unknown stays unknown, never a guess.

menor cuantía = M(budget ÷ SMMLV of the year) × SMMLV, mínima cuantía = 10 % of it: Ley 1150 de 2007,
art. 2 num. 2 lit. b; Ley 2069 de 2020, art. 30. The budget is the buyer's own, not its city's.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from domain.readiness import Cap, Verified
from readiness.catalogue import FOLDER
from readiness.entries import BadCatalogue, Entry, read_file


@dataclass(frozen=True, slots=True)
class _Tables:
    minima_percent: int
    wages: Mapping[int, int]  # year → SMMLV in COP
    bands: tuple[
        tuple[int, int], ...
    ]  # (budget in SMMLV from which it holds, menor cuantía in SMMLV), highest first
    budgets: Mapping[tuple[str, int], int]  # (NIT, year) → COP


def cap_of(cap: Cap, budget_cop: int | None, on: date) -> int | None:
    """The highest value in COP, or None where the budget or that year's minimum wage is not known.

    Ask only for a route that has a cap: Cap.NONE raises ValueError, for "no limit" is not "unknown".
    """
    if cap is Cap.NONE:
        raise ValueError("a route without cap has no highest value")
    tables = _tables()
    wage = tables.wages.get(on.year)
    if budget_cop is None or wage is None:
        return None
    # In whole numbers, for a budget of exactly the band's wages belongs to the band ("superior o igual").
    menor = next(wages for floor, wages in tables.bands if budget_cop >= floor * wage) * wage
    return menor if cap is Cap.MENOR else menor * tables.minima_percent // 100


def budget_of(buyer_nit: str | None, on: date) -> int | None:
    """The buyer's budget of that year in COP, or None where we have not read it.

    Last year's budget is not carried over: a buyer may change band, and its cap more than triple.
    """
    return _tables().budgets.get((buyer_nit, on.year)) if buyer_nit else None


@cache
def _tables(path: Path = FOLDER / "caps.toml") -> _Tables:
    found = read_file(path)
    bands = [_band(entry) for entry in _numbered(path, found, "band")]
    if 0 not in dict(bands) or len(dict(bands)) != len(bands):
        raise BadCatalogue(f"{path.name}: band: each begins once, and the lowest at 0")
    wages = [_wage(entry) for entry in _numbered(path, found, "wage")]
    budgets = [_budget(entry) for entry in _numbered(path, found, "budget")]
    for kind, keys in (("wage", [year for year, _ in wages]), ("budget", [key for key, _ in budgets])):
        if len(set(keys)) != len(keys):
            raise BadCatalogue(f"{path.name}: {kind}: twice for one year")
    percent = Entry(path.name, "minima_percent", {"minima_percent": found.get("minima_percent")})
    return _Tables(
        minima_percent=percent.number("minima_percent"),
        wages=dict(wages),
        bands=tuple(sorted(bands, reverse=True)),
        budgets=dict(budgets),
    )


def _numbered(path: Path, found: Mapping[str, list[dict[str, object]]], kind: str) -> list[Entry]:
    return [
        Entry(path.name, f"{kind} number {number}", fields)
        for number, fields in enumerate(found.get(kind, []), 1)
    ]


def _wage(entry: Entry) -> tuple[int, int]:
    read = entry.number("year"), entry.number("cop")
    _close(entry)
    return read


def _band(entry: Entry) -> tuple[int, int]:
    read = entry.number("from_wages"), entry.number("menor_wages")
    _close(entry)
    return read


def _budget(entry: Entry) -> tuple[tuple[str, int], int]:
    read = (entry.text("nit"), entry.number("year")), entry.number("cop")
    _close(entry)
    return read


def _close(entry: Entry) -> None:
    """Every figure says where it was read and how far it was verified."""
    entry.one_of("verified", Verified)
    entry.text("source")
    entry.close()
