"""The board's page: what it shows, to whom, and what an answer does."""

import gzip
from datetime import timedelta

import pytest
from sqlalchemy import Engine

from api.templating import STATIC
from domain.board import Board
from domain.contract import Contract
from domain.match import Refusal
from domain.outcome import OutcomeKind
from domain.readiness import Verdict
from domain.reason import Reason
from domain.source import HarvestReport
from domain.unlock import GapUnlock, Unlock
from notifications.links import LINK_LASTS, sign, sign_at
from readiness.catalogue import load
from store import assessments, boards, contracts, harvests, links, unlocks
from store.engine import open_database, reading, writing
from store.links import SupplierLink
from tests.api.town import (
    OLAYA,
    ON_SQLITE,
    POZON,
    SECRET,
    a_client,
    a_match,
    an_assessment,
    outcomes_of,
    page_of,
    settle,
    settle_one_call,
)
from tests.examples import IN_TEN_DAYS, NOW, TODAY, YESTERDAY, a_board, a_contract, a_process


def test_a_board_sees_its_matches_with_reasons_money_and_deadline(engine: Engine) -> None:
    settle_one_call(engine)
    seen = a_client(engine).get(page_of(POZON)).text
    assert "Hay una convocatoria para su junta" in seen
    assert "Limpieza de canales pluviales del barrio El Pozón" in seen
    assert "Es en su barrio: El Pozón" in seen
    assert "60 millones de pesos" in seen
    assert "sábado 13 de junio" in seen
    assert "Quedan 6 días hábiles" in seen  # Monday the 8th is a holiday
    assert "Pueden presentarse" in seen


@pytest.mark.parametrize(("days", "is_short"), [(10, True), (30, False)])
def test_what_takes_longer_than_the_days_that_are_left_today_is_told(
    engine: Engine, days: int, is_short: bool
) -> None:
    slow = next(one.id for one in load(TODAY).requirements.values() if one.days == 15)
    call = a_process(closes_on=TODAY + timedelta(days=days))
    settle(engine, [call], [a_match(call, verdict=Verdict.ELIGIBLE_IF, missing=(slow,))])
    seen = a_client(engine).get(page_of(POZON)).text
    assert ("y lo que les falta toma unos 15 días hábiles" in seen) is is_short


def test_the_best_match_comes_first(engine: Engine) -> None:
    good, better = a_process(number=1, title="Poda de árboles"), a_process(number=2, title="Aseo del parque")
    settle(engine, [good, better], [a_match(good, score=0.6), a_match(better, score=0.9)])
    seen = a_client(engine).get(page_of(POZON)).text
    assert seen.index("Aseo del parque") < seen.index("Poda de árboles")


def test_a_board_sees_nothing_of_another(engine: Engine) -> None:
    settle_one_call(engine)
    seen = a_client(engine).get(page_of(OLAYA)).text
    assert "Olaya Herrera" in seen
    assert "Hoy no hay convocatorias para su junta" in seen
    assert "canales" not in seen
    assert "El Pozón" not in seen


@pytest.mark.parametrize(
    "token",
    [
        "JAC-0001",
        sign(POZON.code, "another secret"),
        sign(POZON.code, SECRET)[:-1],
        sign(POZON.code, SECRET) + "x",
        sign("JAC-9999", SECRET),
        "señal",
        "a.b",
        "x" * 2000,
    ],
)
def test_a_forged_link_leads_nowhere_and_tells_nothing(engine: Engine, token: str) -> None:
    settle_one_call(engine)
    client = a_client(engine)
    for answer in (
        client.get(f"/junta/{token}"),
        client.get(f"/junta/{token}/parar"),
        client.post(f"/junta/{token}/parar"),
        client.post(f"/junta/{token}/respuesta", data={"portfolio_id": "CO1.BDOS.1", "answer": "interested"}),
    ):
        assert answer.status_code == 404
        assert "Este enlace no sirve" in answer.text
        assert "Pozón" not in answer.text
    assert outcomes_of(engine) == []


def test_a_call_that_closed_since_the_last_match_is_not_shown(engine: Engine) -> None:
    settle_one_call(engine, closes_on=TODAY)
    assert "canales" in a_client(engine).get(page_of(POZON)).text
    assert "canales" not in a_client(engine, now=NOW + timedelta(days=1)).get(page_of(POZON)).text


