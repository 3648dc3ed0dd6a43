"""E-mail against a real SMTP server, in good weather and in bad."""

import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from html import unescape
from pathlib import Path

import pytest

from domain.alert import DeliveryResult
from notifications.channels.email import EmailChannel
from notifications.message import Chat, Mail, NotComposed
from service.demo.smtp_server import Fault, Faults, SmtpServer, Stage
from tests.notifications.examples import a_digest

SENDER = "Convite Cartagena <avisos@convite.example>"
AT = datetime(2026, 6, 3, 13, tzinfo=UTC)

Open = Callable[[SmtpServer], EmailChannel]


@pytest.fixture
def server() -> Iterator[SmtpServer]:
    with SmtpServer() as running:
        yield running


@pytest.fixture
def open_channel() -> Iterator[Open]:
    opened: list[EmailChannel] = []

    def open_one(server: SmtpServer) -> EmailChannel:
        opened.append(EmailChannel(server.url, SENDER, timeout_seconds=5, clock=lambda: AT))
        return opened[-1]

    yield open_one
    for channel in opened:
        channel.close()


@dataclass(frozen=True)
class _Said:
    """A message that is only ever a mail."""

    as_mail: Mail

    def mail(self) -> Mail:
        return self.as_mail

    def chat(self) -> Chat:
        raise NotComposed("it is a mail")

    def sms(self) -> str:
        raise NotComposed("it is a mail")


def a_message(**fields: str) -> _Said:
    defaults = {
        "subject": "Última oportunidad: 1 convocatoria por cerrar, 2 nuevas y 3 novedades para su junta",
        "text": "Señores de la junta:\n.\nmañana cierra",
        "html": "<p>Señores de la junta</p>",
        "stop_link": f"https://convite.example/junta/{'x' * 90}/parar",
    }
    return _Said(Mail(**{**defaults, **fields}))


def faulty(stage: Stage, answer: str | Fault, first_only: bool = True) -> Faults:
    """The first mail, or each, meets this at the stage."""
    met: list[str] = []

    def fault(at: Stage, address: str) -> str | Fault | None:
        if at is not stage or (first_only and met):
            return None
        met.append(address)
        return answer

    return fault


def test_the_channel_keeps_the_contract_of_all_channels(server: SmtpServer, open_channel: Open) -> None:
    channel = open_channel(server)
    assert channel.name == "email"


def test_a_mail_arrives_with_both_parts_and_its_accents(server: SmtpServer, open_channel: Open) -> None:
    receipt = open_channel(server).send("jac@juntas.example", a_message(), key="k1")
    [received] = server.messages
    mail = received.message
    assert receipt.result is DeliveryResult.ACCEPTED
    assert receipt.provider_id == mail["Message-ID"]
    assert received.recipient == "jac@juntas.example"
    assert mail["Subject"] == a_message().as_mail.subject
    text, html = mail.get_body(("plain",)), mail.get_body(("html",))
    assert text is not None
    assert html is not None
    assert text.get_content().splitlines() == a_message().as_mail.text.splitlines()
    assert unescape(html.get_content().strip()) == a_message().as_mail.html
    assert all(len(line) <= 998 for line in received.raw.splitlines())


def test_the_headers_are_those_of_an_automatic_mail_with_a_way_to_stop(
    server: SmtpServer, open_channel: Open
) -> None:
    open_channel(server).send("jac@juntas.example", a_message(), key="k1")
    mail = server.messages[0].message
    assert mail["From"] == SENDER
    assert mail["Date"].datetime == AT
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["List-Unsubscribe"] == f"<{a_message().as_mail.stop_link}>"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert b"List-Unsubscribe: <https://" in server.messages[0].raw


def test_one_click_is_offered_over_https_alone(server: SmtpServer, open_channel: Open) -> None:
    message = a_message(stop_link="http://127.0.0.1:8000/junta/x/parar")
    open_channel(server).send("jac@juntas.example", message, key="k1")
    assert server.messages[0].message["List-Unsubscribe-Post"] is None


def test_a_digest_arrives_whole(server: SmtpServer, open_channel: Open) -> None:
    digest = a_digest()
    assert (
        open_channel(server).send("jac@juntas.example", _Said(digest), key="k").result
        is DeliveryResult.ACCEPTED
    )
    body = server.messages[0].message.get_body(("html",))
    assert body is not None
    assert unescape(body.get_content()).splitlines() == unescape(digest.html).splitlines()


def test_the_same_key_is_the_same_message_id_and_another_key_another(
    server: SmtpServer, open_channel: Open
) -> None:
    for key in ("k1", "k1", "k2"):
        open_channel(server).send("jac@juntas.example", a_message(), key=key)
    first, again, other = (received.message["Message-ID"] for received in server.messages)
    assert first == again
    assert first != other


