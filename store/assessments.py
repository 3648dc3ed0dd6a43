"""Assessments of each board for each route, and how they changed."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import Connection, select

from domain.readiness import Assessment, Dimension, Verdict
from domain.reason import Reason
from store.tables import assessment_history, assessments
from store.upsert import upsert

_FIELDS = tuple(Assessment.__dataclass_fields__)


def save(db: Connection, found: Sequence[tuple[str, Assessment, str]]) -> int:
    """Keep (board code, assessment, basis); a changed verdict, level or score goes into the history too.

    Gives the number of assessments whose verdict, level or score changed or is new.
    """
    before = {
        (row.board_code, row.route): (row.verdict, row.level, row.score)
        for row in db.execute(
            select(
                assessments.c.board_code,
                assessments.c.route,
                assessments.c.verdict,
                assessments.c.level,
                assessments.c.score,
            )
        )
    }
    moved = [
        {
            "board_code": code,
            "route": a.route,
            "on": a.on,
            "verdict": a.verdict.value,
            "level": a.level,
            "score": a.score,
        }
        for code, a, _ in found
        if before.get((code, a.route)) != (a.verdict.value, a.level, a.score)
    ]
    upsert(db, assessments, [_row(code, a, basis) for code, a, basis in found])
    upsert(db, assessment_history, moved)
    return len(moved)


def bases(db: Connection) -> dict[tuple[str, str], str]:
    """The fingerprint each assessment was made from, by (board code, route)."""
    query = select(assessments.c.board_code, assessments.c.route, assessments.c.basis)
    return {(code, route): basis for code, route, basis in db.execute(query)}


def every(db: Connection) -> dict[tuple[str, str], Assessment]:
    """All assessments, by (board code, route)."""
    query = select(assessments.c.board_code, *(assessments.c[name] for name in _FIELDS))
    return {(row.board_code, row.route): _assessment(row._asdict()) for row in db.execute(query)}


def of_board(db: Connection, code: str) -> list[Assessment]:
    """A board's assessments, by route."""
    query = select(*(assessments.c[name] for name in _FIELDS)).where(assessments.c.board_code == code)
    return [_assessment(row._asdict()) for row in db.execute(query.order_by(assessments.c.route))]


def _row(code: str, a: Assessment, basis: str) -> dict[str, Any]:
    return {
        **asdict(a),
        "board_code": code,
        "verdict": a.verdict.value,
        "scores": {dimension.value: score for dimension, score in a.scores.items()},
        "blocking": list(a.blocking),
        "expiring": list(a.expiring),
        "reasons": [asdict(reason) for reason in a.reasons],
        "basis": basis,
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
