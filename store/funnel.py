"""From told to finished: how many boards came how far, by locality and month, and how many are covered.

Every figure counts boards, once each, by what the ledger and SECOP show. The canary is no board.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, and_, case, exists, func, or_, select

from domain.alert import OF_PROCESS, AlertKind
from domain.contact import Role
from domain.contract import NEVER_SIGNED
from domain.outcome import OutcomeKind
from domain.readiness import Verdict
from store import apart, reach
from store.tables import assessments, boards, contracts, links, outcomes
from store.telling_tables import alerts, deliveries

TO_BOARDS = sorted(kind.value for kind in OF_PROCESS - {AlertKind.HELP_ASKED})
"""What tells a board of a call."""

WAS_SIGNED = or_(
    contracts.c.signed_on.is_not(None),
    contracts.c.status.is_(None),
    func.replace(func.lower(contracts.c.status), "ó", "o").not_in(sorted(NEVER_SIGNED)),
)
"""Of a row of contracts, as `Contract.was_signed`."""

HAS_CONTRACT = exists().where(
    links.c.board_code == boards.c.code,
    links.c.verdict == "certain",
    contracts.c.key == links.c.contract_key,
    WAS_SIGNED,
)
"""In a query of boards: whether a contract that was signed is certain to be the board's."""


class Step(StrEnum):
    TOLD = "told"
    OPENED = "opened"
    INTERESTED = "interested"
    OFFERED = "offered"
    WON = "won"
    FINISHED = "finished"


class Span(NamedTuple):
    """From the first moment to before the last."""

    since: datetime
    until: datetime


Counts = Mapping[Step, Sequence[int]]
"""Of each step, how many boards in each of the spans."""


class Covered(NamedTuple):
    """Of the boards of a place: how many there are, can be written to, may contract by some route today, and
    have a contract that is theirs for certain.
    """

    boards: int
    reached: int
    ready: int
    with_contract: int


def steps(db: Connection, municipality: str, spans: Sequence[Span]) -> dict[str | None, Counts]:
    """By locality, None where a board says none: boards of each step, in each span. Two questions."""
    found: dict[str | None, dict[Step, Sequence[int]]] = {}
    told = (
        select(boards.c.locality, *_counted(deliveries.c.accepted_at, spans))
        .select_from(boards.join(alerts).join(deliveries))
        .where(_of(municipality), alerts.c.kind.in_(TO_BOARDS), deliveries.c.role == Role.BOARD.value)
        .group_by(boards.c.locality)
    )
    for locality, *counts in db.execute(told):
        found.setdefault(locality, {})[Step.TOLD] = counts
    known = [step.value for step in Step if step is not Step.TOLD]
    done = (
        select(boards.c.locality, outcomes.c.kind, *_counted(outcomes.c.at, spans))
        .select_from(boards.join(outcomes))
        .where(_of(municipality), outcomes.c.kind.in_(known))
        .group_by(boards.c.locality, outcomes.c.kind)
    )
    for locality, kind, *counts in db.execute(done):
        found.setdefault(locality, {})[Step(OutcomeKind(kind).value)] = counts
    return {locality: dict(counts) for locality, counts in found.items()}


def coverage(db: Connection, municipality: str) -> dict[str | None, Covered]:
    """By locality, as it stands now. One question."""
    may = (Verdict.ELIGIBLE.value,)
    ready = exists().where(assessments.c.board_code == boards.c.code, assessments.c.verdict.in_(may))
    columns = func.count(), _sum(reach.IS_REACHED), _sum(ready), _sum(HAS_CONTRACT)
    query = select(boards.c.locality, *columns).where(_of(municipality)).group_by(boards.c.locality)
    return {locality: Covered(*counts) for locality, *counts in db.execute(query)}


def _of(municipality: str) -> ColumnElement[bool]:
    return and_(boards.c.municipality == municipality, apart.of_boards(boards.c.code))


def _counted(moment: ColumnElement[Any], spans: Sequence[Span]) -> list[ColumnElement[int]]:
    """Boards, each once in a span."""
    return [
        func.count(case((and_(moment >= span.since, moment < span.until), boards.c.code)).distinct())
        for span in spans
    ]


def _sum(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)
