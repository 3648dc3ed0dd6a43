"""Planned purchases matched like open calls, with their month, by the routes that could serve."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine

from domain.board import Trade
from domain.contract import PlannedPurchase
from domain.plan_match import PlanMatch
from domain.readiness import Evidence, Verdict
from readiness.catalogue import load
from readiness.plans_ahead import EXPECTED, PROPOSED
from service.context import Context
from service.progress import Progress
from service.steps import assess, plans_ahead
from service.steps.plans_ahead import MOST_OF_A_BOARD, PlansAheadSummary, months_ahead
from store import boards, evidence, plan_matches, plans
from store.contracts import PLANNED_PURCHASES
from store.engine import reading, writing
from store.plans import PlanLink
from tests.examples import NOW, TODAY, YESTERDAY, a_board, a_planned_purchase
from tests.flow.house import settings

CLEANING = "Limpieza de canales pluviales en el barrio El Pozón"
WORKS = "Construcción de andenes en el barrio El Pozón"


def a_line(number: int = 1, **fields: Any) -> PlannedPurchase:
    known = {"key": f"PAA-{number}", "line_id": f"CO1.PPI.{number}", "description": CLEANING}
    return a_planned_purchase(**{**known, **fields})


def a_context(engine: Engine) -> Context:
    return Context(engine, settings(engine, "", "", "13001"), lambda: NOW, Progress(quiet=True))


def settle(engine: Engine, *lines: PlannedPurchase, lacking: Sequence[str] = ()) -> None:
    """A board that can show all but this, and what is planned."""
    far = TODAY + timedelta(days=300)
    shown = [
        ("JAC-0001", Evidence(id_, 4, YESTERDAY, far))
        for id_ in load(TODAY).requirements
        if id_ not in lacking
    ]
    with writing(engine) as db:
        boards.save(db, [a_board(trades=(Trade.SMALL_WORKS, Trade.UPKEEP))], NOW)
        evidence.save(db, shown, NOW)
        PLANNED_PURCHASES.save(db, lines, [line.key.encode() for line in lines], NOW)
    assess.run(a_context(engine))


def run(engine: Engine) -> tuple[PlansAheadSummary, list[PlanMatch]]:
    summary = plans_ahead.run(a_context(engine))
    with reading(engine) as db:
        return summary, plan_matches.standing(db)


def test_a_planned_purchase_near_the_board_and_of_its_trades_is_told_with_its_month(engine: Engine) -> None:
    settle(engine, a_line(), lacking=["RUT"])
    summary, (found,) = run(engine)
    assert (summary.planned, summary.suitable, summary.matches, summary.new) == (1, 1, 1, 1)
    assert summary.boards_matched == 1
    assert (found.board_code, found.plan_key, found.expected_on) == ("JAC-0001", "PAA-1", date(2026, 8, 1))
    assert (found.route, found.verdict, found.missing) == ("R4", Verdict.ELIGIBLE_IF, ("RUT",))
    rules = {reason.rule for reason in found.reasons}
    assert {"same_barrio", "trade", EXPECTED} <= rules


def test_matched_twice_is_matched_once(engine: Engine) -> None:
    settle(engine, a_line())
    _, before = run(engine)
    summary, after = run(engine)
    assert (summary.new, summary.changed, summary.withdrawn) == (0, 0, 0)
    assert after == before


def test_what_is_as_it_was_is_not_judged_again(engine: Engine) -> None:
    settle(engine, a_line())
    first, before = run(engine)
    again, after = run(engine)
    assert (first.pairs, again.pairs) == (1, 0)
    assert after == before
    settle(engine, a_line(2))
    assert run(engine)[0].pairs == 2


def test_of_works_that_only_could_be_proposed_it_is_not_said_that_they_are_signed_so(engine: Engine) -> None:
    direct = {"modality": "Contratación directa"}
    named = f"Convenio solidario: {WORKS}"
    settle(engine, a_line(1, description=WORKS, **direct), a_line(2, description=named, **direct))
    _, found = run(engine)
    rules = {match.plan_key: {reason.rule for reason in match.reasons} for match in found}
    assert {match.route for match in found} == {"R1"}
    assert PROPOSED in rules["PAA-1"]
    assert "route" not in rules["PAA-1"]
    assert PROPOSED not in rules["PAA-2"]
    assert "route" in rules["PAA-2"]


@pytest.mark.parametrize(
    "fields",
    [
        {"description": "Servicios profesionales de un abogado", "modality": "Contratación directa"},
        {"description": "Limpieza de canales en el municipio de Magangué"},
        {"description": "Refrigerios para talleres de la ciudad", "unspsc": "90101600"},
        {"modality": "Licitación pública"},
        {"expected_on": date(2026, 5, 1)},
        {"expected_on": date(2027, 1, 1)},
        {"expected_on": None},
    ],
)
def test_what_is_not_for_the_board_or_not_of_these_months_is_not_told(
    engine: Engine, fields: dict[str, Any]
) -> None:
    """Not for boards, elsewhere, another trade, no route that leads there, past, too far, unknown."""
    settle(engine, a_line(**{"unspsc": "76111500", **fields}))
    assert run(engine)[1] == []


@pytest.mark.parametrize("expected_on", [date(2026, 6, 1), date(2026, 12, 1)])
def test_this_month_and_the_sixth_after_it_are_told(engine: Engine, expected_on: date) -> None:
    settle(engine, a_line(expected_on=expected_on))
    assert [match.expected_on for match in run(engine)[1]] == [expected_on]


def test_a_line_that_became_a_process_is_withdrawn(engine: Engine) -> None:
    settle(engine, a_line())
    run(engine)
    with writing(engine) as db:
        plans.replace_links(db, [PlanLink("PAA-1", "CO1.BDOS.1", 100.0, "certain")], NOW)
    summary, found = run(engine)
    assert (summary.planned, summary.withdrawn) == (0, 1)
    assert found == []


def test_a_board_is_told_of_the_best_alone(engine: Engine) -> None:
    far = [a_line(n, description="Limpieza de canales pluviales") for n in range(2, MOST_OF_A_BOARD + 2)]
    settle(engine, a_line(1), *far)
    _, found = run(engine)
    assert len(found) == MOST_OF_A_BOARD
    assert found[0].plan_key == "PAA-1"


@pytest.mark.parametrize(
    ("today", "until"),
    [
        (date(2026, 5, 31), date(2026, 12, 1)),
        (date(2026, 6, 1), date(2027, 1, 1)),
        (date(2026, 12, 31), date(2027, 7, 1)),
    ],
)
def test_the_months_ahead_end_with_the_sixth_after_this_one(today: date, until: date) -> None:
    assert months_ahead(today) == (today.replace(day=1), until)
