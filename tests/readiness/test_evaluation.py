"""Cases from outside: the answers, and what makes a case refused."""

import random
import re
from typing import Any

import pytest

from readiness.assess import assess
from readiness.catalogue import load
from readiness.evaluation import answer
from readiness.next_steps import next_steps
from tests.readiness.documents import CATALOGUE, ON


def a_case(**fields: Any) -> dict[str, Any]:
    return {
        "case": "c1",
        "on": "2026-11-21",
        "board": {"type": "JAC", "municipality": "13001"},
        "evidence": [{"requirement": id_, "level": 3} for id_ in CATALOGUE.requirements],
        "buyer": {"budget_cop": 4_554_387_903_557},
        "process": {"route": "R1", "value_cop": 1_750_905_000, "works": True},
        **fields,
    }


def test_a_board_that_has_all_is_eligible() -> None:
    (found,) = answer(a_case())

    assert found == {
        "case": "c1",
        "route": "R1",
        "verdict": "eligible",
        "blocking": "",
        "expiring": "",
        "level": "Casi lista",
        **{f"score_{dimension}": 75 for dimension in "LDTAG"},
    }


def test_without_process_there_is_an_answer_for_each_route() -> None:
    found = answer({"case": 7, "on": "2026-11-21"})

    assert [row["route"] for row in found] == [f"R{n}" for n in range(1, 10)]
    assert found[6]["verdict"] == "closed"
    assert {row["case"] for row in found} == {"7"}


def test_blocking_ids_come_sorted_and_parted_by_spaces() -> None:
    process = {"route": "R1", "value_cop": 1_750_905_001, "works": False, "asks": ["EXP"]}
    evidence = [{"requirement": id_, "level": 3} for id_ in CATALOGUE.requirements if id_ != "EXP"]

    (found,) = answer(a_case(process=process, evidence=evidence))

    assert (found["verdict"], found["blocking"]) == ("not_eligible", "CUANTIA EXP OBJETO")


def test_the_order_of_evidence_does_not_matter() -> None:
    evidence = [
        *a_case()["evidence"],
        {"requirement": "RUT", "level": 4, "expires_on": "2026-11-20"},
        {"requirement": "RUT", "level": 1},
    ]
    expected = answer(a_case(evidence=evidence))
    assert expected[0]["verdict"] == "eligible"

    for seed in range(5):
        shuffled = random.Random(seed).sample(evidence, len(evidence))
        assert answer(a_case(evidence=shuffled)) == expected


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"on": None}, "case c1: no on"),
        ({"on": "yesterday"}, "case c1: on 'yesterday' is no date"),
        ({"evidence": "RUT"}, "case c1: evidence is no list"),
        ({"evidence": ["RUT"]}, "case c1: evidence 'RUT' is no object"),
        ({"evidence": [{"requirement": "XYZ", "level": 3}]}, "case c1: unknown requirement 'XYZ'"),
        ({"evidence": [{"requirement": "RUT", "level": 5}]}, "case c1: RUT: level 5 is not 0 to 4"),
        ({"evidence": [{"requirement": "RUT", "level": True}]}, "case c1: RUT: level True"),
        (
            {
                "evidence": [
                    {"requirement": "RUT", "level": 3, "issued_on": "2026-02-02", "expires_on": "2026-02-01"}
                ]
            },
            "case c1: RUT: expires before it was issued",
        ),
        ({"process": {"route": "R10"}}, "case c1: unknown route 'R10'"),
        ({"process": {"route": "R1", "asks": ["XYZ"]}}, "case c1: asks for the unknown requirement 'XYZ'"),
        ({"process": {"route": "R1", "value_cop": -1}}, "case c1: value_cop -1 is no amount"),
        ({"buyer": {"budget_cop": "much"}}, "case c1: budget_cop 'much' is no amount"),
        ({"process": {"route": "R1", "works": "no"}}, "case c1: works 'no' is neither true nor false"),
        ({"process": {"route": "R1", "with_minors": 1}}, "case c1: with_minors 1 is neither true nor false"),
        ({"process": {"route": "R1", "closes_on": "soon"}}, "case c1: closes_on 'soon' is no date"),
        ({"process": {"route": "R1", "asks": "EXP"}}, "case c1: asks is no list"),
        ({"process": {"value_cop": 1}}, "case c1: unknown route None"),
        ({"process": "R1"}, "case c1: process is no object"),
        ({"buyer": [1]}, "case c1: buyer is no object"),
        ({"on": "9999-12-31"}, "case c1: date value out of range"),
        ({"case": ""}, "a case without id"),
    ],
)
def test_a_bad_case_is_refused_with_its_id_and_the_reason(fields: dict[str, Any], reason: str) -> None:
    with pytest.raises(ValueError, match=re.escape(reason)):
        answer(a_case(**fields))


def test_next_steps_begin_with_what_opens_most_for_least_effort() -> None:
    assessed = [assess(CATALOGUE, route, {}, ON) for route in ("R1", "R4")]
    steps = next_steps(load(ON), assessed)

    assert {step.requirement.id for step in steps} == {id_ for a in assessed for id_ in a.blocking}
    assert [step.priority for step in steps] == sorted((step.priority for step in steps), reverse=True)
    assert steps[0].requirement.days == 1
    assert steps[0].routes == ("R1", "R4")
    for step in steps:
        assert step.how in step.requirement.steps
        assert step.requirement.law in step.law


def test_a_board_that_lacks_nothing_has_no_next_step() -> None:
    assert next_steps(CATALOGUE, [assess(CATALOGUE, "R7", {}, ON)]) == []