def test_a_board_that_lacks_something_is_told_what_and_how_to_get_it(engine: Engine) -> None:
    call = a_process()
    settle(engine, [call], [a_match(call, verdict=Verdict.ELIGIBLE_IF, missing=("RUT",))])
    with writing(engine) as db:
        assessments.save(db, [(POZON.code, an_assessment(blocking=("RUT",)))])
    seen = a_client(engine).get(page_of(POZON)).text
    assert "si antes consiguen" in seen
    assert 'href="#falta-RUT"' in seen
    assert 'id="falta-RUT"' in seen
    assert "Para mañana temprano" in seen
    assert "En desarrollo" in seen
    assert "62 de 100" in seen


def test_a_board_is_told_which_processes_and_how_much_money_a_gap_keeps_shut(engine: Engine) -> None:
    call = a_process()
    settle(engine, [call], [a_match(call, verdict=Verdict.ELIGIBLE_IF, missing=("RUT",))])
    with writing(engine) as db:
        assessments.save(db, [(POZON.code, an_assessment(blocking=("PJ", "RUT")))])
    assert "podrían aspirar" not in a_client(engine).get(page_of(POZON)).text
    with writing(engine) as db:
        gap = GapUnlock("RUT", Unlock(3, 1, 90_000_000), "PJ", Unlock(5, 1, 130_000_000, 1))
        unlocks.replace(db, [(POZON.code, [gap])], [])
    seen = a_client(engine).get(page_of(POZON)).text
    assert "Si cierran sólo esto, podrían aspirar a 3 procesos por $90.000.000, 1 abierto hoy." in seen
    assert "Si además cierran «Personería jurídica», podrían aspirar a 5 procesos por $130.000.000" in seen
    assert "No todos son de lo que ustedes hacen" in seen


def test_a_board_is_told_when_the_cap_of_the_buyer_is_not_known(engine: Engine) -> None:
    call = a_process()
    settle(engine, [call], [a_match(call, verdict=Verdict.UNKNOWN, missing=("CUANTIA?",))])
    seen = a_client(engine).get(page_of(POZON)).text
    assert "No sabemos si pueden" in seen
    assert "CUANTIA" not in seen


def test_a_draft_is_not_shown_as_a_call(engine: Engine) -> None:
    settle_one_call(engine, status="Borrador")
    assert "todavía no recibe ofertas" in a_client(engine).get(page_of(POZON)).text


def test_what_a_board_has_won_is_shown_and_a_doubt_is_said(engine: Engine) -> None:
    settle(engine)
    sure, likely = a_contract(), a_contract(key="CO1.PCCNTR.2", object="Poda de árboles")
    with writing(engine) as db:
        contracts.CONTRACTS.save(db, [sure, likely], [b"1", b"2"], NOW)
        found = [
            SupplierLink(sure.key, POZON.code, 1.0, "certain"),
            SupplierLink(likely.key, POZON.code, 0.8, "probable"),
        ]
        links.replace_of_contracts(db, found, NOW)
    seen = a_client(engine).get(page_of(POZON)).text
    assert "58 millones de pesos" in seen
    assert seen.count("Creemos que es de ustedes") == 1
    assert "Lo que han contratado" not in a_client(engine).get(page_of(OLAYA)).text


def test_why_nothing_came_is_told_in_words_and_numbers(engine: Engine) -> None:
    settle(engine, refused=[Refusal(POZON.code, "other_place", 1412)])
    seen = a_client(engine).get(page_of(POZON)).text
    assert "<strong>1.412</strong>: Es en otro lugar" in seen


def test_the_date_of_the_data_is_that_of_the_source(engine: Engine) -> None:
    settle(engine)
    assert "Todavía no hemos leído los datos" in a_client(engine).get(page_of(POZON)).text
    updated_at = NOW - timedelta(days=2)
    with writing(engine) as db:
        report = HarvestReport("p6dx-8zbt", NOW, 9, 9, 0, 0, 0, 9, True, 1.0, updated_at)
        harvests.record(db, report, whole=True)
    assert "1 de junio de 2026, 8:00" in a_client(engine).get(page_of(POZON)).text


def test_unsafe_text_from_the_source_stays_text(engine: Engine) -> None:
    bad = '<script>alert("1")</script>'
    call = a_process(title=bad, buyer_name=bad, reference=bad, url="javascript:alert(1)")
    board = a_board(name=bad, barrio=bad)
    settle(engine, [call], [a_match(call, reasons=(Reason("same_barrio", 1.0, bad),))], people=[board])
    client = a_client(engine)
    client.post(
        f"{page_of(board)}/respuesta",
        data={"portfolio_id": call.portfolio_id, "answer": "needs_help", "reason": f"</textarea>{bad}"},
    )
    for path in (page_of(board), f"{page_of(board)}/parar", "/procesos"):
        seen = client.get(path).text
        assert "<script" not in seen.replace('<script src="/static/offline.js?', "")
        assert "javascript:" not in seen
        assert "&lt;script&gt;" in seen