def test_many_mails_share_one_connection(server: SmtpServer, open_channel: Open) -> None:
    channel = open_channel(server)
    for n in range(20):
        channel.send(f"jac-{n}@juntas.example", a_message(), key=str(n))
    assert len(server.messages) == 20
    assert server.sessions == 1


@pytest.mark.parametrize(
    ("stage", "answer", "result"),
    [
        (Stage.RECIPIENT, "450 4.2.1 busy", DeliveryResult.TRY_AGAIN),
        (Stage.RECIPIENT, "550 5.1.1 unknown", DeliveryResult.FAILED),
        (Stage.RECIPIENT, "550 5.7.1 relaying denied", DeliveryResult.TRY_AGAIN),
        (Stage.RECIPIENT, "530 authentication required", DeliveryResult.TRY_AGAIN),
        (Stage.RECIPIENT, "421 too many messages", DeliveryResult.TRY_AGAIN),
        (Stage.SENDER, "451 4.3.0 later", DeliveryResult.TRY_AGAIN),
        (Stage.SENDER, "550 5.1.8 who are you", DeliveryResult.TRY_AGAIN),
        (Stage.CONTENT, "452 4.3.1 disk full", DeliveryResult.TRY_AGAIN),
        (Stage.CONTENT, "554 5.6.0 not wanted", DeliveryResult.FAILED),
        (Stage.SENDER, Fault.DROP, DeliveryResult.TRY_AGAIN),
        (Stage.RECIPIENT, Fault.DROP, DeliveryResult.TRY_AGAIN),
        (Stage.CONTENT, Fault.DROP, DeliveryResult.TRY_AGAIN),
    ],
)
@pytest.mark.parametrize("pipelines", [True, False])
def test_what_the_server_says_decides_and_the_next_mail_goes_through(
    pipelines: bool, stage: Stage, answer: str | Fault, result: DeliveryResult, open_channel: Open
) -> None:
    with SmtpServer(faults=faulty(stage, answer), pipelines=pipelines) as server:
        channel = open_channel(server)
        assert channel.send("one@juntas.example", a_message(), key="1").result is result
        assert channel.send("two@juntas.example", a_message(), key="2").result is DeliveryResult.ACCEPTED
        channel.close()


def test_a_refusal_of_us_is_told_to_the_operator(open_channel: Open) -> None:
    with SmtpServer(faults=faulty(Stage.SENDER, "550 5.1.8 who are you")) as server:
        receipt = open_channel(server).send("one@juntas.example", a_message(), key="1")
    assert receipt.answer.startswith("operator: ")
    assert "who are you" in receipt.answer


@pytest.mark.parametrize(
    ("stage", "answer", "is_ours", "may_have_arrived"),
    [
        (Stage.SENDER, "550 5.1.8 who are you", True, False),
        (Stage.RECIPIENT, "550 5.7.1 relaying denied", True, False),
        (Stage.RECIPIENT, "550 5.1.1 unknown", False, False),
        (Stage.CONTENT, "552 5.2.2 mailbox full for ever", False, False),
        (Stage.CONTENT, "554 5.6.0 not wanted", True, False),  # the address is as good as before
        (Stage.RECIPIENT, Fault.DROP, False, False),
        (Stage.CONTENT, Fault.DROP, False, True),
    ],
)
@pytest.mark.parametrize("pipelines", [True, False])
def test_a_receipt_says_whose_trouble_it_is_and_whether_the_mail_may_be_there(
    pipelines: bool,
    stage: Stage,
    answer: str | Fault,
    is_ours: bool,
    may_have_arrived: bool,
    open_channel: Open,
) -> None:
    with SmtpServer(faults=faulty(stage, answer), pipelines=pipelines) as server:
        receipt = open_channel(server).send("one@juntas.example", a_message(), key="1")
    assert (receipt.is_ours, receipt.may_have_arrived) == (is_ours, may_have_arrived)


def test_an_answer_never_holds_an_address(open_channel: Open) -> None:
    with SmtpServer(faults=faulty(Stage.RECIPIENT, "550 5.1.1 <one@juntas.example>: unknown")) as server:
        receipt = open_channel(server).send("one@juntas.example", a_message(), key="1")
    assert receipt.answer == "recipient refused: 550 5.1.1 <(address)>: unknown"


