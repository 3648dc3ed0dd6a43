"""Providers' webhooks over HTTP: what is taken, once, and what is refused and counted."""

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response
from sqlalchemy import Connection, Engine, select
from sqlalchemy.exc import DataError

from api.security import LARGEST_WEBHOOK
from api.site import Secrets
from domain.alert import Alert, AlertKind, DeliveryResult, Ending, Priority, StatusReport
from domain.contact import Channel, Contact
from notifications.channels.whatsapp import provider_id
from notifications.links import start_payload
from notifications.mime import message_id
from notifications.webhooks.gateway import signature
from store import alerts, boards, contacts, deliveries, statuses
from store.engine import open_database, reading, writing
from store.telling_tables import attempts, provider_statuses
from store.telling_tables import deliveries as deliveries_table
from store.vault import Vault
from tests.api.town import ON_SQLITE, POZON, SECRET, a_client, outcomes_of
from tests.notifications.servers import gateway, telegram, twilio, whatsapp
from tests.notifications.servers.base import Webhook

PHONE, MAIL = "+573000000001", "junta@juntas.example"
MAIL_SECRET = "a mail secret of the tests"
NOW = datetime.fromtimestamp(whatsapp.AT, UTC)
HOME = "https://convite.example"
VAULT = Vault([SECRET])
SECRETS = Secrets(whatsapp.APP_SECRET, "our word", gateway.SECRET, telegram.SECRET, MAIL_SECRET)
META = whatsapp.WhatsAppServer()
BOT = telegram.TelegramServer()
GATEWAY = gateway.GatewayServer()
TWILIO = twilio.TwilioServer(callback=f"{HOME}/webhooks/sms")
CALL = "CO1.BDOS.1"
CHUNK = 65_536


def a_hooked_client(engine: Engine, **fields: Any) -> TestClient:
    return a_client(engine, NOW, **{"webhooks": SECRETS, "public_url": HOME, **fields})


@pytest.fixture
def untouched() -> Iterator[Engine]:
    """A database without a table: whoever asks it fails."""
    engine = open_database("sqlite://")
    yield engine
    engine.dispose()


@pytest.fixture
def told(engine: Engine) -> Engine:
    """A board that was told of a call on WhatsApp and, of another, by mail."""
    with writing(engine) as db:
        boards.save(db, [POZON], NOW)
        for number, (channel, address, id_) in enumerate(
            [
                (Channel.WHATSAPP, PHONE, provider_id("wamid.A")),
                (Channel.EMAIL, MAIL, message_id("key", "convite.example")),
            ],
            1,
        ):
            contact_id = contacts.add(db, VAULT, Contact(channel, address, POZON.code), NOW)
            about = f"CO1.BDOS.{number}"
            alerts.queue(
                db,
                [Alert(POZON.code, about, AlertKind.NEW_MATCH)],
                NOW,
                NOW,
                Priority.NEW,
                contact_id=contact_id,
            )
            (one,) = deliveries.claim(db, "w", NOW, NOW)
            done = Ending(one, DeliveryResult.ACCEPTED, NOW, NOW, "", channel, contact_id, about, id_)
            deliveries.finish(db, [done])
    return engine


def post(client: TestClient, path: str, webhook: Webhook) -> Response:
    return client.post(f"/webhooks/{path}", content=webhook.body, headers=dict(webhook.headers))


def a_mail(text: str = "1", in_reply_to: str = "", secret: str = MAIL_SECRET, raw: bytes = b"") -> Webhook:
    lines = [f"From: {MAIL}", "Message-ID: <in-1@juntas.example>", f"In-Reply-To: {in_reply_to}", "", text]
    body = raw or "\r\n".join(lines).encode()
    at = str(whatsapp.AT)
    headers = {"X-Convite-Timestamp": at, "X-Convite-Signature": signature(at, body, secret)}
    return Webhook("", {"Content-Type": "message/rfc822", **headers}, body)


def figures(client: TestClient) -> dict[tuple[str, str], float]:
    """What was heard, by channel and reason or event."""
    app: Any = client.app
    samples = [sample for family in app.site.heard.collect() for sample in family.samples]
    told = [sample for sample in samples if sample.name.endswith("_total")]
    return {(s.labels["channel"], s.labels.get("reason") or s.labels["event"]): s.value for s in told}


def kinds(engine: Engine) -> list[tuple[str, str, str]]:
    return [(one.portfolio_id, one.kind.value, one.source) for one in outcomes_of(engine)]


