"""A message as the bytes that travel by SMTP.

The email package builds a mail as objects and takes longer for it than composing takes; so the bytes are put
together here, and that package is asked only for the headers that hold other than ASCII.
"""

import binascii
from datetime import datetime
from email.headerregistry import Address
from email.policy import SMTP
from email.utils import format_datetime
from functools import lru_cache
from hashlib import blake2b

from email_validator import EmailNotValidError, validate_email

from notifications.message import Mail

_LONGEST_LINE = 998  # RFC 5322 section 2.1.1


class Unsendable(ValueError):
    """The address or a header cannot be used; trying again would not help. Says no address."""


@lru_cache(maxsize=65_536)
def recipient(address: str) -> str:
    """One address as it goes on the wire, its domain in ASCII. Raises Unsendable."""
    try:
        ascii_address = validate_email(address, check_deliverability=False).ascii_email
    except EmailNotValidError:
        raise Unsendable("the address is not a valid e-mail address") from None
    if ascii_address is None:
        raise Unsendable("the address has letters that mail servers do not take before the @")
    return ascii_address


def message_id(key: str, domain: str) -> str:
    """The same for the same key, so that a reader can drop a second copy."""
    return f"<{blake2b(key.encode(), digest_size=16).hexdigest()}@{domain}>"


def encode(message: Mail, sender: Address, to: str, id_: str, at: datetime) -> bytes:
    """Text and HTML in one mail, with a one-click way to stop (RFC 8058). Raises Unsendable."""
    # No encoded body holds "=_": quoted-printable writes every "=" as "=3D", and seven-bit HTML is looked at.
    boundary = f"=_{blake2b(id_.encode(), digest_size=12).hexdigest()}"
    text, html = _text_part(message.text), _html_part(message.html, boundary)
    headers = (
        _sender(str(sender)),
        f"To: {_one_line(to)}",
        _subject(message.subject),
        f"Date: {_date(at)}",
        f"Message-ID: {_one_line(id_)}",
        *_ways_to_stop(message.stop_link),
        "Auto-Submitted: auto-generated\r\nContent-Language: es\r\nMIME-Version: 1.0",
        f'Content-Type: multipart/alternative; boundary="{boundary}"\r\n',
    )
    return b"".join(
        (
            "\r\n".join(headers).encode("ascii"),
            f"\r\n--{boundary}\r\n".encode("ascii"),
            text,
            f"\r\n--{boundary}\r\n".encode("ascii"),
            html,
            f"\r\n--{boundary}--\r\n".encode("ascii"),
        )
    )


def _text_part(text: str) -> bytes:
    return _QUOTED.format(kind="plain").encode("ascii") + _quoted(text)


def _html_part(html: str, boundary: str) -> bytes:
    """In seven bits, with references such as `&#243;` for letters beyond ASCII, which takes a fraction of the
    time of quoted-printable. What has a line too long for that, or what looks like the boundary, is quoted.
    Control characters have no reference: HTML holds none, and titles are cleared of them (domain/titles.py).
    """
    body = _with_mail_ends(html).encode("ascii", "xmlcharrefreplace")
    if boundary.encode("ascii") in body or max(map(len, body.split(b"\r\n"))) > _LONGEST_LINE:
        return _QUOTED.format(kind="html").encode("ascii") + _quoted(html)
    return _SEVEN_BITS + body


_QUOTED = 'Content-Type: text/{kind}; charset="utf-8"\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n'
_SEVEN_BITS = b'Content-Type: text/html; charset="us-ascii"\r\nContent-Transfer-Encoding: 7bit\r\n\r\n'


def _quoted(text: str) -> bytes:
    """Quoted-printable (RFC 2045 section 6.7) with the line ends of mail. A lone surrogate becomes `?`."""
    ended = _with_mail_ends(text).encode("utf-8", "replace")
    quoted = binascii.b2a_qp(ended, istext=True)
    # The ends of the lines that it breaks itself follow those that it finds.
    return quoted if b"\r\n" in ended else quoted.replace(b"\n", b"\r\n")


def _with_mail_ends(text: str) -> str:
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text.replace("\n", "\r\n")


def _ways_to_stop(stop_link: str | None) -> tuple[str, ...]:
    """Not folded: Python would encode a long link as if it were words, and mail programs cannot read that."""
    if stop_link is None:
        return ()
    header = f"List-Unsubscribe: <{_one_line(stop_link)}>"
    if len(header) > _LONGEST_LINE:
        raise Unsendable("the link to stop the messages is longer than a line of a mail")
    if not stop_link.startswith("https://"):  # RFC 8058 section 3.1 asks for HTTPS
        return (header,)
    return header, "List-Unsubscribe-Post: List-Unsubscribe=One-Click"


def _one_line(value: str) -> str:
    """Raises Unsendable for a value by which another header could be smuggled in."""
    if not (value.isascii() and value.isprintable()):
        raise Unsendable("a header of the message holds a line break or a sign beyond ASCII")
    return value


@lru_cache(maxsize=1024)
def _subject(subject: str) -> str:
    return _header("Subject", subject)


@lru_cache(maxsize=16)
def _sender(sender: str) -> str:
    return _header("From", sender)


def _header(name: str, value: str) -> str:
    """One header with words beyond ASCII encoded (RFC 2047) and folded."""
    try:
        folded: str = SMTP.fold(*SMTP.header_store_parse(name, value))
    except ValueError:  # raised for a line break
        raise Unsendable("a header of the message holds a line break") from None
    return folded.removesuffix("\r\n")


@lru_cache(maxsize=256)
def _date(at: datetime) -> str:
    return format_datetime(at)
