"""The local providers as others use them: in a process of their own, and calling back."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.request import urlopen

import pytest

from domain.alert import DeliveryResult, ProviderStatus
from notifications.channels.gateway import GatewayChannel
from notifications.channels.whatsapp import WhatsAppChannel
from notifications.webhooks import whatsapp
from tests.notifications.said import Said
from tests.notifications.servers.base import Fault, ProviderServer, Request, Response
from tests.notifications.servers.whatsapp import APP_SECRET, PHONE_ID, TOKEN, WhatsAppServer

TO = "+573000000001"


class Listener(ProviderServer):
    """Where webhooks go."""

    name = "listener"

    def answer(self, request: Request) -> Response | Fault:
        is_theirs = whatsapp.verify(dict(request.headers.items()), request.body, APP_SECRET)
        return Response(200 if is_theirs else 403, {})


@contextmanager
def running(name: str, *options: str) -> Iterator[str]:
    """The URL of a provider in a process of its own."""
    command = [sys.executable, "-m", "tests.notifications.servers", name, *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().strip()
        finally:
            process.terminate()


def test_a_provider_in_its_own_process_fails_as_often_as_told_and_tells_what_it_took() -> None:
    with running("gateway", "--fail-one-in", "2") as url:
        channel = GatewayChannel(url)
        results = [channel.send(TO, Said(), key=str(number)).result for number in range(4)]
        channel.close()
        base = "http://" + url.rpartition("@")[2].partition("/")[0]
        with urlopen(base) as answer:
            told = json.load(answer)
    assert results == [DeliveryResult.ACCEPTED, DeliveryResult.TRY_AGAIN] * 2
    assert [(taken["to"], taken["key"]) for taken in told["accepted"]] == [(TO, "0"), (TO, "2")]


def test_statuses_are_called_back_twice_and_out_of_order_and_forged_ones_are_refused() -> None:
    with Listener() as listener, WhatsAppServer(callback=f"{listener.base}/webhooks/whatsapp") as server:
        channel = WhatsAppChannel(server.url, TOKEN, PHONE_ID)
        receipt = channel.send(TO, Said(), key="key-1")
        channel.close()
        [taken] = server.accepted
        for status in ("read", "sent", "delivered", "sent"):
            assert server.status(taken.id, status, key=taken.key).post() == 200
        assert server.webhook({"statuses": []}, secret="another").post() == 403
        bodies = [request.body for request in listener.requests[:4]]
    reports = [report for body in bodies for report in whatsapp.read(body).reports]
    assert [r.status for r in reports] == [ProviderStatus(s) for s in ("read", "sent", "delivered", "sent")]
    assert {(r.provider_id, r.key) for r in reports} == {(receipt.provider_id, "key-1")}


@pytest.mark.parametrize("name", ["whatsapp", "twilio", "telegram"])
def test_every_provider_starts_in_a_process_of_its_own(name: str) -> None:
    with running(name) as url:
        assert "127.0.0.1:" in url
