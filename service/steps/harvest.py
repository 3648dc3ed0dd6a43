"""Harvest: the source's rows into the store, a page a transaction; what it held back is said."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from time import perf_counter
from typing import Any

from domain.days import day_of
from domain.source import HarvestReport
from harvesters.budget import Budget
from harvesters.buyers import buyers
from harvesters.crawler import Crawl
from harvesters.dataset import OfProcesses, id_of
from harvesters.harvest import Outcome
from harvesters.plan import Wanted
from harvesters.soda import SourceUnavailable
from service.context import Context
from service.feeds import FEEDS, DatasetName, Feed
from service.intake import Intake
from service.plausible import REMEMBERED, expected, problems
from service.steps.measured import measured
from store import documents, harvests, sources
from store.engine import reading, writing

# A row may be published days after its date: what is near the last complete harvest is asked for again.
_OVERLAP = timedelta(days=7)
_FULL_EVERY = timedelta(hours=20)  # that is, once a day, by the first harvest of the morning


@dataclass(frozen=True)
class HarvestSummary:
    reports: tuple[HarvestReport, ...]

    @property
    def complete(self) -> bool:
        return all(report.complete for report in self.reports)


@measured("harvest")
def run(
    context: Context,
    names: Sequence[DatasetName] | None = None,
    *,
    since: date | None = None,
    until: date | None = None,
    full: bool = False,
) -> HarvestSummary:
    """Harvest these datasets, or all of them, of the buyers of the municipality."""
    chosen, asked = context.settings, names or list(FEEDS)
    with Crawl(Budget(chosen.soda_max_requests, chosen.soda_max_minutes * 60)) as crawl:
        reports = tuple(
            _one(context, feed, crawl, since=since, until=until, full=full)
            for name in asked
            for feed in FEEDS[name]
        )
    if DatasetName.DOCUMENTS in asked:
        with writing(context.engine) as db:
            documents.keep_additions(db, [feed.dataset.id for feed in FEEDS[DatasetName.DOCUMENTS]])
    return HarvestSummary(reports)


def answer(summary: HarvestSummary) -> dict[str, Any]:
    """The summary in the shape of docs/interface.md."""
    return {"datasets": [asdict(report) for report in summary.reports]}


def _one(
    context: Context, feed: Feed, crawl: Crawl, *, since: date | None, until: date | None, full: bool
) -> HarvestReport:
    started = perf_counter()
    with reading(context.engine) as db:
        last = harvests.last_complete(db, feed.dataset.id)
        last_full = harvests.last_full(db, feed.dataset.id)
        ids = feed.ids(db, context.today)
        started_at = harvests.unused_moment(db, feed.dataset.id, context.now)
        most_rows = sources.most_rows(db, feed.dataset.id, started_at - REMEMBERED)
    whole = since is None and until is None
    if whole and last and last_full and not full:
        since = _since(last, last_full.started_at, started_at)
    wanted = Wanted(buyers(context.settings.municipality), ids, since, until)
    intake = Intake(context, feed, started_at, wanted, crawl)
    is_full = whole and (since is None or feed.dataset.date is None)
    try:
        outcome = intake.bring()
    except SourceUnavailable as error:
        outcome = Outcome(0, None, complete=False, source_updated_at=None, notes=(str(error),))
    # A row that we cannot read is there all the same.
    gone = intake.gone() if outcome.complete and not outcome.rejected else []
    doubts = problems(
        expected(feed.dataset.id, context.settings),
        full=is_full and not isinstance(feed.dataset.scope, OfProcesses),
        rows=outcome.rows,
        most_rows=most_rows,
        asked=len(ids),
        gone=len({id_of(key) for key in gone}),
        data_at=outcome.source_updated_at,
        now=started_at,
    )
    report = _report(feed, started_at, intake, outcome, doubts, perf_counter() - started)
    if report.complete:
        intake.mark_gone(gone)
    with writing(context.engine) as db:
        harvests.record(db, report, whole=whole, full=is_full)
    return report


def _report(
    feed: Feed,
    started_at: datetime,
    intake: Intake,
    outcome: Outcome,
    doubts: Sequence[str],
    seconds: float,
) -> HarvestReport:
    """What the harvest brought, and whether it is believed."""
    return HarvestReport(
        dataset=feed.dataset.id,
        started_at=started_at,
        rows=outcome.rows,
        new=intake.new,
        changed=intake.changed,
        unchanged=max(outcome.rows - intake.new - intake.changed - outcome.rejected, 0),
        rejected=outcome.rejected,
        expected=outcome.expected,
        complete=outcome.complete and not doubts,
        seconds=seconds,
        source_updated_at=outcome.source_updated_at,
        notes=(*outcome.notes, *(doubts if outcome.complete else ())),
    )


def _since(last: HarvestReport, last_full: datetime, now: datetime) -> date | None:
    """The day from which rows are asked for; None for all of them: once a day, for rows appear weeks after
    their date, and where a clock went wrong since.

    The source's own moment counts where it is the earlier one: our clock may be ahead.
    """
    if last.started_at > now or not timedelta() <= now - last_full < _FULL_EVERY:
        return None
    return day_of(min(last.started_at, last.source_updated_at or last.started_at)) - _OVERLAP
