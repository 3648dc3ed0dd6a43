"""The Secretariat's figures: how far boards came, by locality and month, the report, and the exports."""

import csv
import io
from datetime import date, datetime, timedelta

import pypdfium2
import pytest
from fastapi.testclient import TestClient
from python_calamine import CalamineWorkbook
from sqlalchemy import Engine

from api.desk.funnel_counts import read_funnel
from api.desk.periods import Quarter, months_back, quarters_back
from api.exports.writing import names
from domain.access import StaffRole
from domain.alert import Alert, AlertKind, DeliveryResult, Ending, Priority
from domain.contact import Channel, Role
from domain.days import BOGOTA
from domain.outcome import Outcome, OutcomeKind
from store import alerts, deliveries, events, outcomes
from store.audit import newest
from store.engine import reading, writing
from store.funnel import Covered, Step
from tests.api.counting import MOST_A_PAGE, statements_of
from tests.api.town import ON_SQLITE, a_client, settle, sign_in_staff
from tests.examples import NOW, TODAY, a_board

A = a_board(code="A", name="JAC A", locality="De la Virgen y Turística")
B = a_board(code="B", name="JAC B", locality="De la Virgen y Turística")
C = a_board(code="C", name="JAC C", locality=None)
QUARTER = Quarter.of(TODAY)


@pytest.fixture
def town(engine: Engine) -> Engine:
    """Three boards in two places, and one of another municipality."""
    settle(engine, people=[A, B, C, a_board(code="X", municipality="05001")])
    return engine


def tell(engine: Engine, board: str, about: str, at: datetime = NOW, *, accepted: bool = True) -> None:
    with writing(engine) as db:
        alerts.queue(db, [Alert(board, about, AlertKind.NEW_MATCH)], at, at, Priority.NEW)
        (one,) = deliveries.claim(db, "w", at, at + timedelta(minutes=1))
        result = DeliveryResult.ACCEPTED if accepted else DeliveryResult.FAILED
        deliveries.finish(db, [Ending(one, result, at, at, "", Channel.EMAIL, provider_id=board + about)])


def did(engine: Engine, board: str, kind: OutcomeKind, about: str = "P1", at: datetime = NOW) -> None:
    with writing(engine) as db:
        outcomes.record(db, Outcome(board, about, kind, at, "page"))


def counted(engine: Engine, quarter: Quarter = QUARTER) -> dict[str | None, dict[Step, int]]:
    """What is not zero, by locality."""
    with reading(engine) as db:
        found = read_funnel(db, "13001", quarter, date(2026, 6, 30))
    return {one.locality: {step: n for step, n in one.steps.items() if n} for one in found.places}


def test_each_board_counts_once_in_its_place_for_each_step(town: Engine) -> None:
    tell(town, "A", "P1")
    tell(town, "A", "P2")
    tell(town, "B", "P1")
    tell(town, "C", "P1", accepted=False)
    tell(town, "X", "P1")
    for about in ("P1", "P2"):
        did(town, "A", OutcomeKind.OPENED, about)
        did(town, "A", OutcomeKind.INTERESTED, about)
    did(town, "C", OutcomeKind.WON)
    did(town, "B", OutcomeKind.NOT_FOR_US)
    assert counted(town) == {
        A.locality: {Step.TOLD: 2, Step.OPENED: 1, Step.INTERESTED: 1},
        None: {Step.WON: 1},
    }


def test_a_board_of_which_the_office_alone_was_told_was_not_told(town: Engine) -> None:
    with writing(town) as db:
        alerts.queue(db, [Alert("A", "P1", AlertKind.HELP_ASKED)], NOW, NOW, Priority.NEW, role=Role.TRAINER)
        (one,) = deliveries.claim(db, "w", NOW, NOW + timedelta(minutes=1))
        taken = Ending(one, DeliveryResult.ACCEPTED, NOW, NOW, "", Channel.EMAIL, provider_id="1")
        deliveries.finish(db, [taken])
    assert counted(town) == {A.locality: {}, None: {}}


@pytest.mark.parametrize(
    ("at", "is_in"),
    [
        (datetime(2026, 4, 1, tzinfo=BOGOTA), True),
        (datetime(2026, 6, 30, 23, 59, tzinfo=BOGOTA), True),
        (datetime(2026, 3, 31, 23, 59, tzinfo=BOGOTA), False),
        (datetime(2026, 7, 1, tzinfo=BOGOTA), False),
    ],
)
def test_a_quarter_begins_and_ends_at_midnight_in_bogota(at: datetime, is_in: bool, town: Engine) -> None:
    did(town, "A", OutcomeKind.WON, at=at)
    assert (Step.WON in counted(town, Quarter(2026, 2))[A.locality]) is is_in


def test_the_months_are_those_up_to_the_quarters_end_and_count_a_board_in_each(town: Engine) -> None:
    for month in (3, 4):
        did(town, "A", OutcomeKind.INTERESTED, f"P{month}", datetime(2026, month, 15, tzinfo=BOGOTA))
    with reading(town) as db:
        found = read_funnel(db, "13001", Quarter(2026, 2), date(2026, 7, 9))
    assert [first for first, _ in found.months][::11] == [date(2025, 7, 1), date(2026, 6, 1)]
    assert [steps[Step.INTERESTED] for _, steps in found.months] == [0] * 8 + [1, 1, 0, 0]
    assert found.total.steps[Step.INTERESTED] == 1


def test_coverage_is_of_today_and_a_town_without_boards_has_none(engine: Engine) -> None:
    settle(engine, people=[A, B])
    with reading(engine) as db:
        assert read_funnel(db, "13001", QUARTER, TODAY).total.covered == Covered(2, 0, 0, 0)
        assert read_funnel(db, "05001", QUARTER, TODAY).total.covered == Covered(0, 0, 0, 0)


