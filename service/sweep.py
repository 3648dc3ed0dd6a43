"""Forget what lets nobody in any more: sessions, wishes to be let in and failures that ran out."""

from dataclasses import dataclass
from datetime import timedelta

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


def run(context: Context) -> Swept:
    now = context.now
    with writing(context.engine) as db:
        return Swept(sessions.sweep(db, now), sign_ins.sweep(db, now, _WISHES_KEPT), failures.sweep(db, now))
