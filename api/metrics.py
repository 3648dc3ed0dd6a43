"""Figures for whoever watches the service, in Prometheus' text format, read from the database when asked.

So every process of the web gives the same answer, and it survives a restart; only requests and what webhooks
brought are counted by each process since its start, for nobody who knocks shall make us write. Anyone may
read them: they are counts and dates, nothing of a board or a person. Who wants them unseen closes `/metrics`
at the proxy. docs/operations.md names them all.
"""

from collections.abc import Iterator, Mapping

from fastapi import APIRouter, Response
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Metric,
    disable_created_metrics,
    generate_latest,
)
from prometheus_client.registry import Collector
from sqlalchemy import Connection

from api import metrics_of_work
from api.metric_families import gauge, seconds
from api.site import CurrentSite, Site
from store import harvests, sources
from store.engine import reading

router = APIRouter(include_in_schema=False)
# When a process began to count each of its figures tells nobody anything.
disable_created_metrics()  # type: ignore[no-untyped-call]


@router.get("/metrics")
def show_metrics(site: CurrentSite) -> Response:
    registry = CollectorRegistry(auto_describe=False)
    registry.register(site.heard)
    registry.register(site.requests)
    with reading(site.engine) as db:
        registry.register(_Figures(db, site))
        return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)


class _Figures(Collector):
    """What is not known has no line: a dataset that was never harvested is not one of age zero."""

    def __init__(self, db: Connection, site: Site) -> None:
        self._db = db
        self._site = site

    def collect(self) -> Iterator[Metric]:
        yield from self._freshness()
        yield from self._harvests()
        yield _by_dataset(
            "convite_rejected_rows",
            "Rows that could not be read, kept with their reason.",
            sources.rejected(self._db),
        )
        yield from metrics_of_work.collect(self._db, self._site)

    def _freshness(self) -> Iterator[Metric]:
        fresh = sources.freshness(self._db)
        states = sources.states(self._db)
        yield _by_dataset(
            "convite_source_data_timestamp_seconds",
            "The source's own date of the data that we hold complete.",
            {one.dataset: seconds(one.data_at) for one in fresh.values()},
        )
        yield _by_dataset(
            "convite_source_lag_seconds",
            "From the publication of that data to our store.",
            {one.dataset: one.lag.total_seconds() if one.lag is not None else None for one in fresh.values()},
        )
        yield _by_dataset(
            "convite_source_newest_timestamp_seconds",
            "The date that the source gave its data when it was last polled.",
            {one.dataset: seconds(one.rows_updated_at) for one in states.values()},
        )
        yield _by_dataset(
            "convite_source_polled_timestamp_seconds",
            "When the source was last polled.",
            {one.dataset: seconds(one.asked_at) for one in states.values()},
        )

    def _harvests(self) -> Iterator[Metric]:
        reports = harvests.last(self._db).values()
        for name, says, field in (
            ("rows", "Rows that the last harvest brought.", "rows"),
            ("expected_rows", "Rows that the source counted at the last harvest.", "expected"),
            ("rejected_rows", "Rows of the last harvest that could not be read.", "rejected"),
            ("complete", "Whether the last harvest came complete.", "complete"),
            ("duration_seconds", "How long the last harvest took.", "seconds"),
        ):
            figures = {one.dataset: getattr(one, field) for one in reports}
            yield _by_dataset(f"convite_harvest_{name}", says, figures)
        yield _by_dataset(
            "convite_harvest_timestamp_seconds",
            "When the last harvest was started.",
            {one.dataset: seconds(one.started_at) for one in reports},
        )


def _by_dataset(name: str, says: str, figures: Mapping[str, float | None]) -> Metric:
    return gauge(name, says, ("dataset",), {(dataset,): figure for dataset, figure in figures.items()})
