"""What Twilio and the generic gateway tell by webhook."""

import json
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.alert import ProviderStatus, Whose
from domain.contact import Channel
from notifications.webhooks import BadWebhook, gateway, twilio
from tests.notifications.odd_bodies import near, odd_bodies
from tests.notifications.servers.gateway import AT, SECRET, GatewayServer
from tests.notifications.servers.twilio import AUTH_TOKEN, TwilioServer

TWILIO = TwilioServer(callback="https://convite.example/webhooks/twilio")
GATEWAY = GatewayServer()
FROM = "+573000000001"
NOW = datetime.fromtimestamp(AT, UTC)


def test_twilio_s_signature_is_the_one_of_its_documentation() -> None:
    """The example of "Webhooks security", Twilio Docs."""
    fields = [
        ("CallSid", "CA1234567890ABCDE"),
        ("Caller", "+14158675310"),
        ("Digits", "1234"),
        ("From", "+14158675310"),
        ("To", "+18005551212"),
    ]
    url = "https://example.com/myapp.php?foo=1&bar=2"
    assert twilio.signature(url, fields, "12345") == "L/OH5YylLD5NRKLltdqwSvS0BnU="


def test_twilio_s_body_is_verified_with_its_address_and_nothing_else_is() -> None:
    webhook = TWILIO.status("SM1", "sent", key="key-1")
    assert twilio.verify(webhook.headers, webhook.body, AUTH_TOKEN, url=webhook.url)
    assert not twilio.verify(webhook.headers, webhook.body, AUTH_TOKEN, url=webhook.url + "x")
    assert not twilio.verify(webhook.headers, webhook.body + b"&a=", AUTH_TOKEN, url=webhook.url)
    assert not twilio.verify(webhook.headers, b"\xff", AUTH_TOKEN, url=webhook.url)
    assert not twilio.verify({}, webhook.body, AUTH_TOKEN, url=webhook.url)
    forged = TWILIO.webhook({"MessageSid": "SM1", "MessageStatus": "sent"}, token="another")
    assert not twilio.verify(forged.headers, forged.body, AUTH_TOKEN, url=forged.url)
    unkeyed = TWILIO.webhook({"MessageSid": "SM1"}, token="")
    assert not twilio.verify(unkeyed.headers, unkeyed.body, "", url=unkeyed.url)


@pytest.mark.parametrize(
    ("status", "read_as"),
    [
        ("sent", "sent"),
        ("delivered", "delivered"),
        ("read", "read"),
        ("undelivered", "failed"),
        ("failed", "failed"),
    ],
)
def test_twilio_s_status_comes_with_the_key_that_we_gave(status: str, read_as: str) -> None:
    webhook = TWILIO.status("SM1", status, key="key-1")
    [report] = twilio.read(webhook.body, NOW, url=webhook.url).reports
    assert (report.channel, report.provider_id, report.key) == (Channel.SMS, "SM1", "key-1")
    assert (report.status, report.at) == (ProviderStatus(read_as), NOW)


@pytest.mark.parametrize(
    ("code", "whose"),
    [
        (30005, Whose.ADDRESS),
        (21610, Whose.PERSON),
        (30003, Whose.NOBODY),
        (30007, Whose.MESSAGE),
        (30034, Whose.OURS),
        (None, Whose.NOBODY),
    ],
)
def test_twilio_s_failure_tells_whose_trouble_it_is(code: int | None, whose: Whose) -> None:
    [report] = twilio.read(TWILIO.status("SM1", "undelivered", code=code).body, NOW).reports
    assert report.whose is whose
    assert str(code or "undelivered") in report.answer


def test_twilio_s_texts_are_replies_and_what_is_neither_is_counted() -> None:
    [reply] = twilio.read(TWILIO.message(FROM, "ALTO").body, NOW).replies
    assert (reply.address, reply.text, reply.at, reply.id) == (FROM, "ALTO", NOW, "SMin")
    assert twilio.read(b"a=b", NOW).skipped == {"neither status nor message": 1}
    assert twilio.read(TWILIO.status("SM1", "queued").body, NOW).skipped == {"status queued": 1}
    assert twilio.read(TWILIO.message("whatsapp:+573000000001", "1").body, NOW).skipped.total() == 1


