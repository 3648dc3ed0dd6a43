"""To which address a call goes: to the one that was looked at, and to whom that name belongs."""

import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from time import monotonic, sleep

import httpx2
import pytest

from domain.hook import HookCall
from notifications.hooks import Caller, Heard
from tests.examples import NOW
from tests.notifications.certificates import a_certificate

HOST, PUBLIC, OTHER = "universidad.example", "93.184.216.34", "93.184.216.35"
URL = f"https://{HOST}/convite?a=1"
Answer = Callable[[httpx2.Request], httpx2.Response]


class Resolver:
    """A name server that gives another answer each time it is asked."""

    def __init__(self, *answers: list[str]) -> None:
        self._answers = iter(answers)
        self.asked: list[str] = []

    def __call__(self, host: str) -> list[str]:
        self.asked.append(host)
        return next(self._answers)


def a_call(url: str = URL) -> HookCall:
    return HookCall(1, 1, url, "salt", "JAC-0001", "CO1.BDOS.1", NOW, 1)


def heard_by(resolver: Resolver, answer: Answer, url: str = URL) -> tuple[Heard, list[httpx2.Request]]:
    """What became of a call, and what was sent to whom."""
    sent: list[httpx2.Request] = []

    def take(request: httpx2.Request) -> httpx2.Response:
        sent.append(request)
        return answer(request)

    caller = Caller(transport=httpx2.MockTransport(take), resolve=resolver)
    return caller.call(a_call(url), 1, "secret"), sent


def accept(_: httpx2.Request) -> httpx2.Response:
    return httpx2.Response(200)


def test_a_name_that_changes_its_address_is_called_where_it_was_looked_at() -> None:
    resolver = Resolver([PUBLIC], ["127.0.0.1"])
    heard, (request,) = heard_by(resolver, accept)
    assert heard.is_accepted
    assert resolver.asked == [HOST]
    assert str(request.url) == f"https://{PUBLIC}/convite?a=1"
    assert (request.headers["host"], request.extensions["sni_hostname"]) == (HOST, HOST)


@pytest.mark.parametrize(
    ("url", "address", "there", "host", "name"),
    [
        (f"https://{HOST}:443/a", PUBLIC, f"https://{PUBLIC}/a", HOST, HOST),
        (f"https://{HOST}./a", PUBLIC, f"https://{PUBLIC}/a", f"{HOST}.", HOST),
        (
            "https://[2606:4700::1]/a",
            "2606:4700::1",
            "https://[2606:4700::1]/a",
            "[2606:4700::1]",
            "2606:4700::1",
        ),
        (f"https://{HOST}/a", "2606:4700::1", "https://[2606:4700::1]/a", HOST, HOST),
    ],
    ids=["port", "dot", "number", "ipv6"],
)
def test_the_other_side_is_called_by_the_name_it_was_given(
    url: str, address: str, there: str, host: str, name: str
) -> None:
    _, (request,) = heard_by(Resolver([address]), accept, url)
    assert str(request.url) == there
    assert (request.headers["host"], request.extensions["sni_hostname"]) == (host, name)


OURS = ("10.0.0.7", "169.254.169.254", "224.0.0.1", "::1", "::ffff:127.0.0.1", "fe80::1%eth0", "fec0::1")
LEADING_TO_OURS = ("64:ff9b::a00:7", "2002:a00:7::1", "::a00:7")  # as NAT64, 6to4 and long ago


@pytest.mark.parametrize("inner", [*OURS, *LEADING_TO_OURS])
def test_a_name_of_which_one_address_is_our_own_is_not_called_at_all(inner: str) -> None:
    heard, sent = heard_by(Resolver([PUBLIC, inner]), accept)
    assert (heard, sent) == (Heard(False, False, "not a public address"), [])


def test_a_name_without_an_address_is_not_called() -> None:
    assert heard_by(Resolver([]), accept) == (Heard(False, False, "no such host"), [])


@pytest.mark.parametrize(
    ("error", "calls", "is_accepted"), [(httpx2.ConnectError, 2, True), (httpx2.ReadTimeout, 1, False)]
)
def test_the_next_address_is_tried_only_where_nobody_was_met(
    error: type[httpx2.RequestError], calls: int, is_accepted: bool
) -> None:
    def fail_at_first(request: httpx2.Request) -> httpx2.Response:
        if request.url.host == PUBLIC:
            raise error("no")
        return httpx2.Response(200)

    heard, sent = heard_by(Resolver([PUBLIC, OTHER]), fail_at_first)
    assert (len(sent), heard.is_accepted) == (calls, is_accepted)


def test_a_name_of_many_addresses_is_not_called_at_all_of_them_for_ever(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("notifications.hooks._LONGEST_SECONDS", 0)

    def refuse(_: httpx2.Request) -> httpx2.Response:
        raise httpx2.ConnectError("no")

    heard, sent = heard_by(Resolver([PUBLIC, OTHER]), refuse)
    assert (heard, len(sent)) == (Heard(False, False, "ConnectError"), 1)


class _Server(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["content-length"]))
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


class _Wired(httpx2.BaseTransport):
    """A network in which every address is our server; the certificate is still checked."""

    def __init__(self, port: int, trusted: Path) -> None:
        self._port = port
        self._inner = httpx2.HTTPTransport(verify=ssl.create_default_context(cafile=trusted), trust_env=False)

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        request.url = request.url.copy_with(host="127.0.0.1", port=self._port)
        return self._inner.handle_request(request)

    def close(self) -> None:
        self._inner.close()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[tuple[int, Path]]:
    """The port of a server that has the certificate of HOST, and that certificate."""
    path = a_certificate(tmp_path / "host.pem", HOST)
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    tls.load_cert_chain(path)
    server = HTTPServer(("127.0.0.1", 0), _Server)
    server.socket = tls.wrap_socket(server.socket, server_side=True)
    thread = Thread(target=server.serve_forever, args=[0.01])
    thread.start()
    yield server.server_port, path
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize(
    ("host", "expected"),
    [(HOST, Heard(True, False, "HTTP 200")), ("otra.example", Heard(False, False, "ConnectError"))],
)
def test_the_certificate_must_be_the_names_and_not_the_addresses(
    host: str, expected: Heard, server: tuple[int, Path]
) -> None:
    caller = Caller(transport=_Wired(*server), resolve=Resolver([PUBLIC]))
    assert caller.call(a_call(f"https://{host}/"), 1, "secret") == expected
    caller.close()


def test_a_call_ends_in_time_though_each_byte_comes_soon(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("notifications.hooks._LONGEST_SECONDS", 0.2)
    path = a_certificate(tmp_path / "host.pem", HOST)
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    tls.load_cert_chain(path)

    def drip(listening: socket.socket) -> None:
        with tls.wrap_socket(listening.accept()[0], server_side=True) as there, suppress(OSError):
            there.sendall(b"HTTP/1.1 200 OK\r\nslow: ")
            for _ in range(100):
                there.sendall(b"a")
                sleep(0.05)

    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = Thread(target=drip, args=[listening])
        thread.start()
        caller = Caller(transport=_Wired(listening.getsockname()[1], path), resolve=Resolver([PUBLIC]))
        began = monotonic()
        assert not caller.call(a_call(), 1, "secret").is_accepted
        assert monotonic() - began < 2
        caller.close()
        thread.join()
