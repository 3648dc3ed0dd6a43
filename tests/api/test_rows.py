"""What programs read by key: whole, once each, only what was asked for, and written down."""

from datetime import date, timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from domain.access import Permission, StaffRole
from domain.alert import Alert, AlertKind, Priority
from domain.canary import BOARD_CODE
from domain.match import Refusal
from domain.outcome import Outcome, OutcomeKind
from domain.readiness import Verdict
from domain.unlock import GapUnlock, GroupUnlock, Unlock
from store import alerts, assessments, audit, keys, links, matches, outcomes, staff, unlocks
from store.contracts import CONTRACTS
from store.engine import reading, writing
from store.links import SupplierLink
from store.vault import Vault
from tests.api.town import OLAYA, ON_SQLITE, POZON, SECRET, a_client, a_match, an_assessment, settle
from tests.examples import NOW, TODAY, TOMORROW, YESTERDAY, a_board, a_contract, a_process

LISTS = ("matches", "refusals", "assessments", "gaps", "outcomes", "links", "deliveries", "unlocks")


@pytest.fixture
def program(engine: Engine) -> TestClient:
    """A program whose key may read everything, and a town with two rows or more of each kind."""
    calls = [a_process(number=n) for n in range(3)]
    found = [a_match(call, board) for call in calls for board in (POZON, OLAYA)]
    found[0] = a_match(calls[0], POZON, route="R1", verdict=Verdict.ELIGIBLE_IF, missing=("RUT",))
    canary = a_board(code=BOARD_CODE)
    refused = [Refusal(b.code, rule, 7) for b in (POZON, OLAYA, canary) for rule in ("other_place", "trade")]
    settle(engine, calls, [*found, a_match(calls[0], canary)], refused, [POZON, OLAYA, canary])
    with writing(engine) as db:
        told = (POZON, OLAYA, canary)
        assessments.save(db, [(b.code, an_assessment(route)) for b in told for route in ("R1", "R4")])
        for board in told:
            outcomes.record(db, Outcome(board.code, "CO1.BDOS.1", OutcomeKind.INTERESTED, NOW, "page"))
            alert = Alert(board.code, "CO1.BDOS.1", AlertKind.NEW_MATCH)
            alerts.queue(db, [alert], NOW, NOW, Priority.NEW)
        CONTRACTS.save(db, [a_contract(key=f"C{n}") for n in range(2)], [b"0", b"1"], NOW)
        of_pozon = SupplierLink("C0", POZON.code, 0.9, "certain")
        links.replace_of_contracts(db, [of_pozon, SupplierLink("C1", OLAYA.code, 0.7, "probable")], NOW)
        unlocks.replace(
            db, {}, [GroupUnlock(one, "RUT", 5, 2, Unlock(9, 1, 40, 3)) for one in (None, "Loc 1")]
        )
        token = a_key(db, *Permission)
    client = a_client(engine)
    client.headers["authorization"] = f"Bearer {token}"
    return client


def a_key(db: Any, *scopes: Permission) -> str:
    by = staff.add(db, Vault([SECRET]), "Ana", "ana@oficina.example", StaffRole.ADMINISTRATOR, None, NOW)
    return keys.make(db, "Universidad de Prueba", scopes, by, NOW)


def read(client: TestClient, what: str, **wanted: Any) -> list[dict[str, Any]]:
    answer = client.get(f"/api/v1/{what}", params=wanted)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["items"]
    return found


@pytest.mark.parametrize("what", LISTS)
def test_every_row_comes_once_however_small_the_parts_and_the_canary_s_never(
    program: TestClient, what: str
) -> None:
    whole, found, cursor = read(program, what), [], None
    assert len(whole) >= 2
    assert BOARD_CODE not in str(whole)
    while True:
        page = program.get(
            f"/api/v1/{what}", params={"limit": 1, **({"cursor": cursor} if cursor else {})}
        ).json()
        assert len(page["items"]) == 1
        found += page["items"]
        cursor = page["next"]
        if cursor is None:
            break
    assert found == whole