def test_a_server_that_hangs_is_left_after_the_timeout() -> None:
    with (
        SmtpServer(faults=faulty(Stage.CONTENT, Fault.HANG)) as server,
        EmailChannel(server.url, SENDER, timeout_seconds=0.3) as channel,
    ):
        receipt = channel.send("one@juntas.example", a_message(), key="1")
        assert receipt.result is DeliveryResult.TRY_AGAIN
        assert "may have arrived" in receipt.answer
        again = channel.send("one@juntas.example", a_message(), key="1")
        assert again.result is DeliveryResult.ACCEPTED
        first, second = (received.message["Message-ID"] for received in server.messages)
        assert first == second


@pytest.mark.parametrize("pipelines", [True, False])
@pytest.mark.parametrize("stage", [Stage.SENDER, Stage.RECIPIENT])
@pytest.mark.parametrize("parting", [Fault.DROP, "421 4.7.0 enough of this connection"])
def test_a_connection_that_the_server_ends_before_the_next_mail_is_opened_again_unseen(
    pipelines: bool, stage: Stage, parting: str | Fault, open_channel: Open
) -> None:
    asked: list[str] = []

    def end_at_the_second_mail(at: Stage, address: str) -> str | Fault | None:
        if at is stage:
            asked.append(address)
        return parting if at is stage and len(asked) == 2 else None

    with SmtpServer(faults=end_at_the_second_mail, pipelines=pipelines) as server:
        channel = open_channel(server)
        for key in ("1", "2"):
            receipt = channel.send("one@juntas.example", a_message(), key=key)
            assert receipt.result is DeliveryResult.ACCEPTED
        assert len(server.messages) == 2
        assert server.sessions == 2
        channel.close()


def test_a_refused_connection_is_tried_again_and_is_the_operators_matter() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound and not listening: connections are refused
        channel = EmailChannel(f"smtp://127.0.0.1:{taken.getsockname()[1]}", SENDER)
        receipt = channel.send("one@juntas.example", a_message(), key="1")
        assert receipt.result is DeliveryResult.TRY_AGAIN
        assert receipt.answer.startswith("operator: no connection")
        with pytest.raises(OSError, match="refused"):
            channel.greet()


def test_greeting_reaches_the_server_and_sends_nothing(server: SmtpServer, open_channel: Open) -> None:
    open_channel(server).greet()
    assert server.sessions == 1
    assert server.messages == ()


def test_a_login_that_the_server_does_not_offer_is_the_operators_matter(server: SmtpServer) -> None:
    url = server.url.replace("smtp://", "smtp://user:p%40ss@")
    with EmailChannel(url, SENDER) as channel:
        receipt = channel.send("one@juntas.example", a_message(), key="1")
    assert receipt.result is DeliveryResult.TRY_AGAIN
    assert receipt.answer.startswith("operator: ")
    assert "p@ss" not in receipt.answer


@pytest.mark.parametrize("field", ["subject", "stop_link"])
def test_a_line_break_cannot_smuggle_a_header_in(field: str, server: SmtpServer, open_channel: Open) -> None:
    message = a_message(**{field: "https://a.example/\r\nBcc: all@juntas.example"})
    receipt = open_channel(server).send("one@juntas.example", message, key="1")
    assert receipt.result is DeliveryResult.FAILED
    assert server.messages == ()


@pytest.mark.parametrize(
    "address", ["", "one", "one@juntas.example, two@juntas.example", "one@juntas.example\r\nRCPT TO:<b@c.d>"]
)
def test_an_unusable_address_fails_for_good_and_is_not_repeated(
    address: str, server: SmtpServer, open_channel: Open
) -> None:
    receipt = open_channel(server).send(address, a_message(), key="1")
    assert receipt.result is DeliveryResult.FAILED
    assert receipt.answer == "the address is not a valid e-mail address"
    assert server.messages == ()


@pytest.mark.parametrize("url", ["", "127.0.0.1:25", "http://mail.example", "smtp://"])
def test_a_url_that_is_no_mail_server_is_refused_at_once(url: str) -> None:
    with pytest.raises(ValueError, match="smtp://"):
        EmailChannel(url, SENDER)


@pytest.mark.parametrize("sender", ["", "Convite", "a@b@c"])
def test_a_sender_that_is_no_address_is_refused_at_once(sender: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        EmailChannel("smtp://mail.example", sender)


def test_the_server_writes_each_mail_to_its_folder(tmp_path: Path, open_channel: Open) -> None:
    with SmtpServer(folder=tmp_path) as server:
        channel = open_channel(server)
        channel.send("one@juntas.example", a_message(), key="1")
        channel.send("two@juntas.example", a_message(), key="2")
        channel.close()
        written = sorted(path.name for path in tmp_path.iterdir())
        assert written == ["00001-one@juntas.example.eml", "00002-two@juntas.example.eml"]
        assert (tmp_path / written[1]).read_bytes() == server.messages[1].raw
