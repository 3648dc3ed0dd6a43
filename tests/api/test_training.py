"""The trainer's desk: proposals, cohorts, invitations, attendance, completion; and the board's answer."""

import io
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import xlsxwriter
from fastapi.testclient import TestClient
from sqlalchemy import Engine, select

from api.security import LARGEST_LIST
from domain.access import StaffRole
from domain.alert import AlertKind
from domain.training import Coming, Member, Seat
from domain.unlock import Unlock
from store import attendance, audit, boards, proposals, training
from store.engine import reading, writing
from store.telling_tables import alerts
from store.vault import Vault
from tests.api.counting import MOST_A_PAGE, statements_of
from tests.api.town import (
    OLAYA,
    ON_SQLITE,
    POZON,
    SECRET,
    a_client,
    page_of,
    settle,
    sign_in_staff,
)
from tests.api.training_town import a_proposal
from tests.examples import NOW, TODAY, TOMORROW, a_board
from tests.reached import reach

pytestmark = ON_SQLITE

HOME = "/equipo/formacion"
PLACE = "Salón comunal de El Pozón"
SOON = NOW + timedelta(days=5)


@pytest.fixture
def trainer(engine: Engine) -> Iterator[TestClient]:
    """The browser of a trainer, in a town with two boards, of which the first can be written to."""
    settle(engine)
    with writing(engine) as db:
        reach(db, Vault([SECRET]), [POZON.code])
        proposals.replace(db, [a_proposal()])
    with a_client(engine) as client:
        yield sign_in_staff(client, engine, StaffRole.TRAINER)


def a_cohort(engine: Engine, meets: timedelta | None = SOON - NOW, invited: bool = False, **of: Any) -> int:
    with writing(engine) as db:
        fields = {"unit": "TESORERIA", "locality": POZON.locality, "commune": "6", "why": "Porque sí.", **of}
        id_ = training.make(db, fields, [POZON.code, OLAYA.code], NOW)
        if meets is not None:
            training.add_meeting(db, id_, NOW + meets, PLACE)
        if invited:
            training.invite(db, id_, [POZON.code, OLAYA.code], NOW)
    return id_


def members(engine: Engine, id_: int) -> dict[str, Member]:
    with reading(engine) as db:
        return training.members(db, [id_])[id_]


def told(engine: Engine) -> list[tuple[str, str]]:
    """The invitations and what followed them, as (board, news), in their order."""
    with reading(engine) as db:
        query = select(alerts.c.board_code, alerts.c.after).where(alerts.c.kind == AlertKind.TRAINING.value)
        return [(code, news) for code, news in db.execute(query.order_by(alerts.c.id))]


def meeting_of(engine: Engine, id_: int) -> int:
    with reading(engine) as db:
        return training.meetings_of(db, [id_])[id_][0].id


# Proposals.


def test_a_proposal_shows_its_reasoning(trainer: TestClient) -> None:
    page = trainer.get(HOME).text
    for said in (
        "Tesorería, impuestos y cuentas claras",
        "Unidad comunera 6 · De la Virgen y Turística",
        "A 31 juntas de esta zona les falta algo",
        "faltan 4 cosas",
        "una junta podrían responder",
        "de 1 no se sabe el valor",
        "uno está abierto hoy",
        "Poder responder no es ganar",
        "Cuentas del miércoles 3 de junio de 2026",
    ):
        assert said in page, said


def test_a_proposal_that_opens_nothing_alone_says_so(trainer: TestClient, engine: Engine) -> None:
    with writing(engine) as db:
        proposals.replace(db, [a_proposal(unlock=Unlock(), helped=0)])
    page = trainer.get(HOME).text
    assert "Con esto solo no se les abre ningún proceso" in page
    assert "con los papeles que sólo hay que pedir" in page


def test_where_nothing_was_worked_out_yet_the_page_says_when_it_is(
    trainer: TestClient, engine: Engine
) -> None:
    with writing(engine) as db:
        proposals.replace(db, [])
    assert "salen cada vez que se revisa la preparación" in trainer.get(HOME).text


