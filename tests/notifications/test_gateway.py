"""SMS by a generic gateway, against one that takes a key once."""

from collections.abc import Callable, Iterator

import pytest

from domain.alert import DeliveryResult
from notifications.channels.gateway import GatewayChannel
from tests.notifications import channel_check
from tests.notifications.said import Said
from tests.notifications.servers.base import Fault, Refuse
from tests.notifications.servers.gateway import PASSWORD, GatewayServer

TO = "+573000000001"

Open = Callable[..., GatewayChannel]


@pytest.fixture
def open_channel() -> Iterator[Open]:
    opened: list[GatewayChannel] = []

    def open_one(url: str, timeout_seconds: float = 10) -> GatewayChannel:
        opened.append(GatewayChannel(url, timeout_seconds=timeout_seconds))
        return opened[-1]

    yield open_one
    for channel in opened:
        channel.close()


def test_a_text_goes_out_with_its_key(open_channel: Open) -> None:
    with GatewayServer() as server:
        receipt = open_channel(server.url).send(TO, Said(), key="key-1")
    [taken] = server.accepted
    assert (receipt.result, receipt.provider_id) == (DeliveryResult.ACCEPTED, taken.id)
    assert (taken.to, taken.text, taken.key) == (TO, Said().sms(), "key-1")


def test_the_same_key_is_one_message_and_another_key_another(open_channel: Open) -> None:
    with GatewayServer() as server:
        channel = open_channel(server.url)
        receipts = [channel.send(TO, Said(), key=key) for key in ("k1", "k1", "k2")]
    assert [r.provider_id for r in receipts] == ["g-1", "g-1", "g-2"]
    assert len(server.accepted) == 2


def test_a_message_that_was_taken_before_the_answer_was_lost_is_no_double_when_tried_again(
    open_channel: Open,
) -> None:
    faults = iter([Fault.DROP_AFTER, None])
    with GatewayServer(lambda _address: next(faults)) as server:
        channel = open_channel(server.url)
        lost, again = (channel.send(TO, Said(), key="key-1") for _ in range(2))
    assert lost.may_have_arrived
    assert again.result is DeliveryResult.ACCEPTED
    assert lost.is_keyed
    assert again.is_keyed
    assert len(server.accepted) == 1


@pytest.mark.parametrize(
    ("words", "result", "is_ours"),
    [
        (["invalid_number", "unreachable", "stopped"], DeliveryResult.FAILED, False),
        (["busy", "in_progress", "something_else"], DeliveryResult.TRY_AGAIN, False),
        (["bad_message"], DeliveryResult.FAILED, True),
        (["bad_login", "no_credit", "bad_sender"], DeliveryResult.TRY_AGAIN, True),
    ],
)
def test_a_word_tells_whose_trouble_it_is(
    open_channel: Open, words: list[str], result: DeliveryResult, is_ours: bool
) -> None:
    given = iter(words)
    with GatewayServer(lambda _address: Refuse(next(given))) as server:
        channel = open_channel(server.url)
        receipts = [channel.send(TO, Said(), key="key-1") for _ in words]
    assert {(r.result, r.is_ours) for r in receipts} == {(result, is_ours)}
    channel_check.check_silence(receipts, PASSWORD)


@pytest.mark.parametrize("text", ["x" * 161, "acción"])
def test_a_text_that_is_no_single_sms_is_refused_before_it_is_sent(open_channel: Open, text: str) -> None:
    with GatewayServer() as server:
        receipt = open_channel(server.url).send(TO, Said(sms_text=text), key="key-1")
    assert (receipt.result, receipt.is_ours) == (DeliveryResult.FAILED, True)
    assert server.requests == []


def test_a_wrong_password_is_our_trouble_and_a_busy_gateway_is_left_alone_for_a_while(
    open_channel: Open,
) -> None:
    with GatewayServer() as server:
        receipt = open_channel(server.url.replace("tests", "others")).send(TO, Said(), key="key-1")
    assert (receipt.result, receipt.is_ours) == (DeliveryResult.TRY_AGAIN, True)
    busy = channel_check.send(open_channel, GatewayServer(), TO, Refuse("busy", 503, retry_after_seconds=5))
    assert busy.retry_after_seconds == 5


@pytest.mark.parametrize("check", channel_check.CHECKS)
def test_what_holds_for_every_channel_holds(check: channel_check.Check, open_channel: Open) -> None:
    check(open_channel, GatewayServer(), TO)


@pytest.mark.parametrize("url", ["http://gateway.example/sms", "gateway.example/sms", "https:///sms"])
def test_a_url_that_cannot_be_used_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="given as"):
        GatewayChannel(url)
