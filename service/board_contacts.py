"""What a row of a boards file says of how its board is reached: mail, mobile, preferred channel, consent."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time

from api.table_file import RefusedRow
from domain.contact import Authorisation, Channel, Contact, ContactSource, Means
from domain.days import BOGOTA
from domain.text import fold
from domain.written_dates import read_date
from notifications.addresses import read_email, read_mobile

_CHANNELS = {
    Channel.EMAIL: ("correo", "correo electronico", "email", "e mail", "mail"),
    Channel.WHATSAPP: ("whatsapp", "whats app", "wasap", "wpp", "wa"),
    Channel.SMS: ("sms", "mensaje de texto", "mensajes de texto", "texto"),
}
_BETWEEN_NUMBERS = re.compile(r"[,;/\n]|\s-\s|\sy\s|\so\s")
_SAYS_YES = {"si", "yes", "x", "true", "verdadero", "autoriza", "autorizo"}
_SAYS_NO = {"no", "false", "falso", "no autoriza", "no autorizo"}


@dataclass(frozen=True, slots=True)
class Consent:
    """What a row says of the authorisation: its day, or that there is none (which takes back an earlier one).

    Neither: it says nothing.
    """

    on: date | None = None
    is_refused: bool = False


def read_contacts(cells: Mapping[str, str], code: str) -> tuple[Contact, ...]:
    """The contacts of a row, the first to be tried first. Raises RefusedRow for an address that is none."""
    email, mobile = _email(cells.get("email")), _mobile(cells.get("mobile"))
    return in_order(code, _preferred(cells.get("channel")), email, mobile)


def in_order(
    code: str, preferred: Channel | None, email: str | None, mobile: str | None
) -> tuple[Contact, ...]:
    """The contacts that a mail address and a mobile number make: the preferred channel, then mail, WhatsApp,
    SMS.
    """
    found = {Channel.EMAIL: email, Channel.WHATSAPP: mobile, Channel.SMS: mobile}
    channels = sorted(found, key=lambda channel: channel is not preferred)
    has = [(channel, address) for channel in channels if (address := found[channel])]
    return tuple(
        Contact(channel, address, code, position=position, source=ContactSource.FILE)
        for position, (channel, address) in enumerate(has)
    )


def read_consent(text: str | None, note: Callable[[str], None]) -> Consent:
    """The day of the authorisation. A yes without a day proves nothing (Ley 1581 de 2012, art. 9)."""
    if text is None:
        return Consent()
    if fold(text) in _SAYS_NO:
        return Consent(is_refused=True)
    if fold(text) in _SAYS_YES:
        note("La autorización de datos no trae fecha y no se guarda")
        return Consent()
    day = read_date(text)
    if day is None:
        raise RefusedRow(f"La fecha de autorización «{text}» no es una fecha (por ejemplo 2026-03-15)")
    return Consent(day)


def authorisation_of(code: str, consent: Consent, proof: str) -> Authorisation | None:
    """The authorisation that a row proves: from the first moment of its day in Bogotá."""
    if consent.on is None:
        return None
    given_at = datetime.combine(consent.on, time(), BOGOTA)
    return Authorisation(code, "", given_at, Means.FILE, proof)


def _email(text: str | None) -> str | None:
    if text is None:
        return None
    if address := read_email(text):
        return address
    raise RefusedRow(f"El correo «{text}» no es válido")


def _mobile(text: str | None) -> str | None:
    """The first mobile number of the cell."""
    if text is None:
        return None
    for written in _BETWEEN_NUMBERS.split(text):
        if number := read_mobile(written):
            return number
    raise RefusedRow(f"El celular «{text}» no es un número de celular")


def _preferred(text: str | None) -> Channel | None:
    if text is None:
        return None
    folded = fold(text)
    for channel, words in _CHANNELS.items():
        if folded in words:
            return channel
    raise RefusedRow(f"El canal «{text}» no es correo, WhatsApp ni SMS")
