"""Forget what lets nobody in any more (sessions, wishes to be let in, failures that ran out), and destroy the
files of boards that nobody waits for, and questions of boards to boards that are a year old; then whatever
the rules of retention say.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from service import stray_papers
from service.context import Context
from store import audit_chain, failures, inquiries, retention, sessions, sign_ins
from store.engine import writing

_WISHES_KEPT = timedelta(days=1)  # so that who asks again and again is known for an hour


@dataclass(frozen=True)
class Swept:
    """How many of each there were."""

    sessions: int
    sign_ins: int
    failures: int
    unseen: int  # files that nobody looked at in time
    files: int  # destroyed
    inquiries: int  # between boards, a year after they were asked
    by_rule: dict[str, int]  # rows of each table that has a rule, where there were any
    audit_cut: int  # lines
    audit_end: str  # of its chain: what is kept elsewhere of it proves that no line before was changed


def run(context: Context) -> Swept:
    now = context.now
    with writing(context.engine) as db:
        swept = sessions.sweep(db, now), sign_ins.sweep(db, now, _WISHES_KEPT), failures.sweep(db, now)
        asked = inquiries.forget_old(db, now)
    files = stray_papers.forget_unseen(context), stray_papers.destroy(context)
    return Swept(*swept, *files, asked, dict(_by_rule(context)), *_audit(context))


def _by_rule(context: Context) -> Iterator[tuple[str, int]]:
    """In small transactions: nobody is held up for long, and who is broken off goes on from there."""
    now = context.now
    for rule in retention.retention().rules:
        swept, rows = 0, retention.AT_ONCE
        while rows >= retention.AT_ONCE:
            with writing(context.engine) as db:
                rows = retention.apply(db, rule, now)
            swept += rows
        if swept:
            yield rule.table, swept


def _audit(context: Context) -> tuple[int, str]:
    with writing(context.engine) as db:
        cut = audit_chain.cut(db, context.now)
        return cut, audit_chain.told_end(db)
