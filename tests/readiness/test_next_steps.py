"""In which order a board is told what to do, and what it is told of the money that a step opens."""

from dataclasses import replace
from typing import Any

import pytest

from domain.readiness import Assessment
from domain.unlock import GapUnlock, Unlock
from readiness.assess import assess
from readiness.catalogue import Catalogue
from readiness.next_steps import next_steps, opens
from tests.readiness.documents import CATALOGUE, ON, everything


def catalogue_with(**changed: dict[str, Any]) -> Catalogue:
    requirements = {
        id_: replace(requirement, **changed.get(id_.replace("-", "_"), {}))
        for id_, requirement in CATALOGUE.requirements.items()
    }
    return replace(CATALOGUE, requirements=requirements)


def lacking(*ids: str, routes: tuple[str, ...] = ("R1", "R4")) -> list[Assessment]:
    shown = {id_: item for id_, item in everything().items() if id_ not in ids}
    return [assess(CATALOGUE, route, shown, ON) for route in routes]


def order(catalogue: Catalogue, assessed: list[Assessment], *unlocks: GapUnlock) -> list[str]:
    return [step.requirement.id for step in next_steps(catalogue, assessed, unlocks)]


ALIKE = {"days": 5, "cost_cop": 0}


def test_of_two_gaps_alike_the_one_that_opens_more_money_comes_first() -> None:
    catalogue = catalogue_with(PJ=ALIKE, RUT=ALIKE)
    assessed = lacking("PJ", "RUT")
    little, much = Unlock(9, 0, 10_000_000), Unlock(1, 0, 900_000_000)
    assert order(catalogue, assessed) == ["PJ", "RUT"]
    assert order(catalogue, assessed, GapUnlock("PJ", little), GapUnlock("RUT", much)) == ["RUT", "PJ"]
    assert order(catalogue, assessed, GapUnlock("PJ", much), GapUnlock("RUT", little)) == ["PJ", "RUT"]


def test_a_step_that_costs_money_comes_after_one_that_is_free() -> None:
    catalogue = catalogue_with(PJ={"days": 5, "cost_cop": 300_000}, RUT=ALIKE)
    assert order(catalogue, lacking("PJ", "RUT")) == ["RUT", "PJ"]


@pytest.mark.parametrize("field", ["days", "cost_cop"])
def test_what_is_not_known_is_neither_none_nor_endless(field: str) -> None:
    known_low, known_high = {"days": 1, "cost_cop": 0}, {"days": 60, "cost_cop": 5_000_000}
    assessed = lacking("PJ", "RUT")
    unknown = {**known_low, field: None}
    assert order(catalogue_with(PJ=unknown, RUT=known_low), assessed) == ["RUT", "PJ"]
    assert order(catalogue_with(PJ=unknown, RUT={**known_low, field: known_high[field]}), assessed) == [
        "PJ",
        "RUT",
    ]


def test_processes_without_value_are_worth_something_in_the_order() -> None:
    catalogue, assessed = catalogue_with(PJ=ALIKE, RUT=ALIKE), lacking("PJ", "RUT")
    three_unknown, one_known = Unlock(3, 0, 0, 3), Unlock(1, 0, 50_000_000)
    gaps = GapUnlock("PJ", one_known), GapUnlock("RUT", three_unknown)
    assert order(catalogue, assessed, *gaps) == ["RUT", "PJ"]
    assert order(catalogue, assessed, GapUnlock("PJ", Unlock()), GapUnlock("RUT", three_unknown)) == [
        "RUT",
        "PJ",
    ]


def test_what_only_both_open_weighs_for_both() -> None:
    alike = {"days": 5, "cost_cop": 0}
    catalogue, assessed = catalogue_with(BANCO=alike, PJ=alike, RUT=alike), lacking("BANCO", "PJ", "RUT")
    both = Unlock(2, 0, 80_000_000)
    gaps = GapUnlock("PJ", Unlock(), "RUT", both), GapUnlock("RUT", Unlock(), "PJ", both)
    assert order(catalogue, assessed, *gaps) == ["PJ", "RUT", "BANCO"]


def test_a_gap_that_opens_nothing_is_still_a_step_and_says_nothing_of_money() -> None:
    steps = next_steps(CATALOGUE, lacking("PJ", "RUT"), [GapUnlock("PJ", Unlock(1, 0, 1))])
    assert {step.requirement.id: bool(step.opens) for step in steps} == {"PJ": True, "RUT": False}
    assert [step.unlock for step in steps if step.requirement.id == "RUT"] == [None]


def test_a_step_names_the_office_that_attends_to_it() -> None:
    (step,) = next_steps(CATALOGUE, lacking("RUT"))
    assert step.office == CATALOGUE.offices[CATALOGUE.requirements["RUT"].office]


@pytest.mark.parametrize(
    ("gap", "told"),
    [
        (
            GapUnlock("PJ", Unlock(12, 0, 340_000_000)),
            "Si cierran sólo esto, podrían aspirar a 12 procesos por $340.000.000.",
        ),
        (
            GapUnlock("PJ", Unlock(1, 1, 5_000_000)),
            "Si cierran sólo esto, podrían aspirar a 1 proceso por $5.000.000, 1 abierto hoy.",
        ),
        (
            GapUnlock("PJ", Unlock(3, 1, 5_000_000, 2)),
            "Si cierran sólo esto, podrían aspirar a 3 procesos por $5.000.000, sin contar 2 de valor "
            "desconocido, 1 abierto hoy.",
        ),
        (
            GapUnlock("PJ", Unlock(2, 2, 0, 2)),
            "Si cierran sólo esto, podrían aspirar a 2 procesos de valor desconocido, 2 abiertos hoy.",
        ),
        (
            GapUnlock("PJ", Unlock(), "RUT", Unlock(7, 0, 90_000_000)),
            f"Si cierran esto y también «{CATALOGUE.requirements['RUT'].title}», podrían aspirar a "
            "7 procesos por $90.000.000.",
        ),
        (
            GapUnlock("PJ", Unlock(1, 0, 5_000_000), "RUT", Unlock(7, 0, 90_000_000)),
            "Si cierran sólo esto, podrían aspirar a 1 proceso por $5.000.000. Si además cierran "
            f"«{CATALOGUE.requirements['RUT'].title}», podrían aspirar a 7 procesos por $90.000.000.",
        ),
    ],
)
def test_what_a_step_opens_is_told_plainly(gap: GapUnlock, told: str) -> None:
    assert opens(CATALOGUE, gap) == told


def test_what_only_some_processes_ask_for_is_a_step_too_and_a_stranger_to_the_catalogue_is_none() -> None:
    asked = GapUnlock("SEX", Unlock(3, 1, 90_000_000))
    none = GapUnlock("SST", Unlock(), partner="SEX", together=Unlock(5, 1, 99_000_000))
    found = next_steps(CATALOGUE, lacking("RUT"), [asked, none, GapUnlock("NO-MORE", Unlock(9))])
    assert {step.requirement.id: step.routes for step in found} == {"RUT": ("R1", "R4"), "SEX": ()}
    (step,) = (step for step in found if step.requirement.id == "SEX")
    assert step.opens.startswith("Si cierran sólo esto, podrían aspirar a 3 procesos por $90.000.000")
    assert step.priority > 0
