"""`/equipo/salud`: whether data comes in and messages go out, and what to look at first."""

from datetime import timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine, insert

from api.desk import condition
from domain import canary as invented
from domain.access import StaffRole
from domain.alert import Alert, AlertKind, Priority
from domain.contact import Channel
from domain.source import HarvestReport, RejectedRow
from service import schedule
from store import alerts, boards, canary, channel_states, harvests, jobs, leases, troubles
from store.engine import writing
from store.jobs import Outcome
from store.telling_tables import troubles as troubles_table
from tests.api.counting import MOST_A_PAGE, statements_of
from tests.api.said import text_of
from tests.api.town import OLAYA, ON_SQLITE, POZON, a_client, sign_in_staff
from tests.examples import NOW

PATH = "/equipo/salud"
WELL = "Nada: los datos entran y los mensajes salen."


@pytest.fixture
def client(engine: Engine) -> TestClient:
    return sign_in_staff(a_client(engine), engine, StaffRole.SECRETARIAT)


def read(engine: Engine, dataset: str = "p6dx-8zbt", whole: bool = True, **fields: Any) -> None:
    given = {
        "started_at": NOW - timedelta(hours=2),
        "rows": 1500,
        "new": 12,
        "changed": 3,
        "unchanged": 1485,
        "rejected": 0,
        "expected": 1500,
        "complete": True,
        "seconds": 83.0,
        "source_updated_at": NOW - timedelta(days=2),
        **fields,
    }
    with writing(engine) as db:
        harvests.record(db, HarvestReport(dataset, **given), whole=whole)


def works(engine: Engine) -> None:
    with writing(engine) as db:
        leases.take(db, leases.SCHEDULE, "host:1", NOW, NOW + timedelta(seconds=60))


def test_all_is_well_where_data_is_read_and_somebody_keeps_the_schedule(
    engine: Engine, client: TestClient
) -> None:
    read(engine)
    works(engine)
    said = text_of(client.get(PATH).text)
    assert WELL in said
    assert "El trabajo programado está en marcha" in said
    assert "Procesos de contratación (SECOP II) 2 días 2 horas Completa 1.500 12 3 0 83 s" in said
    assert "15 fuentes no se han leído nunca" in said


def test_a_reading_that_came_short_is_said_and_what_we_hold_is_of_the_one_before(
    engine: Engine, client: TestClient
) -> None:
    works(engine)
    read(engine, started_at=NOW - timedelta(days=1))
    read(engine, rows=700, complete=False, source_updated_at=NOW)
    with writing(engine) as db:
        for number in (1, 2):
            row = RejectedRow("p6dx-8zbt", f"{number}", "no id", "{}")
            harvests.keep_rejected(db, [row], NOW)
    said = text_of(client.get(PATH).text)
    assert WELL not in said
    assert "Procesos de contratación (SECOP II): la última lectura llegó incompleta" in said
    assert "2 días 2 horas Incompleta 700 de 1.500 12 3 2 83 s" in said


@ON_SQLITE
@pytest.mark.parametrize(("hours", "is_said"), [(26, False), (27, True)])
def test_processes_that_are_not_read_for_more_than_a_day_are_grave(
    engine: Engine, client: TestClient, hours: int, is_said: bool
) -> None:
    works(engine)
    read(engine, started_at=NOW - timedelta(hours=hours))
    said = text_of(client.get(PATH).text)
    assert ("Grave. Procesos de contratación (SECOP II): no se lee" in said) is is_said


@ON_SQLITE
@pytest.mark.parametrize(("hours", "is_said"), [(24, False), (25, True)])
def test_messages_that_wait_for_a_day_are_grave_and_the_canarys_are_none(
    engine: Engine, client: TestClient, hours: int, is_said: bool
) -> None:
    works(engine)
    at = NOW - timedelta(hours=hours)
    with writing(engine) as db:
        boards.save(db, [POZON, OLAYA, invented.BOARD], NOW)
        for code in (POZON.code, invented.BOARD_CODE):
            alert = Alert(code, "CO1.BDOS.1", AlertKind.NEW_MATCH, "1")
            alerts.queue(db, [alert], at, at, Priority.REST)
        later = Alert(OLAYA.code, "CO1.BDOS.2", AlertKind.NEW_MATCH, "1")
        alerts.queue(db, [later], NOW, NOW + timedelta(hours=5), Priority.AWAITED)
    said = text_of(client.get(PATH).text)
    assert ("Un mensaje espera su envío desde hace más de un día" in said) is is_said
    assert "esperan su envío 2" in said
    assert "ya debió salir 1" in said


