"""What mails in our own mailbox say."""

from datetime import UTC, datetime
from email.message import EmailMessage
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.alert import ProviderStatus, Reply, StatusReport, Whose
from notifications import inbox, replies
from notifications.inbox import UnreadableMail
from notifications.mime import message_id
from notifications.replies import Read, ReadAs
from tests.examples import NOW
from tests.growth import growth

OURS = message_id("k1", "convite.example")
read = partial(inbox.read, sender="Convite <convite@convite.example>")


def a_bounce(action: str = "failed", status: str = "5.1.1", *, headers_only: bool = False) -> bytes:
    """A delivery status notification as mail servers write it (RFC 3464)."""
    returned = "text/rfc822-headers" if headers_only else "message/rfc822"
    return f"""\
From: MAILER-DAEMON@mx.example
Message-ID: <b1@mx.example>
Date: Wed, 03 Jun 2026 09:00:00 -0500
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

The message to jac@juntas.example had a problem.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; jac@juntas.example
Action: {action}
Status: {status}

--b
Content-Type: {returned}

From: convite@convite.example
Message-ID: {OURS}
Subject: Para su junta

--b--
""".encode()


ANSWERED = {"From": "La Junta <jac@juntas.example>", "Message_ID": "<a1@juntas.example>"}


def an_answer(text: str, subtype: str = "plain", **headers: str) -> bytes:
    mail = EmailMessage()
    mail["Date"], mail["In-Reply-To"] = "Wed, 03 Jun 2026 09:00:00 -0500", OURS
    for name, value in {**ANSWERED, **headers}.items():
        mail[name.replace("_", "-")] = value
    mail.set_content(text, subtype=subtype)
    return mail.as_bytes()


def report_of(raw: bytes) -> StatusReport:
    found = read(raw, NOW)
    assert isinstance(found, StatusReport)
    return found


def reply_of(raw: bytes) -> Reply:
    found = read(raw, NOW)
    assert isinstance(found, Reply)
    return found


@pytest.mark.parametrize("headers_only", [True, False])
def test_a_bounce_names_the_message_that_came_back(headers_only: bool) -> None:
    found = report_of(a_bounce(headers_only=headers_only))
    assert (found.provider_id, found.status) == (OURS, ProviderStatus.FAILED)
    assert found.at == datetime(2026, 6, 3, 14, tzinfo=UTC)
    assert "jac@juntas.example" not in found.answer


@pytest.mark.parametrize(
    ("status", "is_for_good"),
    [
        ("5.1.1", True),  # no such user
        ("5.1.2", True),  # no such host
        ("5.2.1", True),  # mailbox disabled
        ("5.2.2", False),  # mailbox full
        ("5.7.1", False),  # refused by policy: that is about us
        ("4.4.7", False),  # tried for too long
        ("", False),
    ],
)
def test_only_what_speaks_against_the_address_is_for_good(status: str, is_for_good: bool) -> None:
    assert report_of(a_bounce(status=status)).whose is (Whose.ADDRESS if is_for_good else Whose.NOBODY)


def test_a_notice_of_delay_says_nothing_yet_and_one_of_delivery_says_so() -> None:
    assert read(a_bounce("delayed", "4.4.1"), NOW) is None
    assert report_of(a_bounce("delivered", "2.0.0")).status is ProviderStatus.DELIVERED


def test_a_message_of_ours_in_our_mailbox_has_arrived() -> None:
    mail = EmailMessage()
    mail["From"] = "Convite de la oficina <Convite@convite.example>"
    mail["Message-ID"], mail["Auto-Submitted"] = OURS, "auto-generated"
    mail.set_content("La prueba de cada noche")
    assert report_of(mail.as_bytes()) == StatusReport(
        report_of(mail.as_bytes()).channel, OURS, ProviderStatus.DELIVERED, NOW, "lies in our own mailbox"
    )


GMAIL = "El mié, 3 jun 2026 a las 9:00, Convite (<convite@convite.example>)\nescribió:\n\n> 1 nos interesa"
QUOTED = "El mié, 3 jun 2026 a las 9:00, Convite <convite@convite.example> escribió:\n> 1 nos interesa"


@pytest.mark.parametrize("below", [QUOTED, GMAIL, "-----Mensaje original-----\n1", "*De:* Convite", "> ALTO"])
def test_an_answer_is_what_stands_above_the_quotation(below: str) -> None:
    assert reply_of(an_answer(f"2 muy lejos\n\n{below}")).text == "2 muy lejos"


def test_an_answer_keeps_its_lines() -> None:
    assert reply_of(an_answer("Buenas  tardes,\r\n\r\nALTO\r\n")).text == "Buenas tardes,\nALTO"
    assert reply_of(an_answer("<div>3</div><br>ayuda", "html")).text == "3\nayuda"


def test_an_answer_in_html_is_what_is_shown() -> None:
    head = "<html><head><title>Re</title><style>p > a {color: red}</style></head><body>"
    shown = "<p>2&nbsp;est&aacute; <b>muy</b>\nlejos</p><div>Junta</div><blockquote>ALTO</blockquote>"
    assert reply_of(an_answer(f"{head}{shown}</body></html>", "html")).text == "2 está muy lejos\nJunta"


@pytest.mark.parametrize("piece", ["<", "<!--", "<style>", "</", "El x"])
def test_html_twice_as_long_costs_twice_as_much(piece: str) -> None:
    assert growth(lambda times: read(an_answer(piece * times, "html"), NOW), 10_000) < 3


