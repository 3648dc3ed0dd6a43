"""What all of the local providers share: a server on a free port, what it took, and how it misbehaves."""

import json
import sys
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from email.message import Message
from enum import Enum, auto
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, ClassVar, Self
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class Request:
    path: str
    headers: "Message[str, str]"  # whose names are found however they are spelt
    body: bytes

    def json(self) -> dict[str, Any]:
        """The body as an object; empty where it is none."""
        try:
            body = json.loads(self.body)
        except ValueError:
            return {}
        return body if isinstance(body, dict) else {}


@dataclass(frozen=True, slots=True)
class Response:
    status: int
    body: Any  # as JSON; bytes as they are
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Accepted:
    """One message that the server took."""

    order: int
    id: str
    to: str
    key: str | None
    text: str
    body: Mapping[str, Any]


class Fault(Enum):
    """What a server does with a message instead of answering."""

    DROP = auto()  # reads it whole, and the connection is gone
    DROP_AFTER = auto()  # takes it, and the connection is gone before the answer
    HANG = auto()  # reads it whole, and waits for the end of the server


@dataclass(frozen=True, slots=True)
class Refuse:
    """An error by the provider's own code, in the provider's own form."""

    code: int | str
    status: int = 400
    retry_after_seconds: int | None = None
    says: str = ""


Faults = Callable[[str], Refuse | Response | Fault | None]
"""Asked for each message with its address."""


@dataclass(frozen=True, slots=True)
class Webhook:
    """A call of the provider's, signed and ready to be posted."""

    url: str
    headers: Mapping[str, str]
    body: bytes

    def post(self) -> int:
        """Post it, and give the status that came back."""
        parts = urlsplit(self.url)
        connection = HTTPConnection(parts.hostname or "", parts.port, timeout=10)
        try:
            path = parts.path + (f"?{parts.query}" if parts.query else "")
            connection.request("POST", path, self.body, dict(self.headers))
            return connection.getresponse().status
        finally:
            connection.close()


class _Http(ThreadingHTTPServer):
    def handle_error(self, request: Any, client_address: Any) -> None:
        """A caller that was killed is none."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class ProviderServer:
    """Serves one provider's API from `with` to its end, and keeps what it took in `accepted`.

    `callback` is where webhooks go. They can be made without serving.
    """

    name: ClassVar[str]

    def __init__(self, faults: Faults | None = None, *, callback: str = "", port: int = 0) -> None:
        self.faults = faults or (lambda _address: None)
        self.callback = callback
        self.accepted: list[Accepted] = []
        self.requests: list[Request] = []
        self.connections = 0
        self.over = threading.Event()
        self.lock = threading.Lock()
        self._port = port

    @property
    def url(self) -> str:
        """As the channel is given it."""
        return self.base

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    def __enter__(self) -> Self:
        handler = type("Handler", (_Handler,), {"provider": self})
        self._http = _Http(("127.0.0.1", self._port), handler)
        self._http.daemon_threads = True
        self._port = self._http.server_address[1]
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.over.set()
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()

    def answer(self, request: Request) -> Response | Fault:
        """Check the request as the provider does, take the message, and answer."""
        raise NotImplementedError

    def look(self, _request: Request) -> Response | None:
        """The answer to a question by which nothing is sent; None for one that the provider does not have."""
        return None

    def refusal(self, refuse: Refuse) -> Response:
        """The provider's own form of an error."""
        raise NotImplementedError

    def fault_or(self, to: str, take: Callable[[], Response]) -> Response | Fault:
        """What is wrong with this message by the faults, or what taking it gives."""
        match self.faults(to):
            case Refuse() as refuse:
                return self.refusal(refuse)
            case Response() as response:
                return response
            case Fault.DROP_AFTER:
                take()
                return Fault.DROP
            case Fault() as fault:
                return fault
            case None:
                return take()

    def keep(self, id_: str, to: str, text: str, body: Mapping[str, Any], key: str | None = None) -> Accepted:
        with self.lock:
            taken = Accepted(len(self.accepted) + 1, id_, to, key, text, body)
            self.accepted.append(taken)
        return taken


class _Handler(BaseHTTPRequestHandler):
    provider: ClassVar[ProviderServer]
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def setup(self) -> None:
        super().setup()
        with self.provider.lock:
            self.provider.connections += 1

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        request = Request(self.path, self.headers, body)
        with self.provider.lock:
            self.provider.requests.append(request)
        answer = self.provider.answer(request)
        if isinstance(answer, Response):
            self._respond(answer)
            return
        if answer is Fault.HANG:
            self.provider.over.wait()
        self.close_connection = True

    def do_GET(self) -> None:
        """What the provider tells; else what it took, for who runs the server in a process of its own."""
        if told := self.provider.look(Request(self.path, self.headers, b"")):
            self._respond(told)
            return
        taken = [{"id": a.id, "to": a.to, "key": a.key, "text": a.text} for a in self.provider.accepted]
        self._respond(Response(200, {"accepted": taken, "connections": self.provider.connections}))

    def _respond(self, response: Response) -> None:
        content = response.body if isinstance(response.body, bytes) else json.dumps(response.body).encode()
        self.send_response(response.status)
        for name, value in {"Content-Type": "application/json", **response.headers}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - http.server's name
        """Quiet: a test looks at `requests`."""
