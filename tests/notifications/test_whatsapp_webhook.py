"""What WhatsApp tells by webhook: signed, in any order, twice, and of kinds that we do not know."""

import json
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given

from domain.alert import ProviderStatus, Reply, Whose
from domain.contact import Channel
from notifications.channels.whatsapp import provider_id
from notifications.webhooks import BadWebhook, Incoming
from notifications.webhooks.whatsapp import handshake, read, verify
from tests.notifications.odd_bodies import near, odd_bodies
from tests.notifications.servers.whatsapp import APP_SECRET, AT, WhatsAppServer

SERVER = WhatsAppServer()
FROM = "+573000000001"
WHEN = datetime.fromtimestamp(AT, UTC)


def test_a_signed_body_is_verified_however_the_header_s_name_is_spelt() -> None:
    webhook = SERVER.status("wamid.A", "sent")
    assert verify(webhook.headers, webhook.body, APP_SECRET)
    assert verify({name.lower(): value for name, value in webhook.headers.items()}, webhook.body, APP_SECRET)


def test_a_forged_changed_or_unsigned_body_is_not() -> None:
    webhook = SERVER.status("wamid.A", "sent")
    forged = SERVER.webhook({"statuses": []}, secret="another")
    assert not verify(forged.headers, forged.body, APP_SECRET)
    assert not verify(webhook.headers, webhook.body + b" ", APP_SECRET)
    assert not verify({}, webhook.body, APP_SECRET)
    unkeyed = SERVER.webhook({"statuses": []}, secret="")
    assert not verify(unkeyed.headers, unkeyed.body, "")
    for odd in ("", "sha256=", "sha256=é", "sha1=abc"):
        assert not verify({"X-Hub-Signature-256": odd}, webhook.body, APP_SECRET)


def test_the_handshake_gives_the_challenge_to_who_knows_our_token_alone() -> None:
    asked = {"hub.mode": "subscribe", "hub.verify_token": "ours", "hub.challenge": "1158201444"}
    assert handshake(asked, "ours") == "1158201444"
    assert handshake(asked, "another") is None
    assert handshake({**asked, "hub.mode": "other"}, "ours") is None
    assert handshake({**asked, "hub.verify_token": ""}, "") is None
    assert handshake({}, "ours") is None


@pytest.mark.parametrize("status", ["sent", "delivered", "read"])
def test_a_status_comes_with_our_key_and_its_own_time(status: str) -> None:
    [report] = read(SERVER.status("wamid.A", status, key="key-1").body).reports
    assert (report.channel, report.provider_id) == (Channel.WHATSAPP, provider_id("wamid.A"))
    assert (report.status, report.key, report.at) == (ProviderStatus(status), "key-1", WHEN)


@pytest.mark.parametrize(
    ("code", "whose"),
    [
        (131026, Whose.ADDRESS),
        (131050, Whose.PERSON),
        (131049, Whose.NOBODY),
        (131047, Whose.MESSAGE),
        (131042, Whose.OURS),
        (None, Whose.NOBODY),
    ],
)
def test_a_failure_tells_whose_trouble_it_is(code: int | None, whose: Whose) -> None:
    [report] = read(SERVER.status("wamid.A", "failed", code=code).body).reports
    assert (report.status, report.whose) == (ProviderStatus.FAILED, whose)
    assert str(code or "failed") in report.answer


def test_who_wants_no_more_of_our_messages_is_stopped() -> None:
    incoming = read(SERVER.status("wamid.A", "failed", code=131050).body)
    assert [(r.address, r.text, r.is_told) for r in incoming.replies] == [(FROM, "ALTO", True)]
    pressed = {"wa_id": FROM[1:], "category": "marketing_messages", "value": "stop", "timestamp": AT}
    resumed = {**pressed, "value": "resume"}
    told = read(SERVER.webhook({"user_preferences": [pressed, resumed]}, "user_preferences").body)
    assert [(r.address, r.text, r.is_told) for r in told.replies] == [(FROM, "ALTO", True)]
    assert told.skipped == {"preference resume": 1}


def test_an_unknown_status_or_kind_is_counted_and_the_rest_is_read() -> None:
    value = {
        "statuses": [
            {"id": "wamid.A", "status": "teleported", "timestamp": str(AT)},
            {"id": "wamid.A", "status": "read", "timestamp": str(AT)},
        ],
        "messages": [{"id": "wamid.B", "from": "573000000001", "timestamp": str(AT), "type": "reaction"}],
        "errors": [{"code": 131000}],
    }
    incoming = read(SERVER.webhook(value).body)
    assert [r.status for r in incoming.reports] == [ProviderStatus.READ]
    assert incoming.skipped == {"status teleported": 1, "message reaction": 1, "error 131000": 1}
    other = read(SERVER.webhook({"event": "APPROVED"}, "message_template_status_update").body)
    assert other == Incoming(skipped=other.skipped)
    assert other.skipped == {"field message_template_status_update": 1}