@pytest.mark.parametrize("what", [one for one in LISTS if one != "unlocks"])
def test_a_board_s_own_rows_are_written_down_under_its_name(
    program: TestClient, engine: Engine, what: str
) -> None:
    found = read(program, what, board=POZON.code)
    assert {row["board_code"] for row in found} == {POZON.code}
    assert read(program, what, board="nobody") == []
    read(program, what)
    with reading(engine) as db:
        lines = audit.newest(db, 9)
    assert [(line.actor, line.about) for line in lines] == [
        ("key:1", what),
        ("key:1", audit.of_board(POZON.code)),
    ]


@pytest.mark.parametrize(
    ("what", "wanted", "count"),
    [
        ("matches", {"route": "R1"}, 1),
        ("matches", {"verdict": "eligible_if", "process": "CO1.BDOS.0"}, 1),
        ("matches", {"since": TODAY}, 6),
        ("matches", {"since": TOMORROW}, 0),
        ("refusals", {"rule": "trade"}, 2),
        ("assessments", {"route": "R4", "verdict": "eligible_if"}, 2),
        ("assessments", {"verdict": "eligible"}, 0),
        ("gaps", {"requirement": "SEC2"}, 4),
        ("gaps", {"requirement": "SEC2", "route": "R1", "board": POZON.code}, 1),
        ("outcomes", {"kind": "won"}, 0),
        ("outcomes", {"kind": "interested", "since": YESTERDAY}, 2),
        ("links", {"verdict": "probable"}, 1),
        ("links", {"source": "bid"}, 0),
        ("deliveries", {"channel": "sms"}, 0),
        ("deliveries", {"since": date.min}, 2),
        ("deliveries", {"since": date.max}, 0),
        ("unlocks", {"locality": "Loc 1"}, 1),
        ("unlocks", {"closes": "AUTO"}, 0),
    ],
)
def test_a_filter_leaves_what_it_says(
    program: TestClient, what: str, wanted: dict[str, str], count: int
) -> None:
    assert len(read(program, what, **wanted)) == count


@ON_SQLITE
def test_a_match_that_was_taken_back_is_not_given(program: TestClient, engine: Engine) -> None:
    with writing(engine) as db:
        matches.replace(db, [], [], NOW)
    assert read(program, "matches") == []


@ON_SQLITE
@pytest.mark.parametrize(
    "wanted",
    [
        {"bord": "JAC-0001"},
        {"board": ""},
        {"board": "a\x00b"},
        {"verdict": "maybe"},
        {"since": "2026-13-01"},
        {"limit": "501"},
        {"cursor": "zz"},
        {"cursor": "W10"},  # []
        {"cursor": "WzEsMl0"},  # [1,2]
        {"cursor": "WyJhIiwiXHUwMDAwIl0"},  # ["a","\0"]
        {"cursor": "WyJhIiwiXHVkODAwIl0"},  # half a surrogate
        {"cursor": "ñ"},
    ],
)
def test_what_cannot_be_asked_for_is_a_problem_and_no_answer(
    program: TestClient, wanted: dict[str, str]
) -> None:
    answer = program.get("/api/v1/matches", params=wanted)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_number_too_large_for_the_database_is_no_cursor(program: TestClient) -> None:
    for cursor, status in (("WzkyMjMzNzIwMzY4NTQ3NzU4MDddCg", 200), ("WzkyMjMzNzIwMzY4NTQ3NzU4MDhdCg", 422)):
        assert program.get("/api/v1/deliveries", params={"cursor": cursor}).status_code == status


