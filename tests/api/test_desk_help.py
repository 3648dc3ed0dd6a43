"""`/equipo/ayudas`: who waits for help, what the office does, and what the board reads of it."""

import re
from datetime import timedelta

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from domain.access import StaffRole
from domain.alert import NO_CALL, AlertKind
from domain.contact import Channel
from domain.outcome import Outcome, OutcomeKind
from domain.readiness import Verdict
from store import audit, boards, outcomes, processes, replies, tellings
from store.engine import reading, writing
from store.vault import Vault
from tests.api.counting import MOST_A_PAGE, statements_of
from tests.api.said import text_of
from tests.api.town import (
    OLAYA,
    ON_SQLITE,
    POZON,
    SECRET,
    a_client,
    a_match,
    page_of,
    settle,
    sign_in_staff,
)
from tests.examples import IN_TEN_DAYS, NOW, TOMORROW, YESTERDAY, a_board, a_process

QUEUE = "/equipo/ayudas"
CALL = "CO1.BDOS.1"
CASE = f"{QUEUE}/{POZON.code}/{CALL}"
OF_WORDS = f"{QUEUE}/{POZON.code}/{NO_CALL}"
WORDS = "No sabemos de dónde sacar la póliza"


@pytest.fixture
def town(engine: Engine) -> Engine:
    call = a_process(closes_on=TOMORROW)
    settle(engine, [call], [a_match(call, verdict=Verdict.ELIGIBLE_IF, missing=("RUT",))])
    return engine


@pytest.fixture
def client(town: Engine) -> TestClient:
    return sign_in_staff(a_client(town), town, StaffRole.TRAINER)


def a_colleague(town: Engine) -> TestClient:
    return sign_in_staff(a_client(town), town, StaffRole.SECRETARIAT, name="Luis de Prueba")


def asks(engine: Engine, about: str = CALL, code: str = POZON.code, **fields: object) -> None:
    said = {"kind": OutcomeKind.NEEDS_HELP, "at": NOW, "source": "page", "note": "el presupuesto", **fields}
    with writing(engine) as db:
        outcomes.record(db, Outcome(code, about, **said))  # type: ignore[arg-type]


def writes(engine: Engine, words: str = WORDS, id_: str = "m1", about: str | None = None) -> None:
    sealed = Vault([SECRET]).seal(words, replies.place_of("whatsapp", id_))
    with writing(engine) as db:
        kept = replies.Taken("whatsapp", id_, POZON.code, "digest", "not_understood", about, sealed, NOW)
        replies.keep(db, kept)


def lines(engine: Engine) -> list[tuple[str, str, str]]:
    with reading(engine) as db:
        return [(one.action.value, one.about, one.detail) for one in audit.newest(db, 20)]


def test_who_asked_stands_with_call_what_it_lacks_and_since_when(town: Engine, client: TestClient) -> None:
    asks(town)
    said = text_of(client.get(QUEUE).text)
    assert "Una espera." in said
    assert "JAC Barrio El Pozón El Pozón · De la Virgen y Turística" in said
    assert "Cierra mañana" in said
    assert "«el presupuesto»" in said
    assert "Le falta: " in said
    assert "Espera desde el 3 de junio, 8:00 a. m." in said


def test_a_person_takes_answers_and_closes_it_and_the_board_reads_it(
    town: Engine, client: TestClient
) -> None:
    asks(town)
    assert client.post(f"{CASE}/tomar").headers["location"] == CASE
    assert "La atiende usted desde" in text_of(client.get(CASE).text)
    board = a_client(town)
    assert "Los atiende Ana de Prueba" in text_of(board.get(page_of(POZON)).text)
    answered = client.post(f"{CASE}/responder", data={"palabras": "Vengan el lunes <b>", "luego": "cerrar"})
    assert answered.status_code == 303
    assert "Ninguna junta espera" in client.get(QUEUE).text
    page = board.get(page_of(POZON)).text
    assert "Vengan el lunes &lt;b&gt;" in page
    assert "Ana de Prueba, de la oficina" in text_of(page)
    assert "Cerramos este pedido" in page
    assert "Este pedido está cerrado" in client.get(CASE).text
    assert ("changed", "board:JAC-0001", f"help {CALL} answered") in lines(town)
    assert not any("lunes" in detail for _, _, detail in lines(town))


