"""A contact as its row has it, sealed, and as the rest of the house knows it."""

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Row

from domain.contact import Channel, Contact, ContactSource, Role
from store.vault import Unreadable, Vault


class KnownContact(NamedTuple):
    """`contact` has no address where `is_readable` is false: none of our keys opens it."""

    id: int
    contact: Contact
    digest: str
    failed_at: datetime | None  # the provider said that there is nobody
    is_readable: bool = True


def place_of(role: str, code: str | None, channel: str) -> str:
    """What an address is sealed for."""
    return f"{role}|{code or ''}|{channel}"


def opened(vault: Vault, row: Row[Any]) -> KnownContact:
    """The contact of a row. Raises Unreadable."""
    contact = _contact(row, vault.open(row.sealed, place_of(row.role, row.board_code, row.channel)))
    digest = row.digest or vault.digest(contact.channel, contact.address)
    return KnownContact(row.id, contact, digest, row.failed_at)


def known_contact(vault: Vault, row: Row[Any]) -> KnownContact:
    """The contact of a row, also where nobody can read its address: one must not hold up all others."""
    try:
        return opened(vault, row)
    except Unreadable:
        return KnownContact(row.id, _contact(row, ""), row.digest or "", row.failed_at, is_readable=False)


def _contact(row: Row[Any], address: str) -> Contact:
    return Contact(
        channel=Channel(row.channel),
        address=address,
        board_code=row.board_code,
        role=Role(row.role),
        position=row.position,
        source=ContactSource(row.source),
        locality=row.locality,
    )


def row_of(vault: Vault, contact: Contact, at: datetime) -> dict[str, Any]:
    """The row of a contact that is new."""
    role, channel = contact.role.value, contact.channel.value
    return {
        "role": role,
        "board_code": contact.board_code,
        "channel": channel,
        "sealed": vault.seal(contact.address, place_of(role, contact.board_code, channel)),
        "digest": vault.digest(contact.channel, contact.address),
        "position": contact.position,
        "source": contact.source.value,
        "locality": contact.locality,
        "added_at": at,
    }