def test_a_trainer_of_a_locality_sees_its_proposals_first(engine: Engine, trainer: TestClient) -> None:
    with writing(engine) as db:
        proposals.replace(db, [a_proposal(), a_proposal(key="other", locality="Industrial y de la Bahía")])
    with a_client(engine) as client:
        own = sign_in_staff(
            client,
            engine,
            StaffRole.TRAINER,
            email="luis@oficina.example",
            locality="Industrial y de la Bahía",
        )
        assert "propuestas/other" in own.get(HOME).text
        assert "propuestas/abc123" not in own.get(HOME).text
        assert "propuestas/abc123" in own.get(f"{HOME}?localidad=").text
    assert "propuestas/abc123" in trainer.get(HOME).text
    assert "propuestas/abc123" not in trainer.get(f"{HOME}?unidad=DIGITAL").text


def test_a_cohort_is_made_of_the_boards_that_were_ticked(trainer: TestClient, engine: Engine) -> None:
    page = trainer.get(f"{HOME}/propuestas/abc123").text
    assert "hay que llamarla" in page
    made = trainer.post(f"{HOME}/grupos", data={"propuesta": "abc123", "junta": [POZON.code, "JAC-9999"]})
    assert made.status_code == 303
    id_ = int(made.headers["location"].rsplit("/", 1)[1])
    assert list(members(engine, id_)) == [POZON.code]
    assert "Proponemos 2 juntas" in trainer.get(made.headers["location"]).text
    assert told(engine) == []
    with reading(engine) as db:
        assert audit.newest(db, 1)[0].about == f"cohort:{id_}"


def test_a_proposal_whose_boards_are_in_a_cohort_is_shown_no_more(
    trainer: TestClient, engine: Engine
) -> None:
    a_cohort(engine)
    assert "propuestas/abc123" not in trainer.get(HOME).text
    page = trainer.get(f"{HOME}/propuestas/abc123").text
    assert page.count("Ya está en un grupo de esta unidad") == 2
    refused = trainer.post(f"{HOME}/grupos", data={"propuesta": "abc123", "junta": [POZON.code]})
    assert refused.status_code == 422
    assert "Marquen por lo menos una junta" in refused.text


def test_a_proposal_that_is_gone_is_not_found(trainer: TestClient) -> None:
    assert trainer.get(f"{HOME}/propuestas/nada").status_code == 404
    assert trainer.post(f"{HOME}/grupos", data={"propuesta": "nada"}).status_code == 404


# Meetings and invitations.


def test_nobody_is_invited_to_no_meeting(trainer: TestClient, engine: Engine) -> None:
    for meets in (None, timedelta(0)):
        id_ = a_cohort(engine, meets=meets)
        refused = trainer.post(f"{HOME}/grupos/{id_}/invitar")
        assert (refused.status_code, "cuándo y dónde" in refused.text) == (422, True)
        assert members(engine, id_)[POZON.code].invited_at is None
    assert told(engine) == []


def test_who_can_be_written_to_is_told_and_the_others_are_to_be_called(
    trainer: TestClient, engine: Engine
) -> None:
    id_ = a_cohort(engine)
    assert trainer.post(f"{HOME}/grupos/{id_}/invitar").status_code == 303
    assert told(engine) == [(POZON.code, "invited")]
    assert {one.invited_at for one in members(engine, id_).values()} == {NOW}
    assert "No le podemos escribir: llámenla" in trainer.get(f"{HOME}/grupos/{id_}").text
    trainer.post(f"{HOME}/grupos/{id_}/invitar")
    assert len(told(engine)) == 1


def test_a_meeting_that_is_added_or_taken_out_is_told_to_who_was_invited(
    trainer: TestClient, engine: Engine
) -> None:
    id_ = a_cohort(engine, invited=True)
    typed = {"dia": "2026-06-20", "hora": "09:00", "lugar": "  Colegio   de Olaya "}
    assert trainer.post(f"{HOME}/grupos/{id_}/encuentros", data=typed).status_code == 303
    page = trainer.get(f"{HOME}/grupos/{id_}").text.replace("\u202f", " ").replace("\xa0", " ")
    assert "Sábado 20 de junio, 9:00 a. m." in page
    assert "Colegio de Olaya" in page
    assert told(engine) == [(POZON.code, "moved")]


