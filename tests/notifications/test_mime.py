"""The bytes of a mail, read back by the email package and held against what was said."""

import email
import html
from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import default
from time import thread_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from notifications.compose import message
from notifications.message import Mail
from notifications.mime import Unsendable, encode, message_id, recipient
from tests.notifications.examples import a_bulletin, a_digest, an_entry

SENDER = Address("Convite Cartagena", addr_spec="avisos@convite.example")
AT = datetime(2026, 6, 3, 13, tzinfo=UTC)
STOP = "https://convite.example/junta/abc.def/parar"

TEXTS = st.text(st.characters(exclude_characters="\r", exclude_categories=["Cs"]), max_size=400)
PAGES = st.text(st.one_of(st.just("\n"), st.characters(exclude_categories=["C"])), max_size=400)
LINES = st.text(st.characters(exclude_categories=["C", "Zl", "Zp", "Zs"]), min_size=1, max_size=120)


def encoded(mail: Mail, **fields: str) -> bytes:
    given = {"to": "jac@juntas.example", "id_": "<k1@convite.example>", **fields}
    return encode(mail, SENDER, given["to"], given["id_"], AT)


def read(raw: bytes) -> EmailMessage:
    mail = email.message_from_bytes(raw, policy=default)
    assert isinstance(mail, EmailMessage)
    return mail


def body(mail: EmailMessage, kind: str) -> str:
    part = mail.get_body((kind,))
    assert part is not None
    content: str = part.get_content()
    return content.replace("\r\n", "\n")


@settings(deadline=None, max_examples=80)
@given(LINES, TEXTS, PAGES)
def test_what_is_encoded_is_read_back_as_it_was(subject: str, text: str, page: str) -> None:
    raw = encoded(Mail(subject, text, page, STOP))
    mail = read(raw)
    assert not mail.defects
    assert mail["Subject"] == subject
    assert body(mail, "plain") == text
    assert html.unescape(body(mail, "html")) == html.unescape(page)


@settings(deadline=None, max_examples=60)
@given(LINES, st.text(max_size=1500), st.text(max_size=1500))
def test_every_line_fits_and_ends_as_mail_wants(subject: str, text: str, page: str) -> None:
    raw = encoded(Mail(subject, text, page, STOP))
    assert raw.isascii()
    lines = raw.split(b"\r\n")
    assert all(len(line) <= 998 for line in lines)
    assert all(b"\n" not in line and b"\r" not in line for line in lines)


def test_html_with_a_line_longer_than_mail_allows_is_quoted() -> None:
    for length in (998, 999):
        mail = read(encoded(Mail("Hola", "Hola", "ñ" + "x" * (length - 6), STOP)))  # ñ is &#241;
        part = mail.get_body(("html",))
        assert part is not None
        assert part["Content-Transfer-Encoding"] == ("7bit" if length == 998 else "quoted-printable")
        assert html.unescape(body(mail, "html")) == "ñ" + "x" * (length - 6)


def test_a_body_that_holds_the_boundary_does_not_end_there() -> None:
    boundary = read(encoded(Mail("Hola", "Hola", "<p>Hola</p>", STOP))).get_boundary()
    said = f"uno\n--{boundary}\nContent-Type: text/plain\n\ndos\n--{boundary}--"
    mail = read(encoded(Mail("Hola", said, said, STOP)))
    assert not mail.defects
    assert (body(mail, "plain"), body(mail, "html")) == (said, said)


def test_a_line_of_a_dot_alone_stays_one() -> None:
    raw = encoded(Mail("Hola", "uno\n.\ndos", "<p>\n.\n</p>", STOP))
    assert body(read(raw), "plain") == "uno\n.\ndos"
    assert body(read(raw), "html") == "<p>\n.\n</p>"


def test_all_headers_are_there_once() -> None:
    mail = read(encoded(a_digest()))
    assert mail["From"] == str(SENDER)
    assert mail["To"] == "jac@juntas.example"
    assert mail["Date"].datetime == AT
    assert mail["Message-ID"] == "<k1@convite.example>"
    assert mail["MIME-Version"] == "1.0"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["List-Unsubscribe"] == "<https://convite.example/junta/abc.def/parar>"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert len(mail.keys()) == len({name.lower() for name in mail})


def test_who_cannot_stop_is_offered_no_way_to() -> None:
    mail = read(encoded(Mail("Hola", "Hola", "Hola", None)))
    assert mail["List-Unsubscribe"] is None
    assert mail["List-Unsubscribe-Post"] is None


@pytest.mark.parametrize(
    "stop", ["https://a.example/\r\nBcc: x@y.example", f"https://a.example/{'x' * 980}", "https://ñ.example"]
)
def test_a_link_that_makes_no_header_is_refused(stop: str) -> None:
    with pytest.raises(Unsendable):
        encoded(Mail("Hola", "Hola", "Hola", stop))


@pytest.mark.parametrize("subject", ["Hola\nBcc: x@y.example", "Hola\r\n\r\ncuerpo"])
def test_a_line_break_in_a_subject_is_refused(subject: str) -> None:
    with pytest.raises(Unsendable):
        encoded(Mail(subject, "Hola", "Hola", STOP))


def test_an_address_or_id_with_a_line_break_is_refused() -> None:
    for fields in ({"to": "a@b.example\r\nBcc: x@y.example"}, {"id_": "<k@x>\r\nBcc: x@y.example"}):
        with pytest.raises(Unsendable):
            encoded(a_digest(), **fields)


def test_a_sender_with_an_accent_arrives() -> None:
    sender = Address("Convite Bogotá", addr_spec="avisos@convite.example")
    raw = encode(a_digest(), sender, "jac@juntas.example", "<k@convite.example>", AT)
    assert read(raw)["From"] == "Convite Bogotá <avisos@convite.example>"


def test_a_domain_with_an_accent_goes_in_ascii_and_an_account_with_one_does_not() -> None:
    assert recipient("jac@junta-pozón.co") == "jac@xn--junta-pozn-obb.co"
    with pytest.raises(Unsendable):
        recipient("pozón@juntas.co")


def test_the_same_key_is_the_same_message() -> None:
    assert message_id("k1", "convite.example") == message_id("k1", "convite.example")
    assert message_id("k1", "convite.example") != message_id("k2", "convite.example")


def test_composing_and_encoding_cost_little() -> None:
    """The aim is 0.6 ms, which `bench/deliver.py` measures; here a slip of tenfold is caught."""
    said = a_bulletin(an_entry(1), an_entry(2), an_entry(3))
    encoded(message(said).mail())
    spent = []
    for _ in range(20):
        started = thread_time()
        encoded(message(said).mail())
        spent.append(thread_time() - started)
    assert min(spent) < 0.006
