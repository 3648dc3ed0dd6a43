"""From findings to the requirements of the catalogue: only what is asked for without doubt."""

from datetime import date
from typing import Any

import pytest

from domain.finding import REQUIREMENTS, Finding, FindingKind, asks
from readiness.catalogue import load


def a_finding(kind: FindingKind, value: str = "", **fields: Any) -> Finding:
    return Finding(**{"kind": kind, "affirmed": True, "value": value, "quote": "como dice la ley", **fields})


def test_every_kind_that_asks_for_a_requirement_names_one_of_the_catalogue() -> None:
    assert set(REQUIREMENTS.values()) <= set(load(date(2026, 6, 3)).requirements)


RUP, EXPERIENCE, GUARANTEE = FindingKind.RUP, FindingKind.EXPERIENCE, FindingKind.GUARANTEE


@pytest.mark.parametrize(
    ("findings", "asked"),
    [
        ([], ()),
        ([a_finding(RUP)], ("RUP",)),
        ([a_finding(RUP, affirmed=False)], ()),
        ([a_finding(RUP, sure=False)], ()),
        ([a_finding(RUP), a_finding(RUP, affirmed=False)], ()),
        ([a_finding(RUP), a_finding(RUP, affirmed=False, sure=False)], ()),
        ([a_finding(EXPERIENCE), a_finding(RUP)], ("EXP", "RUP")),
        ([a_finding(GUARANTEE, "cumplimiento 10 %")], ("POL",)),
        (
            [a_finding(GUARANTEE, "cumplimiento 10 %"), a_finding(GUARANTEE, "seriedad", affirmed=False)],
            ("POL",),
        ),
        ([a_finding(GUARANTEE, "seriedad 10 %"), a_finding(GUARANTEE, "seriedad", affirmed=False)], ()),
        ([a_finding(GUARANTEE, "cumplimiento 10 %"), a_finding(GUARANTEE, affirmed=False)], ()),
        ([a_finding(FindingKind.VISIT, "obligatoria"), a_finding(FindingKind.ADVANCE, "30 %")], ()),
        ([a_finding(FindingKind.EXPERIENCE_CONTRACTS, "máximo 3")], ()),
    ],
)
def test_a_requirement_is_asked_for_where_it_is_sure_and_nothing_says_the_contrary(
    findings: list[Finding], asked: tuple[str, ...]
) -> None:
    assert asks(findings) == asked
