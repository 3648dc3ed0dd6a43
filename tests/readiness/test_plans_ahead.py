"""By which routes a planned purchase may come, and how a board stands for it before it is a call."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

import pytest

from domain.contract import PlannedPurchase
from domain.match import Eligibility
from domain.readiness import Evidence, Verdict
from readiness.assess import assess
from readiness.catalogue import load
from readiness.demands import ABOVE_CAP, BANNED, BANNED_LATER, CAP_UNKNOWN, open_routes
from readiness.plans_ahead import (
    EXPECTED,
    PROPOSED,
    PlanRoute,
    may_be_proposed,
    plan_eligibility,
    routes_of_plan,
    wanted_by_plan,
)
from tests.examples import TODAY, a_planned_purchase

CATALOGUE = load(TODAY)
MENOR_2026 = 1_750_905_000  # the district's, by its budget of 2026
UNKNOWN_BUYER = "800999999"
ELECTION_TIME = date(2026, 2, 10)
PROPOSAL = PlanRoute("R1", is_proposal=True)


def a_line(**fields: Any) -> PlannedPurchase:
    """Works by a direct contract, well below the district's caps."""
    return a_planned_purchase(
        **{"description": "Construcción de andenes en El Pozón", "modality": "Contratación directa", **fields}
    )


def standing(
    line: PlannedPurchase, lacking: Iterable[str] = (), today: date = TODAY, limit_cop: int | None = None
) -> Eligibility | None:
    """How a board that has all but these things stands for a line."""
    catalogue = load(today)
    far = today + timedelta(days=300)
    held = {
        id_: Evidence(id_, 4, today, far, limit_cop=limit_cop if id_ == "AUT" else None)
        for id_ in catalogue.requirements
        if id_ not in lacking
    }
    assessed = {route: assess(catalogue, route, held, today) for route in open_routes(catalogue, today)}
    return plan_eligibility(catalogue, assessed, wanted_by_plan(catalogue, line, today), held)


def told(found: Eligibility | None, rule: str) -> str:
    return " ".join(reason.words for reason in found.reasons if reason.rule == rule) if found else ""


@pytest.mark.parametrize(
    ("modality", "description", "unspsc", "routes"),
    [
        ("Mínima cuantía", "Refrigerios", "90101600", [PlanRoute("R4")]),
        ("CCE-10 - Mínima Cuantía", "Refrigerios", None, [PlanRoute("R4")]),
        ("Selección abreviada de menor cuantía", "Refrigerios", None, [PlanRoute("R5")]),
        (
            "Selección abreviada de menor cuantía",
            "Construcción de un parque",
            None,
            [PlanRoute("R5"), PROPOSAL],
        ),
        ("Mínima cuantía", "Arreglo", "72141000 90101600", [PlanRoute("R4"), PROPOSAL]),
        ("Contratación directa", "Pavimentación de la calle 5", None, [PROPOSAL]),
        ("Contratación directa", "Servicios profesionales de un abogado", "80121700", []),
        ("Contratación régimen especial", "Convenio solidario con juntas", None, [PlanRoute("R1")]),
        ("Convenios solidarios Ley 2166", "Placa huella", None, [PlanRoute("R1")]),
        ("Licitación pública", "Suministro de equipos", None, []),
        ("Licitación pública", "Construcción de un parque", None, [PROPOSAL]),
        (None, "Construcción de un parque", None, [PROPOSAL]),
        (None, "Refrigerios", None, []),
    ],
)
def test_the_plan_names_a_route_and_works_may_be_proposed(
    modality: str | None, description: str, unspsc: str | None, routes: list[PlanRoute]
) -> None:
    line = a_planned_purchase(modality=modality, description=description, unspsc=unspsc)
    assert list(routes_of_plan(line)) == routes


@pytest.mark.parametrize(
    ("description", "is_works"),
    [
        ("Construcción de un parque, incluido el suministro de juegos", True),
        ("Contratar la construcción de un parque", True),
        ("Mejoramiento de la malla vial del barrio", True),
        ("Mantenimiento y adecuación de la sede comunal", True),
        ("Mantenimiento preventivo del parque automotor", False),
        ("Construcción de ciudadanía en los parques", False),
        ("Interventoría técnica a la construcción de un parque", False),
        ("Estudios y diseños para la construcción de un parque", False),
        ("Prestación de servicios profesionales para la construcción de un parque", False),
        ("Contratar el suministro de materiales para la construcción de un parque", False),
        ("Suministrar lo requerido para la construcción de un parque", False),
        ("Ayudar al municipio, con el suministro de materiales, al mejoramiento de vías", False),
        ("Contrato interadministrativo para la construcción de un parque", False),
        ("Compraventa de cemento para la construcción de un parque", False),
    ],
)
def test_who_watches_designs_or_sells_for_works_does_not_do_them(description: str, is_works: bool) -> None:
    line = a_line(description=description, unspsc=None if is_works else "72141000")
    assert (PROPOSAL in routes_of_plan(line)) is is_works
    assert may_be_proposed(CATALOGUE, line, TODAY) is is_works


