"""The plan of a harvest: which rows to ask for, in slices by buyer and date, and how many to expect."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple

from domain.nit import check_digit
from harvesters.columns import Columns
from harvesters.dataset import Dataset, OfBuyers, OfProcesses, Where
from harvesters.soda import Counted, Source

_ROWS_A_SLICE = 25_000
# Both keep the address of a request under 5,000 characters.
_IDS_A_SLICE = 150
_BUYERS_A_SLICE = 250


@dataclass(frozen=True)
class Slice:
    """A part of the dataset, by its SoQL condition: how many rows the source counts in it, and when it
    touched one of them last, if it tells.
    """

    where: str | None  # None: every row
    expected: int
    touched: str | None = None


@dataclass(frozen=True)
class Wanted:
    """What to bring of a dataset: of these buyers (None: of all), the rows of these days (None: without end).

    `ids` are, of an OfBuyers dataset, the rows to ask for again whatever their date; of an OfProcesses
    dataset, the processes whose rows are wanted.
    """

    nits: Sequence[str] | None = ()
    ids: Sequence[str] = ()
    since: date | None = None
    until: date | None = None


class _Names(NamedTuple):
    """The columns that conditions of an OfBuyers dataset speak of, as the source calls them today."""

    dataset: str
    buyer: str
    buyer_is_text: bool
    date: str | None


def plan(source: Source, dataset: Dataset[Any], columns: Columns, wanted: Wanted) -> list[Slice]:
    """Slices that together hold each wanted row once."""
    match dataset.scope:
        case OfBuyers():
            return _of_buyers(source, dataset, columns, wanted)
        case OfProcesses(column):
            return list(by_ids(source, dataset, columns, wanted.ids, column=column))
        case Where(condition):
            return list(_counted(source, dataset.id, condition))


def _of_buyers(source: Source, dataset: Dataset[Any], columns: Columns, wanted: Wanted) -> list[Slice]:
    """The window of dates (and rows without date), by buyer, then the rows to ask for again by id that lie
    before the window.
    """
    assert isinstance(dataset.scope, OfBuyers)
    names = _Names(
        dataset=dataset.id,
        buyer=columns.names[dataset.scope.column],
        buyer_is_text=columns.is_text(dataset.scope.column),
        date=columns.names.get(dataset.scope.date or ""),
    )
    window = _window(names, wanted.since, wanted.until)
    slices = list(_by_buyer(source, names, wanted.nits, window))
    if wanted.since and names.date:
        before = f"{names.date} < '{wanted.since.isoformat()}T00:00:00.000'"
        slices += by_ids(source, dataset, columns, wanted.ids, condition=before)
    return slices


def _window(names: _Names, since: date | None, until: date | None) -> str | None:
    bounds = []
    if since and names.date:
        bounds.append(f"{names.date} >= '{since.isoformat()}T00:00:00.000'")
    if until and names.date:
        bounds.append(f"{names.date} < '{(until + timedelta(days=1)).isoformat()}T00:00:00.000'")
    return f"({' AND '.join(bounds)} OR {names.date} IS NULL)" if bounds else None


def _by_buyer(
    source: Source, names: _Names, nits: Sequence[str] | None, window: str | None
) -> Iterator[Slice]:
    """Small buyers share a slice; a large one is cut by runs of years."""
    shared: dict[str, Counted] = {}
    rows = 0
    counted = _counts(source, names, nits, window)
    for nit, found in sorted(counted.items(), key=lambda one: (one[1].rows, one[0])):
        if found.rows > _ROWS_A_SLICE and names.date:
            yield from _by_years(source, names, nit, window)
            continue
        if shared and (rows + found.rows > _ROWS_A_SLICE or len(shared) == _BUYERS_A_SLICE):
            yield _slice(_and(_buyers(names, shared), window), shared.values())
            shared, rows = {}, 0
        shared[nit] = found
        rows += found.rows
    if shared:
        yield _slice(_and(_buyers(names, shared), window), shared.values())
    if nits is None:
        yield from _counted(source, names.dataset, _and(f"{names.buyer} IS NULL", window))


def _counts(
    source: Source, names: _Names, nits: Sequence[str] | None, window: str | None
) -> dict[str, Counted]:
    """Rows by buyer, as the source writes its NIT."""
    conditions = [f"{names.buyer} IS NOT NULL"]
    if nits is not None:
        written = [form for nit in nits for form in _forms(names, nit)]
        starts = range(0, len(written), _BUYERS_A_SLICE)
        conditions = [_buyers(names, written[start : start + _BUYERS_A_SLICE]) for start in starts]
    return {
        buyer: counted
        for condition in conditions
        for buyer, counted in source.counts(names.dataset, _and(condition, window), names.buyer).items()
        if buyer is not None
    }


def _by_years(source: Source, names: _Names, nit: str, window: str | None) -> Iterator[Slice]:
    buyer = _buyers(names, [nit])
    years = source.counts(names.dataset, _and(buyer, window), f"date_trunc_y({names.date})")
    if undated := years.pop(None, None):
        yield _slice(_and(buyer, f"{names.date} IS NULL"), [undated])
    for run in _runs(sorted((year[:4], counted) for year, counted in years.items() if year)):
        first, last = int(run[0][0]), int(run[-1][0])
        since = f"{names.date} >= '{first}-01-01T00:00:00.000'"
        until = f"{names.date} < '{last + 1}-01-01T00:00:00.000'"
        yield _slice(_and(buyer, window, since, until), [counted for _, counted in run])


def _counted(source: Source, dataset: str, where: str | None) -> Iterator[Slice]:
    """The slice of these rows, if there are any."""
    found = source.counts(dataset, where)[None]
    if found.rows:
        yield _slice(where, [found])


def _slice(where: str | None, counted: Collection[Counted]) -> Slice:
    touched = [one.touched for one in counted if one.touched]
    return Slice(where, sum(one.rows for one in counted), max(touched, default=None))


def _runs(years: Iterable[tuple[str, Counted]]) -> Iterator[list[tuple[str, Counted]]]:
    """Consecutive years whose rows fit into one slice; a year larger than that stands alone."""
    run: list[tuple[str, Counted]] = []
    for year in years:
        if run and sum(counted.rows for _, counted in (*run, year)) > _ROWS_A_SLICE:
            yield run
            run = []
        run.append(year)
    if run:
        yield run


def by_ids(
    source: Source,
    dataset: Dataset[Any],
    columns: Columns,
    ids: Sequence[str],
    *,
    column: str | None = None,
    condition: str | None = None,
) -> Iterator[Slice]:
    """The rows with these ids in a column; without one, in the column that the key begins with."""
    name = columns.names[column or dataset.columns[0]]
    for start in range(0, len(ids), _IDS_A_SLICE):
        wanted = ", ".join(_quoted(one) for one in ids[start : start + _IDS_A_SLICE])
        yield from _counted(source, dataset.id, _and(f"{name} IN ({wanted})", condition))


def _forms(names: _Names, nit: str) -> tuple[str, ...]:
    """How a buyer's NIT may stand in the source: with its check digit, dots, or a zero before it."""
    digit = check_digit(nit)
    if not names.buyer_is_text:
        return nit, f"{nit}{digit}"
    dotted = f"{int(nit):,}".replace(",", ".")
    both = [form for one in (nit, dotted) for form in (one, f"{one}-{digit}", f"{one}- {digit}")]
    return (*both, f"{nit}{digit}", f"0{nit}")


def _buyers(names: _Names, forms: Iterable[str]) -> str:
    written = map(_quoted, forms) if names.buyer_is_text else forms
    return f"{names.buyer} IN ({', '.join(written)})"


def _and(*conditions: str | None) -> str:
    return " AND ".join(condition for condition in conditions if condition)


def _quoted(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"
