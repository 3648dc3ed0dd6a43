"""SMS by Twilio, against a server that behaves as Twilio's does."""

from collections.abc import Callable, Iterator

import pytest

from domain.alert import DeliveryResult
from notifications.channels.twilio import TwilioChannel, read_url
from tests.notifications import channel_check
from tests.notifications.said import Said
from tests.notifications.servers.base import Refuse
from tests.notifications.servers.twilio import AUTH_TOKEN, SENDER, SID, TwilioServer

TO = "+573000000001"

Open = Callable[..., TwilioChannel]


@pytest.fixture
def open_channel() -> Iterator[Open]:
    opened: list[TwilioChannel] = []

    def open_one(url: str, timeout_seconds: float = 10) -> TwilioChannel:
        opened.append(TwilioChannel(url, timeout_seconds=timeout_seconds))
        return opened[-1]

    yield open_one
    for channel in opened:
        channel.close()


def test_a_text_goes_out_from_our_sender(open_channel: Open) -> None:
    with TwilioServer() as server:
        receipt = open_channel(server.url).send(TO, Said(), key="key-1")
    [taken] = server.accepted
    assert (receipt.result, receipt.provider_id) == (DeliveryResult.ACCEPTED, taken.id)
    assert (taken.to, taken.text, taken.body["From"]) == (TO, Said().sms(), SENDER)
    assert "StatusCallback" not in taken.body
    assert not receipt.is_keyed


def test_the_key_goes_along_in_the_address_for_statuses() -> None:
    with TwilioServer() as server:
        channel = TwilioChannel(server.url, status_url="https://convite.example/webhooks/twilio")
        channel.send(TO, Said(), key="key/1")
        channel.close()
    assert server.accepted[0].body["StatusCallback"] == "https://convite.example/webhooks/twilio?key=key%2F1"


@pytest.mark.parametrize("text", ["x" * 160, "€" * 80])
def test_a_text_of_one_sms_is_sent(open_channel: Open, text: str) -> None:
    with TwilioServer() as server:
        assert (
            open_channel(server.url).send(TO, Said(sms_text=text), key="k").result is DeliveryResult.ACCEPTED
        )


@pytest.mark.parametrize("text", ["x" * 161, "€" * 80 + "x", "mañana a las 3 🙂", "acción", " ", ""])
def test_a_text_that_is_no_single_sms_is_refused_before_it_is_sent(open_channel: Open, text: str) -> None:
    with TwilioServer() as server:
        receipt = open_channel(server.url).send(TO, Said(sms_text=text), key="key-1")
    assert (receipt.result, receipt.is_ours) == (DeliveryResult.FAILED, True)
    assert server.requests == []


def test_a_number_that_is_none_has_failed_for_good(open_channel: Open) -> None:
    with TwilioServer() as server:
        receipt = open_channel(server.url).send("300", Said(), key="key-1")
    assert (receipt.result, receipt.is_ours) == (DeliveryResult.FAILED, False)
    assert "21211" in receipt.answer


ADDRESS = [21211, 21214, 21217, 21265, 21266, 21610, 21614, 30004, 30005, 30006]
LATER = [30003, 20429, 21611, 30001, 30008, 30009, 30017, 30022, 30410, 99999]
MESSAGE = [21602, 21605, 21617, 21612, 30007]
OURS = [
    *(20003, 20404, 20005, 21212, 21408, 21603, 21606, 21608, 21609, 21659, 21660, 21703, 21705),
    *(30002, 30010, 30023, 30032, 30034),
]


@pytest.mark.parametrize(
    ("codes", "result", "is_ours"),
    [
        (ADDRESS, DeliveryResult.FAILED, False),
        (LATER, DeliveryResult.TRY_AGAIN, False),
        (MESSAGE, DeliveryResult.FAILED, True),
        (OURS, DeliveryResult.TRY_AGAIN, True),
    ],
)
def test_a_code_tells_whose_trouble_it_is(
    open_channel: Open, codes: list[int], result: DeliveryResult, is_ours: bool
) -> None:
    given = iter(codes)
    with TwilioServer(lambda _address: Refuse(next(given))) as server:
        channel = open_channel(server.url)
        receipts = [channel.send(TO, Said(), key="key-1") for _ in codes]
    assert {(r.result, r.is_ours) for r in receipts} == {(result, is_ours)}
    channel_check.check_silence(receipts, AUTH_TOKEN)


def test_too_many_requests_rest_the_channel(open_channel: Open) -> None:
    said = channel_check.send(open_channel, TwilioServer(), TO, Refuse(20429, 429, retry_after_seconds=9))
    silent = channel_check.send(open_channel, TwilioServer(), TO, Refuse(20429, 429))
    assert [r.retry_after_seconds for r in (said, silent)] == [9, 60]


def test_a_wrong_login_is_our_trouble(open_channel: Open) -> None:
    with TwilioServer() as server:
        receipt = open_channel(server.url.replace("token", "other")).send(TO, Said(), key="key-1")
    assert (receipt.result, receipt.is_ours) == (DeliveryResult.TRY_AGAIN, True)


@pytest.mark.parametrize("check", channel_check.CHECKS)
def test_what_holds_for_every_channel_holds(check: channel_check.Check, open_channel: Open) -> None:
    check(open_channel, TwilioServer(), TO)


def test_a_url_gives_account_and_sender_and_its_plus_stays_a_plus() -> None:
    account = read_url(f"twilio+https://{SID}:a%2Fb@api.twilio.com?from=+573000000000")
    assert (account.sid, account.token) == (SID, "a/b")
    assert account.url == f"https://api.twilio.com/2010-04-01/Accounts/{SID}/Messages.json"
    assert account.sender == {"From": "+573000000000"}
    assert read_url(f"twilio+https://{SID}:t@api.twilio.com?service=MG1").sender == {
        "MessagingServiceSid": "MG1"
    }


@pytest.mark.parametrize(
    "url",
    [
        f"https://{SID}:t@api.twilio.com?from=+573000000000",
        f"twilio+http://{SID}:t@api.twilio.com?from=+573000000000",
        "twilio+https://api.twilio.com?from=+573000000000",
        f"twilio+https://{SID}:t@api.twilio.com",
        f"twilio+https://{SID}:t@api.twilio.com?from=+573000000000&service=MG1",
        f"twilio+https://{SID}:t@api.twilio.com:x?from=+573000000000",
        "twilio+https://a/b:t@api.twilio.com?from=+573000000000",
    ],
)
def test_a_url_that_cannot_be_used_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match=r"given as|[Pp]ort"):
        TwilioChannel(url)
