"""Where the events are found that boards and the office make: trainings, papers, plans, stages of the
register, projects, and what boards ask each other.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import BigInteger, Select, Text, case, cast, func

from domain.accompaniment import Doer
from domain.event import EventKind
from domain.readiness import EvidenceSource
from store.accompaniment_tables import accompaniment_actions, accompaniments
from store.event_parts import BOARD, OFFICE, Midnight, happened, row_of
from store.guide_tables import inquiries
from store.papers_tables import filings
from store.project_tables import projects
from store.register_tables import stages
from store.tables import evidence
from store.training_tables import attendance, cohort_boards, cohorts, meetings

_Said = dict[str, Any]


def _invited(is_completed: bool = False) -> Select[Any]:
    b, row = cohort_boards.c, row_of("cohorts", cohort_boards.c.cohort_id)
    at, after_at = (Midnight(b.completed_on), b.invited_at) if is_completed else (b.invited_at, None)
    said: _Said = {"about": cast(b.cohort_id, Text()), "value": cohorts.c.unit, "after_at": after_at}
    query = happened(b.board_code, at, row, source=OFFICE, **said)
    done = b.completed_on if is_completed else b.invited_at
    return query.select_from(cohort_boards.join(cohorts)).where(
        cohorts.c.cancelled_at.is_(None), done.is_not(None)
    )


def _attended() -> Select[Any]:
    a, m = attendance.c, meetings.c
    people = cast(func.sum(a.people), BigInteger())
    said: _Said = {"about": cast(m.cohort_id, Text()), "value": people}
    query = happened(a.board_code, m.starts_at, row_of("meetings", m.id), source=OFFICE, **said)
    return query.select_from(attendance.join(meetings)).group_by(a.board_code, m.id, m.starts_at, m.cohort_id)


def _handed_in() -> Select[Any]:
    f = filings.c
    said: _Said = {"about": f.id, "value": f.requirement}
    return happened(f.board_code, f.handed_in_at, row_of("filings", f.id), source=BOARD, **said)


def _checked() -> Select[Any]:
    """Also what nobody looked at for so long that it was destroyed, which its fate says."""
    f = filings.c
    said: _Said = {"about": f.id, "value": f.fate, "after_at": f.handed_in_at}
    query = happened(f.board_code, f.decided_at, row_of("filings", f.id), source=OFFICE, **said)
    return query.where(f.decided_at.is_not(None))


def _renewed() -> Select[Any]:
    e = evidence.c
    of_board = e.source.in_([EvidenceSource.BOARD.value, EvidenceSource.SURVEY.value])
    said: _Said = {"about": e.requirement, "value": cast(e.level, Text())}
    row = row_of("evidence", e.board_code, e.requirement, e.source)
    query = happened(e.board_code, e.recorded_at, row, source=case((of_board, BOARD), else_=OFFICE), **said)
    return query.where(e.source != EvidenceSource.SECOP.value)


def _accompanied() -> Select[Any]:
    a = accompaniments.c
    return happened(a.board_code, a.opened_at, row_of("accompaniments", a.board_code), source=OFFICE)


def _did() -> Select[Any]:
    """It happened on the day that somebody said, and is known since they said it."""
    a = accompaniment_actions.c
    said: _Said = {"about": cast(a.id, Text()), "value": a.requirement, "known_at": a.done_at}
    source = case((a.done_by == Doer.BOARD.value, BOARD), else_=OFFICE)
    row = row_of("accompaniment_actions", a.id)
    return happened(a.board_code, Midnight(a.done_on), row, source=source, **said).where(
        a.done_on.is_not(None)
    )


def _stage() -> Select[Any]:
    s = stages.c
    row = row_of("stages", s.board_code, s.stage)
    said: _Said = {"about": s.stage, "known_at": s.recorded_at}
    return happened(s.board_code, Midnight(s.on), row, source=OFFICE, **said)


def _registered() -> Select[Any]:
    p = projects.c
    about = cast(p.id, Text())
    return happened(p.board_code, p.registered_at, row_of("projects", p.id), source=BOARD, about=about)


def _published() -> Select[Any]:
    """The board's wish, whether or not the office hides it: a board that wants it no more takes it back."""
    p = projects.c
    said: _Said = {"about": cast(p.id, Text()), "after_at": p.registered_at}
    query = happened(p.board_code, p.published_at, row_of("projects", p.id), source=BOARD, **said)
    return query.where(p.published_at.is_not(None))


def _asked() -> Select[Any]:
    q = inquiries.c
    said: _Said = {"about": cast(q.id, Text()), "value": q.about}
    return happened(q.asker_code, q.asked_at, row_of("inquiries", q.id), source=BOARD, **said)


def _answered() -> Select[Any]:
    """Of the board that answers."""
    q = inquiries.c
    said: _Said = {"about": cast(q.id, Text()), "value": q.about, "after_at": q.asked_at}
    query = happened(q.guide_code, q.answered_at, row_of("inquiries", q.id), source=BOARD, **said)
    return query.where(q.answered_at.is_not(None))


AMONG_US: Mapping[EventKind, Select[Any]] = {
    EventKind.INVITED: _invited(),
    EventKind.ATTENDED: _attended(),
    EventKind.TRAINED: _invited(is_completed=True),
    EventKind.HANDED_IN: _handed_in(),
    EventKind.CHECKED: _checked(),
    EventKind.RENEWED: _renewed(),
    EventKind.ACCOMPANIED: _accompanied(),
    EventKind.DID: _did(),
    EventKind.STAGE: _stage(),
    EventKind.REGISTERED: _registered(),
    EventKind.PUBLISHED: _published(),
    EventKind.ASKED: _asked(),
    EventKind.ANSWERED: _answered(),
}
"""One question a kind."""