def test_no_personal_data_is_on_the_page(engine: Engine) -> None:
    board = a_board(president="Persona Inventada")
    settle(engine, people=[board])
    seen = a_client(engine).get(page_of(board)).text
    assert "Persona Inventada" not in seen
    assert "3000000000" not in seen
    assert "juntas.example" not in seen


def test_an_answer_is_kept_and_shown(engine: Engine) -> None:
    call = settle_one_call(engine)
    client = a_client(engine)
    answer = client.post(
        f"{page_of(POZON)}/respuesta", data={"portfolio_id": call.portfolio_id, "answer": "interested"}
    )
    assert answer.status_code == 303
    there = f"{page_of(POZON)}?proceso={call.portfolio_id}#{call.portfolio_id}"
    assert answer.headers["location"] == there
    assert "Ustedes respondieron: <strong>Nos interesa</strong>" in client.get(page_of(POZON)).text
    kinds = {outcome.kind for outcome in outcomes_of(engine)}
    assert kinds == {OutcomeKind.INTERESTED, OutcomeKind.OPENED}


def test_opening_the_page_alone_records_nothing(engine: Engine) -> None:
    settle_one_call(engine)
    client = a_client(engine)
    assert client.get(page_of(POZON)).status_code == 200
    assert client.head(page_of(POZON)).status_code == 200
    assert outcomes_of(engine) == []


def test_the_newest_answer_holds_even_by_a_clock_that_stands_still(engine: Engine) -> None:
    call = settle_one_call(engine)
    client = a_client(engine)
    for kind in ("not_for_us", "needs_help", "interested", "not_for_us"):
        client.post(f"{page_of(POZON)}/respuesta", data={"portfolio_id": call.portfolio_id, "answer": kind})
    seen = client.get(page_of(POZON)).text
    assert "Ustedes respondieron: <strong>No es para nosotros</strong>" in seen
    assert "Hoy no hay convocatorias para su junta" in seen
    assert "Dijeron que no son para ustedes" in seen


def test_the_same_answer_twice_changes_nothing_and_keeps_the_reason(engine: Engine) -> None:
    call = settle_one_call(engine)
    path, data = f"{page_of(POZON)}/respuesta", {"portfolio_id": call.portfolio_id, "answer": "not_for_us"}
    a_client(engine).post(path, data={**data, "reason": "  Queda muy lejos "})
    first = outcomes_of(engine)
    a_client(engine, now=NOW + timedelta(hours=1)).post(path, data=data)
    assert outcomes_of(engine) == first
    assert "Queda muy lejos" in {outcome.note for outcome in first}


def test_a_reason_given_later_is_added_to_the_answer(engine: Engine) -> None:
    call = settle_one_call(engine)
    path, data = f"{page_of(POZON)}/respuesta", {"portfolio_id": call.portfolio_id, "answer": "needs_help"}
    client = a_client(engine)
    client.post(path, data=data)
    client.post(path, data={**data, "reason": "No sabemos hacer el presupuesto"})
    assert "No sabemos hacer el presupuesto</textarea>" in client.get(page_of(POZON)).text


@pytest.mark.parametrize("portfolio_id", ["CO1.BDOS.404", "CO1.BDOS.2", ""])
def test_an_answer_to_a_call_that_is_not_on_the_list_is_refused(engine: Engine, portfolio_id: str) -> None:
    mine, theirs = a_process(number=1), a_process(number=2)
    settle(engine, [mine, theirs], [a_match(mine), a_match(theirs, OLAYA)])
    answer = a_client(engine).post(
        f"{page_of(POZON)}/respuesta", data={"portfolio_id": portfolio_id, "answer": "interested"}
    )
    assert answer.status_code in (404, 422)
    assert outcomes_of(engine) == []


@pytest.mark.parametrize("answer", ["won", "opened", "sí", ""])
def test_only_the_three_answers_are_taken(engine: Engine, answer: str) -> None:
    call = settle_one_call(engine)
    sent = a_client(engine).post(
        f"{page_of(POZON)}/respuesta", data={"portfolio_id": call.portfolio_id, "answer": answer}
    )
    assert sent.status_code == 422
    assert "No entendimos" in sent.text
    assert outcomes_of(engine) == []


