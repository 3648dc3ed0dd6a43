"""`convite doctor --live`: asks the configured source what docs/sources/secop.md still calls unverified.

Each check says what the source really answered, in lines for a person and in figures for a machine; one that
fails says why, and the others go on.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property, partial
from typing import Any

from domain.nit import check_digit
from domain.text import fold
from harvesters import fields
from harvesters.buyers import Buyer, listed
from harvesters.columns import find
from harvesters.dataset import Dataset, Where
from harvesters.datasets import DATASETS
from harvesters.datasets.contracts import CONTRACTS
from harvesters.datasets.processes import PROCESSES
from harvesters.datasets.suppliers import SUPPLIERS
from harvesters.soda import Description, Source, SourceUnavailable
from service.settings import Settings

# How a solidarity agreement with a community board (Ley 2166 de 2021) is written, here and there.
_AGREEMENT_PROCESS = "Convenios Solidarios Regimen articulo 92 Ley 2166 de 2021"
_AGREEMENT_CONTRACT = "Law2166of2021_Article95_SolidarityAgreements"
_UNDEFINED = "No Definido"
_MOST_LINES = 60
_REPLACED, _INCREMENT = 0.9, 0.5  # shares of the rows that were written within the last day


@dataclass(frozen=True)
class Check:
    """What one check found: `says` for people, `figures` for machines; `failed` is why it found nothing."""

    name: str
    says: tuple[str, ...] = ()
    figures: dict[str, Any] = field(default_factory=dict)
    failed: str | None = None


Found = tuple[list[str], dict[str, Any]]


def checks(chosen: Settings) -> Iterator[Check]:
    """Make the checks one by one, for some take a while on the public site. Raises UnknownMunicipality."""
    buyers = listed(chosen.municipality)
    with closing(
        Source(chosen.soda_url, chosen.soda_token, delay_seconds=chosen.soda_delay_seconds)
    ) as source:
        live = _Live(source, chosen.municipality, buyers)
        try:
            live.describe(PROCESSES)
        except SourceUnavailable as error:  # nothing else would answer either
            yield Check("source", failed=str(error))
            return
        for dataset in DATASETS.values():
            yield _made(f"columns of {dataset.id}", partial(live.columns, dataset))
        yield _made("names and units of our buyers", live.units)
        yield _made("buyers that may be missing", live.candidates)
        yield _made("replaced or added to", live.renewal)
        yield _made("boards among the suppliers", live.boards)
        yield _made("solidarity agreements", live.agreements)
        yield _made("answers to If-None-Match", live.etags)


def lines(check: Check) -> Iterator[str]:
    """A check for a person to read."""
    yield f"{'FAILED' if check.failed else 'LIVE':7}{check.name}{f': {check.failed}' if check.failed else ''}"
    for line in check.says[:_MOST_LINES]:
        yield f"{'':7}{line}"
    if (left := len(check.says) - _MOST_LINES) > 0:
        yield f"{'':7}and {left} more (--json has all)"


def _made(name: str, check: Callable[[], Found]) -> Check:
    try:
        says, figures = check()
    except SourceUnavailable as error:
        return Check(name, failed=str(error))
    except (LookupError, ValueError) as error:
        return Check(name, failed=f"the answer has another shape than expected: {error!r}")
    return Check(name, tuple(says), figures)


class _Live:
    """The checks, with what they share."""

    def __init__(self, source: Source, municipality: str, buyers: tuple[Buyer, ...]) -> None:
        self._source = source
        self._municipality = municipality
        self._buyers = buyers
        self._described: dict[str, Description] = {}

    def describe(self, dataset: Dataset[Any]) -> Description:
        if dataset.id not in self._described:
            self._described[dataset.id] = self._source.describe(dataset.id)
        return self._described[dataset.id]

    def columns(self, dataset: Dataset[Any]) -> Found:
        """Columns gained, lost and renamed against what is asked for and what is left out."""
        described = self.describe(dataset)
        types = described.columns
        found = find(dataset, types)
        asked_for = len(found.names) + len(found.gone)
        missed = sorted(dataset.ignored - types.keys())
        says = [
            f"{len(types)} columns, {asked_for} asked for; renewed {_moment(described.rows_updated_at)}",
            *(f"{name} is gone" for name in found.gone),
            *(f"{name} is called {older}" for name, older in found.older.items()),
            *(f"{name} is new" for name in found.new),
            *([f"left out, and gone: {', '.join(missed)}"] if missed else []),
        ]
        return says, {
            "published": len(types),
            "asked_for": asked_for,
            "rows_updated_at": described.rows_updated_at,
            "gone": list(found.gone),
            "renamed": found.older,
            "new": list(found.new),
            "left_out_and_gone": missed,
        }

    def units(self) -> Found:
        """Every name, NIT, code and unit under which our buyers publish processes."""
        rows = self._source.query(
            PROCESSES.id,
            select="entidad, nit_entidad, codigo_entidad, nombre_de_la_unidad_de, count(*) AS n",
            where=self._of_ours(PROCESSES),
            group="entidad, nit_entidad, codigo_entidad, nombre_de_la_unidad_de",
            order="n DESC",
        )
        silent = {buyer.nit for buyer in self._buyers} - {fields.nit(row.get("nit_entidad")) for row in rows}
        says = [
            f"{len(_distinct(rows, 'entidad'))} names, {len(_distinct(rows, 'nit_entidad'))} NITs, "
            f"{len(_distinct(rows, 'codigo_entidad'))} codes, "
            f"{len(_distinct(rows, 'nombre_de_la_unidad_de'))} units"
        ]
        says += [f"{nit} of our list has no process" for nit in sorted(silent)]
        says += [
            f"{row['n']:>7}  {row.get('entidad')} · {row.get('nit_entidad')} · {row.get('codigo_entidad')} · "
            f"{row.get('nombre_de_la_unidad_de')}"
            for row in rows
        ]
        return says, {"rows": rows, "without_processes": sorted(silent)}

    def candidates(self) -> Found:
        """Buyers of the department whose name speaks of the municipality, of a locality, or of a buyer whose
        NIT we only suppose. The text is matched here: LIKE is slow there.
        """
        city, department = self._place
        rows = self._source.query(
            PROCESSES.id,
            select="entidad, nit_entidad, codigo_entidad, count(*) AS n",
            where=f"departamento_entidad IN ({_quoted(department)}, '{_UNDEFINED}')",
            group="entidad, nit_entidad, codigo_entidad",
            order="n DESC",
        )
        ours = {buyer.nit for buyer in self._buyers}
        supposed = {fold(buyer.name): buyer.nit for buyer in self._buyers if not buyer.verified}
        words = (fold(city), "localidad", "alcaldia local", *supposed)
        named = [row for row in rows if any(word in fold(row.get("entidad", "")) for word in words)]
        missing = [row for row in named if fields.nit(row.get("nit_entidad")) not in ours]
        nits = {fields.nit(row.get("nit_entidad")) for row in rows}
        says = [f"{len(named)} names in {department} or without department speak of {city} or a locality"]
        says += [
            f"{name} with NIT {nit}: {'published there' if nit in nits else 'not found'}"
            for name, nit in supposed.items()
        ]
        says += [
            f"not in buyers.csv: {row.get('entidad')} · {row.get('nit_entidad')} · "
            f"{row.get('codigo_entidad')} ({row['n']} rows)"
            for row in missing
        ]
        return says, {
            "city": city,
            "department": department,
            "missing": missing,
            "supposed": {nit: nit in nits for nit in supposed.values()},
        }

    def renewal(self) -> Found:
        """Whether each renewal writes all rows anew or only those that changed."""
        (row,) = self._source.query(
            PROCESSES.id, select="min(:updated_at) AS first, max(:updated_at) AS last, count(*) AS n"
        )
        total, last = int(row["n"]), row.get("last")
        if not last:
            return ["no rows"], {"rows": total}
        day_before = datetime.fromisoformat(last).astimezone(UTC) - timedelta(days=1)
        recent = self._source.count(PROCESSES.id, f":updated_at > '{day_before:%Y-%m-%dT%H:%M:%S}.000Z'")
        verdict = _verdict(recent / total)
        says = [
            f"written between {row['first']} and {last}",
            f"{recent:,} of {total:,} rows within the last day of that: {verdict}",
        ]
        return says, {
            "rows": total,
            "first": row["first"],
            "last": last,
            "last_day": recent,
            "verdict": verdict,
        }

    def boards(self) -> Found:
        """Accounts of suppliers that call themselves a community board, by how they write it and where."""
        assert isinstance(SUPPLIERS.scope, Where)
        rows = self._source.query(
            SUPPLIERS.id,
            select="tipo_empresa, departamento, municipio, ubicacion, count(*) AS n",
            where=SUPPLIERS.scope.condition,
            group="tipo_empresa, departamento, municipio, ubicacion",
        )
        here = [row for row in rows if row.get("ubicacion", "").endswith(f"-{self._municipality}")]
        kinds, places = Counter[str](), Counter[str]()
        for row in rows:
            kinds[row.get("tipo_empresa", "")] += int(row["n"])
        for row in here:
            places[f"{row.get('municipio')}, {row.get('departamento')}"] += int(row["n"])
        says = [
            f"{kinds.total():,} boards in the country, {places.total():,} in {self._municipality}",
            *(f"{number:>7}  written as {kind!r}" for kind, number in kinds.most_common()),
            *(f"{number:>7}  in {place}" for place, number in places.most_common()),
        ]
        return says, {
            "country": kinds.total(),
            "here": places.total(),
            "kinds": dict(kinds),
            "places": dict(places),
        }

    def agreements(self) -> Found:
        """Contracts and processes by solidarity agreement with a board, of our buyers and of all."""
        figures = {}
        for name, dataset, column, literal in (
            ("contracts", CONTRACTS, "justificacion_modalidad_de", _AGREEMENT_CONTRACT),
            ("processes", PROCESSES, "justificaci_n_modalidad_de", _AGREEMENT_PROCESS),
        ):
            agreed = f"{column} = {_quoted(literal)}"
            figures[name] = {
                "ours": self._source.count(dataset.id, f"{agreed} AND {self._of_ours(dataset)}"),
                "country": self._source.count(dataset.id, agreed),
            }
        says = [
            f"{name}: {found['ours']:,} of our buyers, {found['country']:,} in the country"
            for name, found in figures.items()
        ]
        return says, figures

    def etags(self) -> Found:
        """Whether what did not change is answered with 304 and costs nothing."""
        figures = {
            "metadata": self._source.answers_304(PROCESSES.id),
            "rows": self._source.answers_304(PROCESSES.id, select="id_del_proceso", order=":id", limit="1"),
        }
        words = {
            True: "304, nothing is sent twice",
            False: "200, all is sent again",
            None: "no ETag is given",
        }
        return [f"{name}: {words[answer]}" for name, answer in figures.items()], figures

    @cached_property
    def _place(self) -> tuple[str, str]:
        """City and department as the source writes them for most rows of our buyers."""
        rows = self._source.query(
            PROCESSES.id,
            select="ciudad_entidad, departamento_entidad, count(*) AS n",
            where=self._of_ours(PROCESSES),
            group="ciudad_entidad, departamento_entidad",
            order="n DESC",
        )
        known = (
            (row["ciudad_entidad"], row["departamento_entidad"])
            for row in rows
            if fields.term(row.get("ciudad_entidad")) and fields.term(row.get("departamento_entidad"))
        )
        if (place := next(known, None)) is None:
            raise LookupError("no row of our buyers names its city and department")
        return place

    def _of_ours(self, dataset: Dataset[Any]) -> str:
        """The condition for the rows of our buyers, their NITs with and without check digit."""
        written = [f"{one.nit}{end}" for one in self._buyers for end in ("", check_digit(one.nit))]
        if self.describe(dataset).columns.get("nit_entidad") != "number":
            written = [
                _quoted(nit) for nit in (*written, *(f"{b.nit}-{check_digit(b.nit)}" for b in self._buyers))
            ]
        return f"nit_entidad IN ({', '.join(written)})"


def _verdict(share: float) -> str:
    if share >= _REPLACED:
        return "the dataset is replaced as a whole, :updated_at tells nothing"
    if share <= _INCREMENT:
        return "rows are added and changed, :updated_at may be followed"
    return "unclear, ask again on another day"


def _distinct(rows: list[dict[str, str]], column: str) -> set[str]:
    return {row[column] for row in rows if column in row}


def _moment(at: datetime | None) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC" if at else "at an unknown moment"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
