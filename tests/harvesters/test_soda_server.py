"""The local source answers as the public one does, odd manners included."""

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pytest

from service.demo.soda_server import Fault, SodaServer

TYPES = {"name": "text", "city": "text", "price": "number", "day": "calendar_date", "link": "url"}
UPDATED = datetime(2026, 6, 3, 13, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def server() -> Iterator[SodaServer]:
    """A dataset of 1,500 rows, three quarters of them with a city, and an empty one."""
    with SodaServer(token="good") as server:
        rows = [
            {
                "name": f"N{n:04}",
                "city": None if n % 4 == 0 else "Magangué" if n % 2 else "Cartagena",
                "price": n,
                "day": f"202{n % 3 + 4}-05-02T00:00:00.000",
                "link": {"url": f"https://secop.example/{n}"},
                "_seen": "2026-01-01",
            }
            for n in range(1_500)
        ]
        server.put("test-0001", rows, columns=TYPES, updated_at=UPDATED)
        server.put("none-0000", [], columns=TYPES)
        yield server


def test_a_thousand_rows_come_unless_more_are_asked_for(server: SodaServer) -> None:
    assert len(ask(server)) == 1_000
    assert len(ask(server, limit=1_400)) == 1_400
    assert len(ask(server, limit=90_000)) == 1_500
    assert len(ask(server, limit=5)) == 5
    assert ask(server, limit=0) == []


def test_rows_come_in_no_order_unless_one_is_asked_for(server: SodaServer) -> None:
    assert ask(server, limit=1_500) != ask(server, limit=1_500)
    ordered = ask(server, order="name", limit=1_500)
    assert ordered == sorted(ordered, key=lambda row: str(row["name"]))
    assert ask(server, order="price DESC", limit=1)[0]["name"] == "N1499"


def test_values_come_as_text_links_as_objects_and_nulls_not_at_all(server: SodaServer) -> None:
    (row,) = ask(server, where="name = 'N0004'")
    assert row == {
        "name": "N0004",
        "price": "4",
        "day": "2025-05-02T00:00:00.000",
        "link": {"url": "https://secop.example/4"},
    }
    assert "city" in ask(server, where="name = 'N0005'")[0]


def test_no_rows_are_an_empty_list(server: SodaServer) -> None:
    assert ask(server, "none-0000") == []
    assert ask(server, "none-0000", select="count(*) AS n") == [{"n": "0"}]


def test_pages_by_row_id_bring_every_row_once(server: SodaServer) -> None:
    found: list[dict[str, Any]] = []
    last = ""
    while page := ask(server, select="name, :id", where=f":id > '{last}'", order=":id", limit=400):
        found += page
        last = page[-1][":id"]
    assert len(found) == 1_500
    assert len({row["name"] for row in found}) == 1_500


def test_row_ids_do_not_follow_the_rows_and_are_made_anew_when_rows_are_put(server: SodaServer) -> None:
    def names() -> list[str]:
        return [row["name"] for row in ask(server, "test-0002", order=":id")]

    rows = [{"name": f"N{n:02}"} for n in range(50)]
    server.put("test-0002", rows)
    first = names()
    assert first != sorted(first)
    server.put("test-0002", rows)
    assert names() != first


def test_system_columns_come_only_when_they_are_asked_for(server: SodaServer) -> None:
    (row,) = ask(server, select="*, :id, :created_at, :updated_at", where="name = 'N0001'")
    assert row[":updated_at"] == "2026-06-03T13:00:00.000Z"
    assert not [name for name in ask(server, limit=1)[0] if name.startswith((":", "_"))]


def test_rows_are_counted_by_group(server: SodaServer) -> None:
    found = ask(server, select="city, count(*) AS n", group="city", order="city")
    assert found == [
        {"n": "375"},
        {"city": "Cartagena", "n": "375"},
        {"city": "Magangué", "n": "750"},
    ]
    years = ask(server, select="date_trunc_y(day) AS year, count(*) AS n", group="year", order="year")
    assert [(row["year"], row["n"]) for row in years] == [
        (f"{year}-01-01T00:00:00.000", "500") for year in (2024, 2025, 2026)
    ]


@pytest.mark.parametrize(
    ("where", "number"),
    [
        ("city = 'Cartagena'", 375),
        ("city IS NULL", 375),
        ("city IN ('Cartagena', 'Magangué') AND price < 100", 75),
        ("price IN (1, 2, 3)", 3),
        ("price >= 1490", 10),
        ("day >= '2026-01-01T00:00:00.000'", 500),
        ("(day < '2025-01-01T00:00:00.000' OR city IS NULL) AND price < 12", 6),
        ("name = 'O''Higgins'", 0),
        ("name = ':id'", 0),
    ],
)
def test_conditions_choose_rows(server: SodaServer, where: str, number: int) -> None:
    assert ask(server, select="count(*) AS n", where=where) == [{"n": str(number)}]


@pytest.mark.parametrize(
    "clauses",
    [
        {"select": "name, colour"},
        {"where": "colour = 'red'"},
        {"order": "colour"},
        {"where": "name = "},
        {"where": "name = 'open"},
        {"where": "name = 890480184"},
        {"where": "name IN (890480184, 1)"},
        {"select": "name, *"},
        {"limit": "many"},
        {"limit": "-1"},
        {"sort": "name"},
    ],
)
def test_what_cannot_be_asked_is_refused(server: SodaServer, clauses: dict[str, str]) -> None:
    with pytest.raises(Refused) as refusal:
        ask(server, **clauses)
    assert refusal.value.status == 400
    assert json.loads(refusal.value.body)["message"]


def test_rows_cannot_be_changed_by_a_query(server: SodaServer) -> None:
    for where in ("1=1; DELETE FROM data", "price IN (DELETE FROM data)"):
        with pytest.raises(Refused):
            ask(server, where=where)
    assert len(ask(server, limit=2_000)) == 1_500


def test_an_unknown_dataset_is_not_found(server: SodaServer) -> None:
    for path in ("/resource/zzzz-9999.json", "/api/views/zzzz-9999.json", "/elsewhere"):
        with pytest.raises(Refused) as refusal:
            get(server, path)
        assert refusal.value.status == 404


def test_a_bad_token_is_refused_and_a_good_one_or_none_will_do(server: SodaServer) -> None:
    with pytest.raises(Refused) as refusal:
        get(server, "/resource/test-0001.json", token="stale")
    assert refusal.value.status == 403
    assert "app_token" in refusal.value.body
    assert get(server, "/resource/test-0001.json", token="good")
    assert get(server, "/resource/test-0001.json")


def test_the_metadata_names_columns_types_and_freshness(server: SodaServer) -> None:
    described = get(server, "/api/views/test-0001.json")
    assert {one["fieldName"]: one["dataTypeName"] for one in described["columns"]} == TYPES
    assert datetime.fromtimestamp(described["rowsUpdatedAt"], UTC) == UPDATED


def test_a_fault_answers_in_place_of_the_source_and_requests_are_kept() -> None:
    def first_only(path: str, parameters: dict[str, str], number: int) -> Fault | None:
        return (
            Fault(status=503, body=b"<html>busy</html>", headers={"Retry-After": "7"})
            if number == 1
            else None
        )

    with SodaServer(faults=first_only) as server:
        server.put("test-0001", [{"name": "A"}])
        with pytest.raises(Refused) as refusal:
            ask(server, limit=3)
        assert refusal.value.headers["Retry-After"] == "7"
        assert refusal.value.headers["Content-Type"] == "text/html"
        assert ask(server) == [{"name": "A"}]
        assert server.requests == [
            ("/resource/test-0001.json", {"$limit": "3"}),
            ("/resource/test-0001.json", {}),
        ]


class Refused(Exception):
    """An answer of another status than 200."""

    def __init__(self, status: int, body: str, headers: Mapping[str, str]) -> None:
        super().__init__(f"{status}: {body}")
        self.status, self.body, self.headers = status, body, headers


def ask(server: SodaServer, dataset: str = "test-0001", **clauses: str | int) -> list[dict[str, Any]]:
    asked = {f"${name}": value for name, value in clauses.items()}
    found: list[dict[str, Any]] = get(server, f"/resource/{dataset}.json", asked)
    return found


def get(
    server: SodaServer, path: str, asked: Mapping[str, str | int] | None = None, *, token: str | None = None
) -> Any:
    request = Request(f"{server.url}{path}?{urlencode(asked or {})}")
    if token:
        request.add_header("X-App-Token", token)
    try:
        with urlopen(request, timeout=10) as answer:
            return json.load(answer)
    except HTTPError as error:
        with error:
            raise Refused(error.code, error.read().decode(), dict(error.headers)) from None
