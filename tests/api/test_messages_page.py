"""How and when a board wants its messages: its page, what it can do there, and the same as JSON."""

from datetime import date, timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine, select

from api import wishes
from api.wishes import Form, form_of, read_form
from domain.alert import AlertKind
from domain.contact import Channel, Contact, Preferences, Rhythm
from notifications.links import sign_feed
from store import authorisations, contacts, preferences, stopping
from store.engine import reading, writing
from store.telling_tables import alerts, deliveries
from store.vault import Vault
from tests.api.town import OLAYA, ON_SQLITE, POZON, SECRET, a_client, page_of, settle, sign_in
from tests.examples import NOW, TODAY, TOMORROW, an_authorisation

VAULT = Vault([SECRET])
PAGE = f"{page_of(POZON)}/mensajes"
MINE = "/junta/mia/mensajes"
USUAL = form_of(Preferences())


@pytest.fixture
def client(engine: Engine) -> TestClient:
    """Of a town in which one board may be written to at two addresses."""
    settle(engine)
    with writing(engine) as db:
        contacts.add(db, VAULT, Contact(Channel.EMAIL, "junta@juntas.example", POZON.code), NOW)
        contacts.add(db, VAULT, Contact(Channel.WHATSAPP, "+573000000012", POZON.code), NOW)
        contacts.add(db, VAULT, Contact(Channel.EMAIL, "otra@juntas.example", OLAYA.code), NOW)
        authorisations.give(db, [an_authorisation(board_code=POZON.code)])
    return a_client(engine, telegram_bot="convite_bot")


def ids(engine: Engine, code: str = POZON.code) -> list[int]:
    with reading(engine) as db:
        return [known.id for known in contacts.of_boards(db, VAULT, [code])[code]]


def queued(engine: Engine, kind: AlertKind = AlertKind.TEST) -> list[int | None]:
    """To which contacts messages of this kind are queued."""
    query = select(deliveries.c.contact_id).join(alerts, alerts.c.delivery_id == deliveries.c.id)
    with reading(engine) as db:
        return list(db.execute(query.where(alerts.c.kind == kind.value).order_by(alerts.c.id)).scalars())


def typed(**fields: str) -> dict[str, str]:
    return {"ritmo": "daily", "desde": "7", "hasta": "19", "urgente": "", "pausa": "", **fields}


@ON_SQLITE
def test_the_page_shows_addresses_only_in_part(client: TestClient) -> None:
    seen = client.get(PAGE)
    assert seen.status_code == 200
    assert "j•••@juntas.example" in seen.text
    assert "•••0012" in seen.text
    assert "junta@juntas.example" not in seen.text
    assert "3000000012" not in seen.text
    assert "otra" not in seen.text.replace("otra dirección", "").replace("con la otra", "")
    assert "https://t.me/convite_bot?start=" in seen.text
    assert f'/junta/{sign_feed(POZON.code, SECRET, NOW)}/fechas.ics"' in seen.text
    assert seen.headers["cache-control"] == "private, no-cache"


def test_what_a_board_wants_is_kept_and_shown_again(client: TestClient, engine: Engine) -> None:
    until = (TODAY + timedelta(days=30)).isoformat()
    sent = typed(ritmo="weekly", desde="9", hasta="17", urgente="si", pausa=until)
    assert client.post(PAGE, data=sent).headers["location"].endswith("/mensajes?hecho=guardado")
    with reading(engine) as db:
        known = preferences.of_boards(db, [POZON.code])[POZON.code]
    assert known == Preferences(Rhythm.WEEKLY, 9, 17, True, TODAY + timedelta(days=30))
    seen = client.get(f"{PAGE}?hecho=guardado").text
    assert 'value="weekly" checked' in seen
    assert f'value="{until}"' in seen
    assert "Guardado" in seen
    assert "Los mensajes están en pausa" in seen