def test_a_board_with_everything_could_propose_works_and_reads_that_the_buyer_decides() -> None:
    found = standing(a_line())
    assert found
    assert (found.route, found.verdict, found.missing) == ("R1", Verdict.ELIGIBLE, ())
    assert "la entidad decide" in told(found, PROPOSED)
    assert "Ley 2166 de 2021, art. 95" in told(found, PROPOSED)
    assert "hacia agosto de 2026" in told(found, EXPECTED)


def test_nothing_is_said_of_a_proposal_where_the_plan_itself_names_the_agreement() -> None:
    found = standing(a_line(description="Convenio solidario para construcción de andenes"))
    assert found
    assert told(found, PROPOSED) == ""
    assert told(found, EXPECTED)


@pytest.mark.parametrize(
    ("value", "verdict"), [(MENOR_2026, Verdict.ELIGIBLE), (MENOR_2026 + 1, Verdict.NOT_ELIGIBLE)]
)
def test_works_may_be_proposed_up_to_the_menor_cuantia(value: int, verdict: Verdict) -> None:
    line = a_line(value_cop=value)
    found = standing(line)
    assert found
    assert found.verdict is verdict
    assert (ABOVE_CAP in found.missing) is (verdict is Verdict.NOT_ELIGIBLE)
    assert may_be_proposed(CATALOGUE, line, TODAY) is (verdict is Verdict.ELIGIBLE)


@pytest.mark.parametrize(
    "fields", [{"buyer_nit": UNKNOWN_BUYER}, {"buyer_nit": None}, {"expected_on": date(2027, 2, 1)}]
)
def test_a_cap_that_is_not_known_is_no_refusal_and_no_promise(fields: dict[str, Any]) -> None:
    """The budget of next year is not known before next year, and this year's is not carried over."""
    line = a_line(**fields)
    found = standing(line)
    assert found
    assert (found.verdict, found.missing) == (Verdict.UNKNOWN, (CAP_UNKNOWN,))
    assert may_be_proposed(CATALOGUE, line, TODAY)


def test_of_two_routes_the_one_counts_that_serves_the_board_best() -> None:
    by_minima = a_line(modality="Mínima cuantía")
    found, without_account, without_plan = (
        standing(by_minima),
        standing(by_minima, lacking=["SEC2"]),
        standing(by_minima, lacking=["MANO", "PRES"]),
    )
    assert found
    assert without_account
    assert without_plan
    assert (found.route, found.verdict) == ("R4", Verdict.ELIGIBLE)  # the plan's own comes first
    assert (without_account.route, without_account.verdict) == ("R1", Verdict.ELIGIBLE)
    assert (without_plan.route, without_plan.verdict) == ("R4", Verdict.ELIGIBLE)


def test_what_is_missing_is_named_with_the_days_that_the_longest_takes() -> None:
    found = standing(a_line(), lacking=["RUT"])
    assert found
    assert (found.verdict, found.missing) == (Verdict.ELIGIBLE_IF, ("RUT",))
    assert found.days_needed == CATALOGUE.requirements["RUT"].days


def test_a_value_above_what_the_assembly_authorised_waits_for_a_new_minute() -> None:
    above, at = standing(a_line(), limit_cop=79_999_999), standing(a_line(), limit_cop=80_000_000)
    assert above
    assert at
    assert (above.missing, at.missing) == (("AUT",), ())


@pytest.mark.parametrize(
    ("expected_on", "is_told"),
    [(date(2026, 6, 1), True), (date(2026, 7, 1), False), (date(2026, 2, 1), True)],
)
def test_a_ban_of_today_refuses_no_later_month_and_one_within_the_month_is_told(
    expected_on: date, is_told: bool
) -> None:
    found = standing(a_line(expected_on=expected_on), today=ELECTION_TIME)
    assert found
    assert found.verdict is Verdict.ELIGIBLE
    assert BANNED not in found.missing
    assert bool(told(found, BANNED_LATER)) is is_told


def test_a_ban_that_begins_within_the_month_is_told_once() -> None:
    found = standing(a_line(expected_on=date(2026, 1, 1)), today=date(2026, 1, 5))
    assert told(found, BANNED_LATER).count("Ley de garantías") == 1


def test_no_route_is_no_standing() -> None:
    assert (
        standing(a_planned_purchase(modality="Licitación pública", description="Equipos", unspsc=None))
        is None
    )
    assert plan_eligibility(CATALOGUE, {}, wanted_by_plan(CATALOGUE, a_line(), TODAY), {}) is None


def test_what_is_no_works_cannot_be_proposed() -> None:
    meals = a_planned_purchase(description="Refrigerios para convenio solidario", unspsc="90101600")
    assert not may_be_proposed(CATALOGUE, meals, TODAY)
    assert not may_be_proposed(CATALOGUE, a_planned_purchase(unspsc="90101600", description="x"), TODAY)
