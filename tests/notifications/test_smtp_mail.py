"""One mail's conversation with a mail server, as it goes over the wire."""

import smtplib
import socket
import threading
from collections.abc import Callable, Iterator, Sequence

import pytest

from notifications.smtp_answers import Stage
from notifications.smtp_mail import Answer, hand_over, offer

Turn = tuple[bytes, bytes]
"""What the server waits for, to the last byte, and what it says then."""

Talk = Callable[[str, Sequence[Turn]], smtplib.SMTP]

ALL_THREE = b"MAIL FROM:<a@convite.example>\r\nRCPT TO:<b@juntas.example>\r\nDATA\r\n"


@pytest.fixture
def talk() -> Iterator[Talk]:
    """A connection to a server that knows these turns and no other, and then leaves."""
    opened: list[smtplib.SMTP] = []
    served: list[threading.Thread] = []

    def talk(extension: str, turns: Sequence[Turn]) -> smtplib.SMTP:
        listener = socket.create_server(("127.0.0.1", 0))
        greeted = [(b"ehlo us\r\n", f"250-mail.example\r\n250 {extension}\r\n".encode()), *turns]
        served.append(threading.Thread(target=_serve, args=(listener, greeted)))
        served[-1].start()
        smtp = smtplib.SMTP("127.0.0.1", listener.getsockname()[1], "us", timeout=5)
        opened.append(smtp)
        smtp.ehlo()
        return smtp

    yield talk
    for smtp in opened:
        smtp.close()
    for thread in served:
        thread.join()


def _serve(listener: socket.socket, turns: Sequence[Turn]) -> None:
    with listener, listener.accept()[0] as client:
        client.settimeout(5)
        client.sendall(b"220 mail.example\r\n")
        for wanted, answer in turns:
            said = b""
            while len(said) < len(wanted):
                more = client.recv(len(wanted) - len(said))
                if not more:
                    return
                said += more
            client.sendall(answer if said == wanted else b"500 the test expected other bytes\r\n")


def an_offer(smtp: smtplib.SMTP) -> Answer | None:
    return offer(smtp, "a@convite.example", "b@juntas.example")


def test_a_server_that_takes_commands_together_gets_them_in_one_turn(talk: Talk) -> None:
    content = b"Subject: x\r\n\r\n.one\r\n..two\r\n"
    stuffed = b"Subject: x\r\n\r\n..one\r\n...two\r\n.\r\n"
    smtp = talk(
        "PIPELINING", [(ALL_THREE, b"250 ok\r\n250 ok\r\n354 go on\r\n"), (stuffed, b"250 2.0.0 taken\r\n")]
    )
    assert an_offer(smtp) is None
    assert hand_over(smtp, content) == (Stage.CONTENT, 250, b"2.0.0 taken")


def test_a_server_that_does_not_say_so_gets_one_command_at_a_time(talk: Talk) -> None:
    mail, rcpt, data = ALL_THREE.splitlines(keepends=True)
    smtp = talk("HELP", [(mail, b"250 ok\r\n"), (rcpt, b"251 forwarded\r\n"), (data, b"354 go on\r\n")])
    assert an_offer(smtp) is None


def test_after_a_refusal_nothing_is_offered_to_a_server_that_takes_one_command_at_a_time(talk: Talk) -> None:
    mail, rcpt, _ = ALL_THREE.splitlines(keepends=True)
    smtp = talk(
        "HELP", [(mail, b"250 ok\r\n"), (rcpt, b"550 5.1.1 unknown\r\n"), (b"noop\r\n", b"250 ok\r\n")]
    )
    assert an_offer(smtp) == (Stage.RECIPIENT, 550, b"5.1.1 unknown")
    assert smtp.noop() == (250, b"ok")


@pytest.mark.parametrize(
    ("answers", "refusal"),
    [
        (b"550 who\r\n503 no sender\r\n503 no sender\r\n", (Stage.SENDER, 550, b"who")),
        (b"250 ok\r\n450 busy\r\n503 no recipient\r\n", (Stage.RECIPIENT, 450, b"busy")),
        (b"250 ok\r\n250 ok\r\n451 later\r\n", (Stage.CONTENT, 451, b"later")),
    ],
)
def test_of_commands_that_went_together_the_first_refusal_counts(
    answers: bytes, refusal: Answer, talk: Talk
) -> None:
    smtp = talk("PIPELINING", [(ALL_THREE, answers), (b"noop\r\n", b"250 ok\r\n")])
    assert an_offer(smtp) == refusal
    assert smtp.noop() == (250, b"ok")  # each answer was read


def test_a_server_that_waits_for_a_mail_without_recipient_gets_an_empty_one(talk: Talk) -> None:
    turns = [
        (ALL_THREE, b"250 ok\r\n550 5.1.1 unknown\r\n354 go on\r\n"),
        (b".\r\n", b"554 no valid recipients\r\n"),
        (b"noop\r\n", b"250 ok\r\n"),
    ]
    smtp = talk("PIPELINING", turns)
    assert an_offer(smtp) == (Stage.RECIPIENT, 550, b"5.1.1 unknown")
    assert smtp.noop() == (250, b"ok")


def test_a_server_that_refuses_and_leaves_has_still_said_why(talk: Talk) -> None:
    smtp = talk("PIPELINING", [(ALL_THREE, b"250 ok\r\n554 5.7.1 listed\r\n")])
    assert an_offer(smtp) == (Stage.RECIPIENT, 554, b"5.7.1 listed")


def test_a_server_that_leaves_without_a_word_is_an_error(talk: Talk) -> None:
    smtp = talk("PIPELINING", [(ALL_THREE, b"250 ok\r\n")])
    with pytest.raises(smtplib.SMTPServerDisconnected):
        an_offer(smtp)
