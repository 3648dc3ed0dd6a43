"""Whether a message is ours: what is said to whoever holds its code, and how often one may ask."""

from datetime import timedelta

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine, select

from api.site import VERIFIED_A_MINUTE
from api.window import Window
from domain.alert import Alert, AlertKind, DeliveryResult, Ending, Priority
from domain.contact import Channel
from notifications.code import printed
from store import alerts, deliveries
from store.engine import open_database, reading, writing
from store.telling_tables import deliveries as rows
from tests.api.town import ON_SQLITE, POZON, a_client, settle_one_call
from tests.examples import NOW


def a_message(engine: Engine, *, is_sent: bool = True) -> str:
    """Its code; it tells of a call and of a paper."""
    call = settle_one_call(engine, title="MANTENIMIENTO DEL PARQUE")
    with writing(engine) as db:
        told = [
            Alert(POZON.code, call.portfolio_id, AlertKind.NEW_MATCH),
            Alert(POZON.code, "RUT", AlertKind.PAPER_EXPIRES),
        ]
        alerts.queue(db, told, NOW, NOW, Priority.NEW)
        if is_sent:
            (one,) = deliveries.claim(db, "w", NOW, NOW)
            done = Ending(one, DeliveryResult.ACCEPTED, NOW, NOW, channel=Channel.WHATSAPP)
            deliveries.finish(db, [done])
    with reading(engine) as db:
        code: str = db.execute(select(rows.c.code)).scalar_one()
    return code


def ask(client: TestClient, typed: str) -> tuple[int, str]:
    answer = client.post("/verificar", data={"codigo": typed})
    assert answer.headers["cache-control"] == "no-store"
    return answer.status_code, answer.text


def test_who_holds_the_code_is_told_what_the_message_is_and_not_whose(engine: Engine) -> None:
    code = a_message(engine)
    client = a_client(engine)
    for typed in (code, printed(code).lower(), f" {code[:3]} {code[3:]} "):
        status, said = ask(client, typed)
        assert status == 200
        for told in (
            "Sí: este mensaje lo envió Convite",
            "WhatsApp",
            "Cartagena",
            "Mantenimiento del parque",
        ):
            assert told in said
        assert "También: documentos de la junta que se vencen" in said
        assert POZON.name not in said
        assert "RUT" not in said
        assert "nunca pide dinero" in said


@ON_SQLITE
def test_whatever_is_no_code_of_ours_gets_the_same_answer(engine: Engine) -> None:
    unsent = a_message(engine, is_sent=False)
    client = a_client(engine)
    answers = {ask(client, typed)[1].replace(typed, "") for typed in (unsent, "ABCD2345", "hola", "Ñ" * 8)}
    assert len(answers) == 1
    assert "Ningún mensaje de Convite tiene ese código" in answers.pop()


def test_an_empty_code_is_asked_for_beside_the_field() -> None:
    engine = open_database("sqlite://")
    status, said = ask(a_client(engine), "  ")
    assert status == 422
    assert 'aria-describedby="codigo-ayuda codigo-error"' in said
    engine.dispose()


@ON_SQLITE
def test_who_asks_too_often_is_told_to_wait(engine: Engine) -> None:
    client = a_client(engine)
    for _ in range(VERIFIED_A_MINUTE):
        assert ask(client, "ABCD2345")[0] == 200
    status, said = ask(client, "ABCD2345")
    assert status == 429
    assert "Esperen un minuto" in said
    assert client.get("/verificar").status_code == 200


@pytest.mark.parametrize(
    ("address", "same"),
    [
        ("10.0.0.1", "10.0.0.1"),
        ("10.0.0.1", "::ffff:10.0.0.1"),
        ("::ffff:10.0.0.1", "::ffff:10.0.0.1"),
        ("2001:db8::1", "2001:db8::ffff:2"),
    ],
)
def test_a_window_counts_each_address_until_it_ends(address: str, same: str) -> None:
    window = Window(2, timedelta(minutes=1))
    assert [window.is_free(one, NOW) for one in (address, same, address)] == [True, True, False]
    assert window.is_free("10.0.0.2", NOW)
    assert window.is_free("::ffff:10.0.0.3", NOW)
    assert not window.is_free(address, NOW + timedelta(seconds=59))
    assert window.is_free(address, NOW + timedelta(seconds=60))


def test_a_window_holds_no_more_addresses_than_it_has_room_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.window._MOST_ADDRESSES", 3)
    window = Window(1, timedelta(minutes=1))
    assert [window.is_free(f"10.0.0.{number}", NOW) for number in range(5)] == [True, True, True, True, False]
    assert not window.is_free("10.0.0.1", NOW)


def test_who_fills_a_window_shuts_out_no_other_network_and_no_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.window._MOST_ADDRESSES", 3)
    window = Window(1, timedelta(minutes=1))
    filled = [window.is_free(f"2001:db8:0:{number}::1", NOW) for number in range(5)]
    assert filled == [True, True, True, True, False]
    for other in ("10.0.0.1", "::ffff:10.1.0.1", "2001:db9::1", "key:7"):
        assert [window.is_free(other, NOW) for _ in range(2)] == [True, False]
