"""The days of real versions replayed: every change that the file holds is kept, once and with its day.

A version stands from its `_first_seen` until the next one of its process; of several that were first seen on
one day, the one that was seen last comes last, and each of them is published. The last version of a process
vanishes after its `_last_seen`, unless that is the last day of all. 210 versions carry no day: each is of a
process that the file dates as well, and nobody knows when it stood, so they are published together, on the
day after the last. Days on which nothing known changes are left out. The first harvest of a day is
full by itself, and further ones are asked to be, for many a row was first seen weeks after the day of
publication that it gives.
"""

import gzip
import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from sqlalchemy import Engine, select

from domain.days import day_of
from service.steps import harvest
from store.engine import reading
from store.tables import process_changes, processes
from tests.flow.house import morning
from tests.flow.source import PROCESSES, a_town

pytestmark = pytest.mark.real_rows

Row = Mapping[str, Any]

LAST_DAY = date(2026, 8, 22)
# What a board is told of, and the column where it stands.
WATCHED = {
    "title": "nombre_del_procedimiento",
    "description": "descripci_n_del_procedimiento",
    "phase": "fase",
    "status": "estado_del_procedimiento",
    "modality": "modalidad_de_contratacion",
    "price_cop": "precio_base",
    "closes_on": "fecha_de_recepcion_de",
    "awarded": "adjudicado",
}


class Turn(NamedTuple):
    """A publication: the n-th of its day, from 0."""

    day: date
    nth: int


class Version(NamedTuple):
    """A row, from which publication on it stood, and the last day on which it was seen."""

    since: Turn
    until: date
    row: Row


class Seen(NamedTuple):
    """A change as the store keeps it."""

    process_id: str
    field: str
    before: str | None
    after: str | None
    day: date


# The versions of each process, oldest first.
Histories = Mapping[str, Sequence[Version]]


@pytest.fixture(scope="module")
def rows(shared: Path) -> Sequence[Row]:
    with gzip.open(shared / "data" / "soda" / "p6dx-8zbt.versions.jsonl.gz", "rt", encoding="utf-8") as file:
        return [json.loads(line) for line in file]


@pytest.fixture(scope="module")
def columns(shared: Path) -> Mapping[str, str]:
    described = json.loads((shared / "data" / "metadata" / "p6dx-8zbt.json").read_text(encoding="utf-8"))
    return {column["fieldName"]: column["dataTypeName"] for column in described["columns"]}


def histories(rows: Sequence[Row]) -> Histories:
    found: dict[str, list[Version]] = defaultdict(list)
    dated = [row for row in rows if row.get("_first_seen")]
    for row in sorted(dated, key=lambda row: (row["_first_seen"], row["_last_seen"])):
        days = (date.fromisoformat(row[name]) for name in ("_first_seen", "_last_seen"))
        _append(found[row["id_del_proceso"]], row, *days)
    after = LAST_DAY + timedelta(days=1)
    for row in rows:
        if not row.get("_first_seen"):
            _append(found[row["id_del_proceso"]], row, after, after)
    return found


def _append(versions: list[Version], row: Row, since: date, until: date) -> None:
    nth = versions[-1].since.nth + 1 if versions and versions[-1].since.day == since else 0
    versions.append(Version(Turn(since, nth), until, row))


def turns(found: Histories) -> list[Turn]:
    """The first, the last, and those at which something known changes or appears only to change soon."""
    ends = [versions[0].since for versions in found.values()]
    pairs = [pair for versions in found.values() for pair in pairwise(versions)]
    chosen = {min(ends), max(ends), *(new.since for _, new in pairs)}
    for old, new in pairs:
        if not any(old.since <= turn < new.since for turn in chosen):
            chosen.add(old.since)
    return sorted(chosen)


def published(found: Histories, turn: Turn) -> Iterator[Row]:
    """The rows that stood at a turn."""
    day = min(turn.day, LAST_DAY)
    for versions in found.values():
        standing = [version for version in versions if version.since <= turn]
        if standing and (standing[-1] is not versions[-1] or standing[-1].until >= day):
            yield standing[-1].row


def changes(found: Histories) -> Counter[Seen]:
    """Told from the columns as they were published, and no rule of ours."""
    return Counter(
        Seen(process_id, name, _value(name, old.row), _value(name, new.row), new.since.day)
        for process_id, versions in found.items()
        for old, new in pairwise(versions)
        for name in WATCHED
        if _value(name, old.row) != _value(name, new.row)
    )


def _value(name: str, row: Row) -> str | None:
    value: str | None = row.get(WATCHED[name])
    return value[:10] if value and name == "closes_on" else value


def kept(engine: Engine) -> Counter[Seen]:
    query = select(
        processes.c.process_id,
        process_changes.c.field,
        process_changes.c.before,
        process_changes.c.after,
        process_changes.c.seen_at,
    ).join(processes, processes.c.key == process_changes.c.process_key)
    with reading(engine) as db:
        return Counter(Seen(*row[:4], day_of(row[4])) for row in db.execute(query))


def test_the_file_is_as_the_replay_takes_it_to_be(rows: Sequence[Row]) -> None:
    found = histories(rows)
    undated = [row for row in rows if "_first_seen" not in row]
    assert (len(rows), len(found), len(undated)) == (4_004, 3_333, 210)
    assert max(row.get("_last_seen", "") for row in rows) == str(LAST_DAY)
    assert {row["id_del_proceso"] for row in undated} <= {
        row["id_del_proceso"] for row in rows if "_first_seen" in row
    }
    assert {(row["id_adjudicacion"], row["codigoproveedor"]) for row in rows} == {
        ("No Adjudicado", "No Definido")
    }  # and so each id is a key
    assert sum(len(versions) for versions in found.values()) == len(rows)


def test_replaying_the_days_keeps_exactly_the_changes_that_the_file_holds(
    engine: Engine, rows: Sequence[Row], columns: Mapping[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    found = histories(rows)
    nits = tuple(sorted({row["nit_entidad"] for row in rows}))
    monkeypatch.setattr(harvest, "buyers", lambda _municipality: nits)
    with a_town(engine, (), rows_a_page=1_000) as town:
        for turn in turns(found):
            now = morning(turn.day) + timedelta(hours=turn.nth)
            town.soda.put(PROCESSES, published(found, turn), columns=columns, updated_at=now)
            report = town.harvest(now, full=turn.nth > 0)
            assert (report.complete, report.rejected) == (True, 0), report.notes
    expected = changes(found)
    assert {one.field for one in expected} == {"status", "phase", "closes_on"}
    assert set(expected.values()) == {1}
    assert kept(engine) == expected
