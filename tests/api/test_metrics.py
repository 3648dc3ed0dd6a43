"""The figures for whoever watches the service."""

from datetime import timedelta

from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import Engine

from domain.source import HarvestReport, RejectedRow
from store import harvests, sources
from store.engine import writing
from store.sources import SourceState
from tests.api.town import a_client
from tests.examples import NOW

DATASET = "p6dx-8zbt"
PUBLISHED = NOW - timedelta(minutes=42)


def figures(engine: Engine) -> dict[tuple[str, str], float]:
    """Every sample by name and dataset."""
    answer = a_client(engine).get("/metrics")
    assert answer.headers["content-type"].startswith("text/plain")
    assert answer.headers["cache-control"] == "no-store"
    families = text_string_to_metric_families(answer.text)
    return {(s.name, s.labels.get("dataset", "")): s.value for family in families for s in family.samples}


def log(engine: Engine, *, complete: bool = True, rejected: int = 0) -> None:
    report = HarvestReport(DATASET, NOW, 90, 1, 2, 87, rejected, 100, complete, 60.0, PUBLISHED)
    rows = [RejectedRow(DATASET, str(number), "no id", "{}") for number in range(rejected)]
    with writing(engine) as db:
        harvests.keep_rejected(db, rows, NOW)
        harvests.record(db, report, whole=True)


def test_what_was_never_harvested_has_no_figure(engine: Engine) -> None:
    assert figures(engine) == {("convite_messages_waiting", ""): 0}


def test_a_complete_harvest_gives_the_date_of_the_data_and_its_lag(engine: Engine) -> None:
    log(engine, rejected=3)
    found = figures(engine)
    assert found["convite_source_data_timestamp_seconds", DATASET] == PUBLISHED.timestamp()
    assert found["convite_source_lag_seconds", DATASET] == 43 * 60
    assert found["convite_harvest_timestamp_seconds", DATASET] == NOW.timestamp()
    assert found["convite_harvest_rows", DATASET] == 90
    assert found["convite_harvest_expected_rows", DATASET] == 100
    assert found["convite_harvest_complete", DATASET] == 1
    assert found["convite_harvest_duration_seconds", DATASET] == 60
    assert found["convite_rejected_rows", DATASET] == 3


def test_an_incomplete_harvest_says_so_and_nothing_of_freshness(engine: Engine) -> None:
    log(engine, complete=False)
    found = figures(engine)
    assert found["convite_harvest_complete", DATASET] == 0
    assert found["convite_rejected_rows", DATASET] == 0
    assert ("convite_source_lag_seconds", DATASET) not in found


def test_the_last_poll_is_a_figure_too(engine: Engine) -> None:
    with writing(engine) as db:
        sources.keep(db, SourceState(DATASET, None, PUBLISHED, NOW, NOW))
        sources.keep(db, SourceState("jbjy-vk9h", None, None, NOW, NOW))
    found = figures(engine)
    assert found["convite_source_newest_timestamp_seconds", DATASET] == PUBLISHED.timestamp()
    assert found["convite_source_polled_timestamp_seconds", "jbjy-vk9h"] == NOW.timestamp()
    assert ("convite_source_newest_timestamp_seconds", "jbjy-vk9h") not in found
