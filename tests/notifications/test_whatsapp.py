"""WhatsApp against a server that behaves as the Cloud API does, in good weather and in bad."""

from collections.abc import Callable, Iterator

import pytest

from domain.alert import DeliveryResult
from notifications.channels.whatsapp import WhatsAppChannel, provider_id
from notifications.message import Button
from tests.notifications import channel_check
from tests.notifications.said import BUTTONS, Said
from tests.notifications.servers.base import Refuse, Response
from tests.notifications.servers.whatsapp import PHONE_ID, TOKEN, WhatsAppServer

TO = "+573000000001"
HIDDEN = "CO.13491208655302741918"


@pytest.fixture
def open_channel() -> Iterator[Callable[..., WhatsAppChannel]]:
    opened: list[WhatsAppChannel] = []

    def open_one(url: str, timeout_seconds: float = 10) -> WhatsAppChannel:
        opened.append(WhatsAppChannel(url, TOKEN, PHONE_ID, timeout_seconds=timeout_seconds))
        return opened[-1]

    yield open_one
    for channel in opened:
        channel.close()


Open = Callable[..., WhatsAppChannel]


def with_value(value: str) -> tuple[str, ...]:
    """The parameters, one of which is this."""
    return (value, *Said().parameters[1:])


def test_an_approved_template_goes_out_with_its_parameters_buttons_and_key(open_channel: Open) -> None:
    with WhatsAppServer() as server:
        receipt = open_channel(server.url).send(TO, Said(), key="key-1")
    [taken] = server.accepted
    assert receipt.result is DeliveryResult.ACCEPTED
    assert taken.key == "key-1"
    template = taken.body["template"]
    assert (template["name"], template["language"]) == ("convite_convocatoria", {"code": "es_CO"})
    body, *buttons = template["components"]
    assert [p["text"] for p in body["parameters"]] == list(Said().parameters)
    assert [b["parameters"][0]["payload"] for b in buttons] == [b.payload for b in BUTTONS]
    assert [b["index"] for b in buttons] == ["0", "1", "2"]


def test_what_we_keep_of_the_provider_s_id_does_not_have_the_number_in_it(open_channel: Open) -> None:
    with WhatsAppServer() as server:
        receipt = open_channel(server.url).send(TO, Said(), key="key-1")
    assert receipt.provider_id == provider_id(server.accepted[0].id)
    channel_check.check_silence([receipt], TOKEN)


def test_who_hides_the_number_is_written_to_by_the_id(open_channel: Open) -> None:
    with WhatsAppServer() as server:
        receipt = open_channel(server.url).send(HIDDEN, Said(), key="key-1")
    assert receipt.result is DeliveryResult.ACCEPTED
    assert server.accepted[0].body["recipient"] == HIDDEN
    assert "to" not in server.accepted[0].body


def test_a_message_that_waits_for_the_template_s_quality_is_accepted(open_channel: Open) -> None:
    held = {"messages": [{"id": "wamid.A", "message_status": "held_for_quality_assessment"}]}
    receipt = channel_check.send(open_channel, WhatsAppServer(), TO, Response(200, held))
    assert receipt.result is DeliveryResult.ACCEPTED
    assert "held back" in receipt.answer


@pytest.mark.parametrize(
    "said",
    [
        Said(parameters=with_value("")),
        Said(parameters=with_value("salón\ncomunal")),
        Said(parameters=with_value("salón     comunal")),
        Said(text="x" * 1025),
        Said(text=" "),
        Said(buttons=(*BUTTONS, BUTTONS[0])),
        Said(buttons=(Button("Necesitamos una ayuda", "3:A"),)),
        Said(buttons=(Button("Ayuda", "x" * 129),)),
        Said(buttons=(Button("", "3:A"),)),
    ],
)
def test_a_message_with_a_missing_value_or_of_a_wrong_size_is_refused_before_it_is_sent(
    open_channel: Open, said: Said
) -> None:
    with WhatsAppServer() as server:
        receipt = open_channel(server.url).send(TO, said, key="key-1")
    assert (receipt.result, receipt.is_ours) == (DeliveryResult.FAILED, True)
    assert server.requests == []