def test_statuses_and_answers_of_whatsapp_are_taken_once_in_any_order(told: Engine) -> None:
    client = a_hooked_client(told)
    answer = META.message(
        PHONE, {"type": "button", "button": {"payload": f"1:{CALL}", "text": "Nos interesa"}}
    )
    for webhook in (META.status("wamid.A", "read"), META.status("wamid.A", "delivered"), answer) * 2:
        assert post(client, "whatsapp", webhook).status_code == 200
    with reading(told) as db:
        moments = db.execute(
            select(attempts.c.delivered_at, attempts.c.read_at).where(attempts.c.channel == "whatsapp")
        ).one()
        assert len(db.execute(select(provider_statuses)).all()) == 2
    assert all(moments)
    assert kinds(told) == [(CALL, "interested", "whatsapp"), (CALL, "opened", "whatsapp")]
    assert "set-cookie" not in post(client, "whatsapp", answer).headers


_PRESSED_STOP = {"wa_id": PHONE[1:], "value": "stop", "timestamp": whatsapp.AT}


@pytest.mark.parametrize(
    "webhook",
    [
        META.status("wamid.A", "failed", code=131050),
        META.webhook({"user_preferences": [_PRESSED_STOP]}, "user_preferences"),
    ],
)
def test_a_stop_that_the_provider_tells_reads_no_message_of_ours(webhook: Webhook, told: Engine) -> None:
    assert post(a_hooked_client(told), "whatsapp", webhook).status_code == 200
    with reading(told) as db:
        assert boards.stopped(db) == {POZON.code}
        assert set(db.execute(select(deliveries_table.c.read_at)).scalars()) == {None}


@ON_SQLITE
def test_answers_by_mail_text_message_and_chat_are_taken(told: Engine) -> None:
    client = a_hooked_client(told)
    with writing(told) as db:
        contacts.add(db, VAULT, Contact(Channel.SMS, PHONE, POZON.code), NOW)
    mail = a_mail("2 muy lejos", message_id("key", "convite.example"))
    assert post(client, "mail", mail).status_code == 200
    assert post(client, "sms", GATEWAY.message(PHONE, "ALTO")).status_code == 200
    assert ("CO1.BDOS.2", "not_for_us", "email") in kinds(told)
    with reading(told) as db:
        assert boards.stopped(db) == {POZON.code}
    started = post(client, "telegram", BOT.message(42, f"/start {start_payload(POZON.code, SECRET)}"))
    said = started.json()
    assert (said["method"], said["chat_id"]) == ("sendMessage", 42)
    assert f"{HOME}/junta/" in said["text"]
    pressed = post(client, "telegram", BOT.press(42, 1, "1:CO1.BDOS.9"))
    assert pressed.json() == {"method": "answerCallbackQuery", "callback_query_id": "4711"}


def test_a_mail_that_cannot_be_read_is_taken_once_and_counted(untouched: Engine) -> None:
    client = a_hooked_client(untouched)
    crooked = a_mail(raw=b"Content-Type: text/plain; charset*\r\nMessage-ID: <1@b.example>\r\n\r\n1")
    assert post(client, "mail", crooked).status_code == 200
    assert figures(client)["email", "skipped"] == 1


@ON_SQLITE
def test_twilio_signs_the_public_address_and_is_answered_without_words(told: Engine) -> None:
    client = a_hooked_client(told, webhooks=Secrets(sms=twilio.AUTH_TOKEN), sms_is_twilio=True)
    status = TWILIO.status("SM1", "delivered", key="k")
    assert (
        client.post("/webhooks/sms?key=k", content=status.body, headers=dict(status.headers)).status_code
        == 204
    )
    assert client.post("/webhooks/sms", content=status.body, headers=dict(status.headers)).status_code == 403
    answered = post(client, "sms", TWILIO.message(PHONE, "hola"))
    assert (answered.status_code, answered.content) == (204, b"")


