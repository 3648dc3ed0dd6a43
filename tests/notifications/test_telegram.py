"""Telegram against a server that behaves as the Bot API does."""

from collections.abc import Callable, Iterator

import pytest

from domain.alert import DeliveryResult
from notifications.channels.telegram import TelegramChannel, provider_id
from notifications.message import Button
from tests.notifications import channel_check
from tests.notifications.said import BUTTONS, Said
from tests.notifications.servers.base import Refuse
from tests.notifications.servers.telegram import TOKEN, TelegramServer

TO = "7000000001"

Open = Callable[..., TelegramChannel]


@pytest.fixture
def open_channel() -> Iterator[Open]:
    opened: list[TelegramChannel] = []

    def open_one(url: str, timeout_seconds: float = 10) -> TelegramChannel:
        opened.append(TelegramChannel(url, TOKEN, timeout_seconds=timeout_seconds))
        return opened[-1]

    yield open_one
    for channel in opened:
        channel.close()


def test_a_text_goes_out_as_it_is_with_a_button_a_row(open_channel: Open) -> None:
    with TelegramServer() as server:
        receipt = open_channel(server.url).send(TO, Said(text="2 < 3 & *no* _hay_ formato"), key="key-1")
    [taken] = server.accepted
    assert receipt.result is DeliveryResult.ACCEPTED
    assert taken.text == "2 < 3 & *no* _hay_ formato"
    assert "parse_mode" not in taken.body
    rows = taken.body["reply_markup"]["inline_keyboard"]
    assert [(b["text"], b["callback_data"]) for [b] in rows] == [(b.label, b.payload) for b in BUTTONS]


def test_a_message_without_buttons_has_no_keyboard(open_channel: Open) -> None:
    with TelegramServer() as server:
        open_channel(server.url).send(TO, Said(buttons=()), key="key-1")
    assert "reply_markup" not in server.accepted[0].body


def test_messages_of_two_chats_with_one_number_have_two_ids_that_do_not_show_the_chat(
    open_channel: Open,
) -> None:
    with TelegramServer() as server:
        receipt = open_channel(server.url).send(TO, Said(), key="key-1")
    assert receipt.provider_id == provider_id(int(TO), 1) != provider_id("7000000002", 1)
    channel_check.check_silence([receipt], TO, TOKEN)


@pytest.mark.parametrize("payload", ["x" * 64, "ñ" * 32])
def test_a_payload_of_64_bytes_goes_out(open_channel: Open, payload: str) -> None:
    with TelegramServer() as server:
        receipt = open_channel(server.url).send(TO, Said(buttons=(Button("Sí", payload),)), key="k")
    assert receipt.result is DeliveryResult.ACCEPTED


@pytest.mark.parametrize(
    "said",
    [
        Said(buttons=(Button("Sí", "x" * 65),)),
        Said(buttons=(Button("Sí", "ñ" * 33),)),
        Said(buttons=(Button("Sí", ""),)),
        Said(text=""),
        Said(text="x" * 4097),
    ],
)
def test_a_message_that_telegram_would_refuse_is_not_sent(open_channel: Open, said: Said) -> None:
    with TelegramServer() as server:
        receipt = open_channel(server.url).send(TO, said, key="key-1")
    assert (receipt.result, receipt.is_ours) == (DeliveryResult.FAILED, True)
    assert server.requests == []


@pytest.mark.parametrize(
    ("code", "says", "result", "is_ours"),
    [
        (400, "Bad Request: chat not found", DeliveryResult.FAILED, False),
        (400, "Bad Request: group chat was upgraded to a supergroup chat", DeliveryResult.FAILED, False),
        (403, "Forbidden: bot was blocked by the user", DeliveryResult.FAILED, False),
        (403, "Forbidden: user is deactivated", DeliveryResult.FAILED, False),
        (400, "Bad Request: message is too long", DeliveryResult.FAILED, True),
        (400, "Bad Request: something new", DeliveryResult.TRY_AGAIN, False),
        (401, "Unauthorized", DeliveryResult.TRY_AGAIN, True),
        (404, "Not Found", DeliveryResult.TRY_AGAIN, True),
        (429, "Too Many Requests: retry after 34", DeliveryResult.TRY_AGAIN, False),
        (500, "Internal Server Error", DeliveryResult.TRY_AGAIN, False),
    ],
)
def test_what_telegram_says_tells_whose_trouble_it_is(
    open_channel: Open, code: int, says: str, result: DeliveryResult, is_ours: bool
) -> None:
    receipt = channel_check.send(open_channel, TelegramServer(), TO, Refuse(code, says=says))
    assert (receipt.result, receipt.is_ours) == (result, is_ours)


def test_too_many_messages_rest_the_channel_for_as_long_as_telegram_says(open_channel: Open) -> None:
    said = channel_check.send(open_channel, TelegramServer(), TO, Refuse(429, retry_after_seconds=34))
    silent = channel_check.send(open_channel, TelegramServer(), TO, Refuse(429))
    assert [r.retry_after_seconds for r in (said, silent)] == [34, 60]


def test_a_wrong_token_is_our_trouble() -> None:
    with TelegramServer() as server:
        channel = TelegramChannel(server.url, "100000001:another")
        receipt = channel.send(TO, Said(), key="key-1")
        channel.close()
    assert (receipt.result, receipt.is_ours) == (DeliveryResult.TRY_AGAIN, True)


@pytest.mark.parametrize("check", channel_check.CHECKS)
def test_what_holds_for_every_channel_holds(check: channel_check.Check, open_channel: Open) -> None:
    check(open_channel, TelegramServer(), TO)


@pytest.mark.parametrize(
    ("url", "token"),
    [
        ("http://api.telegram.example", TOKEN),
        ("https://api.telegram.example", "no-token"),
        ("https://api.telegram.example", "1:a/../b"),
        ("https://api.telegram.example", "1:"),
    ],
)
def test_settings_that_cannot_be_used_are_refused(url: str, token: str) -> None:
    with pytest.raises(ValueError, match=r"form|given as"):
        TelegramChannel(url, token)
