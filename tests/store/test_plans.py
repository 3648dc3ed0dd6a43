"""Planned purchases in the store: versions, links, what is ahead, and what was seen first."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import Engine, select

from domain.contract import PlannedPurchase
from domain.process import Process
from store import plans
from store.contracts import PLANNED_PURCHASES
from store.engine import reading, writing
from store.plans import FirstSeen, PlanLink
from store.processes import RECORDS
from store.tables import plan_links
from tests.examples import NOW, TODAY, YESTERDAY, a_planned_purchase, a_process

LATER = NOW + timedelta(days=10)
CERTAIN, PROBABLE = (PlanLink("PAA-1", "CO1.BDOS.1", 100.0, verdict) for verdict in ("certain", "probable"))


def keep(engine: Engine, *records: PlannedPurchase | Process, at: datetime = NOW) -> None:
    for kind, where in ((PlannedPurchase, PLANNED_PURCHASES), (Process, RECORDS)):
        if found := [record for record in records if isinstance(record, kind)]:
            with writing(engine) as db:
                where.save(db, found, [repr(record).encode() for record in found], at)


def link(engine: Engine, *found: PlanLink, at: datetime = NOW) -> None:
    with writing(engine) as db:
        plans.replace_links(db, found, at)


def linked(engine: Engine) -> list[tuple[object, ...]]:
    with reading(engine) as db:
        return sorted(tuple(row) for row in db.execute(select(plan_links)))


def ahead(engine: Engine) -> list[str]:
    with reading(engine) as db:
        return [line.key for line in plans.ahead(db, date(2026, 8, 1), date(2026, 10, 1))]


def test_of_the_versions_of_a_line_the_newest_is_said(engine: Engine) -> None:
    old, new = a_planned_purchase(), a_planned_purchase(key="PAA-9", version=2, description="Otra cosa")
    alone = a_planned_purchase(key="PAA-3", line_id=None), a_planned_purchase(key="PAA-4", plan_id=None)
    keep(engine, new, old, *alone, a_planned_purchase(key="PAA-5", line_id="CO1.PPI.2"))
    with reading(engine) as db:
        assert [line.key for line in plans.every(db)] == ["PAA-3", "PAA-4", "PAA-5", "PAA-9"]
        assert new in plans.every(db)


def test_a_link_found_no_more_is_taken_back_and_one_found_again_keeps_its_date(engine: Engine) -> None:
    keep(engine, a_planned_purchase(), a_planned_purchase(key="PAA-2", line_id="CO1.PPI.2"))
    other = CERTAIN._replace(plan_key="PAA-2")
    link(engine, CERTAIN, other)
    link(engine, PROBABLE, PlanLink("PAA-1", "CO1.BDOS.2", 60.0, "probable"), at=LATER)
    assert linked(engine) == [
        ("PAA-1", "CO1.BDOS.1", 100.0, "probable", NOW),
        ("PAA-1", "CO1.BDOS.2", 60.0, "probable", LATER),
    ]
    link(engine)
    assert linked(engine) == []


@pytest.mark.parametrize(
    ("expected_on", "is_ahead"),
    [
        (date(2026, 7, 1), False),
        (date(2026, 8, 1), True),
        (date(2026, 9, 1), True),
        (date(2026, 10, 1), False),
        (None, False),
    ],
)
def test_what_is_ahead_is_expected_between_the_days(
    engine: Engine, expected_on: date | None, is_ahead: bool
) -> None:
    keep(engine, a_planned_purchase(expected_on=expected_on))
    assert bool(ahead(engine)) is is_ahead


def test_what_came_already_is_not_ahead(engine: Engine) -> None:
    keep(engine, a_planned_purchase(), a_planned_purchase(key="PAA-2", line_id="CO1.PPI.2"))
    link(engine, CERTAIN)
    assert ahead(engine) == ["PAA-2"]


def test_a_line_that_the_newest_version_of_its_plan_left_out_is_not_ahead(engine: Engine) -> None:
    kept = a_planned_purchase(key="PAA-2", line_id="CO1.PPI.2", version=2)
    another_plan = a_planned_purchase(key="PAA-3", plan_id="PLAN-2", line_id="CO1.PPI.3")
    unversioned = a_planned_purchase(key="PAA-4", plan_id=None, line_id="CO1.PPI.4", version=None)
    keep(engine, a_planned_purchase(), kept, another_plan, unversioned)
    assert ahead(engine) == ["PAA-2", "PAA-3", "PAA-4"]


def test_the_soonest_is_said_first(engine: Engine) -> None:
    keep(
        engine,
        a_planned_purchase(),
        a_planned_purchase(key="PAA-0", line_id="x", expected_on=date(2026, 9, 1)),
    )
    assert ahead(engine) == ["PAA-1", "PAA-0"]


def test_what_is_seen_first_is_the_first_version_of_the_line_and_the_first_notice(engine: Engine) -> None:
    draft = a_process(key="CO1.REQ.0", process_id="CO1.REQ.0", published_on=TODAY)
    keep(engine, a_planned_purchase(), a_process(published_on=None))
    keep(engine, a_planned_purchase(key="PAA-2", version=2), draft, at=LATER)
    keep(engine, a_process(key="CO1.REQ.7", published_on=YESTERDAY, awarded=True), at=LATER)
    link(engine, CERTAIN._replace(plan_key="PAA-2"), PlanLink("PAA-1", "CO1.BDOS.8", 60.0, "probable"))
    with reading(engine) as db:
        assert plans.first_seen(db, "certain") == [FirstSeen(NOW, YESTERDAY, NOW)]
        assert plans.watched_since(db) == NOW


def test_without_plans_nothing_was_seen(engine: Engine) -> None:
    keep(engine, a_process())
    with reading(engine) as db:
        assert plans.watched_since(db) is None
        assert plans.first_seen(db, "certain") == []
        assert plans.every(db) == []


def test_the_processes_of_buyers_without_plans_are_not_asked_for(engine: Engine) -> None:
    keep(engine, a_planned_purchase(), a_process(), a_process(number=2, buyer_nit="806013999"))
    with reading(engine) as db:
        assert plans.rows_of_planning_buyers(db) == [a_process()]