def test_quarters_and_months_follow_each_other() -> None:
    assert [one.name for one in quarters_back(date(2026, 2, 1), 3)] == ["2026-T1", "2025-T4", "2025-T3"]
    assert Quarter(2025, 4).next == Quarter(2026, 1)
    assert Quarter(2025, 4).last_day == date(2025, 12, 31)
    assert [first for first, _ in months_back(date(2026, 1, 31), 2)] == [date(2025, 12, 1), date(2026, 1, 1)]
    for wrong in ("", "2026", "2026-T5", "2026-T0", "1999-T1", "２０２６-T1"):
        assert Quarter.read(wrong) is None


@pytest.fixture
def client(town: Engine) -> TestClient:
    return sign_in_staff(a_client(town), town, StaffRole.SECRETARIAT)


@ON_SQLITE
def test_the_page_says_what_is_counted_and_asks_few_questions(client: TestClient, town: Engine) -> None:
    tell(town, "A", "P1")
    with statements_of(town) as asked:
        seen = client.get("/equipo/embudo")
    assert len(asked) <= MOST_A_PAGE
    assert '/equipo/embudo/told?trimestre=2026-T2">1<span' in seen.text
    assert "Sin localidad" in seen.text
    assert "abrir un enlace no cuenta" in seen.text


@ON_SQLITE
def test_each_number_leads_to_its_boards_and_their_rows(client: TestClient, town: Engine) -> None:
    tell(town, "A", "P1")
    tell(town, "C", "P1")
    with writing(town) as db:
        events.look(db, NOW)
    of_none = client.get("/equipo/embudo/told?trimestre=2026-T2&localidad=").text
    assert "/equipo/juntas/C/actividad" in of_none
    assert "/equipo/juntas/A/actividad" not in of_none
    of_month = client.get("/equipo/embudo/told?trimestre=2026-T2&mes=2026-06").text
    assert "/equipo/juntas/A/actividad" in of_month
    assert "Ninguna." in client.get("/equipo/embudo/told?trimestre=2026-T2&mes=2026-05").text


@ON_SQLITE
@pytest.mark.parametrize("asked", ["told?mes=2026-07", "told?mes=ayer", "told?desde=A:-1", "told?desde=A"])
def test_what_is_no_month_or_place_of_a_list_is_not_found(asked: str, client: TestClient) -> None:
    assert client.get(f"/equipo/embudo/{asked}").status_code == 404


@ON_SQLITE
@pytest.mark.parametrize("quarter", ["2026-T3", "nada", "2022-T4"])
@pytest.mark.parametrize("path", ["/equipo/embudo", "/equipo/embudo/informe.pdf"])
def test_there_is_no_report_of_what_is_still_to_come(path: str, quarter: str, client: TestClient) -> None:
    assert client.get(f"{path}?trimestre={quarter}").status_code == 404


@ON_SQLITE
def test_the_report_says_the_figures_on_paper(client: TestClient, town: Engine) -> None:
    tell(town, "A", "P1")
    answer = client.get("/equipo/embudo/informe.pdf?trimestre=2026-T2")
    assert answer.headers["content-type"] == "application/pdf"
    with pypdfium2.PdfDocument(answer.content) as pdf:
        text = " ".join(page.get_textpage().get_text_bounded() for page in pdf)
        assert len(pdf) <= 2
    said = " ".join(text.split())
    assert "informe de abril a junio de 2026" in said
    assert "De la Virgen y Turística 1 0 0 0 0 0" in said
    assert "Cartagena" in said


@ON_SQLITE
def test_every_table_is_taken_along_as_a_spreadsheet_and_that_is_written_down(
    client: TestClient, town: Engine
) -> None:
    page = client.get("/equipo/exportar").text
    for name in names():
        assert f"/equipo/exportar/{name}.csv" in page
        rows = list(
            csv.reader(io.StringIO(client.get(f"/equipo/exportar/{name}.csv").content.decode("utf-8-sig")))
        )
        assert len(rows[0]) > 1
        book = CalamineWorkbook.from_filelike(io.BytesIO(client.get(f"/equipo/exportar/{name}.xlsx").content))
        sheet = book.get_sheet_by_index(0).to_python()
        assert len(sheet) == len(rows)
    with reading(town) as db:
        assert {line.about for line in newest(db, 100)} >= {f"export:{name}" for name in names()}
        boards_taken = next(line for line in newest(db, 100) if line.about == "export:boards")
    assert boards_taken.detail in ("csv, 4 rows", "xlsx, 4 rows")


@ON_SQLITE
@pytest.mark.parametrize("name", ["nada.csv", "boards.jsonl", "boards.exe", "../etc.csv"])
def test_what_is_no_table_is_not_there(name: str, client: TestClient) -> None:
    assert client.get(f"/equipo/exportar/{name}").status_code in (404, 422)


@ON_SQLITE
@pytest.mark.parametrize(
    ("role", "numbers", "tables"), [(StaffRole.OBSERVER, 200, 403), (StaffRole.TRAINER, 200, 403)]
)
def test_who_looks_on_sees_numbers_and_takes_no_table(
    role: StaffRole, numbers: int, tables: int, town: Engine
) -> None:
    client = sign_in_staff(a_client(town), town, role)
    assert client.get("/equipo/embudo").status_code == numbers
    assert client.get("/equipo/exportar").status_code == tables
    assert client.get("/equipo/exportar/boards.csv").status_code == tables


@ON_SQLITE
def test_of_a_month_that_is_still_to_come_nothing_is_said(town: Engine) -> None:
    with reading(town) as db:
        found = read_funnel(db, "13001", Quarter(2026, 2), date(2026, 4, 30))
    assert found.months[-1][0] == date(2026, 4, 1)
