"""One mail on an open connection to a mail server (RFC 5321 section 3.3), in as few turns as it allows."""

import smtplib
from typing import NamedTuple

from notifications.smtp_answers import Stage

SERVICE_CLOSES = 421  # RFC 5321 section 4.2.3


class Answer(NamedTuple):
    """What ended the conversation, and how far it had come."""

    stage: Stage
    code: int
    said: bytes


def offer(smtp: smtplib.SMTP, sender: str, to: str) -> Answer | None:
    """Name sender and recipient and ask to hand the mail over; gives the refusal, None where it may come now.

    The commands go together where the server takes them so (RFC 2920): one turn instead of three. They are
    written here, for smtplib takes each address apart again, which costs a third of a sending. Raises OSError
    or SMTPException where the connection broke without a refusal; nothing was handed over then.
    """
    commands = (f"MAIL FROM:<{sender}>", f"RCPT TO:<{to}>", "DATA")
    if smtp.has_extn("pipelining"):
        smtp.send("\r\n".join((*commands, "")))
        return _refusal_among_all(smtp)
    for command, (stage, wanted) in zip(commands, _TURNS, strict=True):
        code, said = smtp.docmd(command)
        if code not in wanted:
            return Answer(stage, code, said)
    return None


def _refusal_among_all(smtp: smtplib.SMTP) -> Answer | None:
    """The first, once all answers were read: what follows it is the server's word on commands gone astray."""
    refusal = None
    try:
        for stage, wanted in _TURNS:
            code, said = smtp.getreply()
            if refusal is None and code not in wanted:
                refusal = Answer(stage, code, said)
        if refusal is not None and code == _GO_ON:
            hand_over(smtp, b"")  # it waits for a mail that has no recipient (RFC 2920 section 3.1)
    except (OSError, smtplib.SMTPException):
        if refusal is None:
            raise
    return refusal


def hand_over(smtp: smtplib.SMTP, content: bytes) -> Answer:
    """The mail itself, its line ends being those of mail, and what the server says to it.

    As `smtplib.SMTP.data`, which looks for line ends once more, at half the cost of a sending.
    """
    smtp.send(content.replace(b"\r\n.", b"\r\n..") + b".\r\n")
    return Answer(Stage.CONTENT, *smtp.getreply())


_GO_ON = 354
_TURNS = ((Stage.SENDER, {250}), (Stage.RECIPIENT, {250, 251}), (Stage.CONTENT, {_GO_ON}))