@ON_SQLITE
@pytest.mark.parametrize("what", ["matches", "processes", "boards", "processes/CO1.BDOS.1"])
def test_who_has_the_answer_already_is_not_sent_it_again(program: TestClient, what: str) -> None:
    path = f"/api/v1/{what}"
    first = program.get(path)
    again = program.get(path, headers={"if-none-match": f'"other", {first.headers["etag"]}'})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]
    assert again.headers["cache-control"] == first.headers["cache-control"]
    other = program.get(path, headers={"if-none-match": 'W/"other"'})
    assert (other.status_code, other.json()) == (200, first.json())


@ON_SQLITE
def test_no_message_s_address_or_provider_s_words_are_given(program: TestClient) -> None:
    assert set(read(program, "deliveries")[0]) == {
        *("id", "board_code", "channel", "queued_at", "due_at", "tries"),
        *("accepted_at", "delivered_at", "read_at", "failed_at"),
    }


@pytest.mark.parametrize(
    ("in_small", "in_none", "told"),
    [(4, 0, ["Loc 1"]), (5, 0, [None, "Loc 1", "Loc 2"]), (4, 1, [None, "Loc 1"]), (0, 4, ["Loc 1"])],
)
def test_what_opens_says_nothing_of_a_locality_of_few_boards(
    engine: Engine, in_small: int, in_none: int, told: list[str | None]
) -> None:
    """Nor by subtracting the others from all."""
    places = ["Loc 1"] * 5 + ["Loc 2"] * in_small + [None] * in_none
    people = [a_board(code=f"B{n}", locality=place) for n, place in enumerate(places)]
    elsewhere = a_board(code="X", locality="Loc 1", municipality="05001")
    settle(engine, people=[*people, elsewhere, a_board(code=BOARD_CODE, locality="Loc 2")])
    with writing(engine) as db:
        groups = [GroupUnlock(one, "RUT", 5, 2, Unlock(9)) for one in {None, *places}]
        unlocks.replace(db, [("B0", [GapUnlock("RUT", Unlock(9))])], groups)
        token = a_key(db, Permission.SEE_NUMBERS)
    client = a_client(engine)
    client.headers["authorization"] = f"Bearer {token}"
    assert [row["locality"] for row in read(client, "unlocks")] == told


@ON_SQLITE
def test_all_boards_together_have_no_locality(program: TestClient) -> None:
    assert [row["locality"] for row in read(program, "unlocks")] == [None, "Loc 1"]


@ON_SQLITE
def test_the_health_says_what_waits_and_how_each_channel_is(program: TestClient) -> None:
    found = program.get("/api/v1/health").json()
    assert found["messages_waiting"] == 3  # the canary's too: it is sent like any other
    assert {one["channel"] for one in found["channels"]} == {
        "email",
        "whatsapp",
        "sms",
        "telegram",
        "apprise",
    }


@ON_SQLITE
@pytest.mark.parametrize(
    ("wanted", "count"),
    [
        ({"standing": "open"}, 3),
        ({"standing": "upcoming"}, 0),
        ({"words": "CANALES pluviales"}, 3),
        ({"words": "acueducto"}, 0),
        ({"buyer_nit": "1"}, 0),
        ({"up_to_cop": 60_000_000}, 3),
        ({"up_to_cop": 59_999_999}, 0),
        ({"closes_by": TODAY + timedelta(days=10)}, 3),
        ({"closes_by": TODAY + timedelta(days=9)}, 0),
    ],
)
def test_open_calls_are_filtered(program: TestClient, wanted: dict[str, Any], count: int) -> None:
    assert len(read(program, "processes", **wanted)) == count


@ON_SQLITE
@pytest.mark.parametrize(
    ("wanted", "codes"),
    [
        ({"barrio": "Olaya Herrera"}, [OLAYA.code]),
        ({"kind": "JVC"}, []),
        ({"limit": 1}, [POZON.code]),
        ({"locality": "De la Virgen y Turística"}, [POZON.code, OLAYA.code]),
    ],
)
def test_the_directory_is_filtered(program: TestClient, wanted: dict[str, Any], codes: list[str]) -> None:
    assert [row["code"] for row in read(program, "boards", **wanted)] == codes
