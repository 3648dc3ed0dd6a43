"""Value caps: how much a buyer may contract by a route. Unknown stays unknown, never a guess.

menor cuantía = M(budget ÷ SMMLV of the year) × SMMLV, mínima cuantía = 10 % of it: Ley 1150 de 2007,
art. 2 num. 2 lit. b; Ley 2069 de 2020, art. 30. The budget is the buyer's own, not its city's. Where the
buyer published the amount that it adopted, that one counts.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import TypeVar

from domain.readiness import Cap, Verified
from readiness import words
from readiness.catalogue import FOLDER
from readiness.entries import Entry, File

LAW = "Ley 1150 de 2007, art. 2, num. 2, lit. b; Ley 2069 de 2020, art. 30"
_FILE = FOLDER / "caps.toml"
_UNKNOWN = "Cuantía por confirmar"
_K = TypeVar("_K")
_V = TypeVar("_V")
_OURS = "calculado por nosotros con el presupuesto, por confirmar con la entidad"


@dataclass(frozen=True, slots=True)
class CapExplained:
    """A cap of a buyer in a year, how it was found and how far that was verified. `value_cop` None: unknown.

    `adopted_by` is who published the amount; None where we computed it, or do not know it.
    """

    cap: Cap
    value_cop: int | None
    how: str
    source: str
    verified: Verified
    adopted_by: str | None = None
    law: str = LAW


@dataclass(frozen=True, slots=True)
class _Figure:
    value: int
    source: str
    verified: Verified


@dataclass(frozen=True, slots=True)
class _Budget:
    """What is known of a buyer in a year: its budget, the menor cuantía that it adopted, or both."""

    cop: int | None
    menor_cop: int | None
    adopted_by: str | None
    source: str
    verified: Verified


@dataclass(frozen=True, slots=True)
class _Tables:
    minima_percent: int
    wages: Mapping[int, _Figure]  # year → SMMLV in COP
    bands: tuple[tuple[int, _Figure], ...]  # (budget in SMMLV from which on, menor in SMMLV), highest first
    budgets: Mapping[tuple[str, int], _Budget]  # (NIT, year)


def cap_of(cap: Cap, budget_cop: int | None, on: date, menor_cop: int | None = None) -> int | None:
    """The highest value in COP, or None where the budget or that year's minimum wage is not known.

    `menor_cop` is the menor cuantía that the buyer adopted, where it published one (`adopted`). Ask only for
    a route that has a cap: Cap.NONE raises ValueError, for "no limit" is not "unknown".
    """
    if cap is Cap.NONE:
        raise ValueError("a route without cap has no highest value")
    tables = _tables(_FILE)
    menor = _computed(tables, budget_cop, on) if menor_cop is None else menor_cop
    return None if menor is None else _by_kind(tables, cap, menor)


def budget_of(buyer_nit: str | None, on: date) -> int | None:
    """The buyer's budget of that year in COP, or None where we have not read it.

    Last year's budget is not carried over: a buyer may change band, and its cap more than triple.
    """
    known = _known(_tables(_FILE), buyer_nit, on)
    return known.cop if known else None


def adopted(buyer_nit: str | None, on: date) -> int | None:
    """The menor cuantía in COP that the buyer itself published for that year, or None."""
    known = _known(_tables(_FILE), buyer_nit, on)
    return known.menor_cop if known else None


def explain(cap: Cap, buyer_nit: str | None, on: date, path: Path = _FILE) -> CapExplained:
    """The cap of a buyer with its reasons in Spanish. Raises ValueError for Cap.NONE, as `cap_of`."""
    if cap is Cap.NONE:
        raise ValueError("a route without cap has no highest value")
    tables = _tables(path)
    known, wage = _known(tables, buyer_nit, on), tables.wages.get(on.year)
    if known and known.menor_cop is not None:
        return _by_the_buyer(tables, cap, known, known.menor_cop, on)
    if known is None or known.cop is None:
        how = f"{_UNKNOWN}: no conocemos el presupuesto de {on.year} de la entidad."
        return CapExplained(cap, None, how, "", Verified.UNVERIFIED)
    if wage is None:
        how = f"{_UNKNOWN}: no conocemos el salario mínimo de {on.year}."
        return CapExplained(cap, None, how, "", Verified.UNVERIFIED)
    return _by_us(tables, cap, known, known.cop, wage, on)


def _by_the_buyer(tables: _Tables, cap: Cap, known: _Budget, menor_cop: int, on: date) -> CapExplained:
    value = _by_kind(tables, cap, menor_cop)
    how = f"{words.pesos(value)}: {_kind(tables, cap)}. Cuantía de {on.year} adoptada por {known.adopted_by}."
    return CapExplained(cap, value, how, known.source, known.verified, known.adopted_by)


def _by_us(
    tables: _Tables, cap: Cap, known: _Budget, budget_cop: int, wage: _Figure, on: date
) -> CapExplained:
    band = _band_of(tables, budget_cop, wage)
    value = _by_kind(tables, cap, band.value * wage.value)
    times = f"{band.value:,}".replace(",", ".")
    how = (
        f"{words.pesos(value)}: {_kind(tables, cap)}. La menor cuantía son {times} salarios mínimos de "
        f"{words.pesos(wage.value)}, por un presupuesto de {words.pesos(budget_cop)} en {on.year}; {_OURS}."
    )
    marks = {known.verified, wage.verified, band.verified}
    verified = Verified.UNVERIFIED if Verified.UNVERIFIED in marks else Verified.INFERRED
    source = f"Presupuesto: {known.source}. Salario mínimo: {wage.source}. Franja: {band.source}."
    return CapExplained(cap, value, how, source, verified)


def _kind(tables: _Tables, cap: Cap) -> str:
    if cap is Cap.MINIMA:
        return f"mínima cuantía, el {tables.minima_percent} % de la menor"
    return "menor cuantía"


def _known(tables: _Tables, buyer_nit: str | None, on: date) -> _Budget | None:
    return tables.budgets.get((buyer_nit, on.year)) if buyer_nit else None


def _computed(tables: _Tables, budget_cop: int | None, on: date) -> int | None:
    wage = tables.wages.get(on.year)
    if budget_cop is None or wage is None:
        return None
    return _band_of(tables, budget_cop, wage).value * wage.value


def _band_of(tables: _Tables, budget_cop: int, wage: _Figure) -> _Figure:
    # In whole numbers, for a budget of exactly the band's wages belongs to the band ("superior o igual").
    return next(menor for floor, menor in tables.bands if budget_cop >= floor * wage.value)


def _by_kind(tables: _Tables, cap: Cap, menor_cop: int) -> int:
    return menor_cop if cap is Cap.MENOR else menor_cop * tables.minima_percent // 100


@cache
def _tables(path: Path) -> _Tables:
    """Raises BadCatalogue with file, line, entry and reason."""
    file = File(path)
    top = file.top("wage", "band", "budget")
    percent = top.number("minima_percent")
    top.close()
    wages: dict[int, _Figure] = {}
    for entry in file.entries("wage"):
        _put(wages, entry, "year", entry.number("year"), _figure(entry, "cop"))
    bands: dict[int, _Figure] = {}
    for entry in file.entries("band"):
        _put(bands, entry, "from_wages", entry.number("from_wages"), _figure(entry, "menor_wages"))
    budgets: dict[tuple[str, int], _Budget] = {}
    for entry in file.entries("budget"):
        _put(budgets, entry, "year", (entry.text("nit"), entry.number("year")), _budget(entry))
    if 0 not in bands:
        raise top.refuse("no band begins at 0: small budgets have no cap")
    return _Tables(percent, wages, tuple(sorted(bands.items(), key=lambda band: -band[0])), budgets)


def _put(found: dict[_K, _V], entry: Entry, key: str, name: _K, value: _V) -> None:
    entry.close()
    if name in found:
        raise entry.refuse(f"there is another one for the same {key}", key)
    found[name] = value


def _figure(entry: Entry, key: str) -> _Figure:
    """Every figure says where it was read and how far it was verified."""
    value = entry.number(key)
    if value == 0:
        raise entry.refuse(f"{key} is 0", key)
    return _Figure(value, entry.text("source"), entry.one_of("verified", Verified))


def _budget(entry: Entry) -> _Budget:
    read = _Budget(
        cop=entry.number_or_none("cop"),
        menor_cop=entry.number_or_none("menor_cop"),
        adopted_by=entry.text_or_none("adopted_by"),
        source=entry.text("source"),
        verified=entry.one_of("verified", Verified),
    )
    if read.cop is None and read.menor_cop is None:
        raise entry.refuse("says neither cop nor menor_cop")
    if (read.menor_cop is None) != (read.adopted_by is None):
        raise entry.refuse("menor_cop and adopted_by go together: an amount that somebody adopted")
    return read