@ON_SQLITE
def test_what_is_wrong_is_said_beside_its_field_and_what_was_typed_stays(
    client: TestClient, engine: Engine
) -> None:
    answer = client.post(PAGE, data=typed(ritmo="", desde="15", hasta="9", pausa='32/13/2026"><b>'))
    assert answer.status_code == 422
    for field in ("ritmo", "horas", "pausa"):
        assert f'id="{field}-error"' in answer.text
    assert 'aria-invalid="true"' in answer.text
    assert 'value="32/13/2026&#34;&gt;&lt;b&gt;"' in answer.text
    assert '<option value="15" selected>' in answer.text
    with reading(engine) as db:
        assert preferences.of_boards(db, [POZON.code])[POZON.code] == Preferences()


@pytest.mark.parametrize(
    ("pausa", "until"),
    [
        ("", None),
        (TOMORROW.isoformat(), TOMORROW),
        (f"{TOMORROW:%d/%m/%Y}", TOMORROW),
        (f" {TOMORROW:%d-%m-%Y} ", TOMORROW),
        ((TODAY + wishes.LONGEST_PAUSE).isoformat(), TODAY + wishes.LONGEST_PAUSE),
    ],
)
def test_a_pause_ends_on_a_day_to_come(pausa: str, until: date | None) -> None:
    form = Form(**{**typed(), "pausa": pausa})
    assert read_form(form, TODAY) == Preferences(paused_until=until)


@pytest.mark.parametrize(
    "fields",
    [
        {"pausa": TODAY.isoformat()},
        {"pausa": (TODAY + wishes.LONGEST_PAUSE + timedelta(days=1)).isoformat()},
        {"pausa": "mañana"},
        {"pausa": "2026-02-30"},
        {"pausa": "٢٠٢٦-٠٧-٠١"},
        {"ritmo": "hourly"},
        {"desde": "9", "hasta": "9"},
        {"desde": "6"},
        {"hasta": "20"},
        {"desde": "siete"},
    ],
)
def test_what_cannot_be_is_not_taken(fields: dict[str, str]) -> None:
    assert isinstance(read_form(Form(**typed(**fields)), TODAY), dict)


def test_the_usual_hours_are_kept_as_the_usual_ones() -> None:
    assert read_form(USUAL, TODAY) == Preferences()
    narrow = Preferences(opens_hour=18, closes_hour=19)
    assert form_of(narrow).hasta == "19"
    assert read_form(form_of(narrow), TODAY) == Preferences(opens_hour=18)


def test_a_pause_that_is_over_is_shown_as_none() -> None:
    over = Preferences(paused_until=TODAY)
    assert wishes.without_past_pause(over, TODAY).paused_until is None
    assert wishes.without_past_pause(Preferences(paused_until=TOMORROW), TODAY).paused_until == TOMORROW


@ON_SQLITE
def test_an_address_is_put_first_and_that_of_another_board_is_not(client: TestClient, engine: Engine) -> None:
    mail, phone = ids(engine)
    sign_in(client, engine)
    for wanted, done in ((phone, "hecho=orden"), (ids(engine, OLAYA.code)[0], "/mensajes#")):
        assert done in client.post(f"{MINE}/primero", data={"contacto": wanted}).headers["location"]
        assert ids(engine) == [phone, mail]
    assert len(ids(engine, OLAYA.code)) == 1
    assert queued(engine, AlertKind.CONFIRMATION) == [mail]


@ON_SQLITE
def test_who_has_the_link_alone_turns_no_message_elsewhere(client: TestClient, engine: Engine) -> None:
    mail, phone = ids(engine)
    answer = client.post(f"{PAGE}/primero", data={"contacto": phone})
    assert answer.headers["location"] == f"{page_of(POZON)}/entrar"
    assert ids(engine) == [mail, phone]


