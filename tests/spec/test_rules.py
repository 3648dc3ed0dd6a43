"""Every row of every rule holds on the real catalogue: what docs/requisitos.md publishes is tested here."""

import shutil
from pathlib import Path

import pytest

from domain.readiness import Effect, Evidence, Verdict
from readiness.assess import assess
from readiness.catalogue import FOLDER, load
from readiness.evaluation import answer
from readiness.specification import DAY, PublishedRule, Row, published

RULES = published()
CATALOGUE = load(DAY)
ROWS = [pytest.param(row, id=f"{rule.name}: {row.says}") for rule in RULES for row in rule.rows]
ROUTES = [route.id for route in CATALOGUE.routes.values() if route.closed_from is None]


@pytest.mark.parametrize("row", ROWS)
def test_a_row_is_answered_as_it_says(row: Row, tmp_path: Path) -> None:
    folder = _supposing(row, tmp_path) if row.supposing else FOLDER
    case = row.case(load(row.on, folder))

    found = {given["route"]: given for given in answer(case, folder)}[row.route]

    assert (found["verdict"], found["blocking"]) == (row.verdict.value, " ".join(row.blocking))
    assert found["expiring"] == " ".join(row.expiring)
    assert row.level in (None, found["level"])


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_rule_shows_both_sides_and_rests_on_what_the_catalogue_has(rule: PublishedRule) -> None:
    assert len({(row.verdict, row.blocking, row.expiring, row.level) for row in rule.rows}) > 1
    assert len({row.says for row in rule.rows}) == len(rule.rows)
    known = {*CATALOGUE.requirements, *CATALOGUE.routes, *(ban.id for ban in CATALOGUE.bans)}
    assert set(rule.ids) <= known


def test_every_verdict_and_every_obstacle_has_its_row() -> None:
    rows = [row for rule in RULES for row in rule.rows]

    assert {row.verdict for row in rows} == set(Verdict)
    assert {"CUANTIA", "CUANTIA?", "VEDA", "OBJETO"} <= {id_ for row in rows for id_ in row.blocking}


@pytest.mark.parametrize("route", ROUTES)
def test_what_is_said_to_be_indispensable_blocks_by_itself_and_nothing_else_does(route: str) -> None:
    for id_, effect in CATALOGUE.asked[route].items():
        rest = {other: Evidence(other, 4) for other in CATALOGUE.requirements if other != id_}
        blocking = assess(CATALOGUE, route, rest, DAY).blocking
        assert blocking == ((id_,) if effect is Effect.BLOCKS else ()), id_


@pytest.mark.parametrize("route", ROUTES)
def test_what_is_said_to_be_asked_in_some_cases_blocks_in_those(route: str) -> None:
    for id_, effect in CATALOGUE.asked[route].items():
        if effect is not Effect.BLOCKS_IF:
            continue
        condition = CATALOGUE.requirements[id_].condition
        asked = {"asks": [id_]} if condition == "asked" else {f"{condition}": True}
        row = Row(
            says=id_,
            route=route,
            verdict=Verdict.ELIGIBLE_IF,
            without=(id_,),
            process={"works": True} | asked,
            budget_cop=10**13,
        )
        assert answer(row.case(CATALOGUE))[0]["blocking"] == id_


def _supposing(row: Row, tmp_path: Path) -> Path:
    """A catalogue of its own, in which a requirement has other days."""
    assert row.supposing
    folder = tmp_path / "catalogue"
    shutil.copytree(FOLDER, folder)
    id_, days = row.supposing["requirement"], {k: v for k, v in row.supposing.items() if k != "requirement"}
    line = f'id = "{id_}"\n'
    (path,) = (path for path in folder.glob("*.toml") if line in path.read_text(encoding="utf-8"))
    written = "".join(f"{key} = {day.isoformat()}\n" for key, day in days.items())
    path.write_text(path.read_text(encoding="utf-8").replace(line, line + written), encoding="utf-8")
    return folder
