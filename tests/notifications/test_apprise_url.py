"""Any other service by its apprise URL, against a server that takes apprise's own JSON."""

import logging

import pytest

from domain.alert import DeliveryResult
from notifications.channels.apprise_url import AppriseChannel
from tests.notifications import channel_check
from tests.notifications.said import Said
from tests.notifications.servers.base import Fault, ProviderServer, Request, Response


class JsonServer(ProviderServer):
    """What apprise's json:// posts to."""

    name = "json"

    @property
    def url(self) -> str:
        return self.base.replace("http://", "json://") + "/room-of-573000000001"

    def answer(self, request: Request) -> Response | Fault:
        body = request.json()
        return self.fault_or("room", lambda: self._take(body))

    def _take(self, body: dict[str, str]) -> Response:
        self.keep("1", "room", body["message"], body)
        return Response(200, {})


def send(address: str, said: Said | None = None) -> tuple[DeliveryResult, bool]:
    receipt = AppriseChannel().send(address, said or Said(), key="key-1")
    channel_check.check_silence([receipt], "room-of", "127.0.0.1")
    return receipt.result, receipt.is_ours


def test_the_whole_text_arrives() -> None:
    with JsonServer() as server:
        assert send(server.url) == (DeliveryResult.ACCEPTED, False)
    assert server.accepted[0].text == Said().text


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410])
def test_an_address_that_the_service_does_not_know_has_failed_for_good(status: int) -> None:
    with JsonServer(lambda _room: Response(status, {})) as server:
        assert send(server.url) == (DeliveryResult.FAILED, False)


@pytest.mark.parametrize("status", [302, 408, 429, 500, 503])
def test_what_may_pass_is_tried_again_and_a_redirect_is_not_followed(status: int) -> None:
    with JsonServer(lambda _room: Response(status, {}, {"Location": "/elsewhere"})) as server:
        assert send(server.url) == (DeliveryResult.TRY_AGAIN, False)
        assert len(server.requests) == 1


@pytest.mark.parametrize("asks", ["optional=yes", "retry=3&wait=0", "redirect=yes"])
def test_an_address_cannot_ask_for_a_failure_to_be_called_success_or_for_more_copies(asks: str) -> None:
    with JsonServer(lambda _room: Response(307, {}, {"Location": "/elsewhere"})) as server:
        assert send(f"{server.url}?{asks}") == (DeliveryResult.TRY_AGAIN, False)
        assert len(server.requests) == 1


def test_a_conversation_that_broke_off_is_in_doubt() -> None:
    with JsonServer(lambda _room: Fault.DROP) as server:
        assert AppriseChannel().send(server.url, Said(), key="k").may_have_arrived


@pytest.mark.parametrize(
    "address",
    ["", "nonsense", "nosuch://x", "syslog://", "dbus://", "json://127.0.0.1:1/a, json://127.0.0.1:1/b"],
)
def test_what_is_no_address_of_one_service_elsewhere_has_failed_for_good(address: str) -> None:
    assert send(address) == (DeliveryResult.FAILED, False)


def test_an_empty_text_is_our_fault() -> None:
    assert send("json://127.0.0.1:1", Said(text=" ")) == (DeliveryResult.FAILED, True)


def test_apprise_writes_nothing_into_our_log() -> None:
    written: list[str] = []
    listener = logging.Handler()
    listener.emit = lambda record: written.append(record.name)  # type: ignore[method-assign]
    logging.getLogger().addHandler(listener)
    with JsonServer(lambda _room: Response(500, {})) as server:
        send(server.url)
    logging.getLogger().removeHandler(listener)
    assert not [name for name in written if name.startswith("apprise")]
