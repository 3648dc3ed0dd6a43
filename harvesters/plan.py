"""The plan of a harvest: which rows to ask for, in slices by buyer and date, and how many to expect."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from harvesters.dataset import Dataset
from harvesters.soda import Source

_ROWS_A_SLICE = 25_000
# Both keep the address of a request under 5,000 characters.
_IDS_A_SLICE = 150
_BUYERS_A_SLICE = 250


@dataclass(frozen=True)
class Slice:
    """A part of the dataset, by its SoQL condition, and how many rows the source counts in it."""

    where: str
    expected: int


def plan(
    source: Source,
    dataset: Dataset[Any],
    nits: Sequence[str],
    *,
    since: date | None = None,
    until: date | None = None,
    recheck_ids: Sequence[str] = (),
) -> list[Slice]:
    """Slices that together hold each wanted row once: the window of dates (and rows without date), by buyer,
    then the rows to ask for again by id that lie before the window.
    """
    window = _window(dataset, since, until)
    slices = list(_by_buyer(dataset, window, _counts(source, dataset, nits, window)))
    if since and dataset.date:
        slices += _rechecks(source, dataset, recheck_ids, since)
    return slices


def _window(dataset: Dataset[Any], since: date | None, until: date | None) -> str | None:
    bounds = []
    if since and dataset.date:
        bounds.append(f"{dataset.date} >= '{since.isoformat()}T00:00:00.000'")
    if until and dataset.date:
        bounds.append(f"{dataset.date} < '{(until + timedelta(days=1)).isoformat()}T00:00:00.000'")
    return f"({' AND '.join(bounds)} OR {dataset.date} IS NULL)" if bounds else None


def _counts(
    source: Source, dataset: Dataset[Any], nits: Sequence[str], window: str | None
) -> dict[str, dict[str | None, int]]:
    """Rows by buyer and year (None: no date)."""
    year = f", date_trunc_y({dataset.date}) AS year" if dataset.date else ""
    counts: dict[str, dict[str | None, int]] = defaultdict(dict)
    for start in range(0, len(nits), _BUYERS_A_SLICE):
        rows = source.query(
            dataset.id,
            select=f"{dataset.buyer} AS buyer{year}, count(*) AS n",
            where=_and(_buyers(dataset, nits[start : start + _BUYERS_A_SLICE]), window),
            group="buyer, year" if dataset.date else "buyer",
        )
        for row in rows:
            counts[row["buyer"]][row.get("year")] = int(row["n"])
    return counts


def _by_buyer(
    dataset: Dataset[Any], window: str | None, counts: dict[str, dict[str | None, int]]
) -> Iterator[Slice]:
    """Small buyers share a slice; a large one is cut by runs of years."""
    shared: list[str] = []
    rows = 0
    for nit, years in sorted(counts.items(), key=lambda item: (sum(item[1].values()), item[0])):
        number = sum(years.values())
        if number > _ROWS_A_SLICE and dataset.date:
            yield from _by_years(dataset, nit, window, years)
            continue
        if shared and (rows + number > _ROWS_A_SLICE or len(shared) == _BUYERS_A_SLICE):
            yield Slice(_and(_buyers(dataset, shared), window), rows)
            shared, rows = [], 0
        shared.append(nit)
        rows += number
    if shared:
        yield Slice(_and(_buyers(dataset, shared), window), rows)


def _by_years(
    dataset: Dataset[Any], nit: str, window: str | None, years: dict[str | None, int]
) -> Iterator[Slice]:
    buyer = _buyers(dataset, [nit])
    if undated := years.get(None):
        yield Slice(_and(buyer, f"{dataset.date} IS NULL"), undated)
    for run in _runs(sorted((year[:4], number) for year, number in years.items() if year)):
        first, last = int(run[0][0]), int(run[-1][0])
        since = f"{dataset.date} >= '{first}-01-01T00:00:00.000'"
        until = f"{dataset.date} < '{last + 1}-01-01T00:00:00.000'"
        yield Slice(_and(buyer, window, since, until), sum(number for _, number in run))


def _runs(years: Iterable[tuple[str, int]]) -> Iterator[list[tuple[str, int]]]:
    """Consecutive years whose rows fit into one slice; a year larger than that stands alone."""
    run: list[tuple[str, int]] = []
    for year in years:
        if run and sum(number for _, number in run) + year[1] > _ROWS_A_SLICE:
            yield run
            run = []
        run.append(year)
    if run:
        yield run


def _rechecks(source: Source, dataset: Dataset[Any], ids: Sequence[str], since: date) -> Iterator[Slice]:
    before = f"{dataset.date} < '{since.isoformat()}T00:00:00.000'"
    for start in range(0, len(ids), _IDS_A_SLICE):
        wanted = ", ".join(_quoted(one) for one in ids[start : start + _IDS_A_SLICE])
        where = _and(f"{dataset.columns[0]} IN ({wanted})", before)
        if expected := source.count(dataset.id, where):
            yield Slice(where, expected)


def _buyers(dataset: Dataset[Any], nits: Iterable[str]) -> str:
    written = nits if dataset.buyer_is_number else map(_quoted, nits)
    return f"{dataset.buyer} IN ({', '.join(written)})"


def _and(*conditions: str | None) -> str:
    return " AND ".join(condition for condition in conditions if condition)


def _quoted(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"
