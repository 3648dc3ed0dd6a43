"""The mail server that carries our messages: where it is, and a connection to it that is fit to use."""

import smtplib
import ssl
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from notifications.loopback import is_here


class MailServer(NamedTuple):
    host: str
    port: int
    user: str
    password: str
    is_tls: bool  # from the first byte; else STARTTLS where the server offers it


def read_url(url: str) -> MailServer:
    """`smtp://user:password@host:port` or `smtps://…`. Raises ValueError for anything else."""
    parts = urlsplit(url)
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
        raise ValueError("a mail server is given as smtp://user:password@host:port or smtps://…")
    is_tls = parts.scheme == "smtps"
    usual_port = 465 if is_tls else 587 if parts.username else 25
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    return MailServer(parts.hostname, parts.port or usual_port, user, password, is_tls)


def connect(server: MailServer, own_name: str, timeout_seconds: float, tls: ssl.SSLContext) -> smtplib.SMTP:
    """Greeted, encrypted if possible, logged in if a user is given. Raises OSError or SMTPException.

    `own_name` is what we call ourselves: smtplib would look up this machine's name, which can take a minute.
    """
    smtp = _open(server, own_name, timeout_seconds, tls)
    try:
        smtp.ehlo_or_helo_if_needed()
        is_private = server.is_tls or is_here(server.host)
        if not server.is_tls and smtp.has_extn("starttls"):
            smtp.starttls(context=tls)
            smtp.ehlo_or_helo_if_needed()
            is_private = True
        if server.user and not is_private:
            raise smtplib.SMTPException("the server offers no TLS, and the password is not sent without")
        if server.user:
            smtp.login(server.user, server.password)
    except BaseException:
        smtp.close()
        raise
    return smtp


def _open(server: MailServer, own_name: str, timeout_seconds: float, tls: ssl.SSLContext) -> smtplib.SMTP:
    if server.is_tls:
        return smtplib.SMTP_SSL(server.host, server.port, own_name, timeout=timeout_seconds, context=tls)
    return smtplib.SMTP(server.host, server.port, own_name, timeout=timeout_seconds)
