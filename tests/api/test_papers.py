"""A board hands in papers, somebody of the office looks at them, and what is left of each."""

import tempfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine, select

from api.security import LARGEST_PAPER
from domain.access import StaffRole
from domain.filing import LARGEST_FILE, MOST_WAITING, Fate, Filing
from domain.readiness import Evidence, EvidenceSource
from readiness.catalogue import load
from store import assessments, evidence, filings
from store.audit import Action, newest
from store.engine import reading, writing
from store.telling_tables import alerts, deliveries
from store.vault import Vault
from tests.api.counting import MOST_A_PAGE, statements_of
from tests.api.town import (
    OLAYA,
    ON_SQLITE,
    POZON,
    SECRET,
    a_client,
    an_assessment,
    page_of,
    settle,
    sign_in,
    sign_in_staff,
)
from tests.examples import NOW, TODAY, TOMORROW, YESTERDAY
from tests.files import EXECUTABLE, HIDDEN_WORDS, a_jpeg, a_pdf, a_png
from tests.reached import reach

pytestmark = ON_SQLITE

PAPERS = "/junta/mia/papeles"
DESK = "/equipo/papeles"


class House(NamedTuple):
    """The board's browser, a trainer's, and the folder in which files lie."""

    engine: Engine
    board: TestClient
    trainer: TestClient
    folder: Path
    client: Callable[[], TestClient]

    def hand_in(self, content: bytes = b"", name: str = "rut.pdf", requirement: str = "RUT") -> int:
        files = {"archivo": (name, content or a_pdf(), "application/pdf")}
        return self.board.post(PAPERS, data={"requisito": requirement}, files=files).status_code

    def filings(self, code: str = POZON.code) -> list[Filing]:
        with reading(self.engine) as db:
            return filings.of_board(db, code)

    def evidence(self) -> list[Evidence]:
        with reading(self.engine) as db:
            return evidence.of_board(db, POZON.code)

    def on_disk(self) -> list[str]:
        return sorted(path.name for path in self.folder.iterdir()) if self.folder.exists() else []

    def decide(self, act: str, **fields: str) -> tuple[int, str]:
        """What the trainer is answered, who saw all that waits for the first requirement."""
        with reading(self.engine) as db:
            first = filings.waiting_of(db, POZON.code)[0]
            waiting = filings.waiting_beside(db, first)
        data = {"archivo": [one.id for one in waiting], **fields}
        answer = self.trainer.post(f"{DESK}/{waiting[0].id}/{act}", data=data)
        return answer.status_code, answer.headers.get("location", answer.text)


@pytest.fixture
def house(engine: Engine, tmp_path: Path) -> House:
    settle(engine)
    folder = tmp_path / "papers"

    def client() -> TestClient:
        return a_client(engine, papers=str(folder))

    trainer = sign_in_staff(client(), engine, StaffRole.TRAINER)
    return House(engine, sign_in(client(), engine), trainer, folder, client)


def test_a_file_that_is_handed_in_waits_sealed_under_a_name_of_its_own(house: House) -> None:
    assert house.hand_in(a_jpeg(orientation=6), "../../CEDULA 123.jpg") == 303
    (filing,) = house.filings()
    assert house.on_disk() == [filing.id]
    assert b"JFIF" not in (house.folder / filing.id).read_bytes()
    shown = house.board.get(PAPERS).text
    assert "En revisión" in shown
    assert "CEDULA" not in shown


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (EXECUTABLE, "rut.pdf", "No es PDF ni foto"),
        (b"PK\x03\x04" + b"\x00" * 90, "rut.pdf", "No es PDF ni foto"),
        (b"<svg onload=alert(1)>", "foto.png", "No es PDF ni foto"),
        (a_pdf(b"4 0 obj<</S/JavaScript/JS(app.alert(1))>>endobj"), "rut.pdf", "trae programas"),
        (a_pdf(trailer=b"<</Encrypt 9 0 R>>"), "rut.pdf", "«Guardar como PDF»"),
        (a_jpeg()[:60], "foto.jpg", "dañado o llegó incompleto"),
        (a_png(60_000, 60_000), "foto.png", "demasiado grande"),
        (a_pdf() + b" " * LARGEST_FILE + b"%%EOF", "rut.pdf", "más de 10 MB"),
    ],
    ids=["executable", "zip", "svg", "script", "locked", "cut", "pixels", "large"],
)
def test_what_will_not_do_is_refused_in_words_beside_the_field(
    house: House, content: bytes, name: str, words: str
) -> None:
    files = {"archivo": (name, content)}
    answer = house.board.post(PAPERS, data={"requisito": "RUT"}, files=files)
    assert answer.status_code == 422
    assert words in answer.text
    assert 'aria-describedby="archivo-error' in answer.text
    assert '<option value="RUT" selected>' in answer.text
    assert (house.filings(), house.on_disk()) == ([], [])


