"""Harvest: the source's rows into the store, a page a transaction; what it held back is said."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from time import perf_counter
from typing import Any

from sqlalchemy import Connection

from domain.days import day_of
from domain.source import HarvestReport
from harvesters.buyers import buyers
from harvesters.dataset import Dataset
from harvesters.datasets import contracts, plans, processes
from harvesters.harvest import Outcome, harvest
from harvesters.soda import SourceUnavailable
from service.context import Context
from store import contracts as contract_store
from store import harvests
from store import processes as process_store
from store.engine import reading, writing
from store.records import Saved

# A row may be published days after its date: what is near the last complete harvest is asked for again.
_OVERLAP = timedelta(days=7)

Save = Callable[[Connection, Sequence[Any], Sequence[bytes], datetime], Saved]


class DatasetName(StrEnum):
    PROCESSES = "processes"
    CONTRACTS = "contracts"
    SECOP1 = "secop1"
    PLANS = "plans"
    BIDS = "bids"
    SUPPLIERS = "suppliers"
    DOCUMENTS = "documents"
    MODIFICATIONS = "modifications"


_KNOWN: dict[DatasetName, tuple[Dataset[Any], Save]] = {
    DatasetName.PROCESSES: (processes.PROCESSES, process_store.save),
    DatasetName.CONTRACTS: (contracts.CONTRACTS, contract_store.save),
    DatasetName.PLANS: (plans.PLANS, contract_store.save_plans),
}


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
    return HarvestSummary(
        tuple(
            _one(context, *_KNOWN[name], since=since, until=until, full=full)
            if name in _KNOWN
            else _not_read(context, name)
            for name in names or tuple(_KNOWN)
        )
    )


def answer(summary: HarvestSummary) -> dict[str, Any]:
    """The summary in the shape of docs/interface.md."""
    return {"datasets": [asdict(report) for report in summary.reports]}


def _one(
    context: Context, dataset: Dataset[Any], save: Save, *, since: date | None, until: date | None, full: bool
) -> HarvestReport:
    started, started_at = perf_counter(), context.now
    with reading(context.engine) as db:
        last = harvests.last_complete(db, dataset.id)
        recheck = process_store.to_recheck(db, context.today) if dataset is processes.PROCESSES else []
    whole = since is None and until is None
    if since is None and last and not full:
        since = day_of(last) - _OVERLAP
    tally = _Tally()
    try:
        outcome = _bring(context, dataset, save, tally, started_at, since, until, recheck)
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


def _bring(
    context: Context,
    dataset: Dataset[Any],
    save: Save,
    tally: _Tally,
    started_at: datetime,
    since: date | None,
    until: date | None,
    recheck: Sequence[str],
) -> Outcome:
    """Page by page into the store, each in a transaction of its own."""
    settings = context.settings
    with (
        harvest(
            dataset,
            soda_url=settings.soda_url,
            token=settings.soda_token,
            nits=buyers(settings.municipality),
            since=since,
            until=until,
            recheck_ids=recheck,
            delay_seconds=settings.soda_delay_seconds,
        ) as pages,
        context.progress.step(dataset.id) as counter,
    ):
        counter.expect(pages.expected)
        for page in pages:
            with writing(context.engine) as db:
                tally.saved += save(db, page.records, page.hashes, started_at)
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
