"""A real SMTP server for the demo and the tests: it keeps what it receives, and misbehaves when told to."""

import asyncio
import re
from collections.abc import Callable
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from enum import StrEnum
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


class Stage(StrEnum):
    SENDER = "MAIL"
    RECIPIENT = "RCPT"
    CONTENT = "DATA"


class Fault(StrEnum):
    """What a server does instead of answering. At CONTENT the message has arrived by then."""

    DROP = "drop"
    HANG = "hang"


Faults = Callable[[Stage, str], str | Fault | None]
"""Asked at each stage with the address in question: an answer such as `450 busy`, a fault, or None."""


@dataclass(frozen=True, slots=True)
class Received:
    """One message for one recipient, as it came over the wire. `order` counts from 1."""

    order: int
    recipient: str
    raw: bytes

    @property
    def message(self) -> EmailMessage:
        return message_from_bytes(self.raw, EmailMessage, policy=default)


class SmtpServer:
    """Listens on a free port of this machine from `with` to its end.

    With a `folder` every message is also written there as an .eml file that mail programs open. With `tell`
    none is kept: it is told of each, with the recipient and the bytes. `pipelines`: it takes commands that
    come together, as mail servers in the field do (RFC 2920).
    """

    def __init__(
        self,
        folder: Path | None = None,
        faults: Faults | None = None,
        tell: Callable[[str, bytes], object] | None = None,
        *,
        pipelines: bool = True,
    ) -> None:
        self._handler = _Handler(folder, faults or (lambda _stage, _address: None), tell, pipelines)
        self._controller = _Controller(self._handler, hostname="127.0.0.1", port=0)

    def __enter__(self) -> Self:
        self._controller.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._controller.stop()

    @property
    def on_arrival(self) -> Callable[[Received], object] | None:
        """Told of each message that is kept, if anybody is; from the server's own thread."""
        return self._handler.on_arrival

    @on_arrival.setter
    def on_arrival(self, tell: Callable[[Received], object] | None) -> None:
        self._handler.on_arrival = tell

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self._controller.port}"

    @property
    def messages(self) -> tuple[Received, ...]:
        """What arrived so far, in order."""
        return tuple(self._handler.received)

    @property
    def sessions(self) -> int:
        """How many connections introduced themselves."""
        return self._handler.sessions


class _Controller(Controller):
    def _trigger_server(self) -> None:
        """Learn the port that the system chose, before the first connection is made to it."""
        assert isinstance(self.server, asyncio.Server)
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()  # type: ignore[no-untyped-call] # aiosmtpd gives it no types


class _Handler:
    """The hooks that aiosmtpd calls."""

    def __init__(
        self,
        folder: Path | None,
        faults: Faults,
        tell: Callable[[str, bytes], object] | None,
        pipelines: bool,
    ) -> None:
        self.received: list[Received] = []
        self.sessions = 0
        self.on_arrival: Callable[[Received], object] | None = None
        self._folder = folder
        self._faults = faults
        self._tell = tell
        self._pipelines = pipelines

    async def handle_EHLO(  # noqa: N802 - the name is aiosmtpd's
        self, _server: SMTP, session: Session, _envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        self.sessions += 1
        return [responses[0], *(["250-PIPELINING"] if self._pipelines else []), *responses[1:]]

    async def handle_MAIL(  # noqa: N802
        self, server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if answer := await self._misbehave(server, Stage.SENDER, address):
            return answer
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if answer := await self._misbehave(server, Stage.RECIPIENT, address):
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        recipients: list[str] = envelope.rcpt_tos
        assert envelope.original_content is not None  # DATA has just ended
        fault = self._faults(Stage.CONTENT, recipients[0])
        if fault is None or isinstance(fault, Fault):
            for recipient in recipients:
                self._keep(recipient, envelope.original_content)
        return await _act(server, fault) or "250 OK"

    async def _misbehave(self, server: SMTP, stage: Stage, address: str) -> str | None:
        return await _act(server, self._faults(stage, address))

    def _keep(self, recipient: str, raw: bytes) -> None:
        if self._tell is not None:
            self._tell(recipient, raw)
            return
        received = Received(len(self.received) + 1, recipient, raw)
        self.received.append(received)
        if self._folder is not None:
            name = re.sub(r"[^\w.@-]", "_", recipient)
            (self._folder / f"{received.order:05}-{name}.eml").write_bytes(raw)
        if self.on_arrival is not None:
            self.on_arrival(received)


async def _act(server: Any, fault: str | Fault | None) -> str | None:
    match fault:
        case Fault.DROP:
            server.transport.abort()
            return "421 gone"
        case Fault.HANG:
            await asyncio.Event().wait()
            return None
        case _:
            return fault