def test_a_board_that_asks_again_after_it_was_closed_waits_again(town: Engine, client: TestClient) -> None:
    asks(town)
    client.post(f"{CASE}/cerrar")
    assert "Ninguna junta espera" in client.get(QUEUE).text
    asks(town, at=NOW + timedelta(minutes=1))
    said = text_of(client.get(QUEUE).text)
    assert "Sin atender (1)" in said


def test_what_a_board_wrote_is_shown_once_and_then_forgotten(town: Engine, client: TestClient) -> None:
    writes(town)
    assert "Escribió algo que nadie ha leído" in client.get(QUEUE).text
    before = client.get(OF_WORDS).text
    assert WORDS not in before
    assert "Se muestra una sola vez" in before
    shown = client.post(f"{OF_WORDS}/leer", data={"canal": "whatsapp", "id": "m1"})
    assert shown.status_code == 200
    assert WORDS in shown.text
    assert "no-store" in shown.headers["cache-control"]
    again = client.post(f"{OF_WORDS}/leer", data={"canal": "whatsapp", "id": "m1"})
    assert again.status_code == 409
    assert WORDS not in again.text
    with reading(town) as db:
        kept = replies.find(db, Channel.WHATSAPP, "m1")
    assert kept is not None
    assert kept.sealed is None
    assert "la atiende usted" in text_of(client.get(QUEUE).text)
    assert ("saw", "board:JAC-0001", "help reply by whatsapp") in lines(town)
    assert not any(WORDS in detail for _, _, detail in lines(town))


@ON_SQLITE
def test_words_that_no_key_opens_stay_and_are_said_to(town: Engine, client: TestClient) -> None:
    sealed = Vault(["another secret"]).seal(WORDS, replies.place_of("sms", "m2"))
    with writing(town) as db:
        replies.keep(db, replies.Taken("sms", "m2", POZON.code, "d", "not_understood", None, sealed, NOW))
    answer = client.post(f"{OF_WORDS}/leer", data={"canal": "sms", "id": "m2"})
    assert answer.status_code == 409
    assert "Ninguna llave" in answer.text
    with reading(town) as db:
        assert len(replies.unread(db)) == 1


@ON_SQLITE
def test_the_words_of_a_board_are_not_read_under_another(town: Engine, client: TestClient) -> None:
    writes(town)
    asks(town, code=OLAYA.code)
    answer = client.post(f"{QUEUE}/{OLAYA.code}/{CALL}/leer", data={"canal": "whatsapp", "id": "m1"})
    assert answer.status_code == 409
    assert WORDS not in answer.text


@ON_SQLITE
def test_two_do_not_take_the_same_and_who_is_away_can_be_relieved(town: Engine, client: TestClient) -> None:
    asks(town)
    client.post(f"{CASE}/tomar")
    other = a_colleague(town)
    late = other.post(f"{CASE}/tomar")
    assert late.status_code == 409
    assert "Otra persona la tomó antes" in late.text
    assert "Las atiende otra persona (1)" in text_of(other.get(QUEUE).text)
    other.post(f"{CASE}/soltar")
    assert other.post(f"{CASE}/tomar").status_code == 303
    assert "Las que usted atiende (1)" in text_of(other.get(QUEUE).text)


@ON_SQLITE
def test_who_answers_what_nobody_attends_to_attends_to_it(town: Engine, client: TestClient) -> None:
    asks(town)
    client.post(f"{CASE}/responder", data={"palabras": "Los llamamos hoy"})
    said = text_of(client.get(CASE).text)
    assert "La atiende usted" in said
    assert "Los llamamos hoy Ana de Prueba, 3 de junio" in said


@ON_SQLITE
def test_a_board_is_told_once_a_day_that_it_was_answered(town: Engine, client: TestClient) -> None:
    asks(town)
    for words in ("Los llamamos hoy", "Mejor mañana"):
        client.post(f"{CASE}/responder", data={"palabras": words})
    with reading(town) as db:
        (told,) = tellings.queued_since(db, NOW - timedelta(days=1), [AlertKind.HELP_ANSWERED])
    assert told[:2] == (POZON.code, CALL)


@ON_SQLITE
@pytest.mark.parametrize("words", ["", "  \n "])
def test_an_answer_without_words_is_not_sent(town: Engine, client: TestClient, words: str) -> None:
    asks(town)
    answer = client.post(f"{CASE}/responder", data={"palabras": words})
    assert answer.status_code == 422
    assert "Escriban la respuesta" in answer.text
    assert "Nadie la atiende todavía" in answer.text


