"""Boards ask boards: who is shown to whom, what goes through, and what the office sees."""

from datetime import timedelta

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from domain.access import StaffRole
from domain.alert import AlertKind
from domain.contract import Contract
from domain.readiness import Evidence
from store import contracts, evidence, guides, inquiries, links, tellings, training
from store.audit import Action, newest
from store.engine import reading, writing
from store.links import SupplierLink
from tests.api.counting import MOST_A_PAGE, statements_of
from tests.api.town import OLAYA, ON_SQLITE, POZON, a_client, a_match, page_of, settle, sign_in, sign_in_staff
from tests.examples import NOW, TODAY, a_board, a_contract, a_process

pytestmark = ON_SQLITE
FAR = a_board(code="JAC-0003", name="JAC Lejos", locality="Otra", unit="9", barrio="Lejos")
ASK, HELP, DESK = "/junta/mia/preguntar", "/junta/mia/ayudar", "/equipo/preguntas"


@pytest.fixture
def asker(engine: Engine) -> TestClient:
    """The first board; of the two others, both agreed: one is near and has the RUT, one has contracts."""
    call = a_process()
    settle(engine, [call], [a_match(call)], people=(POZON, OLAYA, FAR))
    with writing(engine) as db:
        for board in (OLAYA, FAR):
            guides.agree(db, board.code, "words", NOW)
        evidence.save(db, [(OLAYA.code, Evidence("RUT", 3, TODAY)), (OLAYA.code, Evidence("CERT", 1))], NOW)
        signed: Contract = a_contract(signed_on=TODAY - timedelta(days=40))
        contracts.CONTRACTS.save(db, [signed], [b"1"], NOW)
        links.replace_of_contracts(
            db, [SupplierLink(signed.key, FAR.code, 99.0, "certain", "k", "13001", "")], NOW
        )
    return sign_in(a_client(engine), engine)


def told(engine: Engine) -> list[tuple[str, str]]:
    with reading(engine) as db:
        found = tellings.queued_since(db, NOW - timedelta(days=1), [AlertKind.INQUIRY])
    return sorted((code, version) for code, _, _, version in found)


def ask(client: TestClient, **fields: str) -> int:
    data = {"junta": OLAYA.code, "palabras": "¿Cómo sacaron el RUT?", "requisito": "RUT", **fields}
    return client.post(ASK, data=data).status_code


def test_who_is_nearest_comes_first_with_what_it_did(asker: TestClient) -> None:
    seen = asker.get(ASK).text
    assert seen.index(OLAYA.name) < seen.index(FAR.name)
    assert "Tiene al día un papel" in seen  # that one says so is no paper
    assert "Contrató en 2026" in seen
    assert POZON.name not in seen.split('id="juntas"')[1]


@pytest.mark.parametrize(
    ("asked", "shown", "hidden"),
    [("requisito=RUT", OLAYA.name, FAR.name), ("convocatoria=CO1.BDOS.1", FAR.name, OLAYA.name)],
)
def test_who_did_what_is_sought_is_shown_alone(
    asker: TestClient, asked: str, shown: str, hidden: str
) -> None:
    seen = asker.get(f"{ASK}?{asked}").text.split('id="juntas"')[1]
    assert shown in seen
    assert hidden not in seen


def test_who_completed_the_unit_that_teaches_it_is_shown_too(asker: TestClient, engine: Engine) -> None:
    with writing(engine) as db:
        of = {"unit": "DIGITAL", "locality": None, "commune": None, "why": ""}
        id_ = training.make(db, of, [FAR.code], NOW)
        training.complete(db, id_, [FAR.code], TODAY)
    seen = asker.get(f"{ASK}?requisito=SEC2").text
    assert "Completó el taller" in seen


def test_a_question_and_its_answer_go_through_and_are_told_without_their_words(
    asker: TestClient, engine: Engine
) -> None:
    assert ask(asker, palabras="<i>¿Cómo sacaron el RUT?</i>") == 303
    guide = sign_in(a_client(engine), engine, OLAYA)
    seen = guide.get(HELP).text
    assert "&lt;i&gt;¿Cómo sacaron el RUT?&lt;/i&gt;" in seen
    assert POZON.name in seen
    assert guide.post(f"{HELP}/1/responder", data={"palabras": "En la página de la DIAN"}).status_code == 303
    assert "En la página de la DIAN" in asker.get(ASK).text
    assert told(engine) == [(POZON.code, "answered"), (OLAYA.code, "asked")]
    assert guide.post(f"{HELP}/1/responder", data={"palabras": "Otra vez"}).status_code == 410


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"palabras": ""}, "Escriban la pregunta"),
        ({"palabras": "Llámennos al 300 000 0012"}, "teléfono o de cédula"),
        ({"palabras": "x" * 501}, "500 letras o menos: son 501"),
        ({"junta": POZON.code}, "ya no recibe preguntas"),
        ({"junta": "NADA"}, "ya no recibe preguntas"),
    ],
)
def test_a_question_that_must_not_go_out_is_not_sent(
    asker: TestClient, engine: Engine, fields: dict[str, str], said: str
) -> None:
    answer = asker.post(ASK, data={"junta": OLAYA.code, "palabras": "¿Cómo?", **fields})
    assert answer.status_code == 422
    assert said in answer.text
    assert told(engine) == []