def test_an_answer_may_be_changed_after_the_call_left_the_list(engine: Engine) -> None:
    call = settle_one_call(engine)
    path = f"{page_of(POZON)}/respuesta"
    a_client(engine).post(path, data={"portfolio_id": call.portfolio_id, "answer": "interested"})
    settle(engine)
    sent = a_client(engine).post(path, data={"portfolio_id": call.portfolio_id, "answer": "not_for_us"})
    assert sent.status_code == 303


def test_a_board_stops_its_messages_and_takes_them_up_again(engine: Engine) -> None:
    settle(engine)
    client = a_client(engine)
    for _ in range(2):
        assert client.post(f"{page_of(POZON)}/parar").status_code == 303
        assert _stopped(engine) == {POZON.code}
    assert "Pidieron no recibir más mensajes" in client.get(page_of(POZON)).text
    for _ in range(2):
        assert client.post(f"{page_of(POZON)}/reanudar").status_code == 303
        assert _stopped(engine) == set()


def test_opening_the_stop_link_asks_and_stops_nothing(engine: Engine) -> None:
    settle(engine)
    seen = a_client(engine).get(f"{page_of(POZON)}/parar")
    assert "Sí, parar los mensajes" in seen.text
    assert _stopped(engine) == set()


def test_a_mail_program_stops_the_messages_with_one_click(engine: Engine) -> None:
    settle(engine)
    answer = a_client(engine).post(
        f"{page_of(POZON)}/parar",
        content="List-Unsubscribe=One-Click",
        headers={"content-type": "application/x-www-form-urlencoded"},
    )
    assert answer.status_code == 200  # RFC 8058: no redirect
    assert _stopped(engine) == {POZON.code}


def test_the_page_with_twenty_calls_and_its_stylesheet_fit_in_15_kb(engine: Engine) -> None:
    title = "Mantenimiento de parques y zonas verdes de la unidad comunera y de sus alrededores, etapa "
    calls = [a_process(number=n, title=f"{title}{n}", closes_on=IN_TEN_DAYS) for n in range(20)]
    settle(engine, calls, [a_match(c, verdict=Verdict.ELIGIBLE_IF, missing=("RUT", "SEC2")) for c in calls])
    with writing(engine) as db:
        assessments.save(db, [(POZON.code, an_assessment(route)) for route in ("R1", "R4", "R5")])
    page = a_client(engine).get(page_of(POZON))
    assert page.text.count("<article") >= 20
    assert page.headers["content-encoding"] == "gzip"
    on_the_wire = len(gzip.compress(page.content)) + len(gzip.compress((STATIC / "convite.css").read_bytes()))
    assert on_the_wire <= 15_000


def test_the_sample_says_on_every_page_that_it_is_invented(engine: Engine) -> None:
    settle_one_call(engine, published_on=YESTERDAY)
    paths = ("/", "/procesos", "/estado", "/nada", page_of(POZON), f"{page_of(POZON)}/parar")
    for path in paths:
        assert "Muestra inventada" in a_client(engine, sample=True).get(path).text
        assert "Muestra inventada" not in a_client(engine).get(path).text


@pytest.mark.parametrize(
    "url", ["sqlite:////nowhere/at/all/convite.db", "postgresql://convite@127.0.0.1:1/convite"]
)
def test_a_database_that_is_away_is_said_in_plain_words(url: str) -> None:
    engine = open_database(url)
    client = a_client(engine)
    page = client.get(page_of(POZON))
    assert page.status_code == 503
    assert "Volvemos en un momento" in page.text
    assert page.headers["retry-after"]
    assert "127.0.0.1" not in page.text
    assert client.get("/readyz").status_code == 503
    assert client.get("/healthz").status_code == 200
    problem = client.get("/api/v1/status")
    assert problem.headers["content-type"] == "application/problem+json"
    assert problem.json()["status"] == 503
    engine.dispose()


def _stopped(engine: Engine) -> set[str]:
    with reading(engine) as db:
        return boards.stopped(db)


def test_an_answer_link_asks_to_confirm_and_answers_nothing(engine: Engine) -> None:
    call = settle_one_call(engine)
    picked = f"{page_of(POZON)}?proceso={call.portfolio_id}&respuesta=needs_help"
    seen = a_client(engine).get(picked).text
    assert "confirmen su respuesta" in seen
    assert "Sí: necesitamos ayuda" in seen
    assert outcomes_of(engine) == []


@pytest.mark.parametrize(
    "query", ["respuesta=won", "respuesta=%22%3E", "proceso=CO1.BDOS.404&respuesta=interested"]
)
def test_an_answer_link_that_names_nothing_shows_the_page_as_ever(engine: Engine, query: str) -> None:
    settle_one_call(engine)
    seen = a_client(engine).get(f"{page_of(POZON)}?{query}")
    assert seen.status_code == 200
    assert "confirmen" not in seen.text


