"""The step that links plans: what it finds, what it says of the lead, and that it may run again."""

from datetime import date, timedelta

import pytest
from sqlalchemy import Engine, select

from matching.plans.lead import Days, Lead
from service.context import Context
from service.progress import Progress
from service.shell import plainly
from service.steps import link
from service.steps.link import PlanSummary
from store.contracts import PLANNED_PURCHASES
from store.engine import reading, writing
from store.processes import RECORDS
from store.tables import plan_links
from tests.examples import NOW, TODAY, a_planned_purchase, a_process
from tests.flow.house import settings

PUBLISHED = TODAY + timedelta(days=40)


@pytest.fixture
def context(engine: Engine) -> Context:
    where = settings(engine, "http://127.0.0.1:1", "smtp://127.0.0.1:1", "13001")
    return Context(engine, where, lambda: NOW + timedelta(days=50), Progress(quiet=True))


def fill(engine: Engine) -> None:
    """Two plan lines seen today: the call of the one is seen in six weeks, that of the other lies behind."""
    lines = [
        a_planned_purchase(related="MC-001-2026"),
        a_planned_purchase(key="PAA-2", line_id="CO1.PPI.2", related="CO1.BDOS.2"),
        a_planned_purchase(
            key="PAA-3", line_id="CO1.PPI.3", unspsc="72141000", description="Canales El Pozón"
        ),
    ]
    then, before = a_process(published_on=PUBLISHED), a_process(number=2, published_on=date(2026, 1, 5))
    with writing(engine) as db:
        PLANNED_PURCHASES.save(db, lines, [line.key.encode() for line in lines], NOW)
        RECORDS.save(db, [before], [b"before"], NOW)
        RECORDS.save(db, [then], [b"then"], NOW + timedelta(days=42))


def test_what_a_plan_became_is_linked_and_the_lead_is_measured_where_it_is_known(
    engine: Engine, context: Context
) -> None:
    fill(engine)
    found = link.run(context).plans
    lead = Lead(2, 1, 0, Days(40, 40, 40), Days(42, 42, 42))
    assert found == PlanSummary(planned=3, certain=2, probable=0, lead=lead)


def test_linking_again_changes_nothing(engine: Engine, context: Context) -> None:
    fill(engine)
    first = link.run(context)
    with reading(engine) as db:
        before = db.execute(select(plan_links)).all()
    assert link.run(context).plans == first.plans
    with reading(engine) as db:
        assert db.execute(select(plan_links)).all() == before
    assert len(before) == 2


def test_without_plans_the_lead_is_unknown_and_not_zero(context: Context) -> None:
    plain = plainly(link.run(context))
    assert plain["plans"] == {
        "planned": 0,
        "certain": 0,
        "probable": 0,
        "lead": {
            "procedures": 0,
            "measured": 0,
            "late": 0,
            "to_publication": None,
            "to_our_notice": None,
        },
    }
