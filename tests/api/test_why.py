"""Why nothing came, behind the board's own link: the page, its JSON, and what they keep to themselves."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine

from api.why import read_why
from domain.board import Board, Trade
from domain.process import DATASET
from domain.readiness import Evidence
from domain.source import HarvestReport
from notifications.links import sign
from readiness.catalogue import load
from store import boards, contracts, evidence, harvests, links, processes
from store.engine import reading, writing
from store.links import SupplierLink
from tests.api.town import OLAYA, POZON, SECRET, a_client, page_of, settle
from tests.examples import NOW, TODAY, YESTERDAY, a_board, a_contract, a_process

SUPPER = {"title": "Refrigerios para la asamblea comunitaria de Olaya Herrera", "description": None}
FAR = {"title": "Limpieza de canales de Blas de Lezo", "description": None}
DEAR = 400_000_000  # above the mínima cuantía of any buyer


def why_of(board: Board) -> str:
    return f"/api/v1/board/{sign(board.code, SECRET)}/why"


def give_all_papers(engine: Engine, board: Board = POZON) -> None:
    ends = TODAY + timedelta(days=300)
    shown = [(board.code, Evidence(id_, 4, TODAY - timedelta(1), ends)) for id_ in load(TODAY).requirements]
    with writing(engine) as db:
        evidence.save(db, shown, NOW)


def test_the_page_counts_by_rule_and_names_what_nearly_came(engine: Engine) -> None:
    settle(
        engine,
        [
            a_process(number=1),
            a_process(number=2, **SUPPER),
            a_process(number=3, **FAR),
            a_process(number=4, modality="Contratación directa"),
        ],
    )
    seen = a_client(engine).get(f"{page_of(POZON)}/por-que").text
    assert "En los últimos 30 días miramos <strong>4</strong> compras públicas" in seen
    assert "<strong>Una</strong> era para su junta" in seen
    assert "Les habría llegado si su junta dijera que también hace refrigerios y comida." in seen
    assert "Les habría llegado si su junta trabajara también en Blas de Lezo." in seen
    assert "<strong>1</strong>: la entidad invita directamente" in seen
    assert seen.count("Todavía está abierta") == 2


def test_what_came_names_the_papers_that_were_lacking(engine: Engine) -> None:
    settle(engine, [a_process()])
    client = a_client(engine)
    seen = client.get(f"{page_of(POZON)}/por-que").text
    assert "Antes de presentarse les faltaba algo." in seen
    assert "Lo que más veces les faltó" in seen
    found = client.get(why_of(POZON)).json()
    assert (found["matches"], found["ready"]) == (1, 0)
    assert {"RUT", "SEC2"} <= {one["id"] for one in found["lacking"]}
    give_all_papers(engine)
    assert "tenían lo que se pide" in client.get(f"{page_of(POZON)}/por-que").text
    found = client.get(why_of(POZON)).json()
    assert (found["ready"], found["lacking"]) == (1, [])


def test_a_call_that_closed_or_was_awarded_since_is_judged_as_it_was(engine: Engine) -> None:
    long_ago = TODAY - timedelta(days=20)
    gone = {
        "published_on": long_ago,
        "last_published_on": long_ago,
        "closes_on": long_ago + timedelta(days=5),
    }
    settle(
        engine,
        [
            a_process(number=1, awarded=True, status="Adjudicado", **gone),
            a_process(number=2, **SUPPER, **gone),
        ],
    )
    found = a_client(engine).get(why_of(POZON)).json()
    assert (found["calls"], found["matches"]) == (2, 1)
    (miss,) = found["misses"]
    assert miss["judged_on"] == long_ago.isoformat()
    assert miss["process"]["standing"] == "closed"
    assert "Todavía está abierta" not in a_client(engine).get(f"{page_of(POZON)}/por-que").text


@pytest.mark.parametrize(("days_ago", "calls"), [(6, 1), (7, 0)])
def test_a_period_begins_on_its_first_day(engine: Engine, days_ago: int, calls: int) -> None:
    day = TODAY - timedelta(days=days_ago)
    settle(engine, [a_process(published_on=day, last_published_on=day, closes_on=day)])
    assert a_client(engine).get(f"{why_of(POZON)}?days=7").json()["calls"] == calls


def test_the_law_is_quoted_where_no_board_can_change_a_thing(engine: Engine) -> None:
    settle(engine, [a_process(price_cop=DEAR, modality="Mínima cuantía")])
    give_all_papers(engine)
    (miss,) = a_client(engine).get(why_of(POZON)).json()["misses"]
    assert miss["rules"] == ["not_eligible"]
    assert miss["changes"] == []
    assert miss["words"].startswith("No hay nada que ustedes puedan cambiar: ")
    assert "400" in miss["words"]


def test_matches_and_refusals_add_up_for_each_period(engine: Engine) -> None:
    calls = [a_process(number=n, published_on=TODAY - timedelta(days=n)) for n in range(0, 80, 7)]
    settle(engine, [*calls, a_process(number=99, status="Otro"), a_process(number=100, **FAR)])
    for days in (7, 30, 90):
        found = a_client(engine).get(f"{why_of(POZON)}?days={days}").json()
        assert found["matches"] + sum(one["processes"] for one in found["refusals"]) == found["calls"] > 0


def test_an_empty_period_says_so(engine: Engine) -> None:
    settle(engine)
    seen = a_client(engine).get(f"{page_of(POZON)}/por-que?dias=90").text
    assert "No tenemos compras públicas de los últimos 90 días." in seen
    assert "Las que no les llegaron" not in seen


@pytest.mark.parametrize("days", ["0", "6", "91", "x", "-1", ""])
def test_a_period_that_is_not_offered_is_refused(engine: Engine, days: str) -> None:
    settle(engine)
    client = a_client(engine)
    assert client.get(f"{page_of(POZON)}/por-que?dias={days}").status_code == 422
    assert client.get(f"{why_of(POZON)}?days={days}").status_code == 422


@pytest.mark.parametrize("token", ["JAC-0001", sign(POZON.code, "another secret"), sign("JAC-9999", SECRET)])
def test_a_forged_link_leads_nowhere(engine: Engine, token: str) -> None:
    settle(engine, [a_process(**SUPPER)])
    client = a_client(engine)
    for path in (f"/junta/{token}/por-que", f"/api/v1/board/{token}/why"):
        answer = client.get(path)
        assert answer.status_code == 404
        assert "Refrigerios" not in answer.text


def test_each_board_is_judged_by_its_own_place_and_trades(engine: Engine) -> None:
    cooks = a_board(code="JAC-0003", barrio="Olaya Herrera", trades=(Trade.FOOD,))
    settle(engine, [a_process(number=1)], people=[POZON, cooks])
    client = a_client(engine)
    assert client.get(why_of(POZON)).json()["matches"] == 1
    (miss,) = client.get(why_of(cooks)).json()["misses"]
    assert miss["rules"] == ["other_trade"]


def test_the_board_page_leads_there(engine: Engine) -> None:
    settle(engine)
    seen = a_client(engine).get(page_of(OLAYA)).text
    assert f'href="{page_of(OLAYA)}/por-que"' in seen


def test_text_of_the_source_stays_text(engine: Engine) -> None:
    bad = '<script>alert("1")</script>'
    settle(
        engine,
        [
            a_process(
                **{**SUPPER, "title": f"{SUPPER['title']} {bad}"}, closes_on=YESTERDAY, published_on=YESTERDAY
            )
        ],
    )
    seen = a_client(engine).get(f"{page_of(POZON)}/por-que").text
    assert "Refrigerios" in seen
    assert "<script" not in seen


def test_a_board_that_was_removed_has_no_page(engine: Engine) -> None:
    settle(engine, people=[OLAYA])
    assert a_client(engine).get(f"{page_of(POZON)}/por-que").status_code == 404
    with writing(engine) as db:
        boards.save(db, [POZON], NOW)
    assert a_client(engine).get(f"{page_of(POZON)}/por-que").status_code == 200


def a_harvest(dataset: str = DATASET) -> HarvestReport:
    return HarvestReport(dataset, NOW, 1, 1, 0, 0, 0, 1, True, 1.0)


def test_how_many_calls_there_were_is_read_again_with_the_next_harvest(engine: Engine) -> None:
    settle(engine, [a_process(number=1)])
    client = a_client(engine)
    for number in (1, 2, 3):
        with writing(engine) as db:
            call = a_process(number=number)
            processes.RECORDS.save(db, [call], [call.key.encode()], NOW)
            harvests.record(db, a_harvest(), whole=True)
        assert client.get(why_of(POZON)).json()["calls"] == number


def test_what_boards_did_counts_as_soon_as_it_is_linked_or_harvested(engine: Engine) -> None:
    settle(engine, [a_process()])
    with writing(engine) as db:
        harvests.record(db, a_harvest(), whole=True)

    def reasons() -> set[str]:
        with reading(engine) as db:
            found = read_why(db, POZON.code, 30, TODAY, "13001")
        assert found is not None
        return {
            reason.words
            for match in found.why.matches
            for reason in match.reasons
            if reason.rule == "precedent"
        }

    assert reasons() == set()
    won = a_contract(supplier_name="UNION TEMPORAL EL POZON")
    with writing(engine) as db:
        contracts.CONTRACTS.save(db, [won], [b"won"], NOW)
        links.replace_of_contracts(db, [SupplierLink(won.key, OLAYA.code, 1.0, "certain")], NOW)
    (words,) = reasons()
    assert words.startswith("Una junta como la suya ya hizo")
    with writing(engine) as db:
        links.replace_of_contracts(db, [SupplierLink(won.key, POZON.code, 1.0, "certain")], NOW)
        harvests.record(db, a_harvest("jbjy-vk9h"), whole=True)
    (words,) = reasons()
    assert words.startswith("Ustedes ya hicieron")