@pytest.mark.parametrize(
    "signed",
    [
        "Enviado desde mi iPhone",
        "Enviado desde Outlook para Android",
        "Obtener Outlook para Android<https://aka.ms/AAb9ysg>",
        "Get Outlook for iOS",
        GMAIL,
    ],
)
def test_neither_signature_nor_quotation_changes_what_an_answer_says(signed: str) -> None:
    assert replies.read(reply_of(an_answer(f"ALTO\n\n{signed}")).text) == Read(ReadAs.STOP)
    assert replies.read(reply_of(an_answer(f"1\n\n{signed}")).text) == Read(ReadAs.INTERESTED)


@pytest.mark.parametrize("domain", ["juntas.example", "convite.example"])
def test_an_answer_whose_mail_program_makes_ids_as_we_do_is_still_an_answer(domain: str) -> None:
    assert reply_of(an_answer("ALTO", Message_ID=message_id("k9", domain))).text == "ALTO"


def test_a_mail_in_our_name_with_an_id_of_elsewhere_is_none_of_ours() -> None:
    mail = an_answer("La prueba", From="convite@convite.example", Message_ID=message_id("k1", "otra.example"))
    assert isinstance(read(mail, NOW), Reply)


def test_a_stop_above_a_name_is_one() -> None:
    said = reply_of(an_answer("ALTO\n\nAna Pérez\nPresidente JAC")).text
    assert replies.read(said) == Read(ReadAs.STOP)


def test_an_answer_knows_who_wrote_and_to_which_message() -> None:
    found = reply_of(an_answer("1"))
    assert (found.address, found.id, found.in_reply_to) == ("jac@juntas.example", "<a1@juntas.example>", OURS)


@pytest.mark.parametrize(
    "headers",
    [{"Auto_Submitted": "auto-replied"}, {"Precedence": "bulk"}, {"List_Id": "<ofertas.example>"}],
)
def test_machines_and_advertising_answer_nothing(headers: dict[str, str]) -> None:
    assert read(an_answer("1", **headers), NOW) is None


def test_an_empty_answer_is_none() -> None:
    assert read(an_answer("\n\n> 1"), NOW) is None


@given(st.binary(max_size=400), st.booleans())
def test_no_body_is_too_broken_to_be_read(junk: bytes, is_report: bool) -> None:
    kind = b"multipart/report; boundary=x" if is_report else b"text/plain; charset=nobody-knows"
    read(b"From: a@b.example\r\nMessage-ID: <1@b>\r\nContent-Type: " + kind + b"\r\n\r\n--x\r\n" + junk, NOW)


def a_crooked_mail(header: str, value: bytes, text: bytes = b"ALTO") -> bytes:
    given = {"From": b"a@b.example", "Message-ID": b"<1@b.example>", header: value}
    return b"".join(b"%s: %s\r\n" % (name.encode(), said) for name, said in given.items()) + b"\r\n" + text


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("From", b"=?utf-8?q?Ana=0APerez?= <a@b.example>"),
        ("From", b'"Ana\xf1" <a@b.example>'),
        ("Message-ID", b"<< <1@b.example>"),
        ("In-Reply-To", b"<a\x00b@c.example>"),
        ("In-Reply-To", b"<" + b"a" * 6_000 + b"@c.example>"),
        ("Date", b"Wed, 03 Jun 2026 09:00:00 -9999999999"),
        ("Date", b"Fri, 31 Dec 9999 23:59:00 -2359"),
        ("Date", b"Wed, 03 Jun 99999999999999999999 09:00:00 -0500"),
        ("Auto-Submitted", b""),
    ],
)
def test_a_stop_with_a_crooked_header_is_heard(header: str, value: bytes) -> None:
    found = reply_of(a_crooked_mail(header, value))
    assert (found.address, found.id, found.text) == ("a@b.example", "<1@b.example>", "ALTO")
    assert (found.at, found.in_reply_to) == (NOW, None)


_PIECES = st.sampled_from(
    [b"<", b">", b"@", b"[", b"=?utf-8?q?=0A?=", b"charset*", b"=", b";", b'"', b"\x00"]
)
_HEADERS = ["From", "Message-ID", "In-Reply-To", "Date", "Content-Type", "Content-Disposition", "Precedence"]


@given(st.sampled_from(_HEADERS), st.lists(_PIECES | st.binary(max_size=9), max_size=9).map(b"".join))
def test_of_any_headers_comes_what_a_database_can_keep_or_one_error(header: str, value: bytes) -> None:
    try:
        found = read(a_crooked_mail(header, value), NOW)
    except UnreadableMail:
        return
    if isinstance(found, Reply):
        for id_ in (found.id, found.in_reply_to or "<>"):
            assert id_.isascii()
            assert id_.isprintable()
            assert len(id_) <= 300
        found.address.encode()
        assert found.at.astimezone(UTC)


def test_a_status_is_read_without_what_stands_beside_it() -> None:
    report = report_of(a_bounce(status="5.2.2 (mailbox\x00 full)"))
    assert (report.answer, report.whose) == ("came back: 5.2.2", Whose.NOBODY)


@pytest.mark.parametrize("kind", ["text/plain; charset*", "multipart/report; boundary*"])
def test_a_mail_on_which_python_s_reader_breaks_is_called_unreadable(kind: str) -> None:
    with pytest.raises(UnreadableMail):
        read(a_crooked_mail("Content-Type", kind.encode()), NOW)
