"""Figures for whoever watches the service, in Prometheus' text format, read from the database when asked.

So every process of the web gives the same answer, and it survives a restart; only what webhooks brought is
counted by each process since its start, for nobody who knocks shall make us write. Anyone may read them: they
are counts and dates, nothing of a board or a person. Who wants them unseen closes `/metrics` at the proxy.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime

from fastapi import APIRouter, Response
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Metric, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector
from sqlalchemy import Connection

from api.site import CurrentSite
from store import deliveries, harvests, sources
from store.engine import reading

router = APIRouter(include_in_schema=False)


@router.get("/metrics")
def show_metrics(site: CurrentSite) -> Response:
    registry = CollectorRegistry(auto_describe=False)
    registry.register(site.heard)
    registry.register(site.requests)
    with reading(site.engine) as db:
        registry.register(_Figures(db))
        return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)


class _Figures(Collector):
    """What is not known has no line: a dataset that was never harvested is not one of age zero."""

    def __init__(self, db: Connection) -> None:
        self._db = db

    def collect(self) -> Iterator[Metric]:
        yield from self._freshness()
        yield from self._harvests()
        yield _by_dataset(
            "convite_rejected_rows",
            "Rows that could not be read, kept with their reason.",
            sources.rejected(self._db),
        )
        waiting, _ = deliveries.waiting(self._db)
        yield GaugeMetricFamily("convite_messages_waiting", "Messages to be sent.", value=waiting)

    def _freshness(self) -> Iterator[Metric]:
        fresh = sources.freshness(self._db)
        states = sources.states(self._db)
        yield _by_dataset(
            "convite_source_data_timestamp_seconds",
            "The source's own date of the data that we hold complete.",
            {one.dataset: _seconds(one.data_at) for one in fresh.values()},
        )
        yield _by_dataset(
            "convite_source_lag_seconds",
            "From the publication of that data to our store.",
            {one.dataset: one.lag.total_seconds() if one.lag is not None else None for one in fresh.values()},
        )
        yield _by_dataset(
            "convite_source_newest_timestamp_seconds",
            "The date that the source gave its data when it was last polled.",
            {one.dataset: _seconds(one.rows_updated_at) for one in states.values()},
        )
        yield _by_dataset(
            "convite_source_polled_timestamp_seconds",
            "When the source was last polled.",
            {one.dataset: _seconds(one.asked_at) for one in states.values()},
        )

    def _harvests(self) -> Iterator[Metric]:
        reports = harvests.last(self._db).values()
        for name, says, field in (
            ("rows", "Rows that the last harvest brought.", "rows"),
            ("expected_rows", "Rows that the source counted at the last harvest.", "expected"),
            ("complete", "Whether the last harvest came complete.", "complete"),
            ("duration_seconds", "How long the last harvest took.", "seconds"),
        ):
            figures = {one.dataset: getattr(one, field) for one in reports}
            yield _by_dataset(f"convite_harvest_{name}", says, figures)
        yield _by_dataset(
            "convite_harvest_timestamp_seconds",
            "When the last harvest was started.",
            {one.dataset: _seconds(one.started_at) for one in reports},
        )


def _by_dataset(name: str, says: str, figures: Mapping[str, float | None]) -> Metric:
    family = GaugeMetricFamily(name, says, labels=["dataset"])
    for dataset, figure in sorted(figures.items()):
        if figure is not None:
            family.add_metric([dataset], figure)
    return family


def _seconds(moment: datetime | None) -> float | None:
    return moment.timestamp() if moment else None
