"""What a Telegram bot is told by webhook."""

import json
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given

from domain.contact import Channel
from notifications.channels.telegram import provider_id
from notifications.webhooks import BadWebhook
from notifications.webhooks.telegram import acknowledgement, read, verify
from tests.notifications.odd_bodies import near, odd_bodies
from tests.notifications.servers.telegram import AT, SECRET, TelegramServer

SERVER = TelegramServer()
CHAT = 7_000_000_001
NOW = datetime(2026, 6, 3, 13, tzinfo=UTC)


def test_the_secret_that_we_gave_comes_back_or_the_body_is_not_telegram_s() -> None:
    webhook = SERVER.message(CHAT, "1")
    forged = SERVER.webhook({"update_id": 1}, secret="another")
    assert verify(webhook.headers, webhook.body, SECRET)
    assert not verify(forged.headers, forged.body, SECRET)
    assert not verify({}, webhook.body, SECRET)
    assert not verify({"X-Telegram-Bot-Api-Secret-Token": ""}, webhook.body, "")


def test_a_text_is_a_reply_to_the_message_that_it_quotes() -> None:
    [reply] = read(SERVER.message(CHAT, "/start abc", update=7, answers=3).body, NOW).replies
    assert (reply.channel, reply.address, reply.text, reply.id) == (
        Channel.TELEGRAM,
        str(CHAT),
        "/start abc",
        "7",
    )
    assert reply.at == datetime.fromtimestamp(AT, UTC)
    assert (reply.in_reply_to, reply.payload) == (provider_id(CHAT, 3), None)


def test_a_pressed_button_comes_with_its_payload_and_stops_turning_when_we_answer() -> None:
    replies = read(SERVER.press(CHAT, 3, "1:CO1.BDOS.1", id_="4711").body, NOW).replies
    [reply] = replies
    assert (reply.payload, reply.in_reply_to, reply.at) == ("1:CO1.BDOS.1", provider_id(CHAT, 3), NOW)
    assert acknowledgement(replies) == {"method": "answerCallbackQuery", "callback_query_id": "4711"}


def test_a_text_needs_no_acknowledgement() -> None:
    assert acknowledgement(read(SERVER.message(CHAT, "1").body, NOW).replies) is None


def wordless(content: dict[str, Any]) -> list[str]:
    body = {"update_id": 1, "message": {"chat": {"id": CHAT}, "message_id": 1, "date": AT, **content}}
    return [reply.text for reply in read(json.dumps(body).encode(), NOW).replies]


def test_a_voice_note_comes_in_as_something_that_a_person_must_hear() -> None:
    assert wordless({"voice": {"file_id": "a"}}) == ["(nota de voz)"]
    assert wordless({"photo": [{"file_id": "a"}]}) == ["(foto)"]
    assert wordless({"photo": [], "caption": "1"}) == ["1"]
    assert wordless({"new_chat_title": "a"}) == []


@pytest.mark.parametrize("update", [{"edited_message": {}}, {"my_chat_member": {}}, {}])
def test_an_update_of_another_kind_is_counted(update: dict[str, Any]) -> None:
    incoming = read(SERVER.webhook({"update_id": 1, **update}).body, NOW)
    assert (incoming.replies, incoming.skipped.total()) == ([], 1)


@pytest.mark.parametrize("body", [b"", b"{}", b'{"update_id": "a"}', b'{"update_id": 1, "message": {}}'])
def test_a_shape_that_is_not_the_documented_one_is_refused_with_a_reason(body: bytes) -> None:
    with pytest.raises(BadWebhook, match=r"."):
        read(body, NOW)


@given(
    odd_bodies()
    | near(json.loads(SERVER.press(CHAT, 3, "1:A").body))
    | near(json.loads(SERVER.message(CHAT, "1", answers=3).body))
)
def test_no_body_does_more_than_be_refused(body: bytes) -> None:
    with suppress(BadWebhook):
        replies = read(body, NOW).replies
        acknowledgement(replies)
        assert all(reply.at.tzinfo for reply in replies)
