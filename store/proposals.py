"""Cohorts that would be worth while, as they were worked out when boards were last assessed."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import Connection, delete, select

from domain.training import Candidate, Proposal
from domain.unlock import Unlock
from store.training_tables import cohort_proposals
from store.upsert import upsert

_PLAIN = ("key", "unit", "locality", "commune", "on", "lacking", "helped")
_UNLOCK = tuple(Unlock.__dataclass_fields__)
_PAPERS = "with_papers_"


def replace(db: Connection, found: Sequence[Proposal]) -> None:
    """Keep these; what was kept before goes."""
    db.execute(delete(cohort_proposals))
    upsert(db, cohort_proposals, [_row(one) for one in found])


def every(db: Connection) -> list[Proposal]:
    """All, the one that weighs most first."""
    found = [_proposal(row._asdict()) for row in db.execute(select(cohort_proposals))]
    return sorted(found, key=lambda one: (*(-part for part in one.weight), one.key))


def hold(db: Connection) -> None:
    """Who makes cohorts of them waits for who else does, so that no two are made of one."""
    db.execute(select(cohort_proposals.c.key).order_by(cohort_proposals.c.key).with_for_update())


def get(db: Connection, key: str) -> Proposal | None:
    row = db.execute(select(cohort_proposals).where(cohort_proposals.c.key == key)).one_or_none()
    return _proposal(row._asdict()) if row else None


def _row(one: Proposal) -> dict[str, Any]:
    return {
        **{name: getattr(one, name) for name in _PLAIN},
        "boards": [asdict(board) for board in one.boards],
        **{name: getattr(one.unlock, name) for name in _UNLOCK},
        **{f"{_PAPERS}{name}": getattr(one.with_papers, name) for name in _UNLOCK},
    }


def _proposal(row: dict[str, Any]) -> Proposal:
    return Proposal(
        **{name: row[name] for name in _PLAIN},
        boards=tuple(Candidate(**board) for board in row["boards"]),
        unlock=Unlock(**{name: row[name] for name in _UNLOCK}),
        with_papers=Unlock(**{name: row[f"{_PAPERS}{name}"] for name in _UNLOCK}),
    )
