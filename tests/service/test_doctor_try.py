"""Doctor tells which channel works by really trying it, and keeps nothing of where it tried."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from time import sleep

from fastapi.testclient import TestClient
from sqlalchemy import Engine, select

from api.app import create_app
from api.site import Secrets, Web
from domain.contact import Channel, ContactSource
from service import doctor_try
from service.context import Context
from service.demo.smtp_server import SmtpServer
from service.doctor_try import Tried
from service.progress import Progress
from service.settings import Settings
from store import channel_states, stops
from store.engine import reading, writing
from store.schema import metadata
from tests.examples import NOW
from tests.notifications.servers.base import Refuse
from tests.notifications.servers.telegram import TOKEN as BOT
from tests.notifications.servers.telegram import TelegramServer
from tests.notifications.servers.whatsapp import APP_SECRET, PHONE_ID, TOKEN, WhatsAppServer
from tests.service.imap_server import imap_server

SECRET = "a secret that only these tests know"
OURS, OTHER = "convite@convite.example", "junta@juntas.example"
NUMBER, STOPPED, CHAT = "+573000000001", "+573000000002", "123456789"


@contextmanager
def answering(engine: Engine, server: WhatsAppServer) -> Iterator[None]:
    """Meta tells the running web that a message arrived, soon after it took it."""
    app = create_app(
        engine,
        Web(SECRET, "http://testserver", "13001", lambda: NOW, webhooks=Secrets(whatsapp_app=APP_SECRET)),
    )

    def tell() -> None:
        while not server.accepted:
            sleep(0.02)
        hook = server.status(server.accepted[0].id, "delivered", key=server.accepted[0].key)
        with TestClient(app) as client:
            client.post("/webhooks/whatsapp", content=hook.body, headers=dict(hook.headers))

    thread = threading.Thread(target=tell)
    thread.start()
    yield
    thread.join()


def refuse(address: str) -> Refuse | None:
    return Refuse(403, says="Forbidden: bot was blocked by the user") if address == CHAT else None


def test_what_arrived_works_what_was_taken_is_taken_and_what_was_refused_fails(
    engine: Engine, tmp_path: Path
) -> None:
    with (
        SmtpServer(tmp_path) as smtp,
        imap_server(tmp_path) as mailbox,
        WhatsAppServer() as whatsapp,
        TelegramServer(refuse) as telegram,
    ):
        chosen = Settings(
            _env_file=None,  # type: ignore[call-arg]  # pydantic-settings takes it
            secret_key=SECRET,
            smtp_url=smtp.url,
            mail_from=f"Convite <{OURS}>",
            mailbox_url=mailbox,
            whatsapp_url=whatsapp.url,
            whatsapp_token=TOKEN,
            whatsapp_phone_id=PHONE_ID,
            whatsapp_app_secret=APP_SECRET,
            telegram_url=telegram.url,
            telegram_token=BOT,
        )
        context = Context(engine, chosen, lambda: NOW, Progress(quiet=True))
        with writing(engine) as db:
            stops.add(db, [context.vault.digest(Channel.WHATSAPP, STOPPED)], ContactSource.REPLY, NOW)
        before = everything(engine)
        with answering(engine, whatsapp):
            written = [f"email:{OURS}", f"whatsapp:{NUMBER}", f"telegram:{CHAT}", f"whatsapp:{STOPPED}"]
            found = doctor_try.try_all(context, [*written, "sms:3000000003"], 20)
        assert [one.works for one in found] == [True, True, False, False, False]
        assert [one.heard for one in found][:2] == ["delivered", "delivered"]
        assert "blocked the bot" in found[2].says
        assert "asked for no messages" in found[3].says
        assert "not set up" in found[4].says
        assert len(whatsapp.accepted) == 1

        with writing(engine) as db:
            channel_states.stop(db, Channel.WHATSAPP, "a new number", NOW)
        deaf = replace(context, settings=chosen.model_copy(update={"mailbox_url": None}))
        (elsewhere, switched_off) = doctor_try.try_all(deaf, [f"email:{OTHER}", f"whatsapp:{NUMBER}"], 9)
        assert (elsewhere.accepted, elsewhere.works, elsewhere.heard) == (True, None, None)
        assert "cannot be heard here" in elsewhere.says
        assert (switched_off.works, len(whatsapp.accepted)) == (False, 1)
        assert "stopped by hand: a new number" in switched_off.says
        with writing(engine) as db:
            channel_states.start(db, Channel.WHATSAPP)
    assert [line for line in doctor_try.lines(found) if OURS in line or NUMBER in line] == []
    assert kept(everything(engine)) == kept(before)


def everything(engine: Engine) -> dict[str, str]:
    with reading(engine) as db:
        return {table.name: repr(db.execute(select(table)).all()) for table in metadata.sorted_tables}


def kept(said: dict[str, str]) -> dict[str, str]:
    return {name: rows for name, rows in said.items() if name != "channel_states"}


def test_a_person_sees_at_once_what_works() -> None:
    works = Tried("email", "c•••@convite.example", True, True, "250 OK", "delivered", "it arrived")
    assert list(doctor_try.lines([works])) == ["WORKS  email to c•••@convite.example: it arrived"]