def test_who_said_no_is_told_no_more(trainer: TestClient, engine: Engine) -> None:
    id_ = a_cohort(engine, invited=True)
    with writing(engine) as db:
        training.answer(db, id_, POZON.code, Coming.NO, NOW)
    trainer.post(f"{HOME}/grupos/{id_}/cancelar")
    assert told(engine) == []


@pytest.mark.parametrize(
    "typed",
    [
        {"dia": "", "hora": "09:00", "lugar": PLACE},
        {"dia": "2026-06-20", "hora": "", "lugar": PLACE},
        {"dia": "2026-02-30", "hora": "09:00", "lugar": PLACE},
        {"dia": "2026-06-20", "hora": "09:00", "lugar": "  "},
        {"dia": "2026-06-20", "hora": "09:00", "lugar": "x" * 121},
    ],
)
def test_a_meeting_that_is_not_said_whole_is_asked_for_again(
    trainer: TestClient, engine: Engine, typed: dict[str, str]
) -> None:
    id_ = a_cohort(engine, meets=None)
    refused = trainer.post(f"{HOME}/grupos/{id_}/encuentros", data=typed)
    assert refused.status_code == 422
    assert 'aria-invalid="true"' in refused.text
    with reading(engine) as db:
        assert training.meetings_of(db, [id_]) == {id_: []}


def test_a_meeting_is_taken_out_unless_somebody_came(trainer: TestClient, engine: Engine) -> None:
    id_ = a_cohort(engine, invited=True)
    meeting = meeting_of(engine, id_)
    with writing(engine) as db:
        attendance.save(db, meeting, POZON.code, {Seat.FISCAL: 1})
    assert trainer.post(f"{HOME}/grupos/{id_}/encuentros/{meeting}/quitar").status_code == 422
    with writing(engine) as db:
        attendance.save(db, meeting, POZON.code, {Seat.FISCAL: 0})
    other = a_cohort(engine)
    assert trainer.post(f"{HOME}/grupos/{other}/encuentros/{meeting}/quitar").status_code == 404
    assert trainer.post(f"{HOME}/grupos/{id_}/encuentros/{meeting}/quitar").status_code == 303
    assert told(engine) == []  # nothing is ahead that could be told


def test_a_cancelled_cohort_is_told_and_changes_no_more(trainer: TestClient, engine: Engine) -> None:
    id_ = a_cohort(engine, invited=True)
    assert trainer.post(f"{HOME}/grupos/{id_}/cancelar").status_code == 303
    assert told(engine) == [(POZON.code, "cancelled")]
    assert f"grupos/{id_}" not in trainer.get(HOME).text
    assert "Este grupo se canceló" in trainer.get(f"{HOME}/grupos/{id_}").text
    for act in ("invitar", "cancelar", "completaron", "juntas", "importar"):
        assert trainer.post(f"{HOME}/grupos/{id_}/{act}").status_code == 422, act


def test_a_board_is_added_by_its_code_and_taken_out_before_it_is_invited(
    trainer: TestClient, engine: Engine
) -> None:
    id_ = a_cohort(engine)
    with writing(engine) as db:
        boards.save(db, [a_board(code="JAC-0003", name="JAC Fredonia")], NOW)
    assert trainer.post(f"{HOME}/grupos/{id_}/juntas", data={"codigo": "nada"}).status_code == 422
    assert trainer.post(f"{HOME}/grupos/{id_}/juntas", data={"codigo": " JAC-0003 "}).status_code == 303
    assert "JAC-0003" in members(engine, id_)
    trainer.post(f"{HOME}/grupos/{id_}/juntas/JAC-0003/quitar")
    assert "JAC-0003" not in members(engine, id_)
    trainer.post(f"{HOME}/grupos/{id_}/invitar")
    assert trainer.post(f"{HOME}/grupos/{id_}/juntas/{POZON.code}/quitar").status_code == 422


# Attendance and completion.


