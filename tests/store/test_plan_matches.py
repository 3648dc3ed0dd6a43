"""Matches with planned purchases in the store: kept, withdrawn, come again, and what became of lines."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import Engine, delete, select

from domain.plan_match import PlanMatch
from domain.readiness import Verdict
from domain.reason import Reason
from store import boards, plan_matches, plans
from store.contracts import PLANNED_PURCHASES
from store.engine import reading, writing
from store.kept_matches import Replaced
from store.plans import PlanLink
from store.tables import plan_matches as table
from store.tables import planned_purchases
from tests.examples import NOW, a_board, a_planned_purchase

LATER = NOW + timedelta(days=1)
FOUND = PlanMatch(
    "JAC-0001",
    "PAA-1",
    0.8,
    "R4",
    Verdict.ELIGIBLE_IF,
    (Reason("same_barrio", 1.0, "Es en su barrio: El Pozón"),),
    ("RUT",),
    date(2026, 8, 1),
)
OTHER = replace(FOUND, plan_key="PAA-2", score=0.9)


@pytest.fixture(autouse=True)
def settled(engine: Engine) -> None:
    lines = [a_planned_purchase(), a_planned_purchase(key="PAA-2", line_id="CO1.PPI.2")]
    with writing(engine) as db:
        boards.save(db, [a_board()], NOW)
        PLANNED_PURCHASES.save(db, lines, [b"1", b"2"], NOW)


def test_matches_come_back_as_they_were_the_best_first(engine: Engine) -> None:
    with writing(engine) as db:
        assert plan_matches.replace(db, [FOUND, OTHER], NOW) == Replaced(2, 0, 0)
        assert plan_matches.standing(db) == [OTHER, FOUND]
        assert plan_matches.of_board(db, "JAC-0001") == [OTHER, FOUND]
        assert plan_matches.of_board(db, "JAC-0002") == []
        assert plan_matches.replace(db, [FOUND, OTHER], LATER) == Replaced(0, 0, 0)


def test_one_found_no_more_is_withdrawn_and_one_found_otherwise_keeps_its_date(engine: Engine) -> None:
    changed = replace(FOUND, score=0.5)
    with writing(engine) as db:
        plan_matches.replace(db, [FOUND, OTHER], NOW)
        assert plan_matches.replace(db, [changed], LATER) == Replaced(0, 1, 1)
        assert plan_matches.standing(db) == [changed]
        kept = db.execute(select(table.c.plan_key, table.c.matched_at, table.c.withdrawn_at))
        assert sorted(kept) == [("PAA-1", NOW, None), ("PAA-2", NOW, LATER)]


def test_one_that_comes_again_is_new(engine: Engine) -> None:
    with writing(engine) as db:
        plan_matches.replace(db, [FOUND], NOW)
        plan_matches.replace(db, [], NOW)
        assert plan_matches.replace(db, [FOUND], LATER) == Replaced(1, 0, 0)
        assert db.execute(select(table.c.matched_at, table.c.withdrawn_at)).all() == [(LATER, None)]


def test_a_match_goes_with_its_line(engine: Engine) -> None:
    with writing(engine) as db:
        plan_matches.replace(db, [FOUND], NOW)
        db.execute(delete(planned_purchases))
        assert plan_matches.standing(db) == []


def test_a_line_that_became_a_procedure_is_planned_no_more(engine: Engine) -> None:
    with writing(engine) as db:
        plans.replace_links(db, [PlanLink("PAA-1", "CO1.BDOS.1", 60.0, "probable")], NOW)
    with reading(engine) as db:
        assert list(plans.still_planned(db, ["PAA-1", "PAA-2", "PAA-2", "PAA-9"])) == ["PAA-2"]
        assert plans.still_planned(db, []) == {}