def test_channels_that_are_stopped_refuse_us_or_rest_are_told_apart(
    engine: Engine, client: TestClient
) -> None:
    with writing(engine) as db:
        channel_states.stop(db, Channel.SMS, "cambia el contrato", NOW)
        channel_states.trouble(db, Channel.WHATSAPP, "template <paused>", NOW)
        channel_states.rest(db, Channel.EMAIL, NOW + timedelta(hours=1))
        channel_states.rest(db, Channel.TELEGRAM, NOW)
    page = client.get(PATH).text
    said = text_of(page)
    assert "Mensaje de texto: una persona lo detuvo" in said
    assert "cambia el contrato" in said
    assert "Grave. WhatsApp: el proveedor nos rechaza" in said
    assert "template &lt;paused&gt;" in page
    assert "Correo electrónico: el proveedor pidió esperar" in said
    assert "Telegram Sin problemas conocidos" in said


@ON_SQLITE
def test_a_night_that_failed_is_said_by_the_step_and_those_before_are_listed(
    engine: Engine, client: TestClient
) -> None:
    works(engine)
    assert "Todavía no se ha hecho ninguna" in client.get(PATH).text
    with writing(engine) as db:
        for day, step in enumerate((None, "not delivered")):
            at = NOW - timedelta(days=1 - day)
            canary.begin(db, f"CONVITE.CANARIO.{day}", at)
            canary.end(db, f"CONVITE.CANARIO.{day}", step, "in English", at)
    said = text_of(client.get(PATH).text)
    assert "La prueba de la última noche: no llegó" in said
    assert "2 de junio, 8:00 a. m.: llegó" in said
    assert "in English" not in said


@ON_SQLITE
def test_what_the_operator_could_not_be_told_is_said(engine: Engine, client: TestClient) -> None:
    works(engine)
    with writing(engine) as db:
        troubles.note(db, "mailbox", NOW)
        troubles.unsent(db, "mailbox", NOW, "nobody is named")
        db.execute(insert(troubles_table).values(name="contact keys"))  # over
    said = text_of(client.get(PATH).text)
    assert "No se puede leer el buzón" in said
    assert "no se le pudo avisar" in said
    assert "ninguna llave abre" not in said


@ON_SQLITE
def test_where_nobody_works_it_is_grave(engine: Engine, client: TestClient) -> None:
    read(engine)
    with writing(engine) as db:
        leases.take(db, leases.SCHEDULE, "host:1", NOW - timedelta(minutes=2), NOW)
    said = text_of(client.get(PATH).text)
    assert "Grave. El trabajo programado está detenido" in said


@ON_SQLITE
def test_a_page_asks_little(engine: Engine, client: TestClient) -> None:
    for dataset in ("p6dx-8zbt", "jbjy-vk9h", "it5q-hg94"):
        read(engine, dataset)
    with statements_of(engine) as asked:
        client.get(PATH)
    assert len(asked) <= MOST_A_PAGE


@ON_SQLITE
@pytest.mark.parametrize(
    ("role", "status"), [(StaffRole.TRAINER, 403), (StaffRole.OBSERVER, 403), (StaffRole.ADMINISTRATOR, 200)]
)
def test_only_who_sees_health_opens_it(engine: Engine, role: StaffRole, status: int) -> None:
    assert sign_in_staff(a_client(engine), engine, role).get(PATH).status_code == status


def test_each_job_tells_when_it_ran_how_it_went_and_when_it_runs_again(
    engine: Engine, client: TestClient
) -> None:
    works(engine)
    hour = timedelta(hours=1)
    with writing(engine) as db:
        jobs.settle(
            db, {"cycle": NOW - 2 * hour, "deliver": NOW + hour, "record": NOW - hour}, NOW - 9 * hour
        )
        jobs.begin(db, "cycle", "one", NOW - 2 * hour, NOW + 9 * hour)
    with writing(engine) as db:
        run = jobs.read(db)["cycle"]
        jobs.end(db, run, Outcome.FAILED, "KeyError", NOW - 2 * hour + timedelta(seconds=75))
    said = text_of(client.get(PATH).text)
    assert "Leer SECOP y buscar convocatorias: no se pudo la última vez. Se intenta de nuevo solo." in said
    assert "Anotar lo que pasó con cada junta: nadie lo hace desde hace rato." in said
    assert "Enviar mensajes Nunca Todavía no –" in said
    assert "Falló 75 s" in said
    assert "KeyError" not in said
    with writing(engine) as db:
        jobs.begin(db, "record", "one", NOW, NOW + hour)
    assert "En marcha" in text_of(client.get(PATH).text)


def test_every_job_of_the_schedule_has_its_words() -> None:
    assert set(condition.JOBS) == set(schedule.JOBS)
