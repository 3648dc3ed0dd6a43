"""The cycle on real rows, day by day as they were first seen, with boards of our own invention."""

import gzip
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, select

from domain.board import Board, Trade
from harvesters.buyers import buyers
from notifications.window import is_open
from service.flow import CycleSummary
from service.steps import harvest
from store.engine import reading
from store.tables import processes
from store.telling_tables import alerts, attempts
from tests.examples import a_board
from tests.flow.house import TYPES, House, a_house, morning, publish, settle

Row = Mapping[str, Any]
# Roads of veredas in Sasaima, of 2026, that a board with every paper could answer.
SASAIMA, SASAIMA_NIT = "25718", "800094752"
VILLAGOMEZ, VILLAGOMEZ_NIT = "25871", "899999447"
HEARD = {"CO1.REQ.10245049", "CO1.REQ.10406740"}
LOCALITIES = ("Histórica y del Caribe Norte", "De la Virgen y Turística", "Industrial y de la Bahía")


@pytest.fixture(scope="module")
def rows(shared: Path) -> Sequence[Row]:
    with gzip.open(shared / "data" / "soda" / "p6dx-8zbt.versions.jsonl.gz", "rt", encoding="utf-8") as file:
        return [row for line in file if (row := json.loads(line)).get("_first_seen")]


@pytest.fixture(scope="module")
def types(shared: Path) -> Mapping[str, Mapping[str, str]]:
    described = json.loads((shared / "data" / "metadata" / "p6dx-8zbt.json").read_text(encoding="utf-8"))
    columns = {column["fieldName"]: column["dataTypeName"] for column in described["columns"]}
    return {**TYPES, "p6dx-8zbt": columns}


def _of(rows: Sequence[Row], nits: tuple[str, ...]) -> list[Row]:
    return [row for row in rows if row["nit_entidad"][:9] in nits]


def _days(rows: Sequence[Row]) -> list[date]:
    return sorted({date.fromisoformat(row["_first_seen"]) for row in rows})


def _as_of(rows: Sequence[Row], day: date) -> list[Row]:
    """What the source held on a day: of each process the version seen last by then."""
    held: dict[str, Row] = {}
    for row in sorted(rows, key=lambda r: (r["_first_seen"], r["_last_seen"])):
        if date.fromisoformat(row["_first_seen"]) <= day:
            held[row["id_del_proceso"]] = row
    return list(held.values())


def _boards(municipality: str, localities: Sequence[str | None]) -> list[Board]:
    return [
        a_board(
            code=f"JAC-{n}",
            name=f"JAC de prueba {n}",
            municipality=municipality,
            locality=locality,
            barrio=None,
            unit=None,
            trades=tuple(Trade),
        )
        for n, locality in enumerate(localities)
    ]


def _told_of(engine: Engine) -> set[str]:
    with reading(engine) as db:
        return set(
            db.execute(
                select(processes.c.process_id).join(alerts, alerts.c.about == processes.c.portfolio_id)
            ).scalars()
        )


def _told(engine: Engine) -> Counter[str]:
    with reading(engine) as db:
        return Counter(db.execute(select(alerts.c.kind)).scalars())


