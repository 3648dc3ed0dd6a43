"""Many rows at once come to what they come to one by one."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, func, select, text

from store import boards, upsert
from store.engine import DatabaseUnavailable, reading, writing
from store.tables import assessments, matches
from tests.examples import NOW, TODAY, a_board
from tests.store.waiting import ON_POSTGRESQL

LATER = NOW + timedelta(days=1)


def a_row(nth: int, **fields: Any) -> dict[str, Any]:
    return {
        "board_code": a_board().code,
        "portfolio_id": f"CO1.BDOS.{nth}",
        "score": 0.5,
        "route": "R4",
        "verdict": "eligible",
        "reasons": [{"rule": "named", "score": 1.0, "words": "Nombra «El Pozón»\t\\N"}],
        "missing": [],
        "closes_on": None,
        "days_needed": None,
        "days_points": None,
        "matched_at": NOW,
        "withdrawn_at": None,
        **fields,
    }


def kept(engine: Engine) -> list[dict[str, Any]]:
    with reading(engine) as db:
        rows = db.execute(select(matches).order_by(matches.c.portfolio_id))
        return [dict(row._mapping) for row in rows]


@pytest.fixture(autouse=True, params=[1, 1_000])
def _many_and_few(engine: Engine, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    """What is few rows here is many there."""
    monkeypatch.setattr(upsert, "MANY", request.param)
    with writing(engine) as db:
        boards.save(db, [a_board()], NOW)


def test_rows_are_written_or_overwritten_but_for_what_is_to_stay(engine: Engine) -> None:
    with writing(engine) as db:
        upsert.upsert(db, matches, [a_row(1), a_row(2)])
        again = [a_row(n, score=0.9, closes_on=TODAY, matched_at=LATER) for n in (2, 3)]
        upsert.upsert(db, matches, again, keep=("matched_at",))
    assert kept(engine) == [
        a_row(1),
        a_row(2, score=0.9, closes_on=TODAY),
        a_row(3, score=0.9, closes_on=TODAY, matched_at=LATER),
    ]


def test_of_two_rows_with_one_key_the_last_is_kept(engine: Engine) -> None:
    with writing(engine) as db:
        upsert.upsert(db, matches, [a_row(1), a_row(1, score=0.7)])
    assert [row["score"] for row in kept(engine)] == [0.7]


def test_a_column_whose_name_is_a_word_of_the_language_is_written(engine: Engine) -> None:
    row = {
        "board_code": a_board().code,
        "route": "R4",
        "on": TODAY,
        "verdict": "eligible",
        "level": "ready",
        "score": 90,
        "scores": {"legal": 90},
        "blocking": [],
        "expiring": ["RUT"],
        "reasons": [],
        "fingerprint": 2**62,
    }
    with writing(engine) as db:
        upsert.upsert(db, assessments, [row])
        assert dict(db.execute(select(assessments)).one()._mapping) == row


def copied_while_its_session_ends(engine: Engine) -> None:
    def rows() -> Iterator[list[str]]:
        with writing(engine) as another:
            another.execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": pid})
        yield from ([str(nth)] for nth in range(100_000))

    with writing(engine) as db:
        pid = db.execute(select(func.pg_backend_pid())).scalar_one()
        db.execute(text("CREATE TEMPORARY TABLE passing (nth integer)"))
        upsert.copy(db, "passing", ["nth"], rows())


@ON_POSTGRESQL
def test_a_database_that_goes_away_while_rows_are_copied_is_said_to_be_away(engine: Engine) -> None:
    with pytest.raises(DatabaseUnavailable):
        copied_while_its_session_ends(engine)
    with reading(engine) as db:
        assert db.execute(text("SELECT 1")).scalar_one() == 1
