"""What holds for every channel that speaks HTTP, asked of each against its own server."""

import socket
import threading
from collections.abc import Callable

from domain.alert import DeliveryResult
from notifications.channels import Channel, Receipt
from tests.notifications.said import Said
from tests.notifications.servers.base import Fault, ProviderServer, Refuse, Response

Open = Callable[..., Channel]
"""A channel for this URL, and with this time-out in seconds if one is given."""


def send(
    open_channel: Open, server: ProviderServer, to: str, fault: Refuse | Response | Fault | None
) -> Receipt:
    """One message that meets this fault."""
    server.faults = lambda _address: fault
    with server:
        return open_channel(server.url).send(to, Said(), key="key-1")


def check_drop(open_channel: Open, server: ProviderServer, to: str) -> None:
    receipt = send(open_channel, server, to, Fault.DROP)
    assert receipt.result is DeliveryResult.TRY_AGAIN
    assert receipt.may_have_arrived
    assert server.accepted == []


def check_drop_after(open_channel: Open, server: ProviderServer, to: str) -> None:
    receipt = send(open_channel, server, to, Fault.DROP_AFTER)
    assert receipt.result is DeliveryResult.TRY_AGAIN
    assert receipt.may_have_arrived
    assert len(server.accepted) == 1


def check_hang(open_channel: Open, server: ProviderServer, to: str) -> None:
    server.faults = lambda _address: Fault.HANG
    with server:
        receipt = open_channel(server.url, 0.3).send(to, Said(), key="key-1")
    assert receipt.result is DeliveryResult.TRY_AGAIN
    assert receipt.may_have_arrived
    assert receipt.retry_after_seconds is None


def check_nobody_there(open_channel: Open, server: ProviderServer, to: str) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        url = server.url.replace(":0", f":{unused.getsockname()[1]}")
        receipt = open_channel(url).send(to, Said(), key="key-1")
    assert receipt.result is DeliveryResult.TRY_AGAIN
    assert not receipt.may_have_arrived
    assert receipt.retry_after_seconds == 60


def check_odd_answers(open_channel: Open, server: ProviderServer, to: str) -> None:
    """Whatever comes back, there is a receipt."""
    odd = [
        b"",
        b"{",
        b"[]",
        b"\xff\xfe",
        b"null",
        b'{"id": null}',
        b"[" * 100_000,
        b"{}" * 10,
        b'{"error": 7}',
    ]
    statuses = (200, 201, 302, 400, 401, 404, 429, 500, 502, 503, 504)
    receipts: list[tuple[int, Receipt]] = []
    with server:
        channel = open_channel(server.url)
        for status in statuses:
            for body in odd:
                answer = Response(status, body, {"Location": "http://127.0.0.1:1/elsewhere"})
                server.faults = lambda _address, answer=answer: answer  # type: ignore[misc]
                receipts.append((status, channel.send(to, Said(), key="key-1")))
    assert {r.result for _, r in receipts} == {DeliveryResult.TRY_AGAIN}
    assert {r.is_ours for status, r in receipts if status in (302, 401)} == {True}
    assert {r.is_ours for status, r in receipts if status in (400, 429, 500, 503)} == {False}
    assert {status for status, r in receipts if r.may_have_arrived} == {200, 201, 502, 504}


def check_odd_text(open_channel: Open, server: ProviderServer, to: str) -> None:
    with server:
        receipt = open_channel(server.url).send(
            to, Said("a\ud800", parameters=("a\ud800", *Said().parameters[1:]), sms_text="a\ud800"), key="k"
        )
    assert (receipt.result, receipt.is_ours) == (DeliveryResult.FAILED, True)
    assert server.accepted == []


def check_connections_are_kept(open_channel: Open, server: ProviderServer, to: str) -> None:
    with server:
        channel = open_channel(server.url)
        for number in range(10):
            channel.send(to, Said(), key=str(number))
        assert server.connections == 1
        threads = [
            threading.Thread(target=channel.send, args=(to, Said()), kwargs={"key": f"t{number}"})
            for number in range(8)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert len(server.accepted) == 18
    assert server.connections <= 9


def check_silence(receipts: list[Receipt], *secrets: str) -> None:
    """What operators read has no address, token or text."""
    for receipt in receipts:
        for secret in (*secrets, "573000000", "comunal", "Pozón"):
            assert secret not in receipt.answer
            assert secret not in (receipt.provider_id or "")


Check = Callable[[Open, ProviderServer, str], None]

CHECKS: list[Check] = [
    check_drop,
    check_drop_after,
    check_hang,
    check_nobody_there,
    check_odd_answers,
    check_odd_text,
    check_connections_are_kept,
]
