"""The plan of a harvest: which rows to ask for, in slices by buyer and date, and how many to expect."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple

from domain.nit import check_digit
from harvesters.dataset import Dataset
from harvesters.soda import Description, Source

_ROWS_A_SLICE = 25_000
# Both keep the address of a request under 5,000 characters.
_IDS_A_SLICE = 150
_BUYERS_A_SLICE = 250


@dataclass(frozen=True)
class Slice:
    """A part of the dataset, by its SoQL condition, and how many rows the source counts in it."""

    where: str
    expected: int


class _Columns(NamedTuple):
    """The columns that conditions speak of, as the source has them today."""

    dataset: str
    key: str
    buyer: str
    buyer_is_text: bool
    date: str | None


def plan(
    source: Source,
    dataset: Dataset[Any],
    description: Description,
    nits: Sequence[str],
    *,
    since: date | None = None,
    until: date | None = None,
    recheck_ids: Sequence[str] = (),
) -> list[Slice]:
    """Slices that together hold each wanted row once: the window of dates (and rows without date), by buyer,
    then the rows to ask for again by id that lie before the window.
    """
    columns = _Columns(
        dataset=dataset.id,
        key=dataset.columns[0],
        buyer=dataset.buyer,
        buyer_is_text=description.columns[dataset.buyer] != "number",
        date=dataset.date if dataset.date in description.columns else None,
    )
    window = _window(columns, since, until)
    slices = list(_by_buyer(columns, window, _counts(source, columns, nits, window)))
    if since and columns.date:
        slices += _rechecks(source, columns, recheck_ids, since)
    return slices


def _window(columns: _Columns, since: date | None, until: date | None) -> str | None:
    bounds = []
    if since and columns.date:
        bounds.append(f"{columns.date} >= '{since.isoformat()}T00:00:00.000'")
    if until and columns.date:
        bounds.append(f"{columns.date} < '{(until + timedelta(days=1)).isoformat()}T00:00:00.000'")
    return f"({' AND '.join(bounds)} OR {columns.date} IS NULL)" if bounds else None


def _counts(
    source: Source, columns: _Columns, nits: Sequence[str], window: str | None
) -> dict[str, dict[str | None, int]]:
    """Rows by buyer and year (None: no date)."""
    year = f", date_trunc_y({columns.date}) AS year" if columns.date else ""
    counts: dict[str, dict[str | None, int]] = defaultdict(dict)
    written = [form for nit in nits for form in _forms(columns, nit)]
    for start in range(0, len(written), _BUYERS_A_SLICE):
        rows = source.query(
            columns.dataset,
            select=f"{columns.buyer} AS buyer{year}, count(*) AS n",
            where=_and(_buyers(columns, written[start : start + _BUYERS_A_SLICE]), window),
            group="buyer, year" if columns.date else "buyer",
        )
        for row in rows:
            counts[row["buyer"]][row.get("year")] = int(row["n"])
    return counts


def _by_buyer(
    columns: _Columns, window: str | None, counts: dict[str, dict[str | None, int]]
) -> Iterator[Slice]:
    """Small buyers share a slice; a large one is cut by runs of years."""
    shared: list[str] = []
    rows = 0
    for nit, years in sorted(counts.items(), key=lambda item: (sum(item[1].values()), item[0])):
        number = sum(years.values())
        if number > _ROWS_A_SLICE and columns.date:
            yield from _by_years(columns, nit, window, years)
            continue
        if shared and (rows + number > _ROWS_A_SLICE or len(shared) == _BUYERS_A_SLICE):
            yield Slice(_and(_buyers(columns, shared), window), rows)
            shared, rows = [], 0
        shared.append(nit)
        rows += number
    if shared:
        yield Slice(_and(_buyers(columns, shared), window), rows)


def _by_years(
    columns: _Columns, nit: str, window: str | None, years: dict[str | None, int]
) -> Iterator[Slice]:
    buyer = _buyers(columns, [nit])
    if undated := years.get(None):
        yield Slice(_and(buyer, f"{columns.date} IS NULL"), undated)
    for run in _runs(sorted((year[:4], number) for year, number in years.items() if year)):
        first, last = int(run[0][0]), int(run[-1][0])
        since = f"{columns.date} >= '{first}-01-01T00:00:00.000'"
        until = f"{columns.date} < '{last + 1}-01-01T00:00:00.000'"
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


def _rechecks(source: Source, columns: _Columns, ids: Sequence[str], since: date) -> Iterator[Slice]:
    before = f"{columns.date} < '{since.isoformat()}T00:00:00.000'"
    for start in range(0, len(ids), _IDS_A_SLICE):
        wanted = ", ".join(_quoted(one) for one in ids[start : start + _IDS_A_SLICE])
        where = _and(f"{columns.key} IN ({wanted})", before)
        if expected := source.count(columns.dataset, where):
            yield Slice(where, expected)


def _forms(columns: _Columns, nit: str) -> tuple[str, ...]:
    """How a buyer's NIT may stand in the source: with its check digit glued on, or a zero before it."""
    digit = check_digit(nit)
    return (
        (nit, f"{nit}{digit}", f"{nit}-{digit}", f"0{nit}")
        if columns.buyer_is_text
        else (nit, f"{nit}{digit}")
    )


def _buyers(columns: _Columns, forms: Iterable[str]) -> str:
    written = map(_quoted, forms) if columns.buyer_is_text else forms
    return f"{columns.buyer} IN ({', '.join(written)})"


def _and(*conditions: str | None) -> str:
    return " AND ".join(condition for condition in conditions if condition)


def _quoted(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"