def test_attendance_is_noted_by_board_and_seat(trainer: TestClient, engine: Engine) -> None:
    id_ = a_cohort(engine)
    meeting = meeting_of(engine, id_)
    typed = {f"{POZON.code}:treasurer": "1", f"{POZON.code}:affiliate": " 4 ", "JAC-9999:fiscal": "1"}
    assert trainer.post(f"{HOME}/encuentros/{meeting}", data=typed).status_code == 303
    with reading(engine) as db:
        assert attendance.of_cohort(db, id_) == {
            meeting: {POZON.code: {Seat.TREASURER: 1, Seat.AFFILIATE: 4}}
        }
    assert "5 personas" in trainer.get(f"{HOME}/encuentros/{meeting}").text
    page = trainer.get(f"{HOME}/grupos/{id_}").text
    assert "5 personas anotadas" in page
    assert "vino a 1 de 1 encuentro" in page


@pytest.mark.parametrize(
    ("number", "is_taken"),
    [("0", True), ("200", True), ("201", False), ("-1", False), ("dos", False), ("²", False)],
)
def test_a_number_of_people_that_cannot_be_is_asked_for_again(
    trainer: TestClient, engine: Engine, number: str, is_taken: bool
) -> None:
    meeting = meeting_of(engine, a_cohort(engine))
    typed = {f"{POZON.code}:treasurer": number, f"{OLAYA.code}:fiscal": "1"}
    answer = trainer.post(f"{HOME}/encuentros/{meeting}", data=typed)
    assert answer.status_code == (303 if is_taken else 422)
    if not is_taken:
        assert f'value="{number}"' in answer.text
        with reading(engine) as db:
            assert attendance.of_cohort(db, 1) == {}


def test_who_is_ticked_completed_and_who_is_not_did_not(trainer: TestClient, engine: Engine) -> None:
    id_ = a_cohort(engine)
    trainer.post(f"{HOME}/grupos/{id_}/completaron", data={"junta": [POZON.code, "JAC-9999"]})
    assert {code: one.completed_on for code, one in members(engine, id_).items()} == {
        POZON.code: TODAY,
        OLAYA.code: None,
    }
    trainer.post(f"{HOME}/grupos/{id_}/completaron", data={"junta": [OLAYA.code]})
    assert members(engine, id_)[POZON.code].completed_on is None


# Lists.


def a_list(*lines: tuple[object, ...]) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet()
        for nth, line in enumerate((("Junta", "Encuentro", "Cargo", "Personas", "Completó"), *lines)):
            sheet.write_row(nth, 0, line)
    return out.getvalue()


def send(trainer: TestClient, id_: int, content: bytes, name: str = "lista.xlsx") -> Any:
    return trainer.post(f"{HOME}/grupos/{id_}/importar", files={"archivo": (name, content)})