def test_a_contract_without_a_published_object_is_shown_all_the_same(engine: Engine) -> None:
    settle_one_call(engine)
    with writing(engine) as db:
        contracts.CONTRACTS.save(db, [a_contract(object=None)], [b"1"], NOW)
        links.replace_of_contracts(db, [SupplierLink("CO1.PCCNTR.1", POZON.code, 1.0, "certain")], NOW)
    assert "Contrato sin objeto publicado" in a_client(engine).get(page_of(POZON)).text


def test_a_title_in_capitals_keeps_the_name_of_its_place(engine: Engine) -> None:
    settle_one_call(engine, title="LIMPIEZA DE CANALES EN EL BARRIO LUIS CARLOS GALÁN Y EN EL POZÓN")
    assert "barrio Luis Carlos Galán" in a_client(engine).get(page_of(POZON)).text


def test_the_short_link_of_a_text_message_leads_to_the_page(engine: Engine) -> None:
    settle_one_call(engine)
    answer = a_client(engine).get(page_of(POZON).replace("/junta/", "/j/"))
    assert (answer.status_code, answer.headers["location"]) == (303, page_of(POZON))
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert a_client(engine).get("/j/made-up").status_code == 404


def settle_won(engine: Engine, *found: tuple[Board, Contract]) -> None:
    settle(engine, people=[POZON, *{board.code: board for board, _ in found}.values()])
    with writing(engine) as db:
        contracts.CONTRACTS.save(db, [one for _, one in found], [one.key.encode() for _, one in found], NOW)
        sure = [SupplierLink(one.key, board.code, 1.0, "certain") for board, one in found]
        links.replace_of_contracts(db, sure, NOW)


def test_a_board_reads_which_boards_nearby_did_work_of_its_trades(engine: Engine) -> None:
    paved = "Construcción de placa huella y pavimento en concreto de la vía"
    settle_won(engine, (OLAYA, a_contract(key="K1", object=paved, value_cop=58_000_000)))
    seen = a_client(engine).get(page_of(POZON)).text
    assert "Juntas como la suya que ya lo hicieron" in seen
    assert "JAC Olaya Herrera</a>, de su unidad comunera: Construcción de placa huella" in seen
    assert "/juntas/JAC-0002/pasaporte" in seen


def test_its_own_work_and_that_of_other_trades_towns_unsigned_or_in_doubt_is_no_example(
    engine: Engine,
) -> None:
    far = a_board(code="JAC-0003", municipality="13836")
    meals = "Suministro de refrigerios y almuerzos para un evento"
    paved = "Construcción de placa huella y pavimento en concreto de la vía"
    found = [
        (POZON, a_contract(key="K1", object=paved)),
        (OLAYA, a_contract(key="K2", object=meals)),
        (OLAYA, a_contract(key="K3", object=paved, signed_on=None)),
        (far, a_contract(key="K4", object=paved)),
    ]
    settle_won(engine, *found)
    assert "Juntas como la suya" not in a_client(engine).get(page_of(POZON)).text
    with writing(engine) as db:
        contracts.CONTRACTS.save(db, [a_contract(key="K9", object=paved)], [b"9"], NOW)
        links.replace_of_contracts(db, [SupplierLink("K9", OLAYA.code, 0.8, "probable")], NOW)
    assert "Juntas como la suya" not in a_client(engine).get(page_of(POZON)).text


@ON_SQLITE
def test_an_old_message_opens_nothing_and_still_stops_the_messages(engine: Engine) -> None:
    settle_one_call(engine)
    token = sign_at(POZON.code, SECRET, NOW)
    seen = a_client(engine, NOW + LINK_LASTS - timedelta(seconds=1)).get(f"/junta/{token}")
    assert POZON.name in seen.text
    later = a_client(engine, NOW + LINK_LASTS)
    for path in (
        f"/junta/{token}",
        f"/j/{token}",
        f"/junta/{token}/mensajes",
        f"/api/v1/board/{token}/matches",
    ):
        answer = later.get(path)
        assert answer.status_code == 410
        assert POZON.name not in answer.text
    assert 'href="/entrar"' in later.get(f"/junta/{token}").text
    answered = {"portfolio_id": "CO1.BDOS.1", "answer": "interested"}
    assert later.post(f"/junta/{token}/respuesta", data=answered).status_code == 410
    assert outcomes_of(engine) == []
    one_click = later.post(f"/junta/{token}/parar", data={"List-Unsubscribe": "One-Click"})
    assert one_click.text == "Listo: no les enviaremos más mensajes."