@ON_SQLITE
def test_where_messages_went_is_told_that_another_address_comes_first_once_a_day(
    client: TestClient, engine: Engine
) -> None:
    mail, phone = ids(engine)
    sign_in(client, engine)
    for wanted in (phone, mail, phone, phone):
        client.post(f"{MINE}/primero", data={"contacto": wanted})
    assert queued(engine, AlertKind.CONFIRMATION) == [mail, phone]
    with reading(engine) as db:
        told = db.execute(select(alerts.c.after).order_by(alerts.c.id)).scalars().all()
    assert told == ["whatsapp", "email"]


def test_a_test_goes_to_one_address_once_an_hour(client: TestClient, engine: Engine) -> None:
    mail, phone = ids(engine)
    assert client.post(f"{PAGE}/prueba", data={"contacto": mail}).headers["location"].count("prueba") == 1
    assert "espera" in client.post(f"{PAGE}/prueba", data={"contacto": mail}).headers["location"]
    client.post(f"{PAGE}/prueba", data={"contacto": phone})
    client.post(f"{PAGE}/prueba", data={"contacto": ids(engine, OLAYA.code)[0]})
    assert queued(engine) == [mail, phone]
    for minutes, number in ((59, 2), (60, 3)):
        later = a_client(engine, NOW + timedelta(minutes=minutes))
        later.post(f"{PAGE}/prueba", data={"contacto": mail})
        assert len(queued(engine)) == number


@ON_SQLITE
def test_no_test_goes_to_who_stopped_or_has_not_authorised(client: TestClient, engine: Engine) -> None:
    (mail, _), (other,) = ids(engine), ids(engine, OLAYA.code)
    client.post(f"{page_of(OLAYA)}/mensajes/prueba", data={"contacto": other})
    client.post(f"{page_of(POZON)}/parar")
    client.post(f"{PAGE}/prueba", data={"contacto": mail})
    assert queued(engine) == []
    assert "Pidieron no recibir más mensajes" in client.get(PAGE).text
    assert "no nos ha autorizado" in client.get(f"{page_of(OLAYA)}/mensajes").text
    with writing(engine) as db:
        stopping.resume(db, VAULT, POZON.code)
        contacts.fail(db, mail, "550", NOW)
    client.post(f"{PAGE}/prueba", data={"contacto": mail})
    assert queued(engine) == []


@ON_SQLITE
def test_programs_read_and_set_the_same(client: TestClient, engine: Engine) -> None:
    path = PAGE.replace("/junta/", "/api/v1/board/").replace("/mensajes", "/preferences")
    usual = {
        "rhythm": "daily",
        "opens_hour": None,
        "closes_hour": None,
        "urgent_any_time": False,
        "paused_until": None,
    }
    assert client.get(path).json() == usual
    wanted = {**usual, "rhythm": "at_once", "opens_hour": 8, "paused_until": TOMORROW.isoformat()}
    for _ in range(2):
        assert client.put(path, json=wanted).json() == wanted
    bad: list[dict[str, Any]] = [
        {"opens_hour": 6},
        {"opens_hour": 12, "closes_hour": 12},
        {"paused_until": TODAY.isoformat()},
        {"rhythm": "hourly"},
        {"colour": "red"},
    ]
    for fields in bad:
        assert client.put(path, json={**usual, **fields}).status_code == 422
    assert client.get(path).json() == wanted

    with writing(engine) as db:
        preferences.save(db, POZON.code, Preferences(paused_until=TODAY), NOW)
    told = client.get(path).json()
    assert told == usual, "a pause that is over is none"
    assert client.put(path, json=told).json() == usual


@ON_SQLITE
@pytest.mark.parametrize("act", ["", "/primero", "/prueba"])
def test_another_site_s_form_and_a_forged_link_change_nothing(client: TestClient, act: str) -> None:
    away = {"sec-fetch-site": "cross-site"}
    assert client.post(f"{PAGE}{act}", data={**typed(), "contacto": "1"}, headers=away).status_code == 403
    forged = PAGE.replace("/junta/", "/junta/x")
    assert client.post(f"{forged}{act}", data={**typed(), "contacto": "1"}).status_code == 404