@ON_SQLITE
@pytest.mark.parametrize(("letters", "status"), [(1000, 303), (1001, 422)])
def test_an_answer_has_at_most_a_thousand_letters(
    town: Engine, client: TestClient, letters: int, status: int
) -> None:
    asks(town)
    assert client.post(f"{CASE}/responder", data={"palabras": "a" * letters}).status_code == status


@ON_SQLITE
def test_what_closes_first_comes_first_and_what_is_over_last(town: Engine, client: TestClient) -> None:
    calls = [a_process(number=2, closes_on=IN_TEN_DAYS), a_process(number=3, closes_on=YESTERDAY)]
    with writing(town) as db:
        processes.RECORDS.save(db, calls, [b"2", b"3"], NOW)
    asks(town, "CO1.BDOS.3", at=NOW - timedelta(days=3))
    asks(town, "CO1.BDOS.2", at=NOW - timedelta(days=2))
    asks(town)
    writes(town)
    page = client.get(QUEUE).text
    order = [page.index(f"{POZON.code}/{about}") for about in (CALL, "CO1.BDOS.2", NO_CALL, "CO1.BDOS.3")]
    assert order == sorted(order)
    assert "Ya cerró" in page


@ON_SQLITE
def test_a_trainer_sees_the_own_locality_first(town: Engine) -> None:
    far, near = "Histórica y del Caribe Norte", POZON.locality
    asks(town)
    of_near = sign_in_staff(a_client(town), town, StaffRole.TRAINER, locality=near)
    assert f"Sin atender, {near} (1)" in text_of(of_near.get(QUEUE).text)
    of_far = sign_in_staff(a_client(town), town, StaffRole.OBSERVER, locality=far)
    assert of_far.get(QUEUE).status_code == 403


@ON_SQLITE
def test_no_page_asks_more_for_more(town: Engine, client: TestClient) -> None:
    for number in range(1, 30):
        asks(town, f"CO1.BDOS.{number}")
        writes(town, id_=f"m{number}")
    with statements_of(town) as asked:
        client.get(QUEUE)
    assert len(asked) <= MOST_A_PAGE
    with statements_of(town) as asked:
        client.get(CASE)
    assert len(asked) <= MOST_A_PAGE + 1  # and the line of the audit


@ON_SQLITE
@pytest.mark.parametrize("path", [CASE, OF_WORDS, f"{QUEUE}/JAC-9999/{CALL}"])
def test_what_nobody_asked_is_not_there(client: TestClient, town: Engine, path: str) -> None:
    assert client.get(path).status_code == 404
    for act in ("tomar", "cerrar"):
        assert client.post(f"{path}/{act}").status_code == 404
    assert client.post(f"{path}/responder", data={"palabras": "Hola"}).status_code == 404
    assert lines(town) == []


@ON_SQLITE
def test_who_opens_a_case_leaves_a_line(town: Engine, client: TestClient) -> None:
    asks(town)
    client.get(CASE)
    assert lines(town) == [("saw", "board:JAC-0001", f"help {CALL}")]


@ON_SQLITE
def test_a_code_with_odd_signs_has_a_page_of_its_own(town: Engine, client: TestClient) -> None:
    odd = a_board(code="JAC 7/A #2", name="JAC Rara")
    with writing(town) as db:
        boards.save(db, [odd], NOW)
    asks(town, code=odd.code)
    (path,) = re.findall(r'href="(/equipo/ayudas/[^"]+)"', client.get(QUEUE).text)
    assert "JAC Rara" in client.get(path).text
    assert client.post(f"{path}/tomar").headers["location"] == path


@ON_SQLITE
def test_a_call_that_is_gone_from_the_data_is_said_to_be(town: Engine, client: TestClient) -> None:
    asks(town, "CO1.BDOS.77")
    assert "La convocatoria ya no está en los datos" in client.get(QUEUE).text
    assert client.get(f"{QUEUE}/{POZON.code}/CO1.BDOS.77").status_code == 200


@ON_SQLITE
def test_a_form_of_another_site_does_nothing(town: Engine, client: TestClient) -> None:
    asks(town)
    foreign = {"sec-fetch-site": "cross-site"}
    assert client.post(f"{CASE}/cerrar", headers=foreign).status_code == 403
    assert "Una espera" in client.get(QUEUE).text