@pytest.mark.parametrize("requirement", ["", "NADA", "<script>alert(1)</script>"])
def test_a_paper_is_for_a_requirement_that_there_is(house: House, requirement: str) -> None:
    answer = house.board.post(PAPERS, data={"requisito": requirement}, files={"archivo": ("a.pdf", a_pdf())})
    assert answer.status_code == 422
    assert "<script>" not in answer.text
    assert house.on_disk() == []


def test_a_form_without_a_file_is_asked_for_one(house: House) -> None:
    answer = house.board.post(PAPERS, data={"requisito": "RUT"}, files={"archivo": ("", b"")})
    assert answer.status_code == 422
    assert "Escojan un archivo" in answer.text
    assert house.board.post(PAPERS, data={"requisito": "RUT"}).status_code == 422


def test_a_file_of_just_the_largest_size_is_taken_and_never_lies_open(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    pdf = a_pdf()
    padded = pdf[:-6] + b" " * (LARGEST_FILE - len(pdf)) + pdf[-6:]
    assert len(padded) == LARGEST_FILE
    monkeypatch.setattr(tempfile, "TemporaryFile", None)  # to which what is large would be written unsealed
    assert house.hand_in(padded) == 303
    (filing,) = house.filings()
    assert house.board.get(f"{PAPERS}/{filing.id}/archivo").content == padded


def test_two_hundred_megabytes_are_refused_before_any_is_read(house: House) -> None:
    read = 0

    def body() -> object:
        nonlocal read
        while read < 200:
            read += 1
            yield b"\x00" * 1024 * 1024

    headers = {"content-length": str(200 * 1024 * 1024), "content-type": "multipart/form-data; boundary=x"}
    answer = house.board.post(PAPERS, content=body(), headers=headers)  # type: ignore[arg-type]
    assert answer.status_code == 413
    assert "más de 10 MB" in answer.text
    assert read <= 1
    assert house.filings() == []


def test_a_body_that_says_nothing_of_its_size_is_stopped_at_the_limit(house: House) -> None:
    start = b'--x\r\nContent-Disposition: form-data; name="archivo"; filename="a.pdf"\r\n\r\n'
    content = start + b"\x00" * LARGEST_PAPER
    headers = {"content-type": "multipart/form-data; boundary=x", "transfer-encoding": "chunked"}
    assert house.board.post(PAPERS, content=iter([content]), headers=headers).status_code == 413


def test_only_the_signed_in_board_hands_in_and_sees_its_papers(house: House) -> None:
    house.hand_in()
    (filing,) = house.filings()
    link, other = house.client(), sign_in(house.client(), house.engine, OLAYA)
    files = {"archivo": ("a.pdf", a_pdf())}
    for path in (PAPERS, f"{page_of(POZON)}/papeles"):
        assert link.get(path).status_code == 303
        assert link.post(path, data={"requisito": "PJ"}, files=files).status_code in {303, 403}
    assert link.get(f"{page_of(POZON)}/papeles/{filing.id}/archivo").status_code == 303
    assert other.get(f"{PAPERS}/{filing.id}/archivo").status_code == 404
    assert other.post(f"{PAPERS}/{filing.id}/quitar").status_code == 303
    assert house.filings() == [filing]


def test_another_site_cannot_hand_in_for_a_board(house: House) -> None:
    house.board.headers["sec-fetch-site"] = "cross-site"
    assert house.hand_in() == 403
    assert house.filings() == []


def test_a_board_takes_a_file_back_and_nothing_of_it_stays(house: House) -> None:
    house.hand_in()
    (filing,) = house.filings()
    assert house.board.post(f"{PAPERS}/{filing.id}/quitar").status_code == 303
    assert (house.filings(), house.on_disk()) == ([], [])
    assert house.board.get(f"{PAPERS}/{filing.id}/archivo").status_code == 404


def test_as_many_files_wait_as_may(house: House) -> None:
    for _ in range(MOST_WAITING):
        assert house.hand_in() == 303
    assert "archivos suyos sin revisar" in house.board.get(PAPERS).text
    assert house.hand_in() == 422
    assert len(house.on_disk()) == MOST_WAITING


@pytest.mark.parametrize(
    ("content", "kind", "how"),
    [(a_pdf(), "application/pdf", "attachment"), (a_png(2, 2, HIDDEN_WORDS), "image/png", "inline")],
)
def test_a_file_is_handed_over_so_that_it_cannot_act_as_a_page_of_ours(
    house: House, content: bytes, kind: str, how: str
) -> None:
    house.hand_in(content)
    (filing,) = house.filings()
    for client, path in ((house.board, PAPERS), (house.trainer, DESK)):
        answer = client.get(f"{path}/{filing.id}/archivo")
        assert answer.status_code == 200
        assert answer.headers["content-type"] == kind
        assert answer.headers["content-disposition"].startswith(f'{how}; filename="RUT-')
        assert answer.headers["content-security-policy"] == "default-src 'none'; sandbox"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["cache-control"] == "no-store"
        assert HIDDEN_WORDS not in answer.content


def test_a_paper_that_is_accepted_counts_and_its_file_is_destroyed(house: House) -> None:
    house.hand_in(requirement="CERT")
    assert "Certificado de existencia" in house.trainer.get(DESK).text
    assert house.decide("aceptar", expedido=YESTERDAY.isoformat()) == (303, f"{DESK}?hecho=aceptado")
    assert house.evidence() == [
        Evidence(
            "CERT",
            4,
            issued_on=YESTERDAY,
            source=EvidenceSource.OFFICER,
            checked_by="quien acompaña a las juntas",
        )
    ]
    assert house.on_disk() == []
    assert house.filings()[0].fate is Fate.ACCEPTED
    assert "Aceptado" in house.board.get(PAPERS).text
    assert "Revisado por quien acompaña a las juntas" in house.board.get("/junta/mia/pasaporte").text


def test_a_paper_that_is_refused_counts_for_nothing_and_the_board_reads_why(house: House) -> None:
    house.hand_in()
    note = "Está <b>borroso</b> por un lado"
    assert house.decide("rechazar", motivo="ilegible", nota=note) == (303, f"{DESK}?hecho=rechazado")
    assert (house.evidence(), house.on_disk()) == ([], [])
    shown = house.board.get(PAPERS).text
    assert "No se alcanza a leer." in shown
    assert "Está &lt;b&gt;borroso&lt;/b&gt; por un lado" in shown


@pytest.mark.parametrize(
    ("act", "fields", "words"),
    [
        ("rechazar", {}, "Escojan por qué no sirve"),
        ("rechazar", {"motivo": "otro", "nota": "  "}, "Escriban por qué no sirve"),
        ("aceptar", {}, "Escriban cuándo se expidió"),
        ("aceptar", {"expedido": "ayer"}, "Eso no es una fecha"),
        ("aceptar", {"expedido": TOMORROW.isoformat()}, "todavía no llega"),
        ("aceptar", {"expedido": (TODAY - timedelta(31)).isoformat()}, "ya venció"),
        (
            "aceptar",
            {"expedido": TODAY.isoformat(), "vence": YESTERDAY.isoformat()},
            "al revés",
        ),
        ("aceptar", {"expedido": TODAY.isoformat(), "hasta": "50.000.000"}, "Todavía no guardamos nada"),
    ],
)
def test_a_decision_that_lacks_something_decides_nothing(
    house: House, act: str, fields: dict[str, str], words: str
) -> None:
    house.hand_in(requirement="CERT")
    status, text = house.decide(act, **fields)
    assert status == 422
    assert words in text
    assert house.filings()[0].is_waiting
    assert len(house.on_disk()) == 1
    assert house.evidence() == []


def test_the_limit_of_an_authorisation_is_read_as_it_is_written(house: House) -> None:
    house.hand_in(requirement="AUT")
    assert house.decide("aceptar", hasta="$ 50.000.000")[0] == 303
    assert house.evidence()[0].limit_cop == 50_000_000


@pytest.mark.parametrize("limit", ["0", "mucho", "50.00.000", "-5", "1" * 17])
def test_a_limit_that_is_no_amount_is_asked_again(house: House, limit: str) -> None:
    house.hand_in(requirement="AUT")
    status, text = house.decide("aceptar", hasta=limit)
    assert status == 422
    assert 'id="hasta-error"' in text
    assert f'value="{limit}"' in text


def test_a_sheet_that_came_since_is_not_decided_on_unseen(house: House) -> None:
    house.hand_in()
    (first,) = house.filings()
    house.hand_in(a_png())
    answer = house.trainer.post(f"{DESK}/{first.id}/aceptar", data={"archivo": [first.id]})
    assert answer.headers["location"] == f"{DESK}?hecho=tarde"
    assert "alguien lo revisó antes" in house.trainer.get(f"{DESK}?hecho=tarde").text
    assert house.evidence() == []
    assert len(house.on_disk()) == 2
    assert house.decide("aceptar")[1] == f"{DESK}?hecho=aceptado"
    assert house.on_disk() == []


def test_nobody_decides_on_a_paper_by_the_name_of_another(house: House) -> None:
    house.hand_in(requirement="RUT")
    house.hand_in(requirement="PJ")
    pj, rut = house.filings()
    answer = house.trainer.post(f"{DESK}/{rut.id}/aceptar", data={"archivo": [rut.id, pj.id]})
    assert answer.headers["location"] == f"{DESK}?hecho=tarde"
    assert house.evidence() == []


def test_whoever_comes_second_is_told(house: House) -> None:
    house.hand_in()
    (filing,) = house.filings()
    house.decide("aceptar")
    assert house.trainer.get(f"{DESK}/{filing.id}").status_code == 410
    answer = house.trainer.post(f"{DESK}/{filing.id}/rechazar", data={"archivo": [filing.id]})
    assert answer.status_code == 410
    assert house.trainer.get(f"{DESK}/{filing.id}/archivo").status_code == 410
    assert house.trainer.get(f"{DESK}/nada").status_code == 404


def test_a_board_that_can_be_written_to_is_told_once_when_the_hour_is_over(house: House) -> None:
    house.hand_in()
    house.decide("aceptar")
    with writing(house.engine) as db:
        reach(db, Vault([SECRET]), [POZON.code])
    for requirement in ("RUT", "PJ"):
        house.hand_in(requirement=requirement)
        house.decide("rechazar", motivo="firma")
    with reading(house.engine) as db:
        query = select(alerts.c.kind, alerts.c.about, deliveries.c.due_at).join(deliveries)
        told = db.execute(query).all()
    assert told == [("papers_checked", "2026-06-03T13", NOW + timedelta(hours=1))]


def test_whoever_looks_and_decides_leaves_a_line(house: House) -> None:
    house.hand_in(a_png())
    (filing,) = house.filings()
    house.trainer.get(f"{DESK}/{filing.id}")
    house.trainer.get(f"{DESK}/{filing.id}/archivo")
    house.decide("aceptar")
    with reading(house.engine) as db:
        lines = [(one.action, one.about, one.detail) for one in newest(db, 10)]
    about = f"board:{POZON.code}"
    assert lines == [
        (Action.CHANGED, about, "paper RUT accepted"),
        (Action.SAW, about, f"paper RUT {filing.id[:6]}"),
        (Action.SAW, about, "paper RUT"),
    ]


@pytest.mark.parametrize("role", [StaffRole.OBSERVER])
def test_who_may_not_check_papers_sees_none(house: House, role: StaffRole) -> None:
    house.hand_in()
    (filing,) = house.filings()
    person = sign_in_staff(house.client(), house.engine, role)
    for path in (DESK, f"{DESK}/{filing.id}", f"{DESK}/{filing.id}/archivo"):
        assert person.get(path).status_code == 403
        assert house.client().get(path).status_code == 303
        assert house.board.get(path).status_code == 303
    assert person.post(f"{DESK}/{filing.id}/aceptar", data={"archivo": [filing.id]}).status_code == 403
    assert house.filings()[0].is_waiting


def test_a_file_that_is_lost_is_told_as_gone(house: House) -> None:
    house.hand_in(a_png())
    (filing,) = house.filings()
    (house.folder / filing.id).unlink()
    assert house.trainer.get(f"{DESK}/{filing.id}/archivo").status_code == 410
    assert house.trainer.get(f"{DESK}/{filing.id}").status_code == 200


def test_the_page_and_the_passport_say_what_is_being_looked_at(house: House) -> None:
    assert "En revisión" not in house.board.get("/junta/mia/pasaporte").text
    house.hand_in()
    shown = house.board.get("/junta/mia/pasaporte").text
    assert "En revisión: 1" in shown
    assert "<strong>RUT y NIT al día</strong>, desde el miércoles 3 de junio de 2026." in shown
    assert "RUT" not in house.client().get(f"/juntas/{POZON.code}/pasaporte").text.partition("Sigue")[0]
    house.decide("rechazar", motivo="ilegible")
    assert "En revisión" not in house.board.get("/junta/mia/pasaporte").text


def test_a_gap_says_that_its_paper_was_handed_in(house: House) -> None:
    with writing(house.engine) as db:
        assessments.save(db, [(POZON.code, an_assessment())])
    assert "Ya lo enviaron" not in house.board.get("/junta/mia").text
    house.hand_in()
    assert "Ya lo enviaron</strong> el miércoles 3 de junio de 2026" in house.board.get("/junta/mia").text


def test_a_board_that_has_its_data_erased_leaves_no_paper_behind(house: House) -> None:
    house.hand_in()
    assert house.board.post("/junta/mia/datos/borrar").status_code == 303
    assert (house.filings(), house.on_disk()) == ([], [])


def test_what_was_refused_is_not_held_against_a_board_that_handed_in_another(house: House) -> None:
    house.hand_in()
    house.decide("rechazar", motivo="ilegible")
    assert "No sirvió" in house.board.get(PAPERS).text
    house.hand_in()
    assert "No sirvió" not in house.board.get(PAPERS).text


@pytest.mark.parametrize("waiting", [1, MOST_WAITING])
def test_a_page_asks_the_database_little_whatever_waits(house: House, waiting: int) -> None:
    for requirement in list(load(TODAY).requirements)[:waiting]:
        assert house.hand_in(a_png(), requirement=requirement) == 303
    (first, *_) = house.filings()
    for client, path in (
        (house.board, PAPERS),
        (house.board, "/junta/mia/perfil"),
        (house.trainer, DESK),
        (house.trainer, f"{DESK}/{first.id}"),
    ):
        with statements_of(house.engine) as asked:
            assert client.get(path).status_code == 200
        assert len(asked) <= MOST_A_PAGE, path
