"""The local source answers as the public one does, odd manners included."""

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from http.client import IncompleteRead
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pytest

from service.demo.soda_server import Fault, Order, SodaServer

TYPES = {"name": "text", "city": "text", "price": "number", "day": "calendar_date", "link": "url"}
UPDATED = datetime(2026, 6, 3, 13, 0, tzinfo=UTC)
LATER = UPDATED + timedelta(hours=1)


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


def test_columns_can_be_asked_for_under_other_names(server: SodaServer) -> None:
    asked = ask(server, select="name AS title, price AS price_cop, :id", where="name = 'N0004'")
    assert asked[0].keys() == {"title", "price_cop", ":id"}
    assert asked[0]["title"] == "N0004"


def test_rows_come_and_go_and_change_while_the_others_keep_their_ids() -> None:
    with SodaServer() as server:
        server.put("test-0001", numbered(5), updated_at=UPDATED)
        before = by_name(server)
        server.insert("test-0001", [{"name": "new"}], at=LATER)
        assert server.change("test-0001", "name IN ('N1', 'N2')", {"city": "Mompox"}, at=LATER) == 2
        assert server.change("test-0001", "name = 'N3'", {}, at=LATER) == 1
        assert server.delete("test-0001", "name = 'N4'") == 1
        after = by_name(server)
        assert after.keys() == {"N0", "N1", "N2", "N3", "new"}
        assert after["N0"] == before["N0"]
        for name in ("N1", "N2", "N3"):
            assert after[name][":id"] == before[name][":id"]
            assert after[name][":updated_at"] == "2026-06-03T14:00:00.000Z"
        assert after["N1"]["city"] == "Mompox"
        assert sorted(row["name"] for row in server.rows("test-0001")) == sorted(after)
        assert ":id" not in server.rows("test-0001")[0]


def test_what_changed_is_known_to_nobody_until_it_is_published() -> None:
    with SodaServer() as server:
        server.put("test-0001", numbered(1), updated_at=UPDATED)
        server.insert("test-0001", [{"name": "new"}], at=LATER)
        assert renewed_at(server) == UPDATED
        server.publish("test-0001", at=LATER)
        assert renewed_at(server) == LATER


def test_no_page_is_larger_than_the_source_allows() -> None:
    with SodaServer(largest_page=3) as server:
        server.put("test-0001", numbered(5))
        assert len(ask(server, limit=1_000)) == 3
        assert len(ask(server, limit=2)) == 2
        assert ask(server, select="count(*) AS n") == [{"n": "5"}]


@pytest.mark.parametrize("path", ["/resource/test-0001.json", "/api/views/test-0001.json"])
def test_who_holds_the_newest_answer_is_told_so_until_the_data_changes(path: str) -> None:
    with SodaServer() as server:
        server.put("test-0001", numbered(3), updated_at=UPDATED)
        tag = etag(server, path)
        assert etag(server, path) == tag
        assert etag(server, f"{path}?$limit=1") != tag
        with pytest.raises(Refused) as unchanged:
            get(server, path, headers={"If-None-Match": tag})
        assert (unchanged.value.status, unchanged.value.body) == (304, "")
        server.change("test-0001", "name = 'N1'", {}, at=LATER)
        server.publish("test-0001", at=LATER)
        assert get(server, path, headers={"If-None-Match": tag})
        assert etag(server, path) != tag


def test_robots_are_told_how_slowly_to_go_where_that_is_said() -> None:
    with (
        SodaServer(robots="User-agent: *\nCrawl-delay: 1\n") as server,
        urlopen(f"{server.url}/robots.txt", timeout=10) as answer,
    ):
        assert b"Crawl-delay: 1" in answer.read()
    with SodaServer() as server, pytest.raises(Refused):
        get(server, "/robots.txt")


@pytest.mark.parametrize(("order", "same_rows"), [(Order.SHUFFLED, True), (Order.IGNORED, False)])
def test_the_order_asked_for_can_be_lost(order: Order, same_rows: bool) -> None:
    rows = numbered(200)
    sound = sorted(row["name"] for row in rows if row["name"] >= "N1")[:80]
    with SodaServer(faults=lambda *_: Fault(order=order)) as server:
        server.put("test-0001", rows)
        page = ask(server, select="name", where="name >= 'N1'", order="name", limit=80)
    found = [row["name"] for row in page]
    assert found != sound
    assert (sorted(found) == sound) is same_rows
    assert len(set(found)) == 80
    assert min(found) >= "N1"


@pytest.mark.parametrize("plain", [True, False], ids=["plain", "gzip"])
def test_a_body_can_break_off_in_the_middle_with_and_without_a_sign(plain: bool) -> None:
    fault = Fault(plain=plain)
    with SodaServer(faults=lambda *_: fault) as server:
        server.put("test-0001", numbered(500))
        whole = body(server)
        fault = Fault(plain=plain, cut=True)
        with pytest.raises(IncompleteRead) as broken:
            body(server)
        assert broken.value.partial == whole[: len(whole) // 2]
        fault = Fault(plain=plain, cut_unseen=True)
        assert body(server) == whole[: len(whole) // 2]
    assert (whole[:2] == b"\x1f\x8b") is not plain


def test_a_slow_answer_waits_before_its_first_byte() -> None:
    with SodaServer(faults=lambda *_: Fault(wait_seconds=2)) as server:
        server.put("test-0001", numbered(1))
        with pytest.raises(TimeoutError):
            urlopen(f"{server.url}/resource/test-0001.json", timeout=0.05)
        assert len(ask(server)) == 1


def numbered(number: int) -> list[dict[str, Any]]:
    return [{"name": f"N{n}", "city": "Cartagena"} for n in range(number)]


def by_name(server: SodaServer) -> dict[str, dict[str, Any]]:
    return {row["name"]: row for row in ask(server, select="*, :id, :updated_at")}


def renewed_at(server: SodaServer) -> datetime:
    return datetime.fromtimestamp(get(server, "/api/views/test-0001.json")["rowsUpdatedAt"], UTC)


def etag(server: SodaServer, path: str) -> str:
    with urlopen(f"{server.url}{path}", timeout=10) as answer:
        return str(answer.headers["ETag"])


def body(server: SodaServer) -> bytes:
    """What a client that takes gzip is sent, as it is."""
    request = Request(f"{server.url}/resource/test-0001.json?{urlencode({'$order': 'name'})}")
    request.add_header("Accept-Encoding", "gzip")
    with urlopen(request, timeout=10) as answer:
        return bytes(answer.read())


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
    server: SodaServer,
    path: str,
    asked: Mapping[str, str | int] | None = None,
    *,
    token: str | None = None,
    headers: Mapping[str, str] | None = None,
) -> Any:
    said = {**({"X-App-Token": token} if token else {}), **(headers or {})}
    request = Request(f"{server.url}{path}?{urlencode(asked or {})}", headers=said)
    try:
        with urlopen(request, timeout=10) as answer:
            return json.load(answer)
    except HTTPError as error:
        with error:
            raise Refused(error.code, error.read().decode(), dict(error.headers)) from None