def test_a_list_is_taken_twice_and_says_the_same(trainer: TestClient, engine: Engine) -> None:
    id_ = a_cohort(engine)
    meeting = meeting_of(engine, id_)
    content = a_list(
        (POZON.code, "2026-06-08", "Tesorera", 1, "sí"),
        (POZON.code, "8/06/2026", "Personas afiliadas", 4, ""),
        (OLAYA.code, "", "", "", "no"),
    )
    for _ in range(2):
        answer = send(trainer, id_, content)
        assert (answer.status_code, "Guardamos 3 filas" in answer.text) == (200, True)
    with reading(engine) as db:
        assert attendance.of_cohort(db, id_) == {
            meeting: {POZON.code: {Seat.TREASURER: 1, Seat.AFFILIATE: 4}}
        }
    assert members(engine, id_)[POZON.code].completed_on == TODAY
    assert members(engine, id_)[OLAYA.code].completed_on is None


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (("", "2026-06-08", "Fiscal", 1, ""), "Falta el código de la junta"),
        (("JAC-9999", "2026-06-08", "Fiscal", 1, ""), "«JAC-9999» no está en este grupo"),
        ((POZON.code, "2026-06-09", "Fiscal", 1, ""), "El 2026-06-09 este grupo no tuvo ningún encuentro"),
        ((POZON.code, "ayer", "Fiscal", 1, ""), "«ayer» no es un día"),
        ((POZON.code, "2026-06-08", "Chofer", 1, ""), "No conocemos el cargo «Chofer»"),
        ((POZON.code, "2026-06-08", "", 1, ""), "Falta el cargo"),
        ((POZON.code, "2026-06-08", "Fiscal", "", ""), "Falta cuántas personas"),
        ((POZON.code, "2026-06-08", "Fiscal", "dos", ""), "«dos» debe ser un número"),
        ((POZON.code, "2026-06-08", "Fiscal", 201, ""), "«201» debe ser un número"),
        ((POZON.code, "", "", "", "quizás"), "debe ser sí o no"),
        ((POZON.code, "2026-06-08", "", "", ""), "No dice quiénes vinieron"),
        ((POZON.code, "2026-06-08", "Tesorera", 3, ""), "Repite la junta"),
        ((POZON.code, "", "", "", "no"), "Otra fila dice lo contrario"),
    ],
)
def test_a_row_that_cannot_be_is_shown_with_its_reason_and_the_others_are_kept(
    trainer: TestClient, engine: Engine, line: tuple[object, ...], reason: str
) -> None:
    id_ = a_cohort(engine)
    good = (POZON.code, "2026-06-08", "Tesorera", 1, "sí")
    answer = send(trainer, id_, a_list(good, line))
    assert answer.status_code == 422
    assert "Guardamos una fila" in answer.text
    assert '<tr><td class="n">3</td>' in answer.text
    assert reason in answer.text
    with reading(engine) as db:
        (came,) = attendance.of_cohort(db, id_).values()
    assert came == {POZON.code: {Seat.TREASURER: 1}}


def test_where_a_cohort_met_once_the_day_need_not_be_said(trainer: TestClient, engine: Engine) -> None:
    id_ = a_cohort(engine)
    assert "Guardamos una fila" in send(trainer, id_, a_list((POZON.code, "", "Fiscal", 1, ""))).text
    with writing(engine) as db:
        training.add_meeting(db, id_, SOON + timedelta(hours=5), PLACE)
    assert "Falta el día" in send(trainer, id_, a_list((POZON.code, "", "Fiscal", 1, ""))).text
    twice = send(trainer, id_, a_list((POZON.code, "2026-06-08", "Fiscal", 1, "")))
    assert "hay dos encuentros" in twice.text


def test_what_is_no_list_is_refused_whole(trainer: TestClient, engine: Engine) -> None:
    id_ = a_cohort(engine)
    for name, content in (
        ("", b""),
        ("lista.exe", b"MZ"),
        ("lista.xlsx", b"MZ\x00"),
        ("lista.csv", b"a;b\n1;2\n"),
    ):
        answer = send(trainer, id_, content, name)
        assert (answer.status_code, "No guardamos nada" in answer.text) == (422, True), name


@pytest.mark.parametrize(("more", "status"), [(-2000, 422), (1, 413)])
def test_a_list_is_no_longer_than_a_list(trainer: TestClient, engine: Engine, more: int, status: int) -> None:
    answer = send(trainer, a_cohort(engine), b"x" * (LARGEST_LIST + more), "lista.csv")
    assert answer.status_code == status


def test_what_a_list_says_is_never_run(trainer: TestClient, engine: Engine) -> None:
    id_ = a_cohort(engine)
    with writing(engine) as db:
        boards.save(db, [a_board(name="=HYPERLINK(1)")], NOW)
    blank = trainer.get(f"{HOME}/grupos/{id_}/lista.csv")
    assert f"{POZON.code};'=HYPERLINK(1);2026-06-08;;;" in blank.text
    assert blank.headers["content-disposition"] == f'attachment; filename="taller-{id_}.csv"'
    said = send(trainer, id_, a_list(("<script>alert(1)</script>", "", "Fiscal", 1, ""))).text
    assert "<script>" not in said
    assert "&lt;script&gt;" in said


def test_the_list_that_is_handed_out_is_taken_back(trainer: TestClient, engine: Engine) -> None:
    id_ = a_cohort(engine)
    blank = trainer.get(f"{HOME}/grupos/{id_}/lista.csv").text
    filled = blank.replace("2026-06-08;;;", "2026-06-08;Presidencia;2;sí")
    assert "Guardamos 2 filas" in send(trainer, id_, filled.encode(), "lista.csv").text


