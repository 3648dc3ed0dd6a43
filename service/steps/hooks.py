"""Calls the programs that asked to hear of new matches."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from domain.hook import HookCall
from notifications.hooks import Caller, secret_of
from service.context import Context
from service.steps.measured import measured
from store import hooks
from store.engine import writing
from store.hooks import End

_AT_ONCE = 8
_CLAIMED = 40  # by the slowest servers done in three minutes, before the claim runs out
_LONGEST_SECONDS = 100  # it runs every two minutes


@measured("hooks")
def run(
    context: Context, make: Callable[[], Caller] = Caller, ticks: Callable[[], float] = time.monotonic
) -> dict[str, Any]:
    """Queue what is new and make the calls that are due; gives how many were queued, accepted and failed."""
    with writing(context.engine) as db:
        queued = hooks.queue(db, context.now)
    caller, ends, until = make(), [], ticks() + _LONGEST_SECONDS
    try:
        while ticks() < until and (made := _some(context, caller)):
            ends += made
    finally:
        caller.close()
    accepted = sum(one.is_accepted for one in ends)
    return {"queued": queued, "accepted": accepted, "failed": len(ends) - accepted}


def _some(context: Context, caller: Caller) -> list[End]:
    with writing(context.engine) as db:
        claimed = hooks.claim(db, context.now, _CLAIMED)
    seconds, secret_key = int(context.now.timestamp()), context.settings.secret_key

    def make(call: HookCall) -> End:
        return End(call, *caller.call(call, seconds, secret_of(call.salt, secret_key)))

    with ThreadPoolExecutor(_AT_ONCE) as threads:
        ends = list(threads.map(make, claimed))
    with writing(context.engine) as db:
        hooks.finish(db, ends, context.now)
    return ends
