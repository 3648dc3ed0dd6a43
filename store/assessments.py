"""Assessments of each board for each route, and how they changed."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Row, bindparam, select, update

from domain.readiness import Assessment, Dimension, Verdict
from domain.reason import Reason
from store import apart
from store.questions import CODE, CODES, Question, Rows
from store.tables import assessment_history, assessments
from store.upsert import upsert

_BOARDS_AT_ONCE = 1_000
_FIELDS = tuple(Assessment.__dataclass_fields__)
_ROWS = select(assessments.c.board_code, *(assessments.c[name] for name in _FIELDS))


class Past(NamedTuple):
    """How a board stood on a route from a day on, until the next of that route."""

    route: str
    on: date
    verdict: Verdict
    level: str
    score: int


def save(db: Connection, found: Sequence[tuple[str, Assessment]]) -> int:
    """Keep (board code, assessment) where it says something else than before, and gives how many did.

    A result that stands keeps its day; a changed verdict, level or score goes into the history too.
    """
    before = of_boards(db, {code for code, _ in found})
    moved = [
        (code, a)
        for code, a in found
        if (known := before.get((code, a.route))) is None or replace(known, on=a.on) != a
    ]
    outcome = [
        (code, a)
        for code, a in moved
        if (known := before.get((code, a.route))) is None or _outcome(known) != _outcome(a)
    ]
    upsert(db, assessments, [_row(code, a) for code, a in moved])
    upsert(
        db,
        assessment_history,
        [{"board_code": code, "route": a.route, "on": a.on, **_outcome(a)} for code, a in outcome],
    )
    return len(moved)


def fingerprints(db: Connection) -> dict[tuple[str, str], int | None]:
    """Of what each assessment follows, by (board code, route): None where nobody said so."""
    c = assessments.c
    return {(row[0], row[1]): row[2] for row in db.execute(select(c.board_code, c.route, c.fingerprint))}


def mark(db: Connection, found: Sequence[tuple[str, str, int]]) -> None:
    """Note for (board code, route) the fingerprint of all that its assessment follows from."""
    c = assessments.c
    if found:
        db.execute(
            update(assessments)
            .where(c.board_code == bindparam("of_board"), c.route == bindparam("by_route"))
            .values(fingerprint=bindparam("of_what")),
            [{"of_board": code, "by_route": route, "of_what": number} for code, route, number in found],
        )


def every(db: Connection) -> dict[tuple[str, str], Assessment]:
    """All assessments, by (board code, route), but for the canary's."""
    return _read(db, apart.of_boards(assessments.c.board_code))


def of_board(db: Connection, code: str) -> list[Assessment]:
    """A board's assessments, by route."""
    return OF_BOARD.ask(db, code=code)


def levels(db: Connection, route: str) -> dict[str, str]:
    """The level of each board on a route, by its code."""
    c = assessments.c
    return {
        row.board_code: row.level for row in db.execute(select(c.board_code, c.level).where(c.route == route))
    }


def of_boards(db: Connection, codes: Collection[str]) -> dict[tuple[str, str], Assessment]:
    """The assessments of some boards, by (board code, route)."""
    wanted = sorted(codes)
    found: dict[tuple[str, str], Assessment] = {}
    for start in range(0, len(wanted), _BOARDS_AT_ONCE):
        found |= _read(db, assessments.c.board_code.in_(wanted[start : start + _BOARDS_AT_ONCE]))
    return found


def _read(db: Connection, *where: ColumnElement[bool]) -> dict[tuple[str, str], Assessment]:
    return _by_board_and_route(db.execute(_ROWS.where(*where)).all())


def _by_board_and_route(rows: Rows) -> dict[tuple[str, str], Assessment]:
    return {(row.board_code, row.route): _assessment(row._asdict()) for row in rows}


def history(db: Connection, code: str) -> list[Past]:
    """How a board stood, by route and then by day, the oldest first: before and after side by side."""
    columns = (assessment_history.c[name] for name in Past._fields)
    query = select(*columns).where(assessment_history.c.board_code == code)
    found = db.execute(query.order_by(assessment_history.c.route, assessment_history.c.on))
    return [Past(**{**row._asdict(), "verdict": Verdict(row.verdict)}) for row in found]


def _outcome(a: Assessment) -> dict[str, Any]:
    return {"verdict": a.verdict.value, "level": a.level, "score": a.score}


def _row(code: str, a: Assessment) -> dict[str, Any]:
    return {
        **asdict(a),
        "board_code": code,
        "verdict": a.verdict.value,
        "scores": {dimension.value: score for dimension, score in a.scores.items()},
        "blocking": list(a.blocking),
        "expiring": list(a.expiring),
        "reasons": [asdict(reason) for reason in a.reasons],
        "fingerprint": None,  # not known until it is marked
    }


def _assessment(row: Mapping[str, Any]) -> Assessment:
    fields = {name: row[name] for name in _FIELDS}
    return Assessment(
        **{
            **fields,
            "verdict": Verdict(row["verdict"]),
            "scores": {Dimension(key): score for key, score in row["scores"].items()},
            "blocking": tuple(row["blocking"]),
            "expiring": tuple(row["expiring"]),
            "reasons": tuple(Reason(**reason) for reason in row["reasons"]),
        }
    )


def _standing(row: Row[Any]) -> Assessment:
    _, route, on, verdict, level, score, blocking, expiring = tuple(row)
    return Assessment(route, on, Verdict(verdict), level, score, {}, tuple(blocking), tuple(expiring))


OF_BOARD = Question(
    _ROWS.where(assessments.c.board_code == CODE).order_by(assessments.c.route),
    lambda rows: [_assessment(row._asdict()) for row in rows],
)
"""A board's assessments, by route."""
_STANDINGS = ("route", "on", "verdict", "level", "score", "blocking", "expiring")
STANDINGS_OF_BOARDS = Question(
    select(assessments.c.board_code, *(assessments.c[name] for name in _STANDINGS)).where(
        assessments.c.board_code.in_(CODES)
    ),
    lambda rows: {(row.board_code, row.route): _standing(row) for row in rows},
)
"""The assessments of some boards, by (board code, route), without scores by dimension and without words."""