# What the board sees and answers.


def test_a_board_answers_on_its_page_and_changes_its_mind(trainer: TestClient, engine: Engine) -> None:
    id_ = a_cohort(engine, invited=True)
    with a_client(engine) as board:
        page = board.get(page_of(POZON)).text
        assert "Los invitaron a un taller" in page
        assert PLACE in page
        for said, words in (("yes", "Vamos"), ("no", "No podemos")):
            answer = board.post(f"{page_of(POZON)}/formacion", data={"taller": id_, "respuesta": said})
            assert answer.headers["location"] == f"{page_of(POZON)}#formacion"
            assert f"Ustedes respondieron: <strong>{words}</strong>" in board.get(page_of(POZON)).text
    assert members(engine, id_)[POZON.code].coming is Coming.NO
    assert "1 que no pueden" in trainer.get(f"{HOME}/grupos/{id_}").text


@pytest.mark.parametrize("said", ["", "maybe"])
def test_an_answer_that_is_none_is_refused(trainer: TestClient, engine: Engine, said: str) -> None:
    id_ = a_cohort(engine, invited=True)
    with a_client(engine) as board:
        answer = board.post(f"{page_of(POZON)}/formacion", data={"taller": id_, "respuesta": said})
    assert answer.status_code == 422


def test_a_board_answers_for_itself_alone(trainer: TestClient, engine: Engine) -> None:
    not_invited, cancelled = a_cohort(engine), a_cohort(engine, invited=True)
    with writing(engine) as db:
        training.cancel(db, cancelled, NOW)
    with a_client(engine) as board:
        assert "Los invitaron a un taller" not in board.get(page_of(POZON)).text
        for id_ in (not_invited, cancelled, 4711):
            answer = board.post(f"{page_of(POZON)}/formacion", data={"taller": id_, "respuesta": "yes"})
            assert answer.status_code == 410
        elsewhere = board.post(
            f"{page_of(POZON)}/formacion",
            data={"taller": not_invited, "respuesta": "yes"},
            headers={"sec-fetch-site": "cross-site"},
        )
    assert elsewhere.status_code == 403


# Who may, and how much is asked.


@pytest.mark.parametrize(
    "path", ["", "/propuestas/abc123", "/grupos/1", "/encuentros/1", "/grupos/1/lista.csv", "/efecto"]
)
def test_an_observer_sees_no_trainers_page(trainer: TestClient, engine: Engine, path: str) -> None:
    a_cohort(engine)
    assert trainer.get(HOME + path).status_code == 200
    with a_client(engine) as client:
        observer = sign_in_staff(client, engine, StaffRole.OBSERVER)
        assert observer.get(HOME + path).status_code == 403
    with a_client(engine) as nobody:
        assert nobody.get(HOME + path).status_code == 303


@pytest.mark.parametrize("path", ["", "/propuestas/abc123", "/grupos/1", "/encuentros/1", "/efecto"])
def test_a_page_asks_little_of_the_database(trainer: TestClient, engine: Engine, path: str) -> None:
    a_cohort(engine, meets=-timedelta(days=1), invited=True)
    with writing(engine) as db:
        training.complete(db, 1, [POZON.code], TOMORROW)
    with statements_of(engine) as asked:
        assert trainer.get(HOME + path).status_code == 200
    assert len(asked) <= MOST_A_PAGE, asked


def test_what_is_not_there_is_not_found(trainer: TestClient) -> None:
    assert trainer.get(f"{HOME}/grupos/4711").status_code == 404
    assert trainer.get(f"{HOME}/encuentros/4711").status_code == 404
    assert trainer.post(f"{HOME}/grupos/4711/invitar").status_code == 404


def test_a_unit_that_left_the_catalogue_is_shown_by_its_name_in_the_list(engine: Engine) -> None:
    settle(engine)
    a_cohort(engine, invited=True, unit="UNIDAD VIEJA")
    answer = a_client(engine).get(page_of(POZON))
    assert answer.status_code == 200
    assert "UNIDAD VIEJA" in answer.text
