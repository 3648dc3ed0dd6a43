"""Which purchases are works, by the words that a plan has too, held against what SECOP says of them."""

import gzip
import json
from pathlib import Path

import pytest

from readiness.plans_ahead import PlanRoute, routes_of_plan
from tests.examples import a_planned_purchase

pytestmark = pytest.mark.real_rows

_NOT_WORKS = ("Interventoría", "Consultoría", "Suministros", "Compraventa")
PROPOSAL = PlanRoute("R1", is_proposal=True)


def _purchases(shared: Path) -> dict[tuple[str, str, str], None]:
    """Kind of contract, what is asked for, and UNSPSC code, each once."""
    path = shared / "data" / "soda" / "p6dx-8zbt.awarded.jsonl.gz"
    with gzip.open(path, "rt", encoding="utf-8") as rows:
        read = [json.loads(row) for row in rows]
    return {
        (
            row.get("tipo_de_contrato") or "",
            row.get("descripci_n_del_procedimiento") or row.get("nombre_del_procedimiento") or "",
            (row.get("codigo_principal_de_categoria") or "").removeprefix("V1."),
        ): None
        for row in read
    }


def _is_works(text: str, code: str) -> bool:
    return PROPOSAL in routes_of_plan(a_planned_purchase(description=text, modality=None, unspsc=code))


def test_most_that_is_taken_for_works_is_works_and_half_of_the_works_are_known(shared: Path) -> None:
    """By words alone, for these rows have no code: SECOP calls 0.70 of them works (the others are upkeep
    of roads and buildings bought as a service, in the main), and 0.50 of what it calls works is found.
    """
    found = [kind == "Obra" for kind, text, code in _purchases(shared) if _is_works(text, code)]
    works = [_is_works(text, code) for kind, text, code in _purchases(shared) if kind == "Obra"]
    assert sum(found) / len(found) > 0.6
    assert sum(works) / len(works) > 0.45


def test_who_watches_or_designs_works_is_hardly_ever_taken_for_works(shared: Path) -> None:
    watched = [_is_works(text, code) for kind, text, code in _purchases(shared) if kind in _NOT_WORKS]
    assert sum(watched) / len(watched) < 0.05
