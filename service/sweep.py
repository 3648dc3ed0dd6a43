"""Forget what lets nobody in any more (sessions, wishes to be let in, failures that ran out), and destroy the
files of boards that nobody waits for.
"""

from dataclasses import dataclass
from datetime import timedelta

from service import stray_papers
from service.context import Context
from store import failures, sessions, sign_ins
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


def run(context: Context) -> Swept:
    now = context.now
    with writing(context.engine) as db:
        swept = sessions.sweep(db, now), sign_ins.sweep(db, now, _WISHES_KEPT), failures.sweep(db, now)
    return Swept(*swept, stray_papers.forget_unseen(context), stray_papers.destroy(context))
