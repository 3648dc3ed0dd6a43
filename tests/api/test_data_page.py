"""A board's contact data in its own hands: the notice, authorising, taking it back, having it erased."""

from dataclasses import replace

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine, select, update

from domain.alert import AlertKind
from domain.contact import Channel, Contact, Means
from notifications.notice import versions
from store import authorisations, boards, contacts, replies, stops
from store.engine import reading, writing
from store.replies import Taken
from store.telling_tables import alerts, deliveries
from store.telling_tables import authorisations as authorisation_rows
from store.telling_tables import contacts as contact_rows
from store.telling_tables import replies as reply_rows
from store.vault import Vault
from tests.api.town import ON_SQLITE, POZON, SECRET, a_client, page_of, settle, sign_in
from tests.examples import NOW

VAULT = Vault([SECRET])
PAGE = "/junta/mia/datos"
VERSION = versions()[0]
AGREED = {"version": VERSION, "leido": "si"}


@pytest.fixture
def client(engine: Engine) -> TestClient:
    settle(engine)
    with writing(engine) as db:
        contacts.add(db, VAULT, Contact(Channel.EMAIL, "junta@juntas.example", POZON.code), NOW)
    client = a_client(engine, answers_for_data=("la Alcaldía de prueba", "datos@alcaldia.example"))
    return sign_in(client, engine)


def confirmations(engine: Engine) -> list[tuple[str, int | None]]:
    query = select(alerts.c.board_code, deliveries.c.contact_id)
    of_kind = alerts.c.kind == AlertKind.CONFIRMATION.value
    with reading(engine) as db:
        joined = query.join(deliveries, alerts.c.delivery_id == deliveries.c.id)
        return [tuple(row) for row in db.execute(joined.where(of_kind))]


@ON_SQLITE
def test_the_notice_says_who_answers_and_each_version_stays(client: TestClient) -> None:
    seen = client.get("/aviso-de-datos")
    assert "Responde la Alcaldía de prueba" in seen.text
    assert "datos@alcaldia.example" in seen.text
    assert client.get(f"/aviso-de-datos/{VERSION}").text == seen.text
    assert client.get("/aviso-de-datos/2020-01-01").status_code == 404


def test_a_board_authorises_takes_it_back_and_authorises_again(client: TestClient, engine: Engine) -> None:
    assert "no nos ha autorizado" in client.get(PAGE).text
    for _ in range(2):
        assert client.post(f"{PAGE}/autorizar", data=AGREED).status_code == 303
    with reading(engine) as db:
        (given,) = authorisations.of_board(db, POZON.code)
        (contact,) = contacts.of_boards(db, VAULT, [POZON.code])[POZON.code]
    assert (given.notice, given.means, given.given_at) == (VERSION, Means.PAGE, NOW)
    assert confirmations(engine) == [(POZON.code, contact.id)]
    seen = client.get(PAGE).text
    assert "Su junta nos autorizó" in seen
    assert f"/aviso-de-datos/{VERSION}" in seen
    assert "junta@juntas.example" not in seen

    assert client.post(f"{PAGE}/retirar").status_code == 303
    assert "retiró la autorización" in client.get(PAGE).text
    with reading(engine) as db:
        assert contacts.of_boards(db, VAULT, [POZON.code])[POZON.code] == []
    client.post(f"{PAGE}/autorizar", data=AGREED)
    with reading(engine) as db:
        assert authorisations.standing(db) == {POZON.code}
    assert "Autorizaciones de antes" in client.get(PAGE).text


@ON_SQLITE
@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"version": VERSION}, "marquen que leyeron"),
        ({"leido": "si"}, "El aviso cambió"),
        ({"version": "2020-01-01", "leido": "si"}, "El aviso cambió"),
    ],
)
def test_nothing_is_authorised_unread(
    client: TestClient, engine: Engine, sent: dict[str, str], said: str
) -> None:
    answer = client.post(f"{PAGE}/autorizar", data=sent)
    assert answer.status_code == 422
    assert said in answer.text
    assert 'aria-describedby="leido-error"' in answer.text
    with reading(engine) as db:
        assert authorisations.standing(db) == set()


@ON_SQLITE
def test_who_stopped_the_messages_is_not_written_to_for_authorising(
    client: TestClient, engine: Engine
) -> None:
    client.post(f"{page_of(POZON)}/parar")
    client.post(f"{PAGE}/autorizar", data=AGREED)
    assert confirmations(engine) == []


@ON_SQLITE
def test_addresses_are_erased_after_asking_and_a_stop_outlives_them(
    client: TestClient, engine: Engine
) -> None:
    client.post(f"{PAGE}/autorizar", data=AGREED)
    client.post(f"{page_of(POZON)}/parar")
    with writing(engine) as db:
        boards.save(db, [replace(POZON, president="Persona de Prueba")], NOW)
    asked = client.get(f"{PAGE}/borrar").text
    assert "huella" in asked
    assert "nombre de quien preside" in asked
    with writing(engine) as db:
        (contact,) = contacts.of_boards(db, VAULT, [POZON.code])[POZON.code]
        replies.keep(
            db, Taken("email", "in-1", POZON.code, contact.digest, "not_understood", None, b"sealed", NOW)
        )
    for _ in range(2):
        assert client.post(f"{PAGE}/borrar").status_code == 303
    with reading(engine) as db:
        assert contacts.of_boards(db, VAULT, [POZON.code])[POZON.code] == []
        assert authorisations.standing(db) == set()
        assert stops.among(db, [contact.digest]) == {contact.digest}
        kept = db.execute(select(reply_rows).where(reply_rows.c.board_code == POZON.code)).one()
        assert (kept.digest, kept.sealed, kept.read_as) == ("", None, "not_understood")
        assert kept.id != "in-1"
    assert "No tenemos ninguna dirección" in client.get(PAGE).text
    assert "nada que borrar" in client.get(f"{PAGE}/borrar").text


@ON_SQLITE
def test_who_authorised_by_an_earlier_notice_is_told_that_it_says_more_and_stays_authorised(
    client: TestClient, engine: Engine
) -> None:
    client.post(f"{PAGE}/autorizar", data=AGREED)
    assert "el aviso dice más" not in client.get(PAGE).text
    with writing(engine) as db:
        db.execute(update(authorisation_rows).values(notice="2026-11-01"))
    assert "el aviso dice más" in client.get(PAGE).text
    with reading(engine) as db:
        assert authorisations.standing(db) == {POZON.code}


@ON_SQLITE
def test_an_address_that_no_key_opens_is_shown_as_such_and_can_be_erased(
    client: TestClient, engine: Engine
) -> None:
    with writing(engine) as db:
        db.execute(update(contact_rows).values(sealed=b"\x01" + b"unknown key" * 5))
    for page in (PAGE, f"{page_of(POZON)}/mensajes"):
        seen = client.get(page)
        assert (seen.status_code, "no se puede leer" in seen.text) == (200, True)
    assert client.get(f"{PAGE}/borrar").status_code == 200
    assert client.post(f"{PAGE}/borrar").status_code == 303
    with reading(engine) as db:
        assert contacts.of_boards(db, VAULT, [POZON.code])[POZON.code] == []


@ON_SQLITE
@pytest.mark.parametrize("act", ["autorizar", "retirar", "borrar"])
def test_another_site_s_form_changes_nothing(client: TestClient, act: str) -> None:
    away = {"sec-fetch-site": "cross-site"}
    assert client.post(f"{PAGE}/{act}", data=AGREED, headers=away).status_code == 403
