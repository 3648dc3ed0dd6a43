"""Destroy the files that boards handed in and that nobody waits for: decided on, taken back, or unseen for
too long. A file is usually gone with the decision; this is for what a crash or an erasure left behind.
"""

import time

from service.context import Context
from store import filings
from store.engine import reading, writing

_BEING_WRITTEN_SECONDS = 3600  # a file comes before its row


def forget_unseen(context: Context) -> int:
    """How many files nobody looked at in time: the board reads so on its page."""
    with writing(context.engine) as db:
        return filings.forget_unseen(db, context.now)


def destroy(context: Context) -> int:
    """How many files were of no row that waits."""
    lying = context.papers.names(time.time() - _BEING_WRITTEN_SECONDS)
    if not lying:
        return 0
    with reading(context.engine) as db:
        waiting = filings.ids_waiting(db)
    stray = [name for name in lying if name not in waiting]
    context.papers.remove(stray)
    return len(stray)