def test_one_event_that_cannot_be_written_down_does_not_lose_the_others(
    told: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    genuine = statuses.report

    def report(db: Connection, found: list[StatusReport], at: datetime) -> object:
        if any(one.provider_id == provider_id("wamid.B") for one in found):
            raise DataError("", {}, ValueError())
        return genuine(db, found, at)

    monkeypatch.setattr(statuses, "report", report)
    client = a_hooked_client(told)
    told_together = [
        {"id": id_, "status": "delivered", "timestamp": str(whatsapp.AT)} for id_ in ("wamid.B", "wamid.A")
    ]
    assert post(client, "whatsapp", META.webhook({"statuses": told_together})).status_code == 500
    with reading(told) as db:
        ids = db.execute(select(provider_statuses.c.provider_id)).scalars().all()
    assert ids == [provider_id("wamid.A")]
    assert (
        'convite_webhook_events_total{channel="whatsapp",event="failed"} 1.0' in client.get("/metrics").text
    )


def test_what_is_not_signed_or_not_as_documented_is_refused_and_counted(untouched: Engine) -> None:
    client = a_hooked_client(untouched)
    forged = {
        "whatsapp": META.webhook({"statuses": []}, secret="another"),
        "sms": GATEWAY.webhook(secret="another"),
        "telegram": BOT.webhook({"update_id": 1}, secret="another"),
        "mail": a_mail(secret="another"),
    }
    for path, webhook in forged.items():
        assert post(client, path, webhook).status_code == 403
        assert client.post(f"/webhooks/{path}", content=webhook.body).status_code == 403
    at, broken = str(whatsapp.AT), b"[1, 2"
    signed = {"X-Convite-Timestamp": at, "X-Convite-Signature": signature(at, broken, gateway.SECRET)}
    assert post(client, "sms", Webhook("", signed, broken)).status_code == 400
    assert post(client, "mail", a_mail(raw=b"no header at all")).status_code == 400
    found = figures(client)
    assert {channel: found[channel, "signature"] for channel in ("whatsapp", "sms", "telegram", "email")} == (
        dict.fromkeys(("whatsapp", "sms", "telegram", "email"), 2)
    )
    assert (found["sms", "malformed"], found["email", "malformed"]) == (1, 1)


def test_a_webhook_may_be_as_large_as_whatsapp_s_and_no_larger(untouched: Engine) -> None:
    client = a_hooked_client(untouched)
    most = META.webhook({"padding": ""})
    padded = most.body.replace(
        b'"padding": ""', b'"padding": "' + b"x" * (LARGEST_WEBHOOK - len(most.body)) + b'"'
    )
    assert len(padded) == LARGEST_WEBHOOK
    assert client.post("/webhooks/whatsapp", content=padded).status_code == 403
    assert client.post("/webhooks/whatsapp", content=padded + b" ").status_code == 413
    assert figures(client)["whatsapp", "too_large"] == 1


@pytest.mark.parametrize(("says_its_size", "most_read"), [(True, 0), (False, LARGEST_WEBHOOK + CHUNK)])
def test_of_ten_megabytes_no_more_is_read_than_may_be(
    untouched: Engine, says_its_size: bool, most_read: int
) -> None:
    read, statuses_sent = 0, []

    async def receive() -> dict[str, Any]:
        nonlocal read
        read += CHUNK
        return {"type": "http.request", "body": bytes(CHUNK), "more_body": read < 10 * 1024 * 1024}

    async def send(message: Any) -> None:
        statuses_sent.append(message.get("status"))

    scope = {
        "type": "http",
        "method": "POST",
        "path": "/webhooks/whatsapp",
        "query_string": b"",
        "headers": [(b"content-length", b"10485760")] if says_its_size else [],
    }
    app: Any = a_hooked_client(untouched).app
    asyncio.run(app(scope, receive, send))
    assert statuses_sent[0] == 413
    assert read <= most_read


def test_a_webhook_that_is_not_set_up_is_not_there(untouched: Engine) -> None:
    client = a_hooked_client(untouched, webhooks=Secrets())
    assert client.get("/webhooks/whatsapp").status_code == 404
    for path, webhook in (
        ("whatsapp", META.webhook({"statuses": []}, secret="")),
        ("sms", GATEWAY.webhook(secret="")),
        ("telegram", BOT.webhook({"update_id": 1}, secret="")),
        ("mail", a_mail(secret="")),
    ):
        assert post(client, path, webhook).status_code == 404
    assert figures(client) == {}


def test_meta_is_answered_who_knows_our_word(untouched: Engine) -> None:
    client = a_hooked_client(untouched)
    asked = {"hub.mode": "subscribe", "hub.verify_token": "our word", "hub.challenge": "1158201444"}
    assert client.get("/webhooks/whatsapp", params=asked).text == "1158201444"
    assert client.get("/webhooks/whatsapp", params={**asked, "hub.verify_token": "x"}).status_code == 403


def test_while_the_database_is_down_nothing_is_said_to_be_taken(untouched: Engine) -> None:
    client = a_hooked_client(untouched)
    answer = post(client, "whatsapp", META.status("wamid.A", "sent"))
    assert answer.status_code == 503
    assert answer.headers["content-type"] == "application/problem+json"
    assert figures(client)["whatsapp", "unavailable"] == 1