def test_a_towns_rows_day_by_day_reach_the_boards_once(
    engine: Engine,
    rows: Sequence[Row],
    types: Mapping[str, Mapping[str, str]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(harvest, "buyers", lambda _municipality: (SASAIMA_NIT,))
    town = _of(rows, (SASAIMA_NIT,))
    days = _days(town)
    boards = _boards(SASAIMA, [None] * 3)
    settle(engine, boards, morning(days[0]))
    with a_house(engine, morning(days[0]), municipality=SASAIMA) as house:
        for day in days:
            _live_through(house, town, types, morning(day))
        mails = len(house.smtp.messages)
        assert _told_of(engine) >= HEARD  # and so at least two mornings' mails for each board
        assert mails >= 2 * len(boards)
        again = house.cycle(morning(days[-1]) + timedelta(hours=1))
        assert again.alert.alerts == 0
        assert len(house.smtp.messages) == mails
        _one_accepted_attempt_each(engine, mails)
        moved_before = _told(engine)["deadline_moved"]
        _a_change_is_told(house, town, types, days[-1])
    told = _told(engine)
    assert told["new_match"] % len(boards) == 0  # town-wide calls reach all three boards
    assert told["deadline_moved"] == moved_before + len(boards)


def test_what_no_board_of_the_city_could_do_is_told_to_none_and_counted(
    engine: Engine, rows: Sequence[Row], types: Mapping[str, Mapping[str, str]]
) -> None:
    """Its calls of menor cuantía that were seen open in these months are of a thousand million pesos, or for
    firms: readers give such purchases 0 or 1 of 3.
    """
    city = _of(rows, buyers("13001") or ())
    settle(engine, _boards("13001", LOCALITIES), morning(date(2026, 5, 14)))
    with a_house(engine, morning(date(2026, 5, 14))) as house:
        summary = _live_through(house, city, types, morning(date(2026, 5, 14)))
        assert not house.smtp.messages
    assert _told_of(engine) == set()
    assert summary.match.refusals["not_for_boards"] > 0
    assert sum(summary.match.refusals.values()) == summary.match.processes * len(LOCALITIES)


def test_a_real_cancellation_and_a_real_moved_deadline_are_told(
    engine: Engine,
    rows: Sequence[Row],
    types: Mapping[str, Mapping[str, str]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    nits = (VILLAGOMEZ_NIT, SASAIMA_NIT)  # where both were seen in March 2026
    monkeypatch.setattr(harvest, "buyers", lambda _municipality: nits)
    towns = _of(rows, nits)
    boards = [_boards(town, [None])[0] for town in (VILLAGOMEZ, SASAIMA)]
    boards = [replace(board, code=f"JAC-{n}") for n, board in enumerate(boards)]
    settle(engine, boards, morning(date(2026, 3, 20)))
    with a_house(engine, morning(date(2026, 3, 20)), municipality=VILLAGOMEZ) as house:
        for day in (date(2026, 3, 20), date(2026, 3, 26)):
            _live_through(house, towns, types, morning(day))
    told = _told(engine)
    assert told["cancelled"] >= 1
    assert told["deadline_moved"] >= 1


def _live_through(
    house: House, rows: Sequence[Row], types: Mapping[str, Mapping[str, str]], now: datetime
) -> CycleSummary:
    """Publish the day's rows and run the cycle: all are held, and boards are told in their hours."""
    published = _as_of(rows, now.date())
    publish(house.soda, now, published, types=types)
    summary = house.cycle(now)
    (report, *_) = summary.harvest.reports
    assert (report.complete, report.rejected) == (True, 0), report.notes
    assert summary.deliver
    assert summary.deliver.sent + summary.deliver.put_back == summary.deliver.claimed
    if is_open(now):  # with what waited over a Sunday
        assert summary.deliver.sent >= summary.alert.boards
        assert summary.deliver.put_back == 0
    else:
        assert summary.deliver.sent == 0
    return summary


def _one_accepted_attempt_each(engine: Engine, mails: int) -> None:
    with reading(engine) as db:
        results = db.execute(select(attempts.c.result)).scalars().all()
    assert results == ["accepted"] * mails


def _a_change_is_told(
    house: House, rows: Sequence[Row], types: Mapping[str, Mapping[str, str]], day: date
) -> None:
    """A call that boards were told of is given another week, as SECOP does: its dates of publication stay."""
    with reading(house.context.engine) as db:
        known = set(db.execute(select(alerts.c.about)).scalars())
    held = _as_of(rows, day)
    moved = next(row for row in reversed(held) if row["id_del_portafolio"] in known)
    later = f"{day + timedelta(days=40)}T00:00:00.000"
    changed = [{**row, "fecha_de_recepcion_de": later} if row is moved else row for row in held]
    now = morning(day + timedelta(days=1))
    publish(house.soda, now, changed, types=types)
    assert house.cycle(now).alert.by_kind.get("deadline_moved") == len(LOCALITIES)