@pytest.mark.parametrize(
    "said",
    [
        Said(text="x" * 1024),
        Said(parameters=with_value("salón    comunal")),
        Said(buttons=(Button("x" * 20, "x" * 128),)),
    ],
)
def test_a_message_of_just_the_allowed_size_is_sent(open_channel: Open, said: Said) -> None:
    with WhatsAppServer() as server:
        assert open_channel(server.url).send(TO, said, key="k").result is DeliveryResult.ACCEPTED


ADDRESS = [131026, 131050, 131021]
LATER = [131049, 130472, 131056, 4, 80007, 130429, 1, 2, 131000, 131016, 131057, 999999]
MESSAGE = [131047, 132005, 131008, 131009, 131051, 100, 135000]
OURS = [
    *(132000, 132001, 132007, 132012, 132015, 132016),
    *(0, 3, 10, 190, 200, 299, 131005, 33, 133010, 368, 130497, 131031, 131042, 131045, 131030, 131048),
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
    with WhatsAppServer(lambda _address: Refuse(next(given))) as server:
        channel = open_channel(server.url)
        receipts = [channel.send(TO, Said(), key="key-1") for _ in codes]
    assert {(r.result, r.is_ours) for r in receipts} == {(result, is_ours)}
    assert all(f"whatsapp {code}" in r.answer for code, r in zip(codes, receipts, strict=True))
    channel_check.check_silence(receipts, TOKEN)


@pytest.mark.parametrize("code", [199, 300])
def test_a_code_beside_those_of_permissions_is_not_one(open_channel: Open, code: int) -> None:
    assert not channel_check.send(open_channel, WhatsAppServer(), TO, Refuse(code)).is_ours


def test_a_wrong_token_is_our_trouble() -> None:
    with WhatsAppServer() as server:
        channel = WhatsAppChannel(server.url, "another", PHONE_ID)
        receipt = channel.send(TO, Said(), key="key-1")
        channel.close()
    assert (receipt.result, receipt.is_ours) == (DeliveryResult.TRY_AGAIN, True)


def test_a_token_of_which_no_request_can_be_made_is_our_trouble_and_nothing_is_in_doubt() -> None:
    with WhatsAppServer() as server:
        channel = WhatsAppChannel(server.url, "a token\nof two lines", PHONE_ID)
        receipt = channel.send(TO, Said(), key="key-1")
        channel.close()
    assert (receipt.result, receipt.is_ours) == (DeliveryResult.TRY_AGAIN, True)
    assert not receipt.may_have_arrived


def test_too_many_messages_rest_the_channel_for_as_long_as_the_provider_says(open_channel: Open) -> None:
    said = channel_check.send(open_channel, WhatsAppServer(), TO, Refuse(130429, 429, retry_after_seconds=7))
    silent = channel_check.send(open_channel, WhatsAppServer(), TO, Refuse(130429, 429))
    other = channel_check.send(open_channel, WhatsAppServer(), TO, Refuse(131056))
    assert [r.retry_after_seconds for r in (said, silent, other)] == [7, 60, None]


@pytest.mark.parametrize(
    "until", [f"Wed, 03 Jun {9**20} 09:00:00 +0000", "Wed, 03 Jun 2026 09:00:00 -9999999999"]
)
def test_a_rest_until_no_date_that_can_be_is_the_usual_one(open_channel: Open, until: str) -> None:
    odd = Response(429, {"error": {"code": 130429}}, {"Retry-After": until})
    assert channel_check.send(open_channel, WhatsAppServer(), TO, odd).retry_after_seconds == 60


@pytest.mark.parametrize("check", channel_check.CHECKS)
def test_what_holds_for_every_channel_holds(check: channel_check.Check, open_channel: Open) -> None:
    check(open_channel, WhatsAppServer(), TO)


@pytest.mark.parametrize(
    ("url", "phone_id"),
    [("http://graph.example/v24.0", "1"), ("ftp://graph.example", "1"), ("https://graph.example", "1/2")],
)
def test_settings_that_cannot_be_used_are_refused(url: str, phone_id: str) -> None:
    with pytest.raises(ValueError, match=r"provider|digits"):
        WhatsAppChannel(url, TOKEN, phone_id)
