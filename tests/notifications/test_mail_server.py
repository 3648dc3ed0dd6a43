"""Connections that are encrypted and logged in, against a real server with a certificate of its own."""

import smtplib
import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword

from notifications.mail_server import MailServer, connect, read_url
from service.demo.smtp_server import _Controller
from tests.notifications.certificates import a_certificate


def test_a_url_names_host_port_and_credentials() -> None:
    assert read_url("smtp://mail.example") == MailServer("mail.example", 25, "", "", False)
    assert read_url("smtp://u:p%40s@mail.example") == MailServer("mail.example", 587, "u", "p@s", False)
    assert read_url("smtps://u:p@mail.example") == MailServer("mail.example", 465, "u", "p", True)
    assert read_url("smtps://mail.example:2465").port == 2465


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for 127.0.0.1 and its key, in one file."""
    return a_certificate(tmp_path_factory.mktemp("tls") / "server.pem", "127.0.0.1")


def only_ana(_server: object, _session: object, _envelope: object, _way: str, given: object) -> AuthResult:
    return AuthResult(success=given == LoginPassword(b"ana", b"secret"), handled=False)


@pytest.fixture
def server(certificate: Path) -> Iterator[Controller]:
    """Wants STARTTLS and a login before it takes a mail."""
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    tls.load_cert_chain(certificate)
    controller = _Controller(
        object(),
        hostname="127.0.0.1",
        port=0,
        tls_context=tls,
        require_starttls=True,
        auth_required=True,
        authenticator=only_ana,
    )
    controller.start()
    yield controller
    controller.stop()


@pytest.fixture
def trusting(certificate: Path) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=str(certificate))


def url(server: Controller, credentials: str) -> MailServer:
    return read_url(f"smtp://{credentials}@127.0.0.1:{server.port}")


def test_it_encrypts_and_logs_in_where_the_server_offers_it(
    server: Controller, trusting: ssl.SSLContext
) -> None:
    smtp = connect(url(server, "ana:secret"), "convite.example", 5, trusting)
    assert isinstance(smtp.sock, ssl.SSLSocket)
    assert smtp.mail("avisos@convite.example")[0] == 250
    smtp.quit()


def test_a_wrong_password_is_refused(server: Controller, trusting: ssl.SSLContext) -> None:
    with pytest.raises(smtplib.SMTPAuthenticationError):
        connect(url(server, "ana:wrong"), "convite.example", 5, trusting)


def test_a_certificate_that_nobody_vouches_for_is_refused(server: Controller) -> None:
    with pytest.raises(ssl.SSLCertVerificationError):
        connect(url(server, "ana:secret"), "convite.example", 5, ssl.create_default_context())
