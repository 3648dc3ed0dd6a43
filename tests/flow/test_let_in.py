"""A board asks to be let in: the message arrives at once by a real mail server, and opens the page."""

import re
import time
from dataclasses import replace
from datetime import timedelta
from urllib.parse import urlsplit

from fastapi.testclient import TestClient
from sqlalchemy import Engine

from domain.access import SIGN_IN_LASTS
from domain.alert import Alert, AlertKind, Priority
from domain.contact import Channel
from notifications.compose import message
from service import web
from service.context import Context
from service.deliver.gather import Nothing, gather
from service.demo.smtp_server import Received, SmtpServer
from service.postman import Postman
from service.steps import deliver
from store import alerts, boards, contacts, deliveries, sign_ins
from store.engine import reading, writing
from tests.examples import NOW, a_board
from tests.flow.house import VAULT, House, a_house
from tests.reached import reach

BOARD = a_board()
ADDRESS = "jac-0001@juntas.example"


def a_browser(context: Context, postman: Postman) -> TestClient:
    app = web.server(context, "127.0.0.1", 0, postman.call).config.app
    browser = TestClient(app, base_url="http://testserver", follow_redirects=False)  # type: ignore[arg-type]
    browser.headers["sec-fetch-site"] = "same-origin"
    return browser


def settle(house: House) -> str:
    """One board, and the address at which it is reached."""
    with writing(house.context.engine) as db:
        boards.save(db, [BOARD], NOW)
        reach(db, VAULT, [BOARD.code])
        (known,) = contacts.of_boards(db, VAULT, [BOARD.code])[BOARD.code]
    return known.contact.address


def arrived(smtp: SmtpServer) -> Received:
    until = time.monotonic() + 10
    while not smtp.messages:
        assert time.monotonic() < until, "no mail came"
        time.sleep(0.02)
    return smtp.messages[0]


def test_a_leader_asks_reads_the_mail_and_is_in(engine: Engine) -> None:
    with a_house(engine, NOW) as house:
        address = settle(house)
        postman = Postman(house.context)
        with postman.at_work():
            browser = a_browser(house.context, postman)
            browser.post("/entrar", data={"direccion": address})
            mail = arrived(house.smtp)
        assert mail.recipient == address
        subject = str(mail.message["Subject"])
        code = re.match(r"(\d{3} \d{3}) es su código para entrar a Convite", subject)
        assert code
        body = mail.message.get_body(("plain",))
        assert body
        text = body.get_content()
        assert "No reenvíen" in text
        assert "Pueden reenviar" not in text
        assert "8:30" in text  # half an hour from now
        link = re.search(r"https?://\S+/e/\S+", text)
        assert link
        assert BOARD.name in browser.get(urlsplit(link[0]).path).text
        assert browser.post("/entrar/codigo", data={"codigo": code[1]}).headers["location"] == "/junta/mia"
        assert browser.get("/junta/mia").status_code == 200
        assert browser.post(urlsplit(link[0]).path).status_code == 410


def test_at_once_goes_what_somebody_waits_for_and_nothing_else(engine: Engine) -> None:
    with a_house(engine, NOW) as house:
        address = settle(house)
        with writing(engine) as db:
            told = Alert(BOARD.code, NOW.isoformat(), AlertKind.CONFIRMATION)
            alerts.queue(db, [told], NOW, NOW, Priority.NEW)
        postman = Postman(house.context)
        with postman.at_work():
            a_browser(house.context, postman).post("/entrar", data={"direccion": address})
            arrived(house.smtp)
        with reading(engine) as db:
            assert deliveries.waiting(db)[0] == 1
        assert len(house.smtp.messages) == 1


def test_a_message_that_came_too_late_is_not_sent(engine: Engine) -> None:
    with a_house(engine, NOW) as house:
        address = settle(house)
        a_browser(house.context, Postman(house.context)).post("/entrar", data={"direccion": address})
        late = replace(house.context, clock=lambda: NOW + SIGN_IN_LASTS)
        assert deliver.run(late).failed == 1
        assert house.smtp.messages == ()


def test_a_postman_that_cannot_send_leaves_the_message_to_the_schedule(engine: Engine) -> None:
    with a_house(engine, NOW) as house:
        address = settle(house)
        unset = house.context.settings.model_copy(update={"smtp_url": None})
        postman = Postman(replace(house.context, settings=unset))
        with postman.at_work():
            a_browser(house.context, postman).post("/entrar", data={"direccion": address})
        assert deliver.run(house.context).sent == 1


def test_the_text_message_has_the_code_and_the_link_and_the_chat_the_link_alone(engine: Engine) -> None:
    with a_house(engine, NOW) as house:
        settle(house)
        with writing(engine) as db:
            id_ = sign_ins.ask(db, BOARD.code, "handle", NOW)
            (known,) = contacts.of_boards(db, VAULT, [BOARD.code])[BOARD.code]
            until = (NOW + timedelta(minutes=30)).isoformat()
            told = Alert(BOARD.code, id_, AlertKind.SIGN_IN, after=until)
            alerts.queue(db, [told], NOW, NOW, Priority.AWAITED, contact_id=known.id)
            (claimed,) = deliveries.claim(db, "test", NOW, NOW + timedelta(minutes=1))
            said = gather(house.context, db, [claimed])[claimed.id]
        assert not isinstance(said, Nothing)
        composed = message(said)
        sms, chat = composed.sms(), composed.chat()
        assert known.contact.channel is Channel.EMAIL
        code = re.search(r"\d{6}", sms)
        assert code
        assert "/e/" in sms
        assert "ALTO" in sms
        assert "/e/" in chat.text
        assert code[0] not in chat.text.replace(" ", "")
