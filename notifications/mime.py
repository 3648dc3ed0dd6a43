"""A message as the bytes that travel by SMTP."""

from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from hashlib import blake2b

from email_validator import EmailNotValidError, validate_email

from notifications.message import Mail


class Unsendable(ValueError):
    """The address or a header cannot be used; trying again would not help. Says no address."""


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
    """The same for every attempt of a delivery, so that a reader can drop a second copy."""
    return f"<{blake2b(key.encode(), digest_size=16).hexdigest()}@{domain}>"


def encode(message: Mail, sender: Address, to: str, id_: str, at: datetime) -> bytes:
    """Text and HTML in one mail, with a one-click way to stop (RFC 8058). Raises Unsendable."""
    mail = EmailMessage(policy=_POLICY)
    try:
        mail["From"] = sender
        mail["To"] = to
        mail["Subject"] = message.subject
        mail["Date"] = at
        mail["Message-ID"] = id_
        mail["Auto-Submitted"] = "auto-generated"
        mail["Content-Language"] = "es"
        if message.stop_link:
            mail["List-Unsubscribe"] = f"<{message.stop_link}>"
        if (message.stop_link or "").startswith("https://"):  # RFC 8058 section 3.1 asks for HTTPS
            mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    except ValueError:  # raised for a line break, by which a header could smuggle in another
        raise Unsendable("a header of the message holds a line break") from None
    mail.set_content(message.text, cte="quoted-printable")
    mail.add_alternative(message.html, subtype="html", cte="quoted-printable")
    return mail.as_bytes()


class _Policy(EmailPolicy):
    """Python encodes a link longer than a line as if it were words, and mail programs then cannot read it."""

    def fold_binary(self, name: str, value: str) -> bytes:
        if name == "List-Unsubscribe":
            return f"{name}: {value}\r\n".encode("ascii")
        return super().fold_binary(name, value)


_POLICY = _Policy(linesep="\r\n")
