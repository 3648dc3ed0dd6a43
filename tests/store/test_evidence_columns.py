"""Evidence read as columns says what evidence read as rows says."""

import random
from datetime import date, timedelta

import numpy as np
import pytest
from sqlalchemy import Connection, Engine

from domain.readiness import Evidence, EvidenceSource
from store import boards, evidence, evidence_columns
from store.engine import reading, writing
from tests.examples import NOW, TODAY, a_board

REQUIREMENTS = ("AUT", "ESAL-IDON", "RUT")
SOURCES = sorted(source.value for source in EvidenceSource)
CODES = ("JAC-1", "JAC-22", "JVC Ñ", "JVC-4")


@pytest.fixture
def filled(engine: Engine) -> Engine:
    with writing(engine) as db:
        boards.save(db, [a_board(code=code) for code in CODES], NOW)
    return engine


def read(db: Connection, codes: tuple[str, ...] = CODES) -> list[tuple[str, Evidence]]:
    columns = evidence_columns.read(db, codes, REQUIREMENTS, SOURCES)
    return sorted(
        (
            (codes[board], _evidence(*fields))
            for board, *fields in zip(*(column.tolist() for column in columns), strict=True)
        ),
        key=str,
    )


def _evidence(
    requirement: int, source: int, level: int, applies: bool, issued_on: int, expires_on: int, limit: int
) -> Evidence:
    return Evidence(
        REQUIREMENTS[requirement],
        level,
        date.fromordinal(issued_on) if issued_on else None,
        date.fromordinal(expires_on) if expires_on else None,
        source=EvidenceSource(SOURCES[source]),
        limit_cop=None if limit == 2**63 - 1 else limit,
        applies=applies,
    )


def test_random_evidence_comes_back_as_it_was_saved(filled: Engine) -> None:
    chance = random.Random(4)
    days = [date.min, date(1999, 2, 28), date(2000, 2, 29), date(2000, 3, 1), date.max]
    days += [TODAY + timedelta(days=chance.randint(-50_000, 50_000)) for _ in range(400)]
    saved = [
        (
            code,
            Evidence(
                requirement,
                chance.randrange(5),
                chance.choice((None, *days)),
                chance.choice((None, *days)),
                source=EvidenceSource(source),
                limit_cop=chance.choice((None, 0, 1, 200_000_000, 2**62)),
                applies=chance.random() < 0.5,
            ),
        )
        for code in CODES[:3]
        for requirement in REQUIREMENTS
        for source in SOURCES
    ]
    with writing(filled) as db:
        evidence.save(db, saved, NOW)
        assert read(db) == sorted(saved, key=str)


def test_every_day_of_a_leap_year_and_of_the_next_is_read_as_it_is(filled: Engine) -> None:
    start = date(2023, 12, 30)
    with writing(filled) as db:
        boards.save(db, [a_board(code=f"J{n}") for n in range(800)], NOW)
        found = [
            (f"J{n}", Evidence("RUT", 3, start + timedelta(days=n), start + timedelta(days=2 * n)))
            for n in range(800)
        ]
        evidence.save(db, found, NOW)
        assert read(db, tuple(f"J{n}" for n in range(800))) == sorted(found, key=str)


def test_what_is_not_asked_for_is_left_out(filled: Engine) -> None:
    with writing(filled) as db:
        shown = [("JAC-1", Evidence("RUT", 3)), ("JAC-1", Evidence("UN-REQUISITO-LARGO", 3))]
        evidence.save(db, [*shown, ("JAC-22", Evidence("RUT", 2))], NOW)
        assert read(db, ("JAC-1",)) == shown[:1]


def test_no_evidence_is_empty_columns_of_the_same_kind(filled: Engine) -> None:
    with reading(filled) as db:
        nothing = evidence_columns.read(db, CODES, REQUIREMENTS, SOURCES)
    assert [len(column) for column in nothing] == [0] * len(nothing)
    assert nothing.limit_cop.dtype == np.int64


def test_more_boards_than_are_read_at_once_keep_their_places(filled: Engine) -> None:
    codes = tuple(f"K{n:05}" for n in range(2_100))
    with writing(filled) as db:
        boards.save(db, [a_board(code=code) for code in codes], NOW)
        evidence.save(db, [(code, Evidence("AUT", n % 5)) for n, code in enumerate(codes)], NOW)
        assert [(code, item.level) for code, item in read(db, codes)] == [
            (code, n % 5) for n, code in enumerate(codes)
        ]
