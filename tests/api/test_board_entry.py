"""How a board is let in: by the link or the code of a message to an address of its own."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine, select

from api.access.board_entry import MOST_OPEN
from domain.access import MOST_CODES_TRIED, SIGN_IN_LASTS, STAY_OF_BOARD
from domain.alert import AlertKind
from domain.contact import Channel, Contact, ContactSource, Role
from notifications.sign_in import code_of, path_of
from store import contacts, stops
from store.access_tables import sessions as table
from store.access_tables import sign_ins
from store.audit import Action, newest
from store.engine import reading, writing
from store.telling_tables import alerts, deliveries
from store.vault import Vault
from tests.api.town import OLAYA, ON_SQLITE, POZON, SECRET, a_client, page_of, settle
from tests.examples import NOW

VAULT = Vault([SECRET])
MAIL = "junta@juntas.example"


@pytest.fixture
def clock() -> list[datetime]:
    """The time of day, to be put forward."""
    return [NOW]


@pytest.fixture
def client(engine: Engine, clock: list[datetime]) -> TestClient:
    """A browser of our own pages, in a town of which one board has an address."""
    settle(engine)
    with writing(engine) as db:
        contacts.add(db, VAULT, Contact(Channel.EMAIL, MAIL, POZON.code), NOW)
    return a_browser(engine, clock)


def a_browser(engine: Engine, clock: list[datetime], **fields: Any) -> TestClient:
    client = a_client(engine, clock=lambda: clock[0], **fields)
    client.headers["sec-fetch-site"] = "same-origin"
    return client


def asked(engine: Engine) -> list[str]:
    """The wishes to be let in, the newest last."""
    with reading(engine) as db:
        return list(db.execute(select(sign_ins.c.id).order_by(sign_ins.c.asked_at)).scalars())


def queued(engine: Engine) -> list[tuple[str, int | None]]:
    query = select(alerts.c.board_code, deliveries.c.contact_id).join(
        deliveries, alerts.c.delivery_id == deliveries.c.id
    )
    with reading(engine) as db:
        found = db.execute(query.where(alerts.c.kind == AlertKind.SIGN_IN.value))
        return [(row[0], row[1]) for row in found]


def newest_link(engine: Engine) -> str:
    return path_of(asked(engine)[-1], SECRET)


def ask(client: TestClient, typed: str = MAIL) -> None:
    answer = client.post("/entrar", data={"direccion": typed})
    assert (answer.status_code, answer.headers["location"]) == (303, "/entrar/codigo")


def test_a_board_is_let_in_once_by_the_link_of_its_message(client: TestClient, engine: Engine) -> None:
    ask(client)
    assert [code for code, _ in queued(engine)] == [POZON.code]
    link = newest_link(engine)
    for _ in range(3):  # a scanner opens it, and opens it again
        assert POZON.name in client.get(link).text
    assert client.get("/junta/mia").headers["location"] == "/entrar"
    assert client.post(link).headers["location"] == "/junta/mia"
    assert POZON.name in client.get("/junta/mia").text
    assert client.post(link).status_code == 410
    with reading(engine) as db:
        assert [(line.actor, line.action) for line in newest(db, 10)] == [
            ("board:JAC-0001", Action.SIGNED_IN)
        ]


def test_a_board_is_let_in_once_by_the_code_of_its_message(client: TestClient, engine: Engine) -> None:
    ask(client)
    code = code_of(asked(engine)[0], SECRET)
    typed = f" {code[:3]}-{code[3:]} "
    assert client.post("/entrar/codigo", data={"codigo": typed}).headers["location"] == "/junta/mia"
    assert POZON.name in client.get("/junta/mia").text
    assert client.post("/entrar/codigo", data={"codigo": typed}).headers["location"] == "/entrar"


@ON_SQLITE
def test_the_code_lets_in_only_the_browser_that_asked(
    client: TestClient, engine: Engine, clock: list[datetime]
) -> None:
    ask(client)
    code = code_of(asked(engine)[0], SECRET)
    another = a_browser(engine, clock)
    assert another.post("/entrar/codigo", data={"codigo": code}).headers["location"] == "/entrar"
    ask(another, "nadie@juntas.example")
    assert another.post("/entrar/codigo", data={"codigo": code}).status_code == 422


@ON_SQLITE
@pytest.mark.parametrize(("wrong", "is_let_in"), [(MOST_CODES_TRIED - 1, True), (MOST_CODES_TRIED, False)])
def test_a_code_is_guessed_at_only_so_often(
    wrong: int, is_let_in: bool, client: TestClient, engine: Engine
) -> None:
    ask(client)
    code = code_of(asked(engine)[0], SECRET)
    for _ in range(wrong):
        assert client.post("/entrar/codigo", data={"codigo": f"{int(code) ^ 1:06}"}).status_code == 422
    answer = client.post("/entrar/codigo", data={"codigo": code})
    assert (answer.status_code == 303) is is_let_in
    # The link, which nobody guesses, lets in whom the code does not.
    assert client.post(newest_link(engine)).status_code == (410 if is_let_in else 303)


@ON_SQLITE
@pytest.mark.parametrize(
    ("after", "status"), [(SIGN_IN_LASTS - timedelta(seconds=1), 303), (SIGN_IN_LASTS, 410)]
)
def test_a_link_holds_for_half_an_hour(
    after: timedelta, status: int, client: TestClient, engine: Engine, clock: list[datetime]
) -> None:
    ask(client)
    clock[0] += after
    assert client.get(newest_link(engine)).status_code == (200 if status == 303 else 410)
    assert client.post(newest_link(engine)).status_code == status


@ON_SQLITE
@pytest.mark.parametrize("typed", ["nadie@juntas.example", "300 000 0099"])
def test_an_address_that_is_nobodys_is_answered_as_any_other(
    typed: str, client: TestClient, engine: Engine
) -> None:
    ask(client, typed)
    assert queued(engine) == []
    assert "Si esa dirección es de una junta" in client.get("/entrar/codigo").text


@ON_SQLITE
@pytest.mark.parametrize("typed", ["", "junta", "@", "12345", "605 660 0000"])
def test_what_is_no_address_is_said_beside_the_field_and_stays_there(typed: str, client: TestClient) -> None:
    answer = client.post("/entrar", data={"direccion": typed})
    assert answer.status_code == 422
    assert "no parece un correo ni un celular" in answer.text
    assert f'value="{typed}"' in answer.text


@ON_SQLITE
def test_a_number_finds_the_board_by_the_way_that_is_tried_first(client: TestClient, engine: Engine) -> None:
    with writing(engine) as db:
        for channel in (Channel.WHATSAPP, Channel.SMS):
            contacts.add(db, VAULT, Contact(channel, "+573000000012", OLAYA.code), NOW)
        (whatsapp, _) = contacts.of_boards(db, VAULT, [OLAYA.code])[OLAYA.code]
    ask(client, "300 000 0012")
    assert queued(engine) == [(OLAYA.code, whatsapp.id)]


@ON_SQLITE
def test_a_leader_of_two_boards_gets_a_message_for_each_and_enters_as_the_one_of_the_code(
    client: TestClient, engine: Engine
) -> None:
    with writing(engine) as db:
        contacts.add(db, VAULT, Contact(Channel.EMAIL, MAIL.upper(), OLAYA.code), NOW)
    ask(client)
    assert sorted(code for code, _ in queued(engine)) == [POZON.code, OLAYA.code]
    with reading(engine) as db:
        of_olaya = select(sign_ins.c.id).where(sign_ins.c.board_code == OLAYA.code)
        id_ = db.execute(of_olaya).scalar_one()
    client.post("/entrar/codigo", data={"codigo": code_of(id_, SECRET)})
    assert OLAYA.name in client.get("/junta/mia").text


@ON_SQLITE
def test_who_wants_no_messages_gets_none_also_of_this_kind(client: TestClient, engine: Engine) -> None:
    with writing(engine) as db:
        stops.add(db, [VAULT.digest(Channel.EMAIL, MAIL)], ContactSource.REPLY, NOW)
    ask(client)
    assert queued(engine) == []


@ON_SQLITE
def test_a_trainers_address_is_no_boards(client: TestClient, engine: Engine) -> None:
    with writing(engine) as db:
        trainer = Contact(Channel.EMAIL, "forma@oficina.example", role=Role.TRAINER)
        contacts.add(db, VAULT, trainer, NOW)
    ask(client, "forma@oficina.example")
    assert queued(engine) == []


def test_a_telephone_is_not_filled_by_asking_and_nobody_is_shut_out_by_it(
    client: TestClient, engine: Engine, clock: list[datetime]
) -> None:
    """Somebody asks for the board again and again, and spoils each code."""
    somebody = a_browser(engine, clock)
    for _ in range(MOST_OPEN + 2):
        ask(somebody)
        for _ in range(MOST_CODES_TRIED):
            somebody.post("/entrar/codigo", data={"codigo": "000000"})
    ask(client)
    assert len(queued(engine)) == MOST_OPEN
    with reading(engine) as db:
        refused = [line.actor for line in newest(db, 500) if line.action is Action.REFUSED]
    assert refused == [f"board:{POZON.code}"] * (MOST_OPEN * MOST_CODES_TRIED)
    assert client.post(newest_link(engine)).status_code == 303  # of the message that somebody had us send
    ask(client)
    assert len(queued(engine)) == MOST_OPEN + 1
    clock[0] += SIGN_IN_LASTS
    ask(client)
    assert len(queued(engine)) == MOST_OPEN + 2


@ON_SQLITE
def test_who_has_the_boards_link_chooses_one_of_its_addresses(client: TestClient, engine: Engine) -> None:
    page = f"{page_of(POZON)}/entrar"
    with writing(engine) as db:
        (mine,) = contacts.of_boards(db, VAULT, [POZON.code])[POZON.code]
        foreign = contacts.add(db, VAULT, Contact(Channel.EMAIL, "otra@juntas.example", OLAYA.code), NOW)
    assert client.get(f"{page_of(POZON)}/datos").headers["location"] == page
    seen = client.get(page).text
    assert "j•••@juntas.example" in seen
    assert MAIL not in seen
    for id_ in (mine.id, foreign, 999):
        assert client.post(page, data={"contacto": id_}).headers["location"] == "/entrar/codigo"
    assert queued(engine) == [(POZON.code, mine.id)]


@ON_SQLITE
@pytest.mark.parametrize(
    "headers",
    [{}, {"sec-fetch-site": "cross-site"}, {"origin": "https://elsewhere.example"}, {"origin": "null"}],
)
@pytest.mark.parametrize(
    "act", ["/entrar", "/entrar/codigo", "/salir", "/junta/mia/parar", "/junta/mia/respuesta"]
)
def test_a_session_moves_nothing_for_another_sites_form(
    act: str, headers: dict[str, str], client: TestClient, engine: Engine, clock: list[datetime]
) -> None:
    ask(client)
    client.post(newest_link(engine))
    client.headers.pop("sec-fetch-site")
    assert client.post(act, headers=headers).status_code == 403
    client.headers["origin"] = "http://testserver"  # a browser of before Sec-Fetch-Site
    assert client.post(act).status_code != 403


def test_a_session_ends_with_leaving_and_with_time(
    client: TestClient, engine: Engine, clock: list[datetime]
) -> None:
    ask(client)
    client.post(newest_link(engine))
    clock[0] += STAY_OF_BOARD.idle - timedelta(seconds=1)
    assert client.get("/junta/mia").status_code == 200
    clock[0] += STAY_OF_BOARD.idle - timedelta(seconds=1)  # counted anew from the last page
    assert client.get("/junta/mia").status_code == 200
    token = client.cookies["sesion"]
    assert client.post("/salir").status_code == 303
    client.cookies.set("sesion", token)
    assert client.get("/junta/mia").headers["location"] == "/entrar"


@ON_SQLITE
def test_over_https_the_cookie_is_of_this_host_alone_and_no_script_reads_it(
    engine: Engine, client: TestClient, clock: list[datetime]
) -> None:
    secure = a_browser(engine, clock, public_url="https://convite.example")
    answer = secure.post("/entrar", data={"direccion": MAIL})
    said = answer.headers["set-cookie"]
    assert said.startswith("__Host-entrada=")
    for word in ("HttpOnly", "Secure", "SameSite=lax", "Path=/"):
        assert word in said


@ON_SQLITE
def test_the_database_holds_no_token_that_lets_in(client: TestClient, engine: Engine) -> None:
    ask(client)
    client.post(newest_link(engine))
    token = client.cookies["sesion"]
    with reading(engine) as db:
        (row,) = db.execute(select(table)).mappings()
    assert token not in str(dict(row))


@ON_SQLITE
def test_somebody_is_told_at_once_that_a_board_waits(engine: Engine, clock: list[datetime]) -> None:
    settle(engine)
    waits: list[bool] = []
    note: Callable[[], None] = lambda: waits.append(True)  # noqa: E731
    client = a_browser(engine, clock, somebody_waits=note)
    client.post("/entrar", data={"direccion": MAIL})
    assert waits == [True]


@ON_SQLITE
def test_asking_again_and_again_has_to_wait(client: TestClient) -> None:
    answers = [client.post("/entrar", data={"direccion": f"j{n}@juntas.example"}) for n in range(21)]
    assert [answer.status_code for answer in answers] == [303] * 20 + [429]
    assert answers[-1].headers["retry-after"] == "60"
