"""E-mail by SMTP, over one connection that is kept for all messages."""

import smtplib
import ssl
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from email.headerregistry import Address
from email.utils import parseaddr
from functools import cache, partial
from types import TracebackType
from typing import Self

from domain.alert import DeliveryResult
from domain.contact import Channel
from notifications.channels import Receipt
from notifications.mail_server import connect, read_url
from notifications.message import Message
from notifications.mime import Unsendable, encode, message_id, recipient
from notifications.smtp_answers import Stage, judge, judge_error
from notifications.smtp_mail import SERVICE_CLOSES, hand_over, offer


class EmailChannel:
    """Sends by `smtp://user:password@host:port` or `smtps://`, with STARTTLS wherever the server offers it.

    The connection is opened at the first message, and again when the server let it go. One channel belongs
    to one thread. Raises ValueError for a URL or a sender that cannot be used.
    """

    name = Channel.EMAIL

    def __init__(
        self,
        url: str,
        sender: str,
        *,
        timeout_seconds: float = 30,
        clock: Callable[[], datetime] = partial(datetime.now, UTC),
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._server = read_url(url)
        self._sender = _read_sender(sender)
        self._timeout_seconds = timeout_seconds
        self._clock = clock
        self._tls = tls
        self._smtp: smtplib.SMTP | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def greet(self) -> None:
        """Reach the server and log in, sending nothing. Raises OSError or SMTPException where that fails."""
        if self._smtp is None:
            self._smtp = self._connect()
        self._smtp.noop()

    def send(self, address: str, message: Message, *, key: str) -> Receipt:
        """Hand one message to the server. Never raises for what the server or the network does.

        Raises NotComposed where the message has no form as a mail.
        """
        id_ = message_id(key, self._sender.domain)
        try:
            to = recipient(address)
        except Unsendable as error:
            return Receipt(DeliveryResult.FAILED, str(error))
        try:
            content = encode(message.mail(), self._sender, to, id_, self._clock())
        except Unsendable as error:
            return Receipt(DeliveryResult.FAILED, f"operator: {error}", is_ours=True)
        receipt = self._hand_over(to, content)
        return replace(receipt, provider_id=id_) if receipt.result is DeliveryResult.ACCEPTED else receipt

    def written(self, address: str, message: Message, *, key: str) -> bytes:
        """The bytes that `send` would hand over, and nothing is. Raises Unsendable and NotComposed."""
        id_ = message_id(key, self._sender.domain)
        return encode(message.mail(), self._sender, recipient(address), id_, self._clock())

    def close(self) -> None:
        """Take leave of the server."""
        if self._smtp is not None:
            with suppress(OSError, smtplib.SMTPException):
                self._smtp.quit()
        self._drop()

    def _hand_over(self, to: str, content: bytes) -> Receipt:
        is_kept = self._smtp is not None
        stage = Stage.CONNECTING
        try:
            smtp = self._smtp = self._smtp or self._connect()
            stage = Stage.SENDER
            answer = offer(smtp, self._sender.addr_spec, to)
            if answer is None:
                stage = Stage.CONTENT
                answer = hand_over(smtp, content)
        except (OSError, smtplib.SMTPException) as error:
            self._drop()
            if is_kept and stage is Stage.SENDER:  # the server had let go of the connection meanwhile
                return self._hand_over(to, content)
            return judge_error(stage, error)
        receipt = judge(*answer)
        if receipt.result is DeliveryResult.ACCEPTED:
            return receipt
        self._clear_up(smtp, answer.code)
        if is_kept and stage is Stage.SENDER and answer.code == SERVICE_CLOSES:
            return self._hand_over(to, content)
        return receipt

    def _connect(self) -> smtplib.SMTP:
        tls = self._tls or _usual_tls()
        return connect(self._server, self._sender.domain, self._timeout_seconds, tls)

    def _clear_up(self, smtp: smtplib.SMTP, code: int) -> None:
        """Make the connection fit for the next message."""
        if code == SERVICE_CLOSES:
            self._drop()
            return
        try:
            smtp.rset()
        except (OSError, smtplib.SMTPException):
            self._drop()

    def _drop(self) -> None:
        if self._smtp is not None:
            self._smtp.close()
            self._smtp = None


@cache
def _usual_tls() -> ssl.SSLContext:
    """Reading what this machine trusts takes longer than to send some mails: once for all connections."""
    return ssl.create_default_context()


def _read_sender(sender: str) -> Address:
    name, address = parseaddr(sender)
    if "@" not in address:
        raise ValueError("the sender is given as Name <name@domain>")
    return Address(name, addr_spec=address)
