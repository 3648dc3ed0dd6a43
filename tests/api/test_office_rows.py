"""What programs read of the office's work: whole, in parts, without names and words, and written down."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from domain.access import Permission, StaffRole
from domain.filing import Fate, FileKind, Filing
from domain.plan_match import PlanMatch
from domain.readiness import Verdict
from domain.register import Post, Reached, Stage
from store import audit, filings, keys, plan_matches, register, staff
from store.contracts import PLANNED_PURCHASES
from store.engine import reading, writing
from store.vault import Vault
from tests.api import desk_town, training_town
from tests.api.counting import MOST_A_PAGE, statements_of
from tests.api.town import OLAYA, ON_SQLITE, POZON, SECRET, a_client, a_match, settle
from tests.examples import NOW, TODAY, a_board, a_planned_purchase, a_process

LISTS = {
    "plan-matches": 1,
    "help": 2,
    "filings": 2,
    "cohorts": 2,
    "cohort-members": 4,
    "attendance": 2,
    "stages": 2,
    "periods": 1,
}
"""Each list, with how many rows of it the town has."""
NAME = "Persona Inventada"


@pytest.fixture
def program(engine: Engine) -> TestClient:
    """A program whose key may read everything, in a town where the office has been at work."""
    call = a_process()
    few = a_board(code="F", name="JAC F", locality="Pequeña")
    settle(engine, [call], [a_match(call, OLAYA)], people=[POZON, OLAYA, few])
    vault = Vault([SECRET])
    with writing(engine) as db:
        desk_town.fill_desk(db)
        training_town.fill(db)
        plan = a_planned_purchase()
        PLANNED_PURCHASES.save(db, [plan], [b"1"], NOW)
        ahead = PlanMatch(POZON.code, plan.key, 0.8, "R1", Verdict.ELIGIBLE, (), (), plan.expected_on)
        plan_matches.replace(db, [ahead], NOW)
        for id_, requirement in (("a", "RUT"), ("b", "CERT")):
            filings.add(db, Filing(id_, POZON.code, requirement, FileKind.PDF, 9, NOW), "2026-11-23")
        filings.decide(db, ["b"], Fate.REFUSED, "trainer", NOW, f"No es de {NAME}")
        register.add(db, vault, POZON.code, Post.TREASURER, NAME, TODAY, None, NOW)
        for stage in (Stage.IDENTIFY, Stage.SURVEY):
            register.reach(db, POZON.code, Reached(stage, TODAY, NAME), NOW)
        by = staff.add(db, vault, NAME, "ana@oficina.example", StaffRole.ADMINISTRATOR, None, NOW)
        token = keys.make(db, "Universidad", list(Permission), by, NOW)
    client = a_client(engine)
    client.headers["authorization"] = f"Bearer {token}"
    return client


def read(client: TestClient, what: str, **wanted: Any) -> list[dict[str, Any]]:
    answer = client.get(f"/api/v1/{what}", params=wanted)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["items"]
    return found


def in_parts(client: TestClient, what: str) -> Iterator[dict[str, Any]]:
    wanted: dict[str, Any] = {"limit": 1}
    while True:
        page = client.get(f"/api/v1/{what}", params=wanted).json()
        yield from page["items"]
        if page["next"] is None:
            return
        wanted["cursor"] = page["next"]


def test_every_list_is_whole_in_parts_without_a_name_and_written_down(
    program: TestClient, engine: Engine
) -> None:
    for what, number in LISTS.items():
        whole = read(program, what)
        assert len(whole) == number, what
        assert list(in_parts(program, what)) == whole, what
        said = str(whole)
        assert NAME not in said
        assert desk_town.WRITTEN not in said
        assert program.get(f"/api/v1/{what}", params={"nada": 1}).status_code == 422
        with statements_of(engine) as asked:
            read(program, what)
        assert len(asked) <= MOST_A_PAGE
        with reading(engine) as db:
            assert audit.newest(db, 1)[0].about == what


@pytest.mark.parametrize(
    ("what", "wanted", "number"),
    [
        ("help", {"board": OLAYA.code}, 2),
        ("help", {"process": "CO1.BDOS.1"}, 1),
        ("filings", {"waiting": True}, 1),
        ("filings", {"waiting": False, "fate": "refused"}, 1),
        ("filings", {"requirement": "CERT", "since": TODAY + timedelta(days=1)}, 0),
        ("cohorts", {"unit": "DIGITAL"}, 1),
        ("cohort-members", {"cohort": 1, "board": POZON.code}, 1),
        ("attendance", {"cohort": 2}, 0),
        ("stages", {"stage": "survey"}, 1),
        ("periods", {"post": "fiscal"}, 0),
        ("plan-matches", {"route": "R4"}, 0),
    ],
)
def test_a_filter_gives_what_it_says(
    program: TestClient, what: str, wanted: dict[str, Any], number: int
) -> None:
    assert len(read(program, what, **wanted)) == number


@ON_SQLITE
def test_rows_say_what_the_desk_says(program: TestClient) -> None:
    free, about_a_call = read(program, "help")
    assert (free["portfolio_id"], about_a_call["portfolio_id"]) == (None, "CO1.BDOS.1")
    cohort = read(program, "cohorts")[0]
    assert (cohort["boards"], cohort["invited"], cohort["coming"], cohort["completed"]) == (2, 2, 0, 1)
    assert cohort["starts_at"] == cohort["ends_at"] == "2026-06-01T08:00:00-05:00"
    assert read(program, "filings")[0]["fate"] is None


@ON_SQLITE
def test_the_funnel_leaves_out_places_of_few_boards(program: TestClient, engine: Engine) -> None:
    assert program.get("/api/v1/funnel").json()["places"] == []
    people = [a_board(code=f"P{n}", name=f"JAC {n}", locality="Pequeña") for n in range(4)]
    settle(engine, people=people)
    told = program.get("/api/v1/funnel", params={"quarter": "2026-T1"}).json()
    assert (told["quarter"], len(told["months"]), told["months"][-1]["month"]) == ("2026-T1", 12, "2026-03")
    assert [(one["locality"], one["covered"]["boards"]) for one in told["places"]] == [("Pequeña", 5)]
    assert set(told["places"][0]["steps"].values()) == {0}
    assert program.get("/api/v1/funnel", params={"quarter": "2026-T3"}).status_code == 422
