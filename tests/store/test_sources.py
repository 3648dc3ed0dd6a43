"""What the sources said of themselves, and how fresh we are."""

from datetime import datetime, timedelta

from sqlalchemy import Engine

from domain.source import Freshness, HarvestReport
from store import harvests, sources
from store.engine import reading, writing
from store.sources import SourceState
from tests.examples import NOW

DATASET = "p6dx-8zbt"
MONDAY = NOW - timedelta(days=2)
TUESDAY = NOW - timedelta(days=1)


def a_report(
    started_at: datetime, data_at: datetime | None, dataset: str = DATASET, **fields: object
) -> HarvestReport:
    counts: dict[str, object] = {"rows": 10, "new": 0, "changed": 0, "unchanged": 10, "rejected": 0}
    return HarvestReport(
        **{  # type: ignore[arg-type]  # fields of a test
            "dataset": dataset,
            "started_at": started_at,
            **counts,
            "expected": 10,
            "complete": True,
            "seconds": 60.0,
            "source_updated_at": data_at,
            **fields,
        }
    )


def log(engine: Engine, *reports: HarvestReport, whole: bool = True) -> None:
    with writing(engine) as db:
        for report in reports:
            harvests.record(db, report, whole=whole)


def fresh(engine: Engine) -> dict[str, Freshness]:
    with reading(engine) as db:
        return sources.freshness(db)


def test_what_was_never_harvested_has_no_freshness(engine: Engine) -> None:
    assert fresh(engine) == {}


def test_the_lag_is_from_publication_to_the_end_of_the_harvest(engine: Engine) -> None:
    log(engine, a_report(MONDAY + timedelta(minutes=41), MONDAY))
    assert fresh(engine)[DATASET].lag == timedelta(minutes=42)


def test_asking_again_for_the_same_data_makes_it_no_later(engine: Engine) -> None:
    log(
        engine,
        a_report(MONDAY + timedelta(minutes=5), MONDAY - timedelta(days=1)),
        a_report(TUESDAY + timedelta(minutes=9), TUESDAY),
        a_report(TUESDAY + timedelta(hours=8), TUESDAY),
    )
    assert fresh(engine) == {DATASET: Freshness(DATASET, TUESDAY, TUESDAY + timedelta(minutes=10))}


def test_a_harvest_that_came_incomplete_or_of_some_days_only_is_not_fresh_data(engine: Engine) -> None:
    log(engine, a_report(MONDAY, MONDAY))
    log(engine, a_report(TUESDAY, TUESDAY, complete=False))
    log(engine, a_report(TUESDAY, TUESDAY), whole=False)
    assert fresh(engine)[DATASET].data_at == MONDAY


def test_each_dataset_has_its_own_freshness(engine: Engine) -> None:
    log(engine, a_report(MONDAY, MONDAY), a_report(TUESDAY, MONDAY, dataset="jbjy-vk9h"))
    assert {one.dataset: one.lag for one in fresh(engine).values()} == {
        DATASET: timedelta(minutes=1),
        "jbjy-vk9h": timedelta(days=1, minutes=1),
    }


def test_a_source_that_gives_no_date_or_one_to_come_has_no_known_lag(engine: Engine) -> None:
    log(engine, a_report(MONDAY, None), a_report(MONDAY, NOW, dataset="jbjy-vk9h"))
    found = fresh(engine)
    assert (found[DATASET].data_at, found[DATASET].lag) == (None, None)
    assert (found["jbjy-vk9h"].data_at, found["jbjy-vk9h"].lag) == (NOW, None)


def test_what_a_source_said_last_is_kept(engine: Engine) -> None:
    first = SourceState(DATASET, 'W/"1"', MONDAY, MONDAY, MONDAY)
    second = SourceState(DATASET, None, TUESDAY, NOW, TUESDAY)
    with writing(engine) as db:
        sources.keep(db, first)
        assert sources.states(db) == {DATASET: first}
        sources.keep(db, second)
    with reading(engine) as db:
        assert sources.states(db) == {DATASET: second}


def test_the_largest_complete_harvest_is_what_the_next_is_held_against(engine: Engine) -> None:
    with reading(engine) as db:
        assert sources.most_rows(db, DATASET, MONDAY) is None
    log(engine, a_report(MONDAY, MONDAY, rows=900), a_report(TUESDAY, TUESDAY, rows=12))
    log(engine, a_report(NOW, NOW, rows=5_000, complete=False))
    with reading(engine) as db:
        assert sources.most_rows(db, DATASET, MONDAY) == 900
        assert sources.most_rows(db, DATASET, TUESDAY) == 12