def only_reply(content: dict[str, Any]) -> Reply:
    [reply] = read(SERVER.message(FROM, content, id_="wamid.in").body).replies
    return reply


def test_a_text_a_template_s_button_and_a_reply_button_are_replies() -> None:
    about = {"context": {"from": "573000000000", "id": "wamid.A"}}
    text = only_reply({"type": "text", "text": {"body": "3 ¿nos ayudan?"}, **about})
    assert (text.address, text.at, text.text, text.payload) == (FROM, WHEN, "3 ¿nos ayudan?", None)
    assert (text.id, text.in_reply_to) == (provider_id("wamid.in"), provider_id("wamid.A"))
    button = only_reply(
        {"type": "button", "button": {"payload": "1:CO1.BDOS.1", "text": "Nos interesa"}, **about}
    )
    assert (button.text, button.payload) == ("Nos interesa", "1:CO1.BDOS.1")
    chosen = {"type": "button_reply", "button_reply": {"id": "2:CO1.BDOS.1", "title": "No es para nosotros"}}
    assert only_reply({"type": "interactive", "interactive": chosen}).payload == "2:CO1.BDOS.1"
    listed = {"type": "list_reply", "list_reply": {"id": "3:A", "title": "Ayuda"}}
    assert only_reply({"type": "interactive", "interactive": listed}).payload == "3:A"


def test_a_voice_note_comes_in_as_something_that_a_person_must_hear() -> None:
    assert only_reply({"type": "audio", "audio": {"id": "1"}}).text == "(nota de voz)"
    assert only_reply({"type": "image", "image": {"id": "1"}}).text == "(foto)"
    assert only_reply({"type": "image", "image": {"id": "1", "caption": "1"}}).text == "1"


def test_who_hides_the_number_answers_under_an_id() -> None:
    told = {
        "from_user_id": "CO.123",
        "id": "wamid.in",
        "timestamp": str(AT),
        "type": "text",
        "text": {"body": "1"},
    }
    [reply] = read(SERVER.webhook({"messages": [told]}).body).replies
    assert reply.address == "CO.123"


def test_what_a_database_cannot_keep_is_left_out_of_a_text() -> None:
    assert only_reply({"type": "text", "text": {"body": "a\x00b" + "x" * 5000}}).text[:3] == "abx"


@pytest.mark.parametrize(
    "value",
    [
        {"statuses": [{"id": "wamid.A", "status": "sent"}]},
        {"statuses": [{"id": 7, "status": "sent", "timestamp": str(AT)}]},
        {"statuses": [{"id": "a\nb", "status": "sent", "timestamp": str(AT)}]},
        {"statuses": [{"id": "a", "status": "sent", "timestamp": "-1"}]},
        {"statuses": [{"id": "a", "status": "sent", "timestamp": "99999999999"}]},
        {
            "statuses": [
                {"id": "a", "status": "sent", "timestamp": str(AT), "biz_opaque_callback_data": "a b"}
            ]
        },
        {"messages": [{"id": "a", "timestamp": str(AT), "type": "text", "text": {"body": "1"}}]},
        {"messages": [{"id": "a", "from": "x", "timestamp": str(AT), "type": "text", "text": {"body": "1"}}]},
    ],
)
def test_what_is_not_as_documented_is_counted_with_a_reason_and_the_rest_is_read(
    value: dict[str, Any],
) -> None:
    good = {"id": "wamid.A", "status": "read", "timestamp": str(AT)}
    value = {**value, "statuses": [*value.get("statuses", []), good]}
    incoming = read(SERVER.webhook(value).body)
    assert [report.status for report in incoming.reports] == [ProviderStatus.READ]
    assert [(name.startswith("bad: "), count) for name, count in incoming.skipped.items()] == [(True, 1)]


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{}", b'{"entry": 1}', b'{"entry": [{"changes": [{"field": "messages"}]}]}']
)
def test_a_body_that_is_not_the_documented_one_is_refused_with_a_reason(body: bytes) -> None:
    with pytest.raises(BadWebhook, match=r"."):
        read(body)


@given(odd_bodies())
def test_no_body_does_more_than_be_refused(body: bytes) -> None:
    _read_or_refuse(body)


@given(near(json.loads(SERVER.status("wamid.A", "failed", code=131050, key="k").body)))
def test_no_status_that_is_nearly_right_does_more_than_be_refused(body: bytes) -> None:
    _read_or_refuse(body)


@given(
    near(
        json.loads(SERVER.message(FROM, {"type": "text", "text": {"body": "1"}, "context": {"id": "a"}}).body)
    )
)
def test_no_message_that_is_nearly_right_does_more_than_be_refused(body: bytes) -> None:
    _read_or_refuse(body)


def _read_or_refuse(body: bytes) -> None:
    with suppress(BadWebhook):
        incoming = read(body)
        assert all(report.at.tzinfo for report in incoming.reports)
        assert all(reply.at.tzinfo for reply in incoming.replies)