@pytest.mark.parametrize(
    "body", [b"\xff", b"MessageStatus=sent", b"Body=1&From=%2B573000000001", b"a=1&" * 300]
)
def test_twilio_s_body_that_is_no_documented_form_is_refused(body: bytes) -> None:
    with pytest.raises(BadWebhook, match=r"."):
        twilio.read(body, NOW)


@given(
    st.binary(max_size=100)
    | st.dictionaries(
        st.sampled_from(["MessageSid", "MessageStatus", "Body", "From", "ErrorCode", "To"]),
        st.text(max_size=20),
    ).map(lambda fields: urlencode(fields, errors="replace").encode())
)
def test_no_form_does_more_than_be_refused(body: bytes) -> None:
    with suppress(BadWebhook):
        twilio.read(body, NOW)


def test_the_gateway_s_body_is_verified_for_five_minutes() -> None:
    webhook = GATEWAY.status("g-1", "sent")
    for minutes, is_good in [(0, True), (5, True), (-5, True), (5.02, False), (-5.02, False)]:
        now = NOW + timedelta(minutes=minutes)
        assert gateway.verify(webhook.headers, webhook.body, SECRET, now=now) is is_good


def test_the_gateway_s_forged_changed_or_undated_body_is_not_verified() -> None:
    webhook = GATEWAY.status("g-1", "sent")
    forged = GATEWAY.webhook({}, secret="another")
    unkeyed = GATEWAY.webhook({}, secret="")
    assert not gateway.verify(unkeyed.headers, unkeyed.body, "", now=NOW)
    later = {**webhook.headers, "X-Convite-Timestamp": str(AT + 1)}
    assert not gateway.verify(forged.headers, forged.body, SECRET, now=NOW)
    assert not gateway.verify(later, webhook.body, SECRET, now=NOW)
    assert not gateway.verify(webhook.headers, webhook.body + b" ", SECRET, now=NOW)
    for odd in ("", "x", "1e9", "-1", "9" * 30):
        assert not gateway.verify(
            {**webhook.headers, "X-Convite-Timestamp": odd}, webhook.body, SECRET, now=NOW
        )


_FAILURES = {
    "unreachable": Whose.ADDRESS,
    "stopped": Whose.PERSON,
    "busy": Whose.NOBODY,
    "bad_message": Whose.MESSAGE,
    "no_credit": Whose.OURS,
    None: Whose.NOBODY,
}


def test_the_gateway_s_statuses_and_texts_are_read() -> None:
    [sent] = gateway.read(GATEWAY.status("g-1", "delivered", key="key-1").body).reports
    assert (sent.provider_id, sent.status, sent.key, sent.at) == (
        "g-1",
        ProviderStatus.DELIVERED,
        "key-1",
        NOW,
    )
    for error, whose in _FAILURES.items():
        [failed] = gateway.read(GATEWAY.status("g-1", "failed", error=error).body).reports
        assert failed.whose is whose
    [reply] = gateway.read(GATEWAY.message(FROM, "1").body).replies
    assert (reply.channel, reply.address, reply.text, reply.at) == (Channel.SMS, FROM, "1", NOW)


def test_one_event_that_is_not_as_documented_does_not_lose_the_others() -> None:
    good = {"type": "status", "id": "g-1", "at": AT, "status": "read"}
    incoming = gateway.read(GATEWAY.webhook({"type": "status", "id": 7}, good, {**good, "at": -1}).body)
    assert [report.status for report in incoming.reports] == [ProviderStatus.READ]
    assert incoming.skipped.total() == 2
    with pytest.raises(BadWebhook, match=r"."):
        gateway.read(b'{"events": 1}')


def test_the_gateway_s_unknown_events_are_counted() -> None:
    body = GATEWAY.webhook(
        {"type": "status", "id": "g-1", "at": AT, "status": "teleported"},
        {"type": "else", "id": "g-1", "at": AT},
    ).body
    assert gateway.read(body).skipped == {"status teleported": 1, "event else": 1}


@given(
    odd_bodies()
    | near(json.loads(GATEWAY.status("g-1", "failed", error="busy", key="k").body))
    | near(json.loads(GATEWAY.message(FROM, "1").body))
)
def test_no_body_of_the_gateway_does_more_than_be_refused(body: bytes) -> None:
    with suppress(BadWebhook):
        gateway.read(body)
