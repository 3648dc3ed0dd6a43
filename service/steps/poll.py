"""Poll: one small question a dataset, and which of them were renewed since we last held them complete."""

from contextlib import closing

import structlog

from domain.source import Freshness
from harvesters.soda import Source, SourceUnavailable
from service.context import Context
from service.feeds import FEEDS, DatasetName
from store import sources
from store.engine import reading, writing
from store.sources import SourceState

log = structlog.get_logger()


def run(context: Context) -> list[DatasetName]:
    """Ask every source for its date, write it down, and name those of which a harvest would bring news."""
    chosen = context.settings
    with reading(context.engine) as db:
        known, held = sources.states(db), sources.freshness(db)
    renewed = []
    with closing(
        Source(chosen.soda_url, chosen.soda_token, delay_seconds=chosen.soda_delay_seconds)
    ) as source:
        for name, feeds in FEEDS.items():
            ids = [feed.dataset.id for feed in feeds]
            said = {one: _ask(context, source, one, known.get(one)) for one in ids}
            if any(is_renewed(said[one], held.get(one)) for one in ids):
                renewed.append(name)
    return renewed


def is_renewed(state: SourceState | None, held: Freshness | None) -> bool:
    """Whether the source has data of another date than what we hold. A source that gives no date, or no
    answer, is not renewed as far as we know: the fixed cycles ask it all the same.
    """
    if state is None or state.rows_updated_at is None:
        return False
    return held is None or held.data_at != state.rows_updated_at


def _ask(context: Context, source: Source, dataset: str, known: SourceState | None) -> SourceState | None:
    """What the source says now, or said last where it says that nothing changed."""
    try:
        said = source.describe_if_new(dataset, known.etag if known else None)
    except SourceUnavailable as error:
        log.warning("not polled", dataset=dataset, error=str(error))
        return known
    now = context.now
    if said is None and known is not None:
        state = known._replace(asked_at=now)
    else:
        assert said is not None  # without an etag there is always an answer
        is_same = known is not None and known.rows_updated_at == said.rows_updated_at
        changed_at = known.changed_at if known and is_same else now
        state = SourceState(dataset, said.etag, said.rows_updated_at, now, changed_at)
    with writing(context.engine) as db:
        sources.keep(db, state)
    return state