def test_a_second_question_waits_for_the_first_answer(asker: TestClient) -> None:
    assert (ask(asker), ask(asker)) == (303, 422)
    again = asker.post(ASK, data={"junta": OLAYA.code, "palabras": "¿Y cuánto costó?"})
    assert '<p class="words">¿Y cuánto costó?</p>' in again.text  # so that it can be asked elsewhere
    assert "todavía no responde" in asker.get(ASK).text


def test_a_guide_declines_shuts_out_and_tells_the_office(asker: TestClient, engine: Engine) -> None:
    ask(asker)
    guide = sign_in(a_client(engine), engine, OLAYA)
    assert guide.post(f"{HELP}/1/responder", data={"palabras": "a@b.example"}).status_code == 422
    assert guide.post(f"{HELP}/1/no", data={"luego": "avisar"}).status_code == 303
    assert OLAYA.name not in asker.get(ASK).text.split('id="juntas"')[1].split('id="preguntas"')[0]
    assert "no puede responder esta pregunta" in asker.get(ASK).text
    office = sign_in_staff(a_client(engine), engine, StaffRole.TRAINER)
    assert f"Avisó {OLAYA.name}" in office.get(DESK).text


def test_the_office_closes_a_question_and_its_words_are_seen_no_more(
    asker: TestClient, engine: Engine
) -> None:
    ask(asker)
    office = sign_in_staff(a_client(engine), engine, StaffRole.TRAINER)
    assert "¿Cómo sacaron el RUT?" in office.get(DESK).text
    assert office.post(f"{DESK}/1/cerrar", data={"motivo": ""}).status_code == 422
    assert office.post(f"{DESK}/9/cerrar", data={"motivo": "Nada"}).status_code == 404
    office.post(f"{DESK}/1/cerrar", data={"motivo": "Vende materiales"})
    assert office.post(f"{DESK}/1/cerrar", data={"motivo": "Otra cosa"}).status_code == 409
    for client, path in ((asker, ASK), (sign_in(a_client(engine), engine, OLAYA), HELP)):
        seen = client.get(path).text
        assert "Vende materiales" in seen
        assert "¿Cómo sacaron el RUT?" not in seen
    with reading(engine) as db:
        lines = {(one.action, one.about, one.detail) for one in newest(db, 9)}
    assert (Action.SAW, "inquiries", "inquiries 1") in lines
    assert (Action.CHANGED, f"board:{POZON.code}", "inquiry 1 closed") in lines


def test_a_board_agrees_by_what_it_read_and_stops_at_once(asker: TestClient, engine: Engine) -> None:
    assert asker.post(f"{HELP}/aceptar").status_code == 422
    assert asker.post(f"{HELP}/aceptar", data={"leido": "si"}).status_code == 303
    with reading(engine) as db:
        consent = guides.CONSENT.ask(db, code=POZON.code)
    assert consent
    assert consent.words in asker.get(HELP).text
    other = sign_in(a_client(engine), engine, OLAYA)
    ask(other, junta=POZON.code)
    asker.post(f"{HELP}/retirar")
    assert "no puede responder" in other.get(ASK).text
    with reading(engine) as db:
        assert guides.CONSENT.ask(db, code=POZON.code) is None


def test_an_answer_is_reported_by_who_asked(asker: TestClient, engine: Engine) -> None:
    ask(asker)
    with writing(engine) as db:
        inquiries.answer(db, OLAYA.code, 1, "Págenos y le decimos", NOW)
    assert sign_in(a_client(engine), engine, FAR).post(f"{ASK}/1/avisar").status_code == 410
    assert asker.post(f"{ASK}/1/avisar").status_code == 303
    assert "Ya se le avisó a la oficina" in asker.get(ASK).text


def test_the_link_alone_neither_asks_nor_reads(asker: TestClient, engine: Engine) -> None:
    ask(asker)
    link = a_client(engine)
    for page in ("preguntar", "ayudar"):
        answer = link.get(f"{page_of(POZON)}/{page}")
        assert answer.status_code in (303, 401)
        assert "¿Cómo sacaron el RUT?" not in answer.text


def test_asking_costs_few_statements(asker: TestClient, engine: Engine) -> None:
    ask(asker)
    office = sign_in_staff(a_client(engine), engine, StaffRole.TRAINER)
    for client, path in ((asker, f"{ASK}?requisito=RUT"), (asker, HELP), (office, DESK)):
        sign_in(asker, engine)
        with statements_of(engine) as asked:
            assert client.get(path).status_code == 200
        assert len(asked) <= MOST_A_PAGE, path
