"""Record: what happened to boards since the last look, in the rows of all that the service knows."""

from dataclasses import dataclass
from time import perf_counter

from service.context import Context
from service.steps.measured import measured
from store import events
from store.engine import writing


@dataclass(frozen=True)
class RecordSummary:
    """How many events came, and how many are held for true no longer."""

    came: int
    went: int
    seconds: float


@measured("record")
def run(context: Context) -> RecordSummary:
    started = perf_counter()
    with writing(context.engine) as db:
        looked = events.look(db, context.now)
    return RecordSummary(*looked, perf_counter() - started)
