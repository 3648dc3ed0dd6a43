"""Matches and, counted, what was refused."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, delete, func, insert, or_, select, tuple_, update

from domain.match import Match, Refusal
from domain.readiness import Verdict
from domain.reason import Reason
from store.tables import matches, refusals
from store.upsert import upsert

_FIELDS = tuple(Match.__dataclass_fields__)


class Replaced(NamedTuple):
    """How a match run changed what stands: matches that are new, altered, and withdrawn."""

    new: int
    changed: int
    withdrawn: int


def replace(db: Connection, found: Sequence[Match], counted: Sequence[Refusal], at: datetime) -> Replaced:
    """Make these the matches that stand, and these the counts of refusal.

    A match found again keeps its date; one found no more is withdrawn, not deleted, for alerts speak of it.
    """
    before = {(m.board_code, m.portfolio_id): m for m in standing(db)}
    now = {(m.board_code, m.portfolio_id): m for m in found}
    new = [m for key, m in now.items() if key not in before]
    changed = [m for key, m in now.items() if key in before and before[key] != m]
    gone = [key for key in before if key not in now]
    upsert(db, matches, [_row(m, at) for m in new])
    upsert(db, matches, [_row(m, at) for m in changed], keep=("matched_at",))
    for start in range(0, len(gone), 5_000):
        key = tuple_(matches.c.board_code, matches.c.portfolio_id)
        db.execute(update(matches).where(key.in_(gone[start : start + 5_000])).values(withdrawn_at=at))
    db.execute(delete(refusals))
    if counted:
        db.execute(insert(refusals), [asdict(refusal) for refusal in counted])
    return Replaced(len(new), len(changed), len(gone))


def standing(db: Connection) -> list[Match]:
    """Every match that stands, by board and falling score."""
    return [_match(row._asdict()) for row in db.execute(_standing())]


def of_board(db: Connection, code: str) -> list[Match]:
    """The matches of one board that stand, best first."""
    return [_match(row._asdict()) for row in db.execute(_standing().where(matches.c.board_code == code))]


def answerable(today: date) -> Select[str]:
    """The portfolios that match a board and may still be answered: to be asked for, or asked about."""
    return select(matches.c.portfolio_id).where(
        matches.c.withdrawn_at.is_(None),
        or_(matches.c.closes_on.is_(None), matches.c.closes_on >= today),
    )


def refusals_of(db: Connection, code: str) -> list[Refusal]:
    """What was refused to one board, the most frequent rule first."""
    query = (
        select(refusals)
        .where(refusals.c.board_code == code)
        .order_by(refusals.c.processes.desc(), refusals.c.rule)
    )
    return [Refusal(**row._asdict()) for row in db.execute(query)]


def refusals_by_rule(db: Connection) -> dict[str, int]:
    """Pairs refused by each rule at the newest match run."""
    query = select(refusals.c.rule, func.sum(refusals.c.processes)).group_by(refusals.c.rule)
    return {rule: int(pairs) for rule, pairs in db.execute(query.order_by(refusals.c.rule))}


def _standing() -> Any:
    return (
        select(*(matches.c[name] for name in _FIELDS))
        .where(matches.c.withdrawn_at.is_(None))
        .order_by(matches.c.board_code, matches.c.score.desc(), matches.c.portfolio_id)
    )


def _row(m: Match, at: datetime) -> dict[str, Any]:
    return {
        **asdict(m),
        "verdict": m.verdict.value,
        "reasons": [asdict(reason) for reason in m.reasons],
        "missing": list(m.missing),
        "matched_at": at,
        "withdrawn_at": None,
    }


def _match(row: Mapping[str, Any]) -> Match:
    return Match(
        **{
            **row,
            "verdict": Verdict(row["verdict"]),
            "reasons": tuple(Reason(**reason) for reason in row["reasons"]),
            "missing": tuple(row["missing"]),
        }
    )
