"""Harvest: the source's rows into the store, a page a transaction; what it held back is said."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, timedelta
from time import perf_counter
from typing import Any

from domain.days import day_of
from domain.source import HarvestReport
from harvesters.buyers import buyers
from harvesters.harvest import Outcome, harvest
from harvesters.plan import Wanted
from harvesters.soda import SourceUnavailable
from service.context import Context
from service.feeds import FEEDS, DatasetName, Feed
from store import harvests
from store.engine import reading, writing
from store.records import Saved

# A row may be published days after its date: what is near the last complete harvest is asked for again.
_OVERLAP = timedelta(days=7)


@dataclass(frozen=True)
class HarvestSummary:
    reports: tuple[HarvestReport, ...]

    @property
    def complete(self) -> bool:
        return all(report.complete for report in self.reports)


def run(
    context: Context,
    names: Sequence[DatasetName] | None = None,
    *,
    since: date | None = None,
    until: date | None = None,
    full: bool = False,
) -> HarvestSummary:
    """Harvest these datasets, or all that this version reads, of the buyers of the municipality."""
    reports: list[HarvestReport] = []
    for name in names or tuple(FEEDS):
        if name in FEEDS:
            reports += (_one(context, feed, since=since, until=until, full=full) for feed in FEEDS[name])
        else:
            reports.append(_not_read(context, name))
    return HarvestSummary(tuple(reports))


def answer(summary: HarvestSummary) -> dict[str, Any]:
    """The summary in the shape of docs/interface.md."""
    return {"datasets": [asdict(report) for report in summary.reports]}


def _one(
    context: Context, feed: Feed, *, since: date | None, until: date | None, full: bool
) -> HarvestReport:
    dataset = feed.dataset
    started, started_at = perf_counter(), context.now
    with reading(context.engine) as db:
        last = harvests.last_complete(db, dataset.id)
        ids = feed.ids(db, context.today)
    nits = buyers(context.settings.municipality)
    whole = since is None and until is None
    if since is None and last and not full:
        since = day_of(last) - _OVERLAP
    tally = _Tally()
    try:
        outcome = _bring(context, feed, tally, started_at, Wanted(nits, ids, since, until))
    except SourceUnavailable as error:
        outcome = Outcome(0, None, complete=False, source_updated_at=None, notes=(str(error),))
    report = HarvestReport(
        dataset=dataset.id,
        started_at=started_at,
        rows=outcome.rows,
        new=tally.saved.new,
        changed=tally.saved.changed,
        unchanged=tally.saved.unchanged,
        rejected=tally.rejected,
        expected=outcome.expected,
        complete=outcome.complete,
        seconds=perf_counter() - started,
        source_updated_at=outcome.source_updated_at,
        notes=outcome.notes,
    )
    with writing(context.engine) as db:
        harvests.record(db, report, whole=whole)
    return report


@dataclass
class _Tally:
    """What was written so far: it stands even when the source goes away in the middle."""

    saved: Saved = field(default_factory=Saved)
    rejected: int = 0


def _bring(context: Context, feed: Feed, tally: _Tally, started_at: datetime, wanted: Wanted) -> Outcome:
    """Page by page into the store, each in a transaction of its own."""
    settings = context.settings
    with (
        harvest(
            feed.dataset,
            wanted,
            soda_url=settings.soda_url,
            token=settings.soda_token,
            delay_seconds=settings.soda_delay_seconds,
        ) as pages,
        context.progress.step(feed.dataset.id) as counter,
    ):
        counter.expect(pages.expected)
        for page in pages:
            with writing(context.engine) as db:
                tally.saved += feed.save(db, page.records, page.hashes, started_at)
                harvests.keep_rejected(db, page.rejected, started_at)
            tally.rejected += len(page.rejected)
            counter.advance(len(page.records) + len(page.rejected))
    return pages.outcome


def _not_read(context: Context, name: DatasetName) -> HarvestReport:
    """An honest answer for a dataset that this version does not read: nothing arrived or is complete."""
    return HarvestReport(
        dataset=name.value,
        started_at=context.now,
        rows=0,
        new=0,
        changed=0,
        unchanged=0,
        rejected=0,
        expected=None,
        complete=False,
        seconds=0.0,
        notes=("this version does not read this dataset yet",),
    )
